package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Progress evaluates every target as of yesterday from stored results, and keeps
// the outcome.
type Progress struct {
	Areas   []measure.Area
	Targets []target.Target
	Zone    *time.Location
	Store   TargetStore
	// Probability is the forecast's chance that a target is met; nil, or ok false,
	// where there is none.
	Probability func(t *target.Target, f *target.Facts) (p float64, ok bool)
}

// Run evaluates the targets as of the day before due and writes them.
func (j *Progress) Run(ctx context.Context, due time.Time) error {
	progress, err := j.Evaluate(ctx, yesterday(due, j.Zone))
	if err != nil {
		return err
	}
	if err := j.Store.WriteTargets(ctx, progress); err != nil {
		return fmt.Errorf("write progress of %d targets: %w", len(progress), err)
	}
	return nil
}

// Evaluate tells where every target stands at the end of asOf, in the order of
// Targets, without writing.
func (j *Progress) Evaluate(ctx context.Context, asOf measure.Day) ([]target.Progress, error) {
	var all []target.Progress
	var errs []error
	for i := range j.Targets {
		t := &j.Targets[i]
		facts, err := j.facts(ctx, t, asOf)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, j.evaluate(t, facts))
	}
	return all, errors.Join(errs...)
}

func (j *Progress) evaluate(t *target.Target, f *target.Facts) target.Progress {
	if j.Probability != nil {
		f.Probability, f.HasProbability = j.Probability(t, f)
	}
	return target.Evaluate(t, f)
}

// Range evaluates and writes the progress of each past day from first to last, for
// the targets of that day's year. Of water-class targets, whose stored year to date
// is the newest only, the day asOf alone is written. done, unless nil, is told the
// days when all are finished.
func (j *Progress) Range(ctx context.Context, first, last, asOf measure.Day, done func(days int)) error {
	for i := range j.Targets {
		t := &j.Targets[i]
		from := max(first, measure.Date(t.Year, 1, 1))
		until := min(last, measure.Date(t.Year, 12, 31))
		if from > until {
			continue
		}
		if t.Kind == target.WaterClass {
			until = min(asOf, measure.Date(t.Year, 12, 31))
			from = until
		}
		facts, err := j.facts(ctx, t, until)
		if err != nil {
			return err
		}
		var history []target.Progress
		for day := from; day <= until; day++ {
			facts.AsOf = day
			history = append(history, j.evaluate(t, facts))
		}
		if err := j.Store.WriteTargets(ctx, history); err != nil {
			return fmt.Errorf("write progress of target %s: %w", t.ID, err)
		}
	}
	if done != nil {
		done(last.Since(first) + 1)
	}
	return nil
}

// facts reads what the kind of t needs, and nothing else.
func (j *Progress) facts(ctx context.Context, t *target.Target, asOf measure.Day) (*target.Facts, error) {
	f := &target.Facts{AsOf: asOf}
	area := j.area(t.Area)
	if area == nil {
		return nil, fmt.Errorf("evaluate target %s: unknown area %q", t.ID, t.Area)
	}
	last := min(asOf, measure.Date(t.Year, 12, 31))
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		days, err := j.Store.AirDays(ctx, []string{area.Code}, measure.Date(t.Year-3, 1, 1), last)
		if err != nil {
			return nil, fmt.Errorf("read air days for target %s: %w", t.ID, err)
		}
		withPlans(area, days)
		f.AirDays = days
	case target.WaterClass:
		f.Sections = area.Sections
		water, err := j.water(ctx, area, measure.Date(t.Year, 1, 1), last)
		if err != nil {
			return nil, fmt.Errorf("read water classes for target %s: %w", t.ID, err)
		}
		f.Water = water
	}
	return f, nil
}

func (j *Progress) water(ctx context.Context, area *measure.Area, first, last measure.Day) ([]assess.WaterPeriod, error) {
	var codes []string
	for i := range area.Sections {
		codes = append(codes, area.Sections[i].Code)
	}
	if len(codes) == 0 || last < first {
		return nil, nil
	}
	var rows []assess.WaterPeriod
	for _, period := range [...]assess.Period{assess.Month, assess.YearToDate, assess.Year} {
		found, err := j.Store.WaterPeriods(ctx, codes, period, first, last)
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

func (j *Progress) area(code string) *measure.Area {
	for i := range j.Areas {
		if j.Areas[i].Code == code {
			return &j.Areas[i]
		}
	}
	return nil
}
