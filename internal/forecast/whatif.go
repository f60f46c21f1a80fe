package forecast

import (
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// The answers below are 「内部研判」: what would follow from an assumption, never a
// proposal to leave a station out.

// Replay is how the year would end if its rest went like another year's.
type Replay struct {
	Year                          int // whose rest is taken
	Good, Exceeding, Undetermined int // of the whole year
	Reached                       bool
}

// RestLike takes the days after AsOf from a year of the history, by calendar date;
// 29 February is taken as undetermined where that year has none, and left out where
// only that year has one. ok is false when the history lacks the year.
func (c *Case) RestLike(year int) (r Replay, ok bool) {
	i := slices.IndexFunc(c.History, func(y Year) bool { return y.Year == year })
	if i < 0 {
		return Replay{}, false
	}
	model := recordOf(year, c.History[i].Days)
	days := slices.Clone(c.soFar().days)
	first := measure.Date(c.SoFar.Year, 1, 1)
	for n := c.elapsed(); n < len(days); n++ {
		day := first.Add(n)
		same := measure.Date(year, day.Month(), day.Date())
		if same.Month() == day.Month() {
			days[n] = model.days[same.YearDay()-1]
		}
	}
	t := tallyOf(days)
	return Replay{year, t.good, t.exceeding, t.undetermined, t.good >= c.Goal}, true
}

// MoreBad is the projection with k more bad days in a month than there would be
// otherwise, or fewer when k is negative, and the rest as expected. k is cut to the
// days of the month that are left. Dates and Factor stay those of the case, and a case
// that is certain stays as it is.
func (c *Case) MoreBad(month time.Month, k int) Projection {
	left := int(evenly(c.SoFar.Year, c.elapsed())[month-1])
	k = min(max(k, -left), left)
	p := GoodDays(*c)
	if p.Certain {
		return p
	}
	shifted := *c
	shifted.Goal += k
	moved := GoodDays(shifted)
	p.Budget, p.Allowed = moved.Budget, moved.Allowed
	p.P, p.Low, p.High, p.HasChance = moved.P, moved.Low, moved.High, moved.HasChance
	p.Certain = moved.Certain && moved.P == 0
	lowest, highest := p.Good, p.Good+p.Remaining
	p.Expected = min(max(p.Expected-float64(k), float64(lowest)), float64(highest))
	p.ExpectedLow = min(max(p.ExpectedLow-k, lowest), highest)
	p.ExpectedHigh = min(max(p.ExpectedHigh-k, lowest), highest)
	return p
}

// Change is another verdict for a day of this year.
type Change struct {
	Day     measure.Day
	Verdict assess.Verdict
}

// With is the case with other verdicts for some days up to AsOf, such as those of a
// dust event when the superior authority accepts or refuses it. Days of other years
// and after AsOf are left alone. A whole other edition is another Case, with history
// and year judged under it.
func (c *Case) With(changes []Change) Case {
	changed := *c
	changed.SoFar.Days = slices.Clone(c.soFar().days)
	for _, x := range changes {
		if x.Day.Year() == c.SoFar.Year && x.Day <= c.AsOf {
			changed.SoFar.Days[x.Day.YearDay()-1] = x.Verdict
		}
	}
	return changed
}
