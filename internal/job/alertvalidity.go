package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
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
			facts.Validity = append(facts.Validity, countDays(a, rows, asOf)...)
		}
	}
	return errors.Join(errs...)
}

// countDays counts from the first day of the year with any daily mean on: what lies
// before may lie before the installation.
func countDays(a *measure.Area, rows []assess.AirDay, asOf measure.Day) []alert.Validity {
	valid := map[measure.Day]measure.Set{}
	first, audited := asOf, true
	for i := range rows {
		if r := &rows[i]; r.Source == assess.ComputedDay {
			valid[r.Day] = r.Has
			audited = audited && !r.Provisional
			if !r.Has.Empty() {
				first = min(first, r.Day)
			}
		}
	}
	plan := assess.PlanOn(a, a.Code, asOf)
	var out []alert.Validity
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		if !plannedDaily(plan, p) {
			continue
		}
		v := alert.Validity{Code: a.Code, Area: a.Code, AsOf: asOf, Parameter: p, Audited: audited,
			MonthDays: asOf.LastOfMonth().Date(), YearDays: measure.DaysInYear(asOf.Year()),
			MonthNeeded: gb3095.MonthDays(asOf.Month()), YearNeeded: gb3095.YearDays}
		for day := first; day <= asOf; day++ {
			if valid[day].Has(p) {
				continue
			}
			v.YearMissing++
			if day >= asOf.FirstOfMonth() {
				v.MonthMissing++
			}
		}
		out = append(out, v)
	}
	return out
}

// plannedDaily tells whether a plan has p, of which O38h is the daily value of O3. An
// area without assessed stations has no plan, and whatever days there are count.
func plannedDaily(plan measure.Set, p measure.Parameter) bool {
	if p == measure.O38h {
		p = measure.O3
	}
	return plan.Empty() || plan.Has(p)
}
