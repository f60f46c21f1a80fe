package job

import (
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// historyYears before the target's year are read for the forecast: longer ago the
// air was another.
const historyYears = 10

// outlook is the history of a target of good air days under its own basis. It
// stays the same for every day of the year.
type outlook struct {
	history []forecast.Year
	this    forecast.Year
}

// outlookOf judges the days of the facts; nil for kinds without a forecast.
func outlookOf(t *target.Target, f *target.Facts) *outlook {
	if t.Kind != target.GoodAirDays || len(f.AirDays) == 0 {
		return nil
	}
	has := map[int]bool{}
	for i := range f.AirDays {
		has[f.AirDays[i].Day.Year()] = true
	}
	o := &outlook{this: forecast.Year{Year: t.Year, Days: t.Verdicts(t.Year, f.AirDays)}}
	for year := t.Year - historyYears; year < t.Year; year++ {
		if has[year] {
			o.history = append(o.history, forecast.Year{Year: year, Days: t.Verdicts(year, f.AirDays)})
		}
	}
	return o
}

// on is the forecast as of the day of p, nil where the history is too short. The
// goal is the one in force, which a basis that scales to valid days lowers.
func (o *outlook) on(p *target.Progress) *target.Forecast {
	d := p.Days
	if o == nil || d == nil || p.AsOf > measure.Date(p.Target.Year, 12, 31) {
		return nil
	}
	c := forecast.Case{
		History: o.history, SoFar: o.this, AsOf: p.AsOf,
		Goal: d.Good + d.Remaining - d.Budget, Recoverable: d.BudgetIfRecovered - d.Budget,
	}
	projection := forecast.GoodDays(c)
	if !projection.HasChance || !projection.HasExpected {
		return nil
	}
	return &target.Forecast{
		Probability: projection.P, Low: projection.Low, High: projection.High,
		Expected: projection.Expected, ExpectedLow: float64(projection.ExpectedLow), ExpectedHigh: float64(projection.ExpectedHigh),
		Years: projection.Years, Sentence: projection.Sentence(),
	}
}
