package job

import (
	"lanbi/internal/assess"
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
	byYear := map[int][]assess.AirDay{}
	for _, d := range f.AirDays {
		byYear[d.Day.Year()] = append(byYear[d.Day.Year()], d)
	}
	o := &outlook{this: forecast.Year{Year: t.Year, Days: t.Verdicts(t.Year, byYear[t.Year])}}
	for year := t.Year - historyYears; year < t.Year; year++ {
		if rows := byYear[year]; len(rows) > 0 {
			o.history = append(o.history, forecast.Year{Year: year, Days: t.Verdicts(year, rows)})
		}
	}
	return o
}

// other is the forecast of the same target under the edition that stands beside its
// own, so that both standings rest on the same method; nil where there is none.
func other(p *target.Progress, f *target.Facts) *target.Forecast {
	if p.Other == nil || p.Forecast == nil {
		return nil
	}
	t := *p.Target
	t.Basis.Edition = p.Other.Edition
	return outlookOf(&t, f).on(&target.Progress{Target: &t, AsOf: p.AsOf, Days: &p.Other.Days})
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
