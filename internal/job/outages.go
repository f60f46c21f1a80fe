package job

import (
	"context"
	"errors"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// ReportedOutages reads the outages reported for an area; one that has no end goes up to
// today. Progress.Outages is one.
type ReportedOutages func(ctx context.Context, area string, today measure.Day) ([]assess.Outage, error)

// of reads those of an area, none where nobody reports any.
func (r ReportedOutages) of(ctx context.Context, area string, today measure.Day) ([]assess.Outage, error) {
	if r == nil {
		return nil, nil
	}
	return r(ctx, area, today)
}

// outages are those reported for all areas. Stations of an area whose outages cannot be
// read are told of as if there were none: a station that stays silent unnoticed would be
// worse than a message too many.
func (f *AlertFacts) outages(ctx context.Context, _ measure.Day, now time.Time, facts *alert.Facts) error {
	facts.Today = measure.DayOf(now, f.Zone)
	var errs []error
	for i := range f.Areas {
		reported, err := f.Outages.of(ctx, f.Areas[i].Code, facts.Today)
		facts.Outages, errs = append(facts.Outages, reported...), append(errs, err)
	}
	return errors.Join(errs...)
}

// behind are the outages that may explain a missing day at place, which is the area or
// one of its stations: those of the area, and of the stations behind the value.
func behind(reported []assess.Outage, a *measure.Area, place string) []assess.Outage {
	codes := []string{a.Code}
	for _, s := range a.Stations {
		if s.Code == place || s.Assess && place == a.Code {
			codes = append(codes, s.Code)
		}
	}
	var out []assess.Outage
	for _, o := range reported {
		if slices.Contains(codes, o.Place) {
			out = append(out, o)
		}
	}
	return out
}
