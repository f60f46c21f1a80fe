package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// PublishedDays reads the days of places that the superior authority published, as
// imported, both ends included.
type PublishedDays interface {
	PublishedAirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
}

// Reconcile holds the published days of an area's year against ours, up to asOf. What
// is not configured (Published, Reported) counts as empty.
func (j *Progress) Reconcile(ctx context.Context, code string, year int, asOf measure.Day) (target.Reconciliation, error) {
	area := measure.AreaOf(j.Areas, code)
	if area == nil {
		return target.Reconciliation{}, fmt.Errorf("reconcile area %q: unknown area", code)
	}
	f := target.ReconcileFacts{Area: area, Year: year, AsOf: asOf}
	first := measure.Date(year, 1, 1)
	last := min(first.LastOfYear(), asOf)
	if last < first {
		return target.Reconcile(&f), nil
	}
	wrap := func(what string, err error) error {
		return fmt.Errorf("reconcile area %s of %d: read %s: %w", code, year, what, err)
	}
	var err error
	if f.Days, err = j.Store.AirDays(ctx, places(area), first, last); err != nil {
		return target.Reconciliation{}, wrap("air days", err)
	}
	withPlans(area, f.Days)
	published, err := j.published(ctx, area, first, last)
	if err != nil {
		return target.Reconciliation{}, wrap("published days", err)
	}
	f.Days = append(f.Days, published...)
	if j.Reported != nil {
		if f.Figures, err = j.Reported.Indicators(ctx, code, first, last); err != nil {
			return target.Reconciliation{}, wrap("published counts", err)
		}
	}
	if f.Outages, err = j.Outages(ctx, code, asOf); err != nil {
		return target.Reconciliation{}, wrap("outages", err)
	}
	return target.Reconcile(&f), nil
}

func (j *Progress) published(ctx context.Context, area *measure.Area, first, last measure.Day) ([]assess.AirDay, error) {
	if j.Published == nil {
		return nil, nil
	}
	return j.Published.PublishedAirDays(ctx, []string{area.Code}, first, last)
}

// Outages reads the reported outages of an area; one that has no end goes up to today.
func (j *Progress) Outages(ctx context.Context, area string, today measure.Day) ([]assess.Outage, error) {
	if j.Reported == nil {
		return nil, nil
	}
	events, err := j.Reported.Events(ctx, area, assess.OutageKind, time.Unix(0, 0))
	if err != nil {
		return nil, fmt.Errorf("read outages of area %s: %w", area, err)
	}
	return assess.Outages(events, j.Zone, today), nil
}

// readPublished reads what the superior authority published of the target's year.
func (j *Progress) readPublished(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	if j.Published == nil || lastOf(t, f) < measure.Date(t.Year, 1, 1) {
		return nil
	}
	var err error
	if f.Published, err = j.published(ctx, area, measure.Date(t.Year, 1, 1), lastOf(t, f)); err != nil {
		return fmt.Errorf("read published days: %w", err)
	}
	return j.readFigures(ctx, t, area, f)
}
