package web

import (
	"fmt"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// targetView is a target as the page shows it: a card when it counts days, a row
// of a table otherwise.
type targetView struct {
	ID, Name, Year, Goal, Value string
	Status                      string       // key, for style and tally
	Statuses                    []statusView // the worse reading first
	Reason, Basis, Quote        string
	Outlook                     string // of a row; a card has its own
	Days                        *daysView
}

// statusView is one word for a target's standing.
type statusView struct{ Key, Text string }

// statusesOf are the words for a target: under its own basis, and beside it under the
// other edition where that gives another status, the worse one first.
func statusesOf(p *target.Progress) []statusView {
	word, _ := statusText(p)
	views := []statusView{{p.Status.String(), word}}
	o := p.Other
	if o == nil || o.Status == p.Status || o.Status == target.Unknown {
		return views
	}
	beside := statusView{o.Status.String(), target.OtherTitle(o.Edition) + " " + o.Status.Chinese()}
	if p.OtherFirst() {
		return []statusView{beside, views[0]}
	}
	return append(views, beside)
}

// daysView is what a card says about days.
type daysView struct {
	Good, Exceeding, Undetermined, Remaining int
	Through                                  string // last day counted
	Year                                     int    // days of the year
	Goal                                     int    // where the goal lies on the bar, 0 for none
	Budget, Recovered, Pace, Pace3y          string
	LastYear                                 string // the same date of the year before
	Confirmed                                string // how many of the days are audited
	Official                                 *officialView
	Compared                                 []comparedMonth
	Lapses                                   []string // undetermined days with a reported outage
	Outlook                                  string   // empty where nothing is said
	Rest                                     []string // sentences on the rest of the year
	PM10Missing                              string   // empty when no day hangs on it
	Short                                    bool     // the budget is negative
	Other                                    *otherView
	Months                                   []monthView
	Differs                                  bool // the calendar adds up to other counts
	Unread                                   bool // the days could not be read
}

// BadFrom and UndeterminedFrom are where the parts of the bar begin, in days.
func (v *daysView) BadFrom() int          { return v.Good }
func (v *daysView) UndeterminedFrom() int { return v.Good + v.Exceeding }

// officialView is what was published beside our own count.
type officialView struct {
	Good               int
	Text, Span, Source string
	Headline           bool // it covers the year so far without a gap
}

// comparedMonth is one month of the target's year under its basis.
type comparedMonth struct {
	Name string
	target.Tally
}

type otherView struct {
	Title                         string
	Good, Exceeding, Undetermined int
	Budget, StatusText            string
	Flips                         string
	FlipCount                     int
}

func targetViewOf(p *target.Progress) targetView {
	t := p.Target
	_, reason := statusText(p)
	v := targetView{
		ID: t.ID, Name: t.Name, Year: fmt.Sprintf("%d 年", t.Year), Goal: target.GoalText(t), Value: target.ValueText(p),
		Status: p.Status.String(), Statuses: statusesOf(p),
		Reason: reason, Basis: target.BasisText(t), Quote: t.Quote,
	}
	if t.Plan {
		v.Year = fmt.Sprintf("到 %d 年", t.Year)
	}
	if t.Kind != target.GoodAirDays {
		v.Outlook = strings.Join(append(nonEmpty(forecastText(p)), restText(p)...), "；")
	}
	switch {
	case p.Days == nil || p.AsOf == 0:
	case t.Kind == target.GoodAirDays:
		v.Days = daysViewOf(p)
	case v.Reason == "":
		v.Reason = daysSentence(p)
	default:
		v.Reason += "；" + daysSentence(p)
	}
	if o := p.Official; o != nil && o.Heavy.Known && t.Kind == target.HeavyDays {
		v.Reason += "；" + o.Heavy.Text() + "（" + officialSpan(o) + "，" + o.Source + "）"
	}
	return v
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// daysSentence is what a row says about days, under the target's basis and under the
// other edition.
func daysSentence(p *target.Progress) string {
	d, kind := p.Days, p.Target.Kind
	text := fmt.Sprintf("优良 %d 天，超标 %d 天，数据不足 %d 天，剩余 %d 天，%s", d.Good, d.Exceeding, d.Undetermined, d.Remaining,
		target.BudgetText(kind, d.Budget))
	if o := p.Other; o != nil {
		text += fmt.Sprintf("；%s：%s，%s", otherText(o.Edition), target.BudgetText(kind, o.Days.Budget), o.Status.Chinese())
	}
	return text
}

func daysViewOf(p *target.Progress) *daysView {
	d := p.Days
	v := &daysView{
		Good: d.Good, Exceeding: d.Exceeding, Undetermined: d.Undetermined, Remaining: d.Remaining,
		Through: p.AsOf.ShortChinese(), Year: measure.DaysInYear(p.AsOf.Year()), Goal: int(p.Target.Goal),
		Budget: target.BudgetText(target.GoodAirDays, d.Budget), Recovered: recoveredText(d), Short: d.Budget < 0,
		Pace: signed(d.Pace, "超前", "落后", "天"),
	}
	if d.HasPace3y {
		v.Pace3y = signed(d.Pace3y, "偏多", "偏少", "天")
	}
	if y := p.LastYear; y != nil {
		v.LastYear = fmt.Sprintf("优良 %d 天（%s）", y.Good, moreOrLess(d.Good-y.Good))
	}
	if elapsed := d.Good + d.Exceeding + d.Undetermined; elapsed > 0 {
		v.Confirmed = fmt.Sprintf("%d 天中 %d 天已审核", elapsed, p.Confirmed)
	}
	if o := p.Official; o != nil {
		v.Official = &officialView{Good: o.Published.Good, Text: officialText(o), Span: officialSpan(o), Source: o.Source, Headline: o.WholeYear()}
	}
	for _, m := range p.Months {
		v.Compared = append(v.Compared, comparedMonth{fmt.Sprintf("%d月", m.First.Month()), m.Tally})
	}
	v.Outlook, v.Rest = forecastText(p), restText(p)
	if n := len(p.PM10Missing); n > 0 {
		v.PM10Missing = fmt.Sprintf("仅缺 PM10 的 %d 天（%s）%s", n, daysText(p.PM10Missing), pm10Reading(&p.Target.Basis))
	}
	if o := p.Other; o != nil {
		v.Other = &otherView{
			Title: otherText(o.Edition), Good: o.Days.Good, Exceeding: o.Days.Exceeding, Undetermined: o.Days.Undetermined,
			Budget: target.BudgetText(target.GoodAirDays, o.Days.Budget), StatusText: o.Status.Chinese(),
			Flips: daysText(o.Flips), FlipCount: len(o.Flips),
		}
	}
	return v
}

// moreOrLess says how many days this year has more than the one before.
func moreOrLess(days int) string {
	switch {
	case days > 0:
		return fmt.Sprintf("本年多 %d 天", days)
	case days < 0:
		return fmt.Sprintf("本年少 %d 天", -days)
	}
	return "本年持平"
}

// pm10Reading says what the basis makes of a day that lacks PM10 alone.
func pm10Reading(b *target.Basis) string {
	if b.PM10Missing == "as-published" {
		return "按其余项目评价（同国家平台发布做法）"
	}
	return "按 HJ 633—2026 第 5.3.1 条计为数据不足；国家平台发布时见有按其余项目评价的"
}

// tallyView is how many targets of an area have one status.
type tallyView struct {
	Status, Word string
	Count        int
}

// tally counts the targets by status, the worst first, without the statuses that none
// has.
func tally(views []targetView) []tallyView {
	var entries []tallyView
	for _, s := range gravity {
		entry := tallyView{Status: s.String(), Word: s.Chinese()}
		for _, v := range views {
			if v.Status == entry.Status {
				entry.Count++
			}
		}
		if entry.Count > 0 {
			entries = append(entries, entry)
		}
	}
	return entries
}

// mostDaysNamed bounds a list of days in a sentence; the calendar marks them all.
const mostDaysNamed = 24

func daysText(days []measure.Day) string {
	var names []string
	for i, d := range days {
		if i == mostDaysNamed {
			return strings.Join(names, "、") + " 等"
		}
		names = append(names, d.ShortChinese())
	}
	return strings.Join(names, "、")
}

// calendarSpan is the first and last day that the calendars of the progress
// need, and the places; ok is false when there is none to draw.
func calendarSpan(progress []target.Progress) (places []string, from, to measure.Day, ok bool) {
	seen := make(map[string]bool)
	for i := range progress {
		p := &progress[i]
		if p.Days == nil || p.AsOf == 0 || p.Target.Kind != target.GoodAirDays {
			continue
		}
		if first := p.AsOf.FirstOfYear(); !ok || first < from {
			from = first
		}
		to, ok = max(to, p.AsOf), true
		if !seen[p.Target.Area] {
			seen[p.Target.Area] = true
			places = append(places, p.Target.Area)
		}
	}
	return places, from, to, ok
}

// withCalendars draws the calendar of every view that counts days.
func withCalendars(views []targetView, progress []target.Progress, days []assess.AirDay, lapses map[string][]assess.Outage, unread bool) {
	for i := range views {
		switch d := views[i].Days; {
		case d == nil:
		case unread:
			d.Unread = true
		default:
			d.Months = calendar(&progress[i], days, lapses[progress[i].Target.Area])
			d.Lapses = lapsedDays(d.Months)
			d.Differs = differs(d.Months, d)
		}
	}
}
