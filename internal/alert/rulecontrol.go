package alert

import (
	"maps"
	"slices"
	"strings"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
)

// Control is the kind of alerts on today's control value (控制浓度).
const Control Kind = "control"

// ControlRule tells, once a place and day, that the day will exceed if its remaining
// hours go on like the last ones, or that it exceeds already.
type ControlRule struct {
	Rule
	// From and OzoneFrom are the times of day from which people are told: earlier, too
	// little of the day is known. nil stands for 12:00, and 10:00 for ozone.
	From, OzoneFrom *time.Duration
	// Near is the share of the control value that the mean of the last hours must exceed,
	// 1 when 0.
	Near float64
	// Stations tells of single assessed stations too, not of areas alone.
	Stations bool
}

// from is the time of day from which p is told.
func (r ControlRule) from(p measure.Parameter) time.Duration {
	at, own := r.From, 12*time.Hour
	if p == measure.O38h {
		at, own = r.OzoneFrom, 10*time.Hour
	}
	if at == nil {
		return own
	}
	return *at
}

// level is 2 for a day that exceeds already, 1 for one that will if it goes on so.
func (r ControlRule) level(c *forecast.PlaceControl, clock time.Duration) int {
	near := r.Near
	if near == 0 {
		near = 1
	}
	switch {
	case clock < r.from(c.Parameter):
		return 0
	case c.State == forecast.Lost:
		return 2
	case c.State == forecast.Open && c.HasRecent && float64(c.Recent) > near*float64(c.Highest):
		return 1
	}
	return 0
}

// findings speak of the worst pollutant of each place and name the others. What was told
// stays told until the day is over, so that values around the limit tell it once. Of a
// day that is over nothing is left to tell.
func (r ControlRule) findings(facts *Facts, last map[string]State) []finding {
	if len(facts.Control) == 0 {
		return nil
	}
	out := overDays(last, facts.Control[0].Day)
	for i := 0; i < len(facts.Control); {
		n := i + 1
		for n < len(facts.Control) && facts.Control[n].Place == facts.Control[i].Place {
			n++
		}
		place := facts.Control[i:n]
		i = n
		if place[0].Place != place[0].Area && !r.Stations {
			continue
		}
		f := r.finding(facts, place)
		if told := last[f.key()]; told.Phase == Firing {
			f.level = max(f.level, told.Level)
		}
		out = append(out, f)
	}
	return out
}

// overDays end what was told of days before day.
func overDays(last map[string]State, day measure.Day) []finding {
	var out []finding
	for _, key := range slices.Sorted(maps.Keys(last)) {
		if s := last[key]; s.Kind == Control && s.Phase == Firing && s.AsOf < day {
			out = append(out, finding{kind: Control, subject: strings.TrimPrefix(key, string(Control)+"/"), target: s.Target, asOf: s.AsOf, silent: true})
		}
	}
	return out
}

// finding is that of one place; its pollutants follow in the order of results.
func (r ControlRule) finding(facts *Facts, place []forecast.PlaceControl) finding {
	worst, level := &place[0], 0
	var concerned []*forecast.PlaceControl
	for i := range place {
		c := &place[i]
		n := r.level(c, facts.Clock)
		if n > 0 {
			concerned = append(concerned, c)
		}
		if n > level || n == 1 && level == 1 && excess(c) > excess(worst) {
			worst, level = c, n
		}
	}
	// At once while the day can be saved; afterwards there is no hurry.
	severity := r.severity(Critical)
	if level == 2 {
		severity = r.severity(Warning)
	}
	return finding{
		kind: Control, subject: worst.Place + "/" + worst.Day.String(), area: worst.Area, target: goodAirTarget(facts, worst),
		asOf: worst.Day, level: level, severity: severity, page: "/today", silent: true,
		words: func(l Language) Words { return controlWords(l, facts, worst, concerned) },
	}
}

// excess is the mean of the last hours over the control value.
func excess(c *forecast.PlaceControl) float64 {
	return float64(c.Recent) / max(1, float64(c.Highest))
}
