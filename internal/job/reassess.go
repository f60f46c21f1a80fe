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
	q := queue{asOf: asOf, of: map[place][]Dirty{}}
	for _, mark := range dirty {
		at := place{mark.Medium, mark.Station}
		q.of[at] = append(q.of[at], mark)
	}
	for i := range j.Air.Areas {
		area := &j.Air.Areas[i]
		q.attempt(measure.Air, stations(area), func(days []measure.Day) error { return j.air(ctx, area, days, asOf) })
	}
	for i := range j.Water.Areas {
		for k := range j.Water.Areas[i].Sections {
			section := &j.Water.Areas[i].Sections[k]
			q.attempt(measure.Water, []string{section.Code}, func(days []measure.Day) error { return j.Water.assess(ctx, section, days, asOf) })
		}
	}
	// A station that has left the configuration has nothing to assess any more.
	for _, marks := range q.of {
		q.done = append(q.done, marks...)
	}
	if err := j.Days.ClearDirty(q.done); err != nil {
		q.errs = append(q.errs, fmt.Errorf("clear dirty days: %w", err))
	}
	return errors.Join(q.errs...)
}

func (j *Reassess) air(ctx context.Context, area *measure.Area, days []measure.Day, asOf measure.Day) error {
	for _, run := range runs(days) {
		if err := j.Air.assessDays(ctx, area, run.first, run.last, nil); err != nil {
			return err
		}
	}
	return j.Air.assessPeriods(ctx, area, days, asOf)
}

type place struct {
	medium  measure.Medium
	station string
}

// queue holds the marks not yet looked at, by place, and what became of the others.
type queue struct {
	asOf measure.Day
	of   map[place][]Dirty
	done []Dirty
	errs []error
}

// attempt takes the marks of the stations out of the queue, does the work for their
// days, and counts them as done when it succeeded.
func (q *queue) attempt(medium measure.Medium, stations []string, work func(days []measure.Day) error) {
	var marks []Dirty
	var days []measure.Day
	for _, code := range stations {
		at := place{medium, code}
		for _, mark := range q.of[at] {
			if mark.Day <= q.asOf {
				marks = append(marks, mark)
				days = append(days, mark.Day)
			}
		}
		delete(q.of, at)
	}
	if len(marks) == 0 {
		return
	}
	if err := work(days); err != nil {
		q.errs = append(q.errs, err)
		return
	}
	q.done = append(q.done, marks...)
}
