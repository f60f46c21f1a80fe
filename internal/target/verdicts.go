package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Verdicts judges every day of a year under the target's basis, from the area's
// rows, of which those of other years are passed over: index 0 is 1 January. A day
// without a row is undetermined.
//
// Days of another year are judged by the edition that the basis asks for on the
// same date of the target's year. Under by-date that is how history has to be read
// to say anything about this year: a March of 2024 counts by the limits that hold
// in March of the target's year.
func (t *Target) Verdicts(year int, rows []assess.AirDay) []assess.Verdict {
	c := calendarOf(year, rows)
	days := make([]assess.Verdict, measure.DaysInYear(year))
	for n := range days {
		rule := assess.Under2012
		if t.Basis.Edition.On(sameDate(c.first.Add(n), t.Year)) == hj633.E2026 {
			rule = assess.Under2026
		}
		m, _ := c.mark(n, rule, &t.Basis)
		days[n] = m.verdict()
	}
	return days
}
