package job

import (
	"context"
	"errors"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Validity tells ahead of time whether the months and years of areas and assessed
// stations will have enough valid days.
type Validity struct {
	Areas   []measure.Area
	Results interface {
		AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	}
	Outages ReportedOutages
}

// At counts the days of the year up to asOf, the last assessed day: of each area, then
// of its assessed stations in operation. Areas that could be read are there also when
// others could not.
func (j *Validity) At(ctx context.Context, asOf measure.Day) ([]target.Validity, error) {
	var out []target.Validity
	var errs []error
	for i := range j.Areas {
		a := &j.Areas[i]
		if len(a.Stations) == 0 {
			continue
		}
		concerned := []string{a.Code}
		for _, s := range a.Stations {
			if s.Assess && s.Span.Covers(asOf) {
				concerned = append(concerned, s.Code)
			}
		}
		rows, err := j.Results.AirDays(ctx, concerned, asOf.FirstOfYear(), asOf)
		if err != nil {
			errs = append(errs, fmt.Errorf("read air days of area %s: %w", a.Code, err))
			continue
		}
		reported, err := j.Outages.of(ctx, a.Code, asOf)
		errs = append(errs, err)
		for _, place := range concerned {
			out = append(out, target.ValidityOf(place, assess.PlanOn(a, place, asOf), rows, asOf, behind(reported, a, place))...)
		}
	}
	return out, errors.Join(errs...)
}
