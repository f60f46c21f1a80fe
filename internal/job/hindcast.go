package job

import (
	"context"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Hindcast (回算) forecasts every past year of every target of good air days from its
// own area's other years, on the 1st of each month with the target's goal and basis,
// as Evaluate would have done it with minYears others at least. Nothing of it was ever issued. The days up to asOf
// are read.
func (j *Progress) Hindcast(ctx context.Context, asOf measure.Day, minYears int) ([]forecast.Issued, error) {
	var all []forecast.Issued
	for i := range j.Targets {
		t := &j.Targets[i]
		if t.Kind != target.GoodAirDays {
			continue
		}
		rows, err := j.Days(ctx, t, measure.Date(t.Year-historyYears, 1, 1), asOf)
		if err != nil {
			return nil, err
		}
		var alone forecast.Panel
		if err := AddDays(&alone, t, rows); err != nil {
			return nil, fmt.Errorf("hindcast target %s: %w", t.ID, err)
		}
		all = append(all, forecast.Hindcast(&alone, forecast.Goal{Days: int(t.Goal)}, minYears)...)
	}
	return all, nil
}

// HindcastWater does the same for every target on the classes of sections, from the
// years before its own.
func (j *Progress) HindcastWater(ctx context.Context, asOf measure.Day, minYears int) ([]forecast.Issued, error) {
	var all []forecast.Issued
	for i := range j.Targets {
		t := &j.Targets[i]
		if t.Kind != target.WaterClass && t.Kind != target.SectionCompliance {
			continue
		}
		f, err := j.facts(ctx, t, asOf)
		if err != nil {
			return nil, err
		}
		all = append(all, forecast.HindcastWater(waterCase(t, f, asOf, f.PastWater), t.ID, minYears)...)
	}
	return all, nil
}

// AddDays enters the days of a target's area, judged under its basis, in the order of
// rows' years.
func AddDays(panel *forecast.Panel, t *target.Target, rows []assess.AirDay) error {
	byYear := map[int][]assess.AirDay{}
	first, last := t.Year, 0
	for _, row := range rows {
		year := row.Day.Year()
		byYear[year] = append(byYear[year], row)
		first, last = min(first, year), max(last, year)
	}
	for year := first; year <= last; year++ {
		begin := measure.Date(year, 1, 1)
		for n, verdict := range t.Verdicts(year, byYear[year]) {
			if err := panel.Add(t.Area, begin.Add(n), verdict); err != nil {
				return err
			}
		}
	}
	return nil
}
