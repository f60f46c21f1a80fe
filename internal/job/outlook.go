package job

import (
	"fmt"
	"hash/fnv"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
	"lanbi/internal/target"
)

// historyYears before the target's year are read for the forecast: longer ago air
// and water were others.
const historyYears = 10

// outlook looks ahead from the day of a progress. It is nil for kinds without a
// forecast; either result may be.
type outlook func(p *target.Progress) (*target.Forecast, *target.Rest)

// outlookOf prepares what stays the same for every day of the year. The facts are
// those of the last day it is asked for.
func outlookOf(t *target.Target, f *target.Facts) outlook {
	switch t.Kind {
	case target.GoodAirDays:
		return airOutlook(t, f)
	case target.WaterClass, target.SectionCompliance:
		return func(p *target.Progress) (*target.Forecast, *target.Rest) { return waterOutlook(p, f) }
	case target.SourceCompliance:
		return func(p *target.Progress) (*target.Forecast, *target.Rest) { return sourceOutlook(p, f) }
	}
	return nil
}

// airOutlook judges the history of a target of good air days under its own basis.
func airOutlook(t *target.Target, f *target.Facts) outlook {
	if len(f.AirDays) == 0 {
		return nil
	}
	has := map[int]bool{}
	for i := range f.AirDays {
		has[f.AirDays[i].Day.Year()] = true
	}
	this := forecast.Year{Year: t.Year, Days: t.Verdicts(t.Year, f.AirDays)}
	var history []forecast.Year
	for year := t.Year - historyYears; year < t.Year; year++ {
		if has[year] {
			history = append(history, forecast.Year{Year: year, Days: t.Verdicts(year, f.AirDays)})
		}
	}
	// The goal is the one in force, which a basis that scales to valid days lowers.
	return func(p *target.Progress) (*target.Forecast, *target.Rest) {
		d := p.Days
		if d == nil {
			return nil, nil
		}
		c := forecast.Case{
			History: history, SoFar: this, AsOf: p.AsOf,
			Goal: d.Good + d.Remaining - d.Budget, Recoverable: d.BudgetIfRecovered - d.Budget,
		}
		projection := forecast.GoodDays(c)
		rest := &target.Rest{
			Allowed: projection.Allowed, EarliestSafe: projection.EarliestSafe, EarliestLost: projection.EarliestLost,
			Factor: projection.Factor, HasFactor: projection.HasFactor, Years: projection.Years,
		}
		if !projection.HasChance || !projection.HasExpected {
			if !projection.HasChance {
				rest.NoChance = projection.Sentence()
			}
			return nil, rest
		}
		return &target.Forecast{
			Probability: projection.P, Low: projection.Low, High: projection.High, Certain: projection.Certain,
			Expected: projection.Expected, ExpectedLow: float64(projection.ExpectedLow), ExpectedHigh: float64(projection.ExpectedHigh),
			HasExpected: true, Reference: forecast.Climatology(c), Years: projection.Years, Sentence: projection.Sentence(),
		}, rest
	}
}

// withOther gives the reading under the other edition a forecast of its own, so that
// both standings rest on the same method.
func withOther(p target.Progress, f *target.Facts) target.Progress {
	if p.Other == nil || p.Forecast == nil || p.Target.Kind != target.GoodAirDays {
		return p
	}
	t := *p.Target
	t.Basis.Edition = p.Other.Edition
	f.OtherForecast, _ = airOutlook(&t, f)(&target.Progress{Target: &t, AsOf: p.AsOf, Days: &p.Other.Days})
	rest := p.Rest
	p = target.Evaluate(p.Target, f)
	p.Rest = rest
	return p
}

// waterCase is a target on classes as the forecast sees it, with the months of rows.
func waterCase(t *target.Target, f *target.Facts, asOf measure.Day, rows ...[]assess.WaterPeriod) forecast.WaterCase {
	goals, need := target.SectionGoals(t, f)
	c := forecast.WaterCase{
		Year: t.Year, AsOf: asOf, Need: need, YearMonths: surface.DefaultValidity().YearMonths,
		Rounded: t.Basis.YearRounding == "gbt8170", Seed: seedOf(t),
	}
	for _, g := range goals {
		s := forecast.WaterSection{Code: g.Section.Code, Name: g.Section.Name, Body: g.Section.Body, Goal: g.Goal, Sampled: g.Section.Months.Count()}
		for i := range rows {
			for k := range rows[i] {
				if rows[i][k].Section == s.Code && rows[i][k].Period == assess.Month {
					s.Months = append(s.Months, rows[i][k])
				}
			}
		}
		c.Sections = append(c.Sections, s)
	}
	return c
}

// waterOutlook simulates the rest of the year of a target on classes. A standing that
// is not known has no probability, and its reason says why.
func waterOutlook(p *target.Progress, f *target.Facts) (*target.Forecast, *target.Rest) {
	t := p.Target
	if p.Status == target.Unknown {
		return nil, nil
	}
	c := waterCase(t, f, p.AsOf, f.PastWater, f.Water)
	w := forecast.Water(c)
	rest := &target.Rest{Years: w.Years}
	if !w.HasChance {
		rest.NoChance = w.Why
		return nil, rest
	}
	for _, s := range w.Sections {
		if w.Certain && !s.Lost { // nothing was simulated: its own chance is not known
			continue
		}
		part := target.PartChance{Name: s.Name, Probability: s.P, Lost: s.Lost}
		if s.Threat != 0 {
			part.Threat = s.Threat.Name()
		}
		rest.Parts = append(rest.Parts, part)
	}
	out := &target.Forecast{Probability: w.P, Low: w.Low, High: w.High, Certain: w.Certain,
		Reference: w.Reference, Years: w.Years, Sentence: w.Sentence()}
	switch {
	case w.Certain:
	case t.Kind == target.WaterClass:
		out.Expected, out.ExpectedLow, out.ExpectedHigh = float64(w.Worst), float64(w.WorstLow), float64(w.WorstHigh)
		out.HasExpected = w.Worst.Known()
	default:
		share := func(met float64) float64 { return 100 * met / float64(len(c.Sections)) }
		out.Expected, out.ExpectedLow, out.ExpectedHigh = share(w.Met), share(float64(w.MetLow)), share(float64(w.MetHigh))
		out.HasExpected = true
	}
	return out, rest
}

// sourceOutlook looks at the samples still to come.
func sourceOutlook(p *target.Progress, f *target.Facts) (*target.Forecast, *target.Rest) {
	if p.Status == target.Unknown {
		return nil, nil
	}
	trials, need := p.Target.SourceTrials(f)
	c := forecast.SourceCase{Need: need}
	for _, one := range trials {
		c.Sources = append(c.Sources, forecast.SourceRecord(one))
	}
	s := forecast.Sources(c)
	rest := &target.Rest{Years: s.Years}
	if !s.HasChance {
		rest.NoChance = s.Why
		return nil, rest
	}
	for i, one := range trials {
		if s.Certain && !one.Failed { // as of sections
			continue
		}
		rest.Parts = append(rest.Parts, target.PartChance{Name: one.Name, Probability: s.Sources[i], Lost: one.Failed})
	}
	return &target.Forecast{Probability: s.P, Low: s.Low, High: s.High, Certain: s.Certain,
		Reference: s.Reference, Years: s.Years, Sentence: s.Sentence()}, rest
}

// seedOf is the same for a target and year whatever the day, so that two days differ
// by what was measured and not by the draw.
func seedOf(t *target.Target) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d", t.ID, t.Year)
	return h.Sum64()
}
