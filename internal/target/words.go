package target

import (
	"math"
	"strconv"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/standard/gb3838"
)

// GoalText says the goal in Chinese as people read it, such as ≥ 351 天.
func GoalText(t *Target) string {
	goal := quantity(t.Goal, t.Unit)
	switch t.Kind {
	case WaterClass:
		return "达到或优于 " + classText(gb3838.Class(t.Goal))
	case GoodAirDays:
		return "≥ " + number(t.Goal) + " 天"
	case HeavyDays:
		return "≤ " + number(t.Goal) + " 天"
	case GoodAirShare, SectionCompliance, SourceCompliance:
		return "≥ " + goal
	case MeanConcentration:
		return "≤ " + goal
	case Events:
		if t.Goal == 0 {
			return goal
		}
		return "≤ " + goal
	case RankAtMost:
		if t.Unit == "" || t.Unit == "%" {
			return "前 " + goal
		}
		return "前 " + number(t.Goal) + " " + t.Unit
	case BetterThan:
		return "优于全国平均"
	}
	if t.doneOrNot() {
		return "完成"
	}
	switch t.Direction {
	case "at-most":
		return "≤ " + goal
	case "between":
		return number(t.Goal) + "～" + quantity(t.Upper, t.Unit)
	case "declining":
		return "逐年下降"
	}
	return "≥ " + goal
}

// ValueText is the quantity compared with the goal, with its unit; empty when it is
// not known.
func ValueText(p *Progress) string {
	if !p.HasValue || math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
		return ""
	}
	t := p.Target
	switch t.Kind {
	case WaterClass:
		return classText(gb3838.Class(p.Value))
	case GoodAirDays, HeavyDays:
		return number(p.Value) + " 天"
	case GoodAirShare, SectionCompliance, SourceCompliance:
		return strconv.FormatFloat(p.Value, 'f', 1, 64) + "%" // one decimal, also a zero
	case RankAtMost:
		switch t.Unit {
		case "%":
			return "前 " + strconv.FormatFloat(p.Value, 'f', 1, 64) + "%"
		case "名":
			return "第 " + number(p.Value) + " 名"
		}
	case BetterThan:
		if t.Indicator != "" {
			return number(p.Value)
		}
		return quantity(p.Value, t.compareUnit())
	}
	switch {
	case t.doneOrNot() && p.Value >= t.Goal:
		return "已完成"
	case t.doneOrNot():
		return "未完成"
	}
	return quantity(p.Value, t.Unit)
}

// doneOrNot tells whether the target is a task that is done, 1, or not, 0: its unit
// then begins with 是否.
func (t *Target) doneOrNot() bool {
	return t.Kind == Indicator && t.Goal == 1 && strings.HasPrefix(t.Unit, "是否")
}

// BudgetText says in Chinese how many more days may go the wrong way, without a minus
// sign that is easily overlooked. It is of kinds that count days.
func BudgetText(k Kind, budget int) string {
	count := strconv.Itoa(budget)
	if k == HeavyDays {
		switch {
		case budget < 0:
			return "重污染天已超出 " + strconv.Itoa(-budget) + " 天"
		case budget == 0:
			return "不能再有重污染天"
		}
		return "还可出现重污染 " + count + " 天"
	}
	switch {
	case budget < 0:
		return "即使其余全部优良仍差 " + strconv.Itoa(-budget) + " 天"
	case budget == 0:
		return "不能再有超标天"
	}
	return "还可超标 " + count + " 天"
}

// BasisText (口径) says in words how a target is judged; parts are joined by 「；」.
func BasisText(t *Target) string {
	b := &t.Basis
	var parts []string
	switch t.Kind {
	case GoodAirDays, GoodAirShare, HeavyDays:
		parts = append(parts, EditionText(b.Edition), dustText(b.Dust))
		parts = append(parts, missingText(t)...)
	case MeanConcentration:
		parts = append(parts, dustText(b.Dust), "按 HJ 663 修约后比较")
	case WaterClass, SectionCompliance:
		parts = append(parts, "按 GB 3838—2002 单因子评价")
		if b.YearRounding == "gbt8170" {
			parts = append(parts, "月、年均值修约后定类")
		}
	case SourceCompliance:
		parts = append(parts, "按单次样品逐项评价，不用均值", "地表水源 GB 3838—2002 Ⅲ 类及表 2，地下水源 GB/T 14848—2017 Ⅲ 类")
	case RankAtMost:
		if t.Compare != "" {
			parts = append(parts, "按"+t.Compare)
		}
	case BetterThan:
		if t.Indicator == "" {
			parts = append(parts, "与全国"+nationalNames[t.Compare]+"同年同口径比较")
		} else {
			parts = append(parts, "以官方考核结果为准")
		}
	case Indicator:
		parts = append(parts, "按上报数值")
	case Events:
		parts = append(parts, "按核实的事件计")
	}
	switch t.Kind {
	case Indicator, Events, RankAtMost, BetterThan, SourceCompliance:
	default:
		if b.Data == "confirmed" {
			parts = append(parts, "审核数据")
		} else {
			parts = append(parts, "未审核数据")
		}
	}
	if b.Document == "" {
		parts = append(parts, "考核口径未经上级明确")
	} else {
		parts = append(parts, "依据"+b.Document)
	}
	return strings.Join(parts, "；")
}

// missingText says how days without a verdict count.
func missingText(t *Target) []string {
	var parts []string
	switch {
	case t.Kind == GoodAirShare:
		parts = append(parts, "按有效天计")
	case t.Kind == HeavyDays:
	case t.Basis.Missing == "as-lost":
		parts = append(parts, "无效天不计优良")
	case t.Basis.Missing == "scale-to-valid":
		parts = append(parts, "按有效天数折算")
	}
	if t.Basis.Missing2012 == "strict" {
		parts = append(parts, "2012 版缺项从严")
	}
	if t.Basis.PM10Missing == "as-published" {
		parts = append(parts, "仅缺 PM10 时按公布惯例")
	}
	return parts
}

// EditionText says under which edition of HJ 633 days are judged.
func EditionText(rule assess.EditionRule) string {
	switch rule {
	case assess.Under2012:
		return "全年按 HJ 633—2012"
	case assess.Under2026:
		return "全年按 HJ 633—2026"
	}
	return "按当日执行标准（2026年3月1日起 HJ 633—2026，此前 HJ 633—2012）"
}

func dustText(dust string) string {
	switch dust {
	case "exclude":
		return "剔除上级认定的沙尘影响天"
	case "count-as-good":
		return "上级认定的沙尘影响天按优良计"
	}
	return "未扣除沙尘影响"
}

func classText(c gb3838.Class) string {
	text := c.String()
	if text == "" {
		return ""
	}
	return text + " 类"
}

// number shows a value with the digits it was given, with a true minus sign.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if text == "-0" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

func quantity(v float64, unit string) string {
	switch unit {
	case "":
		return number(v)
	case "%":
		return number(v) + "%"
	}
	return number(v) + " " + unit
}
