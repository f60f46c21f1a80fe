package alert

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// internalUse closes every message on a target: a judgement of the office's own,
// never published as a forecast.
const internalUse = "内部研判，不作为预报预警对外发布。"

// lawfulOnly follows every piece of advice.
const lawfulOnly = "严禁干扰监测设施及周边环境"

// message words the transition of a target's status from the state last to next.
func (r StatusRule) message(p *target.Progress, last, next State, facts Facts) Message {
	t := p.Target
	shown := p.Status
	if next.Phase == Firing {
		if s, err := target.ParseStatus(next.Announced); err == nil {
			shown = s
		}
	}
	l := facts.wording().Language
	w := targetWords(l, p, &facts, l.status(shown))
	w.Change, w.Resolved = changeText(l, last, next, p.Status), next.Phase == Resolved
	if w.Resolved {
		w.Todo = ""
	}
	m := Message{
		ID:        next.ID + "#" + strconv.Itoa(next.Messages),
		Alert:     next.ID,
		Kind:      TargetStatus,
		Target:    t.ID,
		Area:      t.Area,
		Severity:  Info,
		State:     next.Phase,
		Figures:   figuresOf(p, shown),
		Basis:     w.Basis,
		AsOf:      p.AsOf.String(),
		Simulated: facts.Simulated,
		Link:      facts.link(t.ID),
	}
	if next.Phase == Firing {
		m.Severity = r.severity(severityOf(shown))
	}
	m.Title, m.Text = facts.wording().say(TargetStatus, w)
	return m.marked(l)
}

// targetWords are the parts that all messages on a target share.
func targetWords(l Language, p *target.Progress, facts *Facts, head string) Words {
	t := p.Target
	w := Words{Head: head, Name: facts.AreaNames[t.Area] + t.Name, AsOf: l.day(p.AsOf), Link: facts.link(t.ID)}
	if l == English {
		w.What, w.Basis, w.Todo, w.Closing = figuresTextEn(p), basisTextEn(t), adviceTextEn(t, p.AsOf), closingEn
		if t.Basis.Document == "" {
			w.Document = "No superior authority has stated the basis. "
		}
		return w
	}
	w.What, w.Basis, w.Todo, w.Closing = figuresText(p), basisText(t), adviceText(t, p.AsOf), internalUse
	if t.Basis.Document == "" {
		w.Document = undocumented + "。"
	}
	return w
}

// changeText says what the alert was before; empty at its begin.
func changeText(l Language, last, next State, now target.Status) string {
	before, err := target.ParseStatus(last.Announced)
	if err != nil || before == target.Unknown {
		return ""
	}
	after := now
	if next.Phase != Resolved {
		if after, err = target.ParseStatus(next.Announced); err != nil {
			return ""
		}
	}
	if l == English {
		return fmt.Sprintf("From %q to %q. ", l.status(before), l.status(after))
	}
	return fmt.Sprintf("研判由“%s”转为“%s”。", before.Chinese(), after.Chinese())
}

// figuresText is the sentence of numbers, as far as the kind has them.
func figuresText(p *target.Progress) string {
	var parts []string
	t := p.Target
	switch {
	case p.Days != nil:
		if p.HasValue && t.Kind != target.GoodAirDays {
			parts = append(parts, valueText(p))
		}
		parts = append(parts, countText(p.Days), goalText(p)+"，"+budgetText(t.Kind, p.Days))
	case p.HasValue:
		parts = append(parts, valueText(p), goalText(p))
	default:
		parts = append(parts, goalText(p))
	}
	if text := outlookText(p); text != "" {
		parts = append(parts, text)
	}
	if p.Reason != "" {
		parts = append(parts, p.Reason)
	}
	// What the other edition makes of the target is told where it is another standing,
	// and told first where it is the worse one.
	switch other := p.OtherStatusText(); {
	case other == "":
	case p.OtherFirst():
		parts = append([]string{other}, parts...)
	default:
		parts = append(parts, other)
	}
	return strings.Join(parts, "；")
}

func dayText(d measure.Day) string {
	return fmt.Sprintf("%d 年 %d 月 %d 日", d.Year(), d.Month(), d.Date())
}

func countText(d *target.DayCount) string {
	return fmt.Sprintf("优良 %d 天，超标 %d 天，数据不足（无效）%d 天，剩余 %d 天",
		d.Good, d.Exceeding, d.Undetermined, d.Remaining)
}

// budgetText says how many more days may exceed, and what late data could give
// back.
func budgetText(k target.Kind, d *target.DayCount) string {
	text := target.BudgetText(k, d.Budget)
	gain := d.BudgetIfRecovered - d.Budget
	switch {
	case gain > 0 && d.BudgetIfRecovered >= 0:
		text += fmt.Sprintf("（%d 个无效天如补齐可增至 %d 天）", gain, d.BudgetIfRecovered)
	case gain > 0:
		text += fmt.Sprintf("（%d 个无效天如补齐仍差 %d 天）", gain, -d.BudgetIfRecovered)
	}
	return text
}

// goalText leaves the sign out where days are counted: more is better there.
func goalText(p *target.Progress) string {
	if p.Target.Kind == target.GoodAirDays {
		return "目标 " + number(p.Target.Goal) + " 天"
	}
	return "目标 " + target.GoalText(p.Target)
}

func valueText(p *target.Progress) string {
	switch p.Target.Kind {
	case target.WaterClass:
		return "目前水质 " + target.ValueText(p)
	case target.HeavyDays:
		return "重污染 " + target.ValueText(p)
	}
	return "目前 " + target.ValueText(p)
}

// outlookText is the probability, and the part of the target that it hangs on; empty
// where arithmetic decides, since the status says it.
func outlookText(p *target.Progress) string {
	f := p.Forecast
	if f == nil || f.Certain {
		return ""
	}
	text := forecast.ChanceText(f.Probability, f.Low, f.High, f.Years)
	if weakest := p.Rest.Weakest(); weakest != nil {
		text += "，最弱环节为" + weakest.Name
		if weakest.Threat != "" {
			text += weakest.Threat
		}
	}
	return text
}

// undocumented is what target.BasisText says of a basis that nobody stated. In a
// message it stands below the sentence people forward.
const undocumented = "考核口径未经上级明确"

// basisText says in words how a target is judged, whether the data are audited,
// and by which document where there is one: target.BasisText as one short clause.
func basisText(t *target.Target) string {
	text := strings.TrimSuffix(strings.TrimSuffix(target.BasisText(t), undocumented), "；")
	if t.Basis.Edition == assess.ByDate {
		before, after, found := strings.Cut(text, "（")
		if _, rest, closed := strings.Cut(after, "）"); found && closed && strings.HasSuffix(before, "按当日执行标准") {
			text = before + rest
		}
	}
	if !strings.Contains(text, "审核") { // what is reported or ranked, and samples
		text += "；" + Chinese.data(t.Basis.Data == "confirmed")
	}
	return strings.ReplaceAll(strings.TrimPrefix(text, "；"), "；", "，")
}

// adviceText names lawful control at the source, by the season of the assessed
// day, and for kinds that no daily work can change until when they must be done.
func adviceText(t *target.Target, asOf measure.Day) string {
	var work string
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		work = airWork(asOf.Month())
	case target.WaterClass, target.SectionCompliance, target.SourceCompliance:
		work = "排污口巡查与面源管控"
	default:
		return "请牵头部门核实进度，于 " + dayText(asOf.LastOfYear()) + "前落实并上报。"
	}
	return "今日请加强" + work + "，" + lawfulOnly + "。"
}

func airWork(m time.Month) string {
	switch m {
	case time.December, time.January, time.February:
		return "散煤管控与错峰生产"
	case time.March, time.April, time.October, time.November:
		return "禁烧巡查与扬尘管控"
	case time.May:
		return "扬尘管控"
	}
	return "错峰生产与扬尘管控"
}
