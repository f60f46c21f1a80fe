package alert

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// findings tell of stations that have not been heard of.
func (r SilentRule) findings(facts *Facts, now time.Time) []finding {
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
		reported := facts.outagesOf(s.Code, s.Area, facts.Today)
		out = append(out, finding{
			kind: Silent, subject: s.Code, area: s.Area, level: level, hold: hold, severity: r.severity(Warning),
			excused: facts.wording().Language.outages(reported),
			words: func(l Language) Words {
				w := silentWords(l, s, facts, age, level)
				if level > 0 && len(reported) > 0 {
					w.What += l.outagesAfter(reported)
					w.Todo = excusedTodo(l)
				}
				return w
			},
		})
	}
	return out
}

// excusedTodo is what can be done about a silence that a reported outage explains.
func excusedTodo(l Language) string {
	if l == English {
		return "Nobody is told again until the outage is over; send what is missing once the station runs again. "
	}
	return "停运期间不再提醒，末日过后仍无数据将重新告警；恢复后请补传数据，" + lawfulOnly + "。"
}

func silentWords(l Language, s *Station, facts *Facts, age time.Duration, level int) Words {
	todo := pair{"缺测满 5 小时当日即无效，全年达标天数可能少 1 天；请立即检查采集、网络与供电，并补传数据，" + lawfulOnly + "。",
		"Five missing hours void a day and may cost the year a good one: check logger, network and power now, and send what is missing. "}
	if s.Medium == measure.Water {
		todo = pair{"缺测会使本月水质类别无法评价；请立即检查采水、仪器与网络，并补传数据，" + lawfulOnly + "。",
			"Without samples the month has no class: check intake, analyser and network now, and send what is missing. "}
	}
	return dutyWords(l, facts.AreaNames[s.Area]+s.Name,
		pair{"站点无数据", silence(Chinese, s, age, level)}, pair{"station silent", silence(English, s, age, level)},
		pair{"按最近一次入库时间判断，" + Chinese.data(false), todo.first}, pair{"time of the newest stored value, " + English.data(false), todo.second})
}

func silence(l Language, s *Station, age time.Duration, level int) string {
	hours := number(age.Hours())
	if age >= 72*time.Hour {
		hours = fmt.Sprint(int(age.Hours()))
	}
	switch {
	case s.Last.IsZero() && l == English:
		return "0 values were ever received"
	case s.Last.IsZero():
		return "尚未收到任何数据"
	case level == 0 && l == English:
		return "data come again, the newest are " + hours + " h old"
	case level == 0:
		return "数据已恢复，最近一次距今 " + hours + " 小时"
	case l == English:
		return "no data for " + hours + " h"
	}
	return "已 " + hours + " 小时无数据"
}

func (r SpoolRule) findings(facts *Facts, now time.Time) []finding {
	if facts.Spool == nil {
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
			zh := fmt.Sprintf("%d 条数据等待写入，占缓存 %s%%", s.Records, number(100*full))
			en := fmt.Sprintf("%d readings wait to be written, %s %% of the room", s.Records, number(100*full))
			if !s.Oldest.IsZero() {
				zh += "，最早已等 " + number(waited.Minutes()) + " 分钟"
				en += ", the oldest for " + number(waited.Minutes()) + " min"
			}
			return dutyWords(l, map[Language]string{Chinese: "数据缓存", English: "spool"}[l],
				pair{"数据积压", zh}, pair{"readings wait", en},
				pair{"按缓存队列统计，" + Chinese.data(false) + "，未丢失", "缓存写满或最早一条等待过久后将停止接收，由消息服务器暂存，缺测小时会使当日无效；请立即检查 InfluxDB 与磁盘。"},
				pair{"depth of the queue, " + English.data(false) + ", nothing is lost", "Once it is full, or the oldest has waited too long, nothing more is taken, the broker has to keep it, and missing hours void days: check InfluxDB and the disk now. "})
		},
	}}
}

func (r JobRule) findings(facts *Facts) []finding {
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
				zh, en := fmt.Sprintf("已连续失败 %d 次", j.Failures), fmt.Sprintf("failed %d times in a row", j.Failures)
				if j.Failures == 0 {
					zh, en = "已恢复，失败 0 次", "succeeds again, 0 failures"
				}
				return dutyWords(l, map[Language]string{Chinese: "任务 " + j.Name, English: "job " + j.Name}[l],
					pair{"任务失败", zh}, pair{"job failed", en},
					pair{"按计划任务记录，" + auditApart, "在其恢复前评价、进度与年度目标研判不会更新；请今日查明原因，原因见首页任务表。"},
					pair{"record of scheduled jobs, " + auditApartEn, "Assessments and yearly targets stand still until it succeeds: find the reason today, the page tells it. "})
			}})
	}
	return out
}

func (r UnreachableRule) findings(facts *Facts) []finding {
	var out []finding
	for _, p := range facts.Parts {
		level := 0
		if p.Down {
			level = 1
		}
		out = append(out, finding{kind: Unreachable, subject: p.Name, level: level, hold: orDuration(r.For, 5*time.Minute), severity: r.severity(Critical),
			words: func(l Language) Words {
				minutes := number(orDuration(r.For, 5*time.Minute).Minutes())
				zh, en := "已 "+minutes+" 分钟以上无法连接", "has not answered for "+minutes+" min or more"
				if !p.Down {
					zh, en = "已恢复连接 "+minutes+" 分钟以上", "has answered for "+minutes+" min or more"
				}
				return dutyWords(l, p.Name,
					pair{"无法连接", zh}, pair{"unreachable", en},
					pair{"按连接检查，" + auditApart, "数据在本机缓存，写满前不会丢失，其间评价与年度目标研判不会更新；请立即检查服务与网络。"},
					pair{"connection check, " + auditApartEn, "Readings wait on this machine until its disk is full, and yearly targets stand still: check server and network now. "})
			}})
	}
	return out
}

// auditApart is said where no measured data are behind a message.
const (
	auditApart   = "不涉及监测数据审核"
	auditApartEn = "independent of provisional or audited data"
)

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
