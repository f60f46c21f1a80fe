package alert

import (
	"fmt"

	"lanbi/internal/standard/gb3095"
)

// findings tell, station by station, of the pollutant that comes nearest to
// voiding the day that runs: 20 of 24 hours must be valid (GB 3095 Table 4). Level
// 1 is "about to", level 2 "cannot be saved unless late data come".
func (r DayDataRule) findings(facts *Facts) []finding {
	if r.Off {
		return nil
	}
	worst := map[string]*Hours{}
	var order []string
	for i := range facts.Hours {
		h := &facts.Hours[i]
		if w := worst[h.Code]; w == nil {
			order = append(order, h.Code)
			worst[h.Code] = h
		} else if h.Missing > w.Missing {
			worst[h.Code] = h
		}
	}
	var out []finding
	for _, code := range order {
		h := worst[code]
		left := 24 - gb3095.DayHours - h.Missing
		out = append(out, finding{
			kind: DayData, subject: code, area: h.Area, asOf: h.Day, level: lossLevel(left, spare(r.Spare)), severity: r.severity(Warning), silent: true,
			words: func(l Language) Words { return hoursWords(l, facts, h, left) },
		})
	}
	return out
}

// lossLevel is 2 when nothing may be missing any more and something is, 1 when no
// more than spare may.
func lossLevel(left, spare int) int {
	switch {
	case left < 0:
		return 2
	case left <= spare:
		return 1
	}
	return 0
}

func hoursWords(l Language, facts *Facts, h *Hours, left int) Words {
	w := Words{Name: facts.AreaNames[h.Area] + h.Name, Head: "当日将无效", Closing: internalUse,
		What:  fmt.Sprintf("%s今日已缺测 %d 小时，有效 %d 小时，剩余 %d 小时，至多还可缺 %d 小时；当日无效将计入数据不足", h.Parameter.Name(), h.Missing, h.Valid, h.Left, max(0, left)),
		Basis: "按 GB 3095 表 4（每日至少 20 个有效小时），未审核数据",
		Todo:  "请在今日 24 时前恢复监测并补传数据，" + lawfulOnly + "。"}
	if left < 0 {
		w.Head = "当日数据不足"
		w.What = fmt.Sprintf("%s今日已缺测 %d 小时，超过允许的 4 小时，如不补传当日无效，将计入数据不足", h.Parameter.Name(), h.Missing)
	}
	if l == English {
		w = Words{Name: facts.AreaNames[h.Area] + h.Name, Head: "day at stake", Closing: closingEn,
			What:  fmt.Sprintf("%s lacks %d hours today, %d are valid, %d to come, %d more may be missing; a void day counts as undetermined", h.Parameter.Key(), h.Missing, h.Valid, h.Left, max(0, left)),
			Basis: "GB 3095 Table 4 (20 valid hours a day), provisional data",
			Todo:  "Restore the monitor and send what is missing before midnight; never interfere with a monitor. "}
	}
	return w
}

// findings tell of months and years that are about to lose their validity: too
// few daily means (GB 3095 Table 4). Of a place the pollutant that lacks most speaks
// for all.
func (r ValidityRule) findings(facts *Facts) []finding {
	if r.Off {
		return nil
	}
	var out []finding
	for _, span := range []struct {
		key, zh, en string
		of          func(*Validity) (left, missing, need int)
	}{
		{"month", "本月", "this month", func(v *Validity) (int, int, int) {
			return v.MonthDays - v.MonthNeeded - v.MonthMissing, v.MonthMissing, v.MonthNeeded
		}},
		{"year", "本年", "this year", func(v *Validity) (int, int, int) {
			return v.YearDays - v.YearNeeded - v.YearMissing, v.YearMissing, v.YearNeeded
		}},
	} {
		worst := map[string]*Validity{}
		var order []string
		for i := range facts.Validity {
			v := &facts.Validity[i]
			if worst[v.Code] == nil {
				order = append(order, v.Code)
				worst[v.Code] = v
			}
			left, _, _ := span.of(v)
			if least, _, _ := span.of(worst[v.Code]); left < least {
				worst[v.Code] = v
			}
		}
		for _, code := range order {
			v := worst[code]
			left, missing, need := span.of(v)
			out = append(out, finding{
				kind: Invalid, subject: v.Code + "/" + span.key, area: v.Area, asOf: v.AsOf,
				level: lossLevel(left, spare(r.Spare)), severity: r.severity(Warning), silent: true,
				words: func(l Language) Words {
					w := Words{Name: facts.AreaNames[v.Area] + v.Name, Head: "有效性将不足", AsOf: l.day(v.AsOf), Closing: internalUse,
						What:  fmt.Sprintf("%s%s已有 %d 天无有效日均值，至少需 %d 个有效日，至多还可缺 %d 天；不足则年均值无效", v.Parameter.Name(), span.zh, missing, need, max(0, left)),
						Basis: "按 GB 3095 表 4，未审核数据", Todo: "请尽快补传、补测并保证其余日期数据有效，" + lawfulOnly + "。"}
					if l == English {
						w = Words{Name: w.Name, Head: "validity at stake", AsOf: w.AsOf, Closing: closingEn,
							What:  fmt.Sprintf("%s has no valid daily mean on %d days %s, %d valid days are needed, %d more may be missing; otherwise the yearly mean is void", v.Parameter.Key(), missing, span.en, need, max(0, left)),
							Basis: "GB 3095 Table 4, provisional data", Todo: "Send what is missing and keep the other days valid. "}
					}
					return w
				},
			})
		}
	}
	return out
}
