package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
)

// Verdicts judges every day of a year under the target's basis, from the area's
// rows, of which those of other years are passed over: index 0 is 1 January. A day
// without a row is undetermined.
//
// Days of another year are judged by the edition that the basis asks for on the
// same date of the target's year. Under by-date that is how history has to be read
// to say anything about this year: a March of 2024 counts by the limits that hold
// in March of the target's year. For the same reason gases of a day before 2018-09-01
// are taken as they would be stated today where the target's year is after it (GB
// 3095, amendment of 2018).
func (t *Target) Verdicts(year int, rows []assess.AirDay) []assess.Verdict {
	c := calendarOf(year, t.AtItsCondition(year, rows))
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

// AtItsCondition are the rows of a year with their gases at the temperature and pressure of the
// same date in the target's year, judged again where that changes them. Rows of other
// years may be left out.
func (t *Target) AtItsCondition(year int, rows []assess.AirDay) []assess.AirDay {
	if gb3095.ConditionOn(measure.Date(year, 1, 1), measure.SO2) != gb3095.Standard {
		return rows // all of it as gases are stated today
	}
	var converted []assess.AirDay
	for i := range rows {
		if rows[i].Day.Year() == year {
			converted = append(converted, rows[i])
		}
	}
	for i := range converted {
		row := &converted[i]
		then, now := gb3095.ConditionOn(row.Day, measure.SO2), gb3095.ConditionOn(sameDate(row.Day, t.Year), measure.SO2)
		if then != gb3095.Standard || now == gb3095.Standard || row.Has.Empty() {
			continue
		}
		for p := range row.Has.Each {
			row.Mean[p] = gb3095.AtPresentCondition(row.Day, p, row.Mean[p])
		}
		*row = assess.Rejudge(*row, row.Edition, hj633.Options{})
	}
	return converted
}
