package alert

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// findings tell of months and years that are about to lose their validity: too
// few daily means (GB 3095 Table 4). Of a place the pollutant that lacks most speaks
// for all.
func (r ValidityRule) findings(facts *Facts) []finding {
	var out []finding
	for _, span := range []struct {
		key, zh, en string
		of          func(*Validity) (left, missing, need int)
		outages     func(*Validity) []assess.Outage
	}{
		{"month", "本月", "this month", func(v *Validity) (int, int, int) {
			return v.MonthDays - v.MonthNeeded - v.MonthMissing, v.MonthMissing, v.MonthNeeded
		}, func(v *Validity) []assess.Outage { return v.MonthOutages }},
		{"year", "本年", "this year", func(v *Validity) (int, int, int) {
			return v.YearDays - v.YearNeeded - v.YearMissing, v.YearMissing, v.YearNeeded
		}, func(v *Validity) []assess.Outage { return v.YearOutages }},
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
					w := validityWords(l, facts, v, map[Language]string{Chinese: span.zh, English: span.en}[l], missing, need, left)
					w.What += l.outagesAfter(span.outages(v))
					return w
				},
			})
		}
	}
	return out
}

// validityWords say how many days are missing and what becomes void. Table 4 of GB
// 3095 names no year for CO and O₃; they are held to the same numbers.
func validityWords(l Language, facts *Facts, v *Validity, span string, missing, need, left int) Words {
	p := v.Parameter
	percentile := p == measure.CO || p == measure.O38h
	w := Words{Name: facts.AreaNames[v.Area] + v.Name, Head: "有效性将不足", AsOf: l.day(v.AsOf), Closing: internalUse,
		Basis: "按 GB 3095 表 4，", Todo: "请在 " + l.day(v.AsOf.LastOfMonth()) + "前补传、补测，并保证其余日期数据有效，" + lawfulOnly + "。"}
	if l == English {
		w = Words{Name: w.Name, Head: "validity at stake", AsOf: w.AsOf, Closing: closingEn, Basis: "GB 3095 Table 4, ",
			Todo: "Send what is missing before the month ends and keep the other days valid; never interfere with a monitor. "}
		value := "yearly mean"
		if percentile {
			w.Basis, value = "GB 3095 Table 4, by analogy, ", "yearly percentile"
		}
		w.Basis += l.data(v.Audited)
		w.What = fmt.Sprintf("%s has no valid daily mean on %d days %s, %d valid days are needed, %d more may be missing; otherwise the %s is void",
			p.Key(), missing, span, need, max(0, left), value)
		if left < 0 {
			w.Head = "validity lost"
		}
		return w
	}
	value := "年均值"
	if percentile {
		w.Basis, value = "比照 GB 3095 表 4，", "年百分位数"
	}
	w.Basis += l.data(v.Audited)
	w.What = fmt.Sprintf("%s%s已有 %d 天无有效日均值，至少需 %d 个有效日，至多还可缺 %d 天；不足则%s无效", p.Name(), span, missing, need, max(0, left), value)
	if left < 0 {
		w.Head = "有效性不足"
		w.What = fmt.Sprintf("%s%s已有 %d 天无有效日均值，至少需 %d 个有效日，已差 %d 天，如不补传%s无效", p.Name(), span, missing, need, -left, value)
	}
	return w
}
