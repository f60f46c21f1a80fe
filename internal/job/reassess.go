package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// Reassess assesses again the days whose readings changed after their assessment:
// late, resent, imported or audited data. Of air it takes the areas of the stations
// concerned on exactly those days, since an area's value is made of all its
// stations; of water the sections; and then the periods these days touch.
//
// A day is cleared only when its area or section succeeded, and stays dirty when it
// was marked again meanwhile. A day that is not over at due waits.
type Reassess struct {
	Air   *Air
	Water *Water
	Days  DirtyDays
}

// Run assesses what is dirty.
func (j *Reassess) Run(ctx context.Context, due time.Time) error {
	dirty, err := j.Days.Dirty()
	if err != nil {
		return fmt.Errorf("list dirty days: %w", err)
	}
	asOf := yesterday(due, j.Air.Zone)
	var errs []error
	var done []Dirty
	known := map[string]bool{}
	for i := range j.Air.Areas {
		area := &j.Air.Areas[i]
		var codes []string
		for _, code := range stations(area) {
			known[measure.Air.String()+code] = true
			codes = append(codes, code)
		}
		marks := pick(dirty, measure.Air, codes, asOf)
		done, errs = attempt(done, errs, marks, func(days []measure.Day) error { return j.air(ctx, area, days, asOf) })
		for k := range area.Sections {
			section := &area.Sections[k]
			known[measure.Water.String()+section.Code] = true
			marks := pick(dirty, measure.Water, []string{section.Code}, asOf)
			done, errs = attempt(done, errs, marks, func(days []measure.Day) error { return j.Water.assess(ctx, section, days, asOf) })
		}
	}
	// A station that has left the configuration has nothing to assess any more.
	for _, mark := range dirty {
		if !known[mark.Medium.String()+mark.Station] {
			done = append(done, mark)
		}
	}
	if err := j.Days.ClearDirty(done); err != nil {
		errs = append(errs, fmt.Errorf("clear dirty days: %w", err))
	}
	return errors.Join(errs...)
}

func (j *Reassess) air(ctx context.Context, area *measure.Area, days []measure.Day, asOf measure.Day) error {
	for _, run := range runs(days) {
		if err := j.Air.assessDays(ctx, area, run.first, run.last, nil); err != nil {
			return err
		}
	}
	return j.Air.assessPeriods(ctx, area, days, asOf)
}

// pick is the marks of the stations that can be assessed.
func pick(dirty []Dirty, medium measure.Medium, stations []string, asOf measure.Day) []Dirty {
	var marks []Dirty
	for _, mark := range dirty {
		for _, code := range stations {
			if mark.Medium == medium && mark.Station == code && mark.Day <= asOf {
				marks = append(marks, mark)
			}
		}
	}
	return marks
}

// attempt does the work for the days of marks and adds the marks to done when it
// succeeded.
func attempt(done []Dirty, errs []error, marks []Dirty, work func(days []measure.Day) error) ([]Dirty, []error) {
	if len(marks) == 0 {
		return done, errs
	}
	days := make([]measure.Day, len(marks))
	for i, mark := range marks {
		days[i] = mark.Day
	}
	if err := work(days); err != nil {
		return done, append(errs, err)
	}
	return append(done, marks...), errs
}
