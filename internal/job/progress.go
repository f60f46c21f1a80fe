package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
	// Reported and Samples may be nil: targets that rest on them are then unknown.
	Reported Reported
	Samples  SourceSamples
	// Published may be nil: nothing official then stands beside our count.
	Published PublishedDays
	// National are published national figures.
	National []target.National
	// Issues keeps the forecasts that Run makes; nil keeps none.
	Issues *Issues
}

// Run evaluates the targets as of the day before due, writes them, and issues their
// forecasts.
func (j *Progress) Run(ctx context.Context, due time.Time) error {
	asOf := yesterday(due, j.Zone)
	progress, err := j.renew(ctx, asOf, asOf.Add(1), everyTarget)
	if err != nil || j.Issues == nil {
		return err
	}
	return j.Issues.keep(ctx, asOf, progress)
}

// Renew evaluates and writes, as of asOf, the targets of the areas that rest on what
// people report up to today: one of them has just reported something.
func (j *Progress) Renew(ctx context.Context, asOf, today measure.Day, areas ...string) error {
	_, err := j.renew(ctx, asOf, today, func(t *target.Target) bool {
		return slices.Contains(areas, t.Area) && len(target.AskedOf(t)) > 0
	})
	return err
}

// renew evaluates and writes the targets that are wanted.
func (j *Progress) renew(ctx context.Context, asOf, today measure.Day, wanted func(*target.Target) bool) ([]target.Progress, error) {
	progress, err := j.evaluate(ctx, asOf, today, wanted)
	if err != nil {
		return nil, err
	}
	if err := j.Store.WriteTargets(ctx, progress); err != nil {
		return nil, fmt.Errorf("write progress of %d targets: %w", len(progress), err)
	}
	return progress, nil
}

func everyTarget(*target.Target) bool { return true }

// Evaluate tells where every target stands at the end of asOf, in the order of
// Targets, without writing. What people reported on the day after, which is as a rule
// today, counts as well.
func (j *Progress) Evaluate(ctx context.Context, asOf measure.Day) ([]target.Progress, error) {
	return j.EvaluateOn(ctx, asOf, asOf.Add(1))
}

// EvaluateOn does as Evaluate, with what people reported up to the day today, however
// far back asOf lies.
func (j *Progress) EvaluateOn(ctx context.Context, asOf, today measure.Day) ([]target.Progress, error) {
	return j.evaluate(ctx, asOf, today, everyTarget)
}

func (j *Progress) evaluate(ctx context.Context, asOf, today measure.Day, wanted func(*target.Target) bool) ([]target.Progress, error) {
	j = j.remembering()
	var all []target.Progress
	var errs []error
	for i := range j.Targets {
		t := &j.Targets[i]
		if !wanted(t) {
			continue
		}
		facts, err := j.factsTo(ctx, t, asOf, today)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, withOther(evaluate(t, facts, outlookOf(t, facts)), facts))
	}
	return all, errors.Join(errs...)
}

// evaluate counts first and then forecasts from the count, whose status rests on
// the forecast in turn.
func evaluate(t *target.Target, f *target.Facts, o outlook) target.Progress {
	f.Forecast = nil
	p := target.Evaluate(t, f)
	if o == nil || p.AsOf > measure.Date(t.Year, 12, 31) {
		return p
	}
	var rest *target.Rest
	if f.Forecast, rest = o(&p); f.Forecast != nil {
		p = target.Evaluate(t, f)
	}
	p.Rest = rest
	return p
}

// Range evaluates and writes the progress of each past day from first to last, for
// the targets of that day's year. Of targets that do not rest on assessed days of air
// the day asOf alone is written: stored classes of the year to date are the newest
// only, and when a figure was reported is not known. done, unless nil, is told the
// days when all are finished.
func (j *Progress) Range(ctx context.Context, first, last, asOf measure.Day, done func(days int)) error {
	j = j.remembering()
	for i := range j.Targets {
		t := &j.Targets[i]
		from := max(first, measure.Date(t.Year, 1, 1))
		until := min(last, measure.Date(t.Year, 12, 31))
		if from > until {
			continue
		}
		if !t.Kind.OnAirDays() {
			until = min(asOf, measure.Date(t.Year, 12, 31))
			from = until
		}
		facts, err := j.factsTo(ctx, t, until, asOf.Add(1))
		if err != nil {
			return err
		}
		outlook := outlookOf(t, facts)
		var history []target.Progress
		for day := from; day <= until; day++ {
			facts.AsOf = day
			history = append(history, evaluate(t, facts, outlook))
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
