package alert

import (
	"fmt"

	"lanbi/internal/standard/gb3095"
)

// findings tell, station by station, of the pollutant that comes nearest to
// voiding the day that runs: 20 of 24 hours must be valid (GB 3095 Table 4), and of
// ozone 14 of 17 windows of eight hours (HJ 663 §6.1.2). Level 1 is "about to", level
// 2 "cannot be saved unless late data come".
func (r DayDataRule) findings(facts *Facts) []finding {
	worst := map[string]*Hours{}
	var order []string
	for i := range facts.Hours {
		h := &facts.Hours[i]
		w := worst[h.Code]
		if w == nil {
			order = append(order, h.Code)
		}
		if w == nil || h.worse(w, spare(r.Spare)) {
			worst[h.Code] = h
		}
	}
	var out []finding
	for _, code := range order {
		h := worst[code]
		out = append(out, finding{
			kind: DayData, subject: code, area: h.Area, asOf: h.Day, level: h.level(spare(r.Spare)), severity: r.severity(Warning), silent: true,
			words: func(l Language) Words {
				w := hoursWords(l, facts, h)
				w.What += l.outagesAfter(facts.outagesOf(h.Code, h.Area, h.Day))
				return w
			},
		})
	}
	return out
}

// left is how many more hours may be missing, negative when the day is void: of
// ozone, if they are lost at once.
func (h *Hours) left() int {
	if h.Ozone != nil {
		return h.Ozone.Need.Spare
	}
	return 24 - gb3095.DayHours - h.Missing
}

// level is how near the day is to being void. A single hole in ozone that valid
// hours follow is passed over while another hour may be missing: monitors are
// calibrated every day.
func (h *Hours) level(spare int) int {
	left := h.left()
	if o := h.Ozone; o != nil && (o.Decided || o.Need.Hours == 0 || !o.Gap && left > 0) {
		return 0
	}
	return lossLevel(left, spare)
}

func (h *Hours) worse(than *Hours, spare int) bool {
	mine, other := h.level(spare), than.level(spare)
	return mine > other || mine == other && h.left() < than.left()
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

// hoursWords say what is missing, what it needs, and until when.
func hoursWords(l Language, facts *Facts, h *Hours) Words {
	left := h.left()
	if l == English {
		return hoursWordsEn(facts, h, left)
	}
	w := Words{Name: facts.AreaNames[h.Area] + h.Name, Head: "当日将无效", Closing: internalUse,
		What:  fmt.Sprintf("%s今日已缺测 %d 小时，有效 %d 小时，未到 %d 小时", h.Parameter.Name(), h.Missing, h.Valid, h.Left),
		Basis: "按 GB 3095 表 4（每日至少 20 个有效小时），" + l.data(false),
		Todo:  "请在今日 24 时前恢复监测并补传数据，" + lawfulOnly + "。"}
	if h.Ozone != nil {
		w.Basis = "按 HJ 663 6.1.2（臭氧每日至少 14 个有效 8 小时均值，每个至少 6 小时），" + l.data(false)
	}
	switch n := h.Ozone; {
	case left < 0:
		w.Head = "当日数据不足"
		w.What += "，其余小时全部有效也已不够，如不补传当日无效"
	case n != nil:
		w.What += fmt.Sprintf("，至多还可连续缺测 %d 小时，还须 %d 个有效小时（自第 %d 时起逐时有效）", left, n.Need.Hours, n.Need.From)
	default:
		w.What += fmt.Sprintf("，至多还可缺 %d 小时", left)
	}
	w.What += "；当日无效将计入数据不足，全年达标天数可能少 1 天"
	return w
}

func hoursWordsEn(facts *Facts, h *Hours, left int) Words {
	w := Words{Name: facts.AreaNames[h.Area] + h.Name, Head: "day at stake", Closing: closingEn,
		What:  fmt.Sprintf("%s lacks %d hours today, %d are valid, %d to come", h.Parameter.Key(), h.Missing, h.Valid, h.Left),
		Basis: "GB 3095 Table 4 (20 valid hours a day), " + English.data(false),
		Todo:  "Restore the monitor and send what is missing before midnight; never interfere with a monitor. "}
	if h.Ozone != nil {
		w.Basis = "HJ 663 6.1.2 (14 valid 8-hour means of ozone a day, 6 hours each), " + English.data(false)
	}
	switch n := h.Ozone; {
	case left < 0:
		w.Head = "day void"
		w.What += ", and not even all others suffice"
	case n != nil:
		w.What += fmt.Sprintf(", %d more may be lost in a row, %d valid hours are needed (each from hour %d on)", left, n.Need.Hours, n.Need.From)
	default:
		w.What += fmt.Sprintf(", %d more may be missing", left)
	}
	w.What += "; a void day counts as undetermined and may cost the year one good day"
	return w
}
