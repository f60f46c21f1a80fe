package target

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// figure is a reported figure with the days of its period.
type figure struct {
	measure.Indicator
	first, last measure.Day
}

// wholeYear tells whether the figure is one of a year, not of a part of it.
func (g *figure) wholeYear() bool {
	return g.first == g.first.FirstOfYear() && g.last == g.last.LastOfYear()
}

// text names period and source, such as 2026年10月上报，来源：林草局年报.
func (g *figure) text() string {
	text := periodText(g.first, g.last) + "上报"
	if g.Source != "" {
		text += "，来源：" + g.Source
	}
	if g.By != "" {
		text += "（" + g.By + "）"
	}
	return text
}

func periodText(first, last measure.Day) string {
	switch {
	case last.Since(first) > 31:
		return fmt.Sprintf("%d年", first.Year())
	case last > first:
		return fmt.Sprintf("%d年%d月", first.Year(), first.Month())
	}
	return first.Chinese()
}

// newest is the figure of the year itself, or else the one of its period that ends
// last. A period that begins after asOf and after RecordTo does not count; nor does one
// that cannot be read.
func (f *Facts) newest(id string, year int, asOf measure.Day) (newest figure, ok bool) {
	for _, i := range f.Figures {
		first, last, err := measure.ParsePeriod(i.Period)
		if i.ID != id || err != nil || first.Year() != year || first > max(asOf, f.RecordTo) {
			continue
		}
		g := figure{i, first, last}
		if !ok || g.wholeYear() || !newest.wholeYear() && g.last > newest.last {
			newest, ok = g, true
		}
	}
	return newest, ok
}

// of is the figure of exactly the period from first to last.
func (f *Facts) of(id string, first, last measure.Day) (g figure, ok bool) {
	for _, i := range f.Figures {
		if a, b, err := measure.ParsePeriod(i.Period); i.ID == id && err == nil && a == first && b == last {
			return figure{i, a, b}, true
		}
	}
	return figure{}, false
}

// indicator evaluates a reported figure: at least the goal, at most the goal, between
// Goal and Upper, or declining, which is below the figure of the same period of the
// year before (同期).
func indicator(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	g, ok := f.newest(t.Indicator, t.Year, p.AsOf)
	if !ok {
		p.Reason = missingFor(t)
		return p
	}
	p.Value, p.HasValue = g.Value, true
	p.Reason = g.text()
	met := false
	switch t.Direction {
	case "at-most":
		met = g.Value <= t.Goal
	case "between":
		met = g.Value >= t.Goal && g.Value <= t.Upper
	case "declining":
		first, last := yearBefore(g.first), yearBefore(g.last)
		before, ok := f.of(t.Indicator, first, last)
		if !ok {
			p.Reason = "缺少上年同期（" + periodText(first, last) + "）数值，暂不研判；" + p.Reason
			return p
		}
		p.Against, p.HasAgainst = before.Value, true
		p.Reason = fmt.Sprintf("上年同期 %s；%s", quantity(before.Value, t.Unit), p.Reason)
		met = g.Value < before.Value
	default:
		met = g.Value >= t.Goal
	}
	p.Status = t.reported(f, &g, met)
	if p.Status == Unknown {
		p.Reason = "缺少全年数值，暂不研判；" + p.Reason
	}
	return p
}

// yearBefore is the same date, or the same end of month, a year earlier.
func yearBefore(d measure.Day) measure.Day {
	if d == d.LastOfMonth() {
		return measure.Date(d.Year()-1, d.Month()+1, 0)
	}
	return sameDate(d, d.Year()-1)
}

// lateInYear is the month from which a reported figure that misses its goal is a
// risk and no longer something to watch.
const lateInYear = time.October

// reported is the standing of a figure that meets its goal or does not: a judgement
// without a forecast, and our own reading.
//
// The year over, the figure that reaches to its end decides, and without one nothing
// is known. Before, a goal met is OnTrack, and Achieved only where the figure of the
// year itself has reached a least value; a goal not met is Watch, AtRisk from
// October.
func (t *Target) reported(f *Facts, g *figure, met bool) Status {
	day := asOf(t, f)
	over := day == measure.Date(t.Year, 12, 31)
	switch {
	case over && g.last < day:
		return Unknown
	case over && met, met && g.wholeYear() && t.atLeast():
		return Achieved
	case over:
		return Lost
	case met:
		return OnTrack
	case day.Month() >= lateInYear:
		return AtRisk
	}
	return Watch
}

func (t *Target) atLeast() bool {
	return t.Kind == Indicator && (t.Direction == "at-least" || t.Direction == "")
}
