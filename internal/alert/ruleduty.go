package alert

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// findings tell of stations that have not been heard of.
func (r SilentRule) findings(facts *Facts, now time.Time) []finding {
	if r.Off {
		return nil
	}
	var out []finding
	for i := range facts.Stations {
		s := &facts.Stations[i]
		limit := orDuration(r.Air, 3*time.Hour)
		if s.Medium == measure.Water {
			limit = orDuration(r.Water, 12*time.Hour)
		}
		level, hold := 0, time.Duration(0)
		age := now.Sub(s.Last)
		switch {
		case s.Last.IsZero(): // of a station never heard of, the wait begins now
			level, hold = 1, limit
		case age > limit:
			level = 1
		}
		out = append(out, finding{
			kind: Silent, subject: s.Code, area: s.Area, level: level, hold: hold, severity: r.severity(Warning),
			words: func(l Language) Words {
				return dutyWords(l, facts.AreaNames[s.Area]+s.Name,
					pair{"站点无数据", silence(Chinese, s, age)}, pair{"station silent", silence(English, s, age)},
					pair{"按最近一次入库时间判断，未审核数据", "缺测满 5 小时当日即无效，请立即检查采集、网络与供电，" + lawfulOnly + "。"},
					pair{"time of the newest stored value, provisional data", "Five missing hours void a day: check logger, network and power now. "})
			},
		})
	}
	return out
}

func silence(l Language, s *Station, age time.Duration) string {
	hours := number(age.Hours())
	switch {
	case s.Last.IsZero() && l == English:
		return "nothing was ever received"
	case s.Last.IsZero():
		return "尚未收到任何数据"
	case l == English:
		return "no data for " + hours + " h"
	}
	return "已 " + hours + " 小时无数据"
}

func (r SpoolRule) findings(facts *Facts, now time.Time) []finding {
	if r.Off || facts.Spool == nil {
		return nil
	}
	s := *facts.Spool
	share := r.Share
	if share == 0 {
		share = 0.8
	}
	var waited time.Duration
	if !s.Oldest.IsZero() {
		waited = max(0, now.Sub(s.Oldest))
	}
	full := float64(s.Bytes) / float64(max(1, s.Max))
	late := waited.Seconds() / max(1, s.MaxAge.Seconds())
	level := 0
	switch {
	case s.Max > 0 && full >= share, s.MaxAge > 0 && late >= share:
		level = 2
	case waited > orDuration(r.Age, 30*time.Minute):
		level = 1
	}
	return []finding{{
		kind: SpoolFills, subject: "spool", level: level, severity: r.severity([]Severity{Info, Warning, Critical}[level]),
		words: func(l Language) Words {
			filled, minutes := number(100*full), number(waited.Minutes())
			return dutyWords(l, map[Language]string{Chinese: "数据缓存", English: "spool"}[l],
				pair{"数据积压", fmt.Sprintf("%d 条数据等待写入，占缓存 %s%%，最早已等 %s 分钟", s.Records, filled, minutes)},
				pair{"readings wait", fmt.Sprintf("%d readings wait to be written, %s %% of the room, the oldest for %s min", s.Records, filled, minutes)},
				pair{"按缓存队列统计，数据未丢失", "缓存写满或最早一条等待过久后将停止接收，由消息服务器暂存，请立即检查 InfluxDB 与磁盘。"},
				pair{"depth of the queue, nothing is lost", "Once it is full, or the oldest has waited too long, nothing more is taken and the broker has to keep it: check InfluxDB and the disk. "})
		},
	}}
}

func (r JobRule) findings(facts *Facts) []finding {
	if r.Off {
		return nil
	}
	limit := r.Failures
	if limit == 0 {
		limit = 3
	}
	var out []finding
	for _, j := range facts.Jobs {
		level := 0
		if j.Failures >= limit {
			level = 1
		}
		out = append(out, finding{kind: JobFailed, subject: j.Name, level: level, severity: r.severity(Warning),
			words: func(l Language) Words {
				return dutyWords(l, map[Language]string{Chinese: "任务 " + j.Name, English: "job " + j.Name}[l],
					pair{"任务失败", fmt.Sprintf("已连续失败 %d 次", j.Failures)}, pair{"job failed", fmt.Sprintf("failed %d times in a row", j.Failures)},
					pair{"按计划任务记录", "在其恢复前评价与进度不会更新，原因见任务页面。"},
					pair{"record of scheduled jobs", "Assessments stand still until it succeeds; the page tells the reason. "})
			}})
	}
	return out
}

func (r UnreachableRule) findings(facts *Facts) []finding {
	if r.Off {
		return nil
	}
	var out []finding
	for _, p := range facts.Parts {
		level := 0
		if p.Down {
			level = 1
		}
		out = append(out, finding{kind: Unreachable, subject: p.Name, level: level, hold: orDuration(r.For, 5*time.Minute), severity: r.severity(Critical),
			words: func(l Language) Words {
				return dutyWords(l, p.Name,
					pair{"无法连接", "目前无法连接"}, pair{"unreachable", "does not answer"},
					pair{"按连接检查", "数据在本机缓存，写满前不会丢失；请立即检查服务与网络。"},
					pair{"connection check", "Readings wait on this machine until its disk is full: check server and network. "})
			}})
	}
	return out
}

// pair is two texts that belong together.
type pair struct{ first, second string }

// dutyWords are the words of alerts on the machinery: head and what, basis and
// what to do, in both languages.
func dutyWords(l Language, name string, zh, en, zhDo, enDo pair) Words {
	if l == English {
		return Words{Name: name, Head: en.first, What: en.second, Basis: enDo.first, Todo: enDo.second}
	}
	return Words{Name: name, Head: zh.first, What: zh.second, Basis: zhDo.first, Todo: zhDo.second}
}
