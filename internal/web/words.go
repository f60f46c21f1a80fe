package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

// simulatedNotice stands on everything that shows simulated figures.
const simulatedNotice = "模拟数据，非实测，不得引用"

func dayText(d measure.Day) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Date())
}

func shortDay(d measure.Day) string { return fmt.Sprintf("%d月%d日", d.Month(), d.Date()) }

// number shows at most two decimals, with a true minus sign.
func number(v float64) string {
	text := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	if text == "-0" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

func quantity(v float64, unit string) string {
	switch {
	case unit == "":
		return number(v)
	case unit == "%":
		return number(v) + "%"
	}
	return number(v) + " " + unit
}

// statusText is the word for people. A goal reached on data that are not audited
// may be lost again, and says so.
func statusText(p *target.Progress) string {
	if p.Status == target.Achieved && p.Target.Basis.Data != "confirmed" {
		return p.Status.Chinese() + "（待审核确认）"
	}
	return p.Status.Chinese()
}

func goalText(t *target.Target) string {
	goal := quantity(t.Goal, t.Unit)
	switch t.Kind {
	case target.WaterClass:
		return gb3838.Class(t.Goal).String() + " 类及以上"
	case target.GoodAirDays:
		return "≥ " + number(t.Goal) + " 天"
	case target.HeavyDays:
		return "≤ " + number(t.Goal) + " 天"
	case target.GoodAirShare, target.SectionCompliance, target.SourceCompliance:
		return "≥ " + goal
	case target.MeanConcentration, target.RankAtMost, target.Events:
		return "≤ " + goal
	case target.BetterThan:
		return "优于" + orElse(t.Compare, "比较对象")
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

// valueText is the quantity compared with the goal, empty when it is not known.
func valueText(p *target.Progress) string {
	if !p.HasValue || finite(p.Value) == nil {
		return ""
	}
	if p.Target.Kind == target.WaterClass {
		return classText(gb3838.Class(p.Value))
	}
	return quantity(p.Value, p.Target.Unit)
}

func classText(c gb3838.Class) string {
	switch text := c.String(); {
	case text == "":
		return ""
	default:
		return text + " 类"
	}
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// budgetText says how many more days may exceed, without a minus sign that is
// easily overlooked.
func budgetText(budget int) string {
	switch {
	case budget < 0:
		return fmt.Sprintf("即使其余全部优良仍差 %d 天", -budget)
	case budget == 0:
		return "不能再有超标天"
	}
	return fmt.Sprintf("还可超标 %d 天", budget)
}

// recoveredText says what late or audited data could give back, empty when
// nothing.
func recoveredText(d *target.DayCount) string {
	gain := d.BudgetIfRecovered - d.Budget
	switch {
	case gain <= 0:
		return ""
	case d.BudgetIfRecovered < 0:
		return fmt.Sprintf("（%d 个无效天如补齐并判为优良，仍差 %d 天）", gain, -d.BudgetIfRecovered)
	}
	return fmt.Sprintf("（%d 个无效天如补齐并判为优良，可增至 %d 天）", gain, d.BudgetIfRecovered)
}

// signed shows one decimal with the word for its sign.
func signed(v float64, above, below, unit string) string {
	rounded := math.Round(v*10) / 10
	switch {
	case rounded > 0:
		return fmt.Sprintf("+%.1f %s（%s）", rounded, unit, above)
	case rounded < 0:
		return fmt.Sprintf("−%.1f %s（%s）", -rounded, unit, below)
	}
	return "持平"
}

// basisText (口径) says in words how a target is judged.
func basisText(t *target.Target) string {
	var parts []string
	b := t.Basis
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		parts = append(parts, editionText(b.Edition), dustText(b.Dust))
		switch b.Missing {
		case "as-lost":
			parts = append(parts, "无效天不计优良")
		case "scale-to-valid":
			parts = append(parts, "按有效天数折算")
		}
		if b.Missing2012 == "strict" {
			parts = append(parts, "2012 版缺项从严")
		}
		if b.PM10Missing == "as-published" {
			parts = append(parts, "仅缺 PM10 时按公布惯例")
		}
	case target.WaterClass, target.SectionCompliance:
		parts = append(parts, "按 GB 3838—2002 单因子评价")
	}
	switch t.Kind {
	case target.Indicator, target.Events, target.RankAtMost, target.BetterThan:
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

func editionText(rule assess.EditionRule) string {
	switch rule {
	case assess.Under2012:
		return "全年按 HJ 633—2012"
	case assess.Under2026:
		return "全年按 HJ 633—2026"
	}
	return "按当日执行标准（2026年3月1日起 HJ 633—2026，此前 HJ 633—2012）"
}

// otherText names the count beside the target's own: what the figures would be
// under the edition that is not its basis.
func otherText(rule assess.EditionRule) string {
	if rule == assess.Under2012 {
		return "按原标准可比口径（全年 HJ 633—2012）"
	}
	return "另按" + strings.TrimPrefix(editionText(rule), "按")
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

// ageText is a length of time in the coarsest unit that says enough.
func ageText(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "刚刚"
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟前", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时前", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天前", int(d.Hours())/24)
}
