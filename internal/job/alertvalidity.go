package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// validity counts the days of month and year that have no daily mean of the area.
func (f *AlertFacts) validity(ctx context.Context, asOf measure.Day, _ time.Time, facts *alert.Facts) error {
	var errs []error
	for i := range f.Areas {
		a := &f.Areas[i]
		if len(a.Stations) == 0 {
			continue
		}
		rows, err := f.Results.AirDays(ctx, []string{a.Code}, asOf.FirstOfYear(), asOf)
		if err != nil {
			errs = append(errs, fmt.Errorf("read air days of area %s: %w", a.Code, err))
			continue
		}
		if len(rows) > 0 {
			facts.Validity = append(facts.Validity, countDays(a, rows, asOf, facts.Outages)...)
		}
	}
	return errors.Join(errs...)
}

// countDays are the days of the area's month and year as the alerts take them.
func countDays(a *measure.Area, rows []assess.AirDay, asOf measure.Day, reported []assess.Outage) []alert.Validity {
	audited := true
	for i := range rows {
		audited = audited && (rows[i].Source != assess.ComputedDay || !rows[i].Provisional)
	}
	var out []alert.Validity
	for _, v := range target.ValidityOf(a.Code, assess.PlanOn(a, a.Code, asOf), rows, asOf, behind(reported, a, a.Code)) {
		out = append(out, alert.Validity{Code: a.Code, Area: a.Code, AsOf: asOf, Parameter: v.Parameter, Audited: audited,
			MonthMissing: v.Month.Missing, MonthDays: v.Month.Days, MonthNeeded: v.Month.Needed,
			YearMissing: v.Year.Missing, YearDays: v.Year.Days, YearNeeded: v.Year.Needed,
			MonthOutages: v.MonthOutages, YearOutages: v.YearOutages})
	}
	return out
}
