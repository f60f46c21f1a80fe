package alert

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// DustSuspected is the kind of alerts on a suspicion of dust (沙尘疑似) that nobody has
// dealt with.
const DustSuspected Kind = "dust-suspected"

// DustRule tells of every suspicion of dust at once, and again when it still waits after
// Remind (24 h when 0). It ends when a person has taken the event on to another state.
type DustRule struct {
	Rule
	Remind time.Duration
}

// Dust is one event of kind target.Dust.
type Dust struct {
	ID, Area   string
	Start, End measure.Day
	State      string    // target.DustSuspected, or what a person made of it
	Document   string    // number of the document that decided it; empty without one
	Text       string    // what the suspicion rests on, in Chinese
	Since      time.Time // first step
	// Recent tells that its days are so near that people must still be told; an older
	// suspicion, found in days assessed again, goes on only where it was told before.
	Recent bool
	// Effects are where the area's targets would stand under each reading of dust; nil
	// until the first of its days is assessed.
	Effects []target.DustEffect
}

// findings speak of each event by itself. The level rises once, for the reminder.
//
// They are critical unless the rule says otherwise: what is less waits for the morning's
// digest, and the suspicion has to be reported upwards on its day.
func (r DustRule) findings(facts *Facts, last map[string]State, now time.Time) []finding {
	var out []finding
	for i := range facts.Dust {
		d := &facts.Dust[i]
		f := finding{kind: DustSuspected, subject: d.ID, area: d.Area, target: dustTarget(facts, d),
			severity: r.severity(Critical), page: "/dust", words: func(l Language) Words { return dustWords(l, facts, d, now) }}
		if told := last[f.key()]; d.State == target.DustSuspected && (d.Recent || told.Phase == Firing) {
			f.level = 1
			if now.Sub(d.Since) >= orDuration(r.Remind, 24*time.Hour) {
				f.level = 2
			}
		}
		out = append(out, f)
	}
	return out
}

// dustTarget is the id of the area's target of good air days in the event's year, empty
// without one.
func dustTarget(facts *Facts, d *Dust) string {
	if p := goodAirIn(facts, d.Area, d.Start.Year()); p != nil {
		return p.Target.ID
	}
	return ""
}

// dustDocument is the rule by which the superior authority decides on dust.
const dustDocument = "环办监测〔2016〕120号"

// dustWords say what was seen, what it would mean for the targets, and what is to be
// done by when.
func dustWords(l Language, facts *Facts, d *Dust, now time.Time) Words {
	hours := int(now.Sub(d.Since).Hours())
	if l == English {
		return dustWordsEn(facts, d, hours)
	}
	w := Words{Name: facts.AreaNames[d.Area], Head: "疑似沙尘", Closing: internalUse,
		Basis: "按本市县 PM10 突升、PM2.5/PM10 下降自动判别，是否受沙尘影响由上级依" + dustDocument + "认定，" + l.data(false),
		What:  dayText(d.Start) + spanText(l, d) + "疑似受沙尘影响"}
	if d.State != target.DustSuspected {
		w.What += "，现为“" + d.State + "”"
		if d.Document != "" {
			w.What += "（" + d.Document + "）"
		}
		return w
	}
	w.Todo = "请核实并于当日上报：附卫星遥感、本地监测等材料，按" + dustDocument + "逐级报上级认定；不属实的登记撤销或未上报及理由；" + lawfulOnly + "。"
	if hours >= 1 {
		w.What += fmt.Sprintf("，已 %d 小时未处置", hours)
	}
	if d.Text != "" {
		w.What += "：" + strings.TrimSuffix(d.Text, "。")
	}
	w.What += dustEffects(l, facts, d)
	return w
}

func dustWordsEn(facts *Facts, d *Dust, hours int) Words {
	w := Words{Name: strings.TrimSpace(facts.AreaNames[d.Area]), Head: "dust suspected", Closing: closingEn,
		Basis: "PM10 rose while PM2.5/PM10 fell; whether it was dust the superior authority decides, " + English.data(false),
		What:  "dust is suspected on " + d.Start.String() + spanText(English, d)}
	if d.State != target.DustSuspected {
		w.What += ", and somebody has dealt with it"
		return w
	}
	w.Todo = "Check it and report it upwards today, with satellite images and local readings, for the superior authority to decide. "
	if hours >= 1 {
		w.What += fmt.Sprintf(", and has waited for %d hours", hours)
	}
	w.What += "; PM10 rose suddenly while PM2.5/PM10 fell" + dustEffects(English, facts, d)
	return w
}

// spanText names the last day where there are several.
func spanText(l Language, d *Dust) string {
	switch {
	case d.End <= d.Start:
		return ""
	case l == English:
		return " to " + d.End.String()
	}
	return "至 " + dayText(d.End)
}

// dustEffects say where targets would stand under each reading of dust. Until the day is
// assessed that is arithmetic: an exceeding day costs one of the budget unless its dust
// is deducted.
func dustEffects(l Language, facts *Facts, d *Dust) string {
	text := ""
	for i := range d.Effects {
		e := &d.Effects[i]
		keep, exclude, good := effectText(l, &e.Under[0]), effectText(l, &e.Under[1]), effectText(l, &e.Under[2])
		if l == English {
			text += fmt.Sprintf("; target %s if recognised: %s with dust kept, %s with it excluded, %s with the days counted as good", e.Target.ID, keep, exclude, good)
		} else {
			text += fmt.Sprintf("；如获认定，%s：不扣除则%s，剔除则%s，按优良计则%s（现行：%s）", e.Target.Name, keep, exclude, good, policyText(e.Target))
		}
	}
	p := goodAirIn(facts, d.Area, d.Start.Year())
	if text != "" || p == nil {
		return text
	}
	days := d.End.Since(d.Start) + 1
	left := p.Days.Budget
	if l == English {
		return fmt.Sprintf("; if it makes %d days exceed, target %s has %d days of budget left with dust kept, %d with it excluded or counted as good, other pollutants being below their limits",
			days, p.Target.ID, left-days, left)
	}
	return fmt.Sprintf("；如因此超标 %d 天，%s：不扣除则%s，剔除或按优良计则%s（其余污染物不超标时；现行：%s）", days, p.Target.Name,
		target.BudgetText(p.Target.Kind, left-days), target.BudgetText(p.Target.Kind, left), policyText(p.Target))
}

// effectText is the budget where days are counted, else the value, else the status.
func effectText(l Language, p *target.Progress) string {
	switch {
	case p.Days != nil && l == English:
		return fmt.Sprintf("%d days of budget left", p.Days.Budget)
	case p.Days != nil:
		return target.BudgetText(p.Target.Kind, p.Days.Budget)
	case p.HasValue && l == English:
		return number(p.Value)
	case p.HasValue:
		return target.ValueText(p)
	}
	return l.status(p.Status)
}

// policyText is how the target's basis reads dust.
func policyText(t *target.Target) string {
	switch t.Basis.Dust {
	case target.DustPolicies[1]:
		return "剔除"
	case target.DustPolicies[2]:
		return "按优良计"
	}
	return "不扣除"
}
