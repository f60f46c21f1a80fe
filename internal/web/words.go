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

// statusText is the word for people and what remains to be said beside it. A
// reason that begins with the word, such as 已达目标（待审核确认）, takes its place.
func statusText(p *target.Progress) (word, reason string) {
	word, reason = p.Status.Chinese(), reasonOf(p)
	if strings.HasPrefix(reason, word) {
		return reason, ""
	}
	return word, reason
}

func goalText(t *target.Target) string {
	goal := quantity(t.Goal, t.Unit)
	switch t.Kind {
	case target.WaterClass:
		return "达到或优于 " + classText(gb3838.Class(t.Goal))
	case target.GoodAirDays:
		return "≥ " + number(t.Goal) + " 天"
	case target.HeavyDays:
		return "≤ " + number(t.Goal) + " 天"
	case target.GoodAirShare, target.SectionCompliance, target.SourceCompliance:
		return "≥ " + goal
	case target.MeanConcentration:
		return "≤ " + goal
	case target.Events:
		if t.Goal == 0 {
			return goal
		}
		return "≤ " + goal
	case target.RankAtMost:
		return "前 " + goal
	case target.BetterThan:
		return "优于全国平均"
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
	text := c.String()
	if text == "" {
		return ""
	}
	return text + " 类"
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
	if gain <= 0 {
		return ""
	}
	return fmt.Sprintf("（%d 个无效天如补齐并判为优良，则%s）", gain, budgetText(d.BudgetIfRecovered))
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
	switch rule {
	case assess.Under2012:
		return "按原标准可比口径（" + editionText(rule) + "）"
	case assess.Under2026:
		return "按新标准可比口径（" + editionText(rule) + "）"
	}
	return editionText(rule)
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

// Words for the states that other parts of the program name in English.
var (
	severityWords = map[string]string{"info": "提示", "warning": "警告", "critical": "严重"}
	phaseWords    = map[string]string{"inactive": "正常", "pending": "待确认", "firing": "告警中", "resolved": "已解除"}
	outcomeWords  = map[string]string{"never": "尚未运行", "ok": "正常", "failed": "失败", "panicked": "程序出错", "stopped": "随服务停止"}
)

// wordFor is the word for a state, or the state itself when it has none.
func wordFor(words map[string]string, state string) string { return orElse(words[state], state) }

func orDay(d, otherwise measure.Day) measure.Day {
	if d == 0 {
		return otherwise
	}
	return d
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
