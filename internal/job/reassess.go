package job

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Reassess assesses again the days whose readings changed after their assessment:
// late, resent, imported or audited data. Of air it takes the areas of the stations
// concerned on exactly those days, since an area's value is made of all its
// stations; of water the sections; and then the periods these days touch. So it does
// with days whose stored mark of dust is not what the superior authority's decisions
// say now: one was taken, or withdrawn.
//
// A day is cleared only when its area or section succeeded, and stays dirty when it
// was marked again meanwhile. A day that is not over at due waits.
type Reassess struct {
	Air   *Air
	Water *Water
	Days  DirtyDays
	// Dust holds the marks of dust as they are stored; nil leaves them alone.
	Dust DustMarks
	// Corrected, unless nil, is told which days of an area's air were assessed again.
	Corrected func(area string, days []measure.Day)
}

// DustMarks lists, by place, the days whose stored assessment says that dust affected
// them, and the steps of events of a kind, of every area where area is empty.
type DustMarks interface {
	DustDays(ctx context.Context, places []string) (map[string][]measure.Day, error)
	Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error)
}

// Run assesses what is dirty.
func (j *Reassess) Run(ctx context.Context, due time.Time) error {
	dirty, err := j.Days.Dirty()
	if err != nil {
		return fmt.Errorf("list dirty days: %w", err)
	}
	asOf := yesterday(due, j.Air.Zone)
	q := queue{asOf: asOf, of: map[place][]Dirty{}, known: map[place]bool{}, tried: map[Dirty]bool{}}
	for _, mark := range dirty {
		at := place{mark.Medium, mark.Station}
		q.of[at] = append(q.of[at], mark)
	}
	changed, err := j.dustChanged(ctx, asOf)
	if err != nil {
		q.errs = append(q.errs, err)
	}
	for i := range j.Air.Areas {
		area := &j.Air.Areas[i]
		q.attempt(measure.Air, stations(area), changed[area.Code], func(days []measure.Day) error { return j.air(ctx, area, days, asOf) })
	}
	for i := range j.Water.Areas {
		for k := range j.Water.Areas[i].Sections {
			section := j.Water.section(i, k)
			q.attempt(measure.Water, section.Codes(), nil, func(days []measure.Day) error { return j.Water.assess(ctx, section, days, asOf) })
		}
	}
	if err := j.Days.ClearDirty(q.done()); err != nil {
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
	if err := j.Air.assessPeriods(ctx, area, days, asOf); err != nil {
		return err
	}
	if j.Corrected != nil {
		j.Corrected(area.Code, days)
	}
	return nil
}

// dustChanged lists, by area, the days up to asOf whose stored mark of dust differs from
// the decisions. It asks once for all areas, as it does so every minute.
func (j *Reassess) dustChanged(ctx context.Context, asOf measure.Day) (map[string][]measure.Day, error) {
	var codes []string
	for i := range j.Air.Areas {
		if area := &j.Air.Areas[i]; len(area.Stations) > 0 {
			codes = append(codes, area.Code)
		}
	}
	if j.Dust == nil || len(codes) == 0 {
		return nil, nil
	}
	stored, err := j.Dust.DustDays(ctx, codes)
	if err != nil {
		return nil, fmt.Errorf("read dust days: %w", err)
	}
	steps, err := j.Dust.Events(ctx, "", target.Dust, time.Unix(0, 0))
	if err != nil {
		return nil, fmt.Errorf("read dust decisions: %w", err)
	}
	byArea := map[string][]measure.Event{}
	for i := range steps {
		byArea[steps[i].Area] = append(byArea[steps[i].Area], steps[i])
	}
	changed := map[string][]measure.Day{}
	for _, code := range codes {
		decided := target.DustDays(byArea[code], j.Air.Zone, 0, asOf)
		for _, day := range stored[code] {
			if !decided[day] {
				changed[code] = append(changed[code], day)
			}
			delete(decided, day)
		}
		changed[code] = slices.AppendSeq(changed[code], maps.Keys(decided))
	}
	return changed, nil
}

type place struct {
	medium  measure.Medium
	station string
}

// queue holds the marks by place, and what became of them. A place may be looked at
// several times: a section's samples also count for the one that replaced it.
type queue struct {
	asOf  measure.Day
	of    map[place][]Dirty
	known map[place]bool
	tried map[Dirty]bool // true while every attempt succeeded
	errs  []error
}

// attempt does the work for the marked days of the stations and those given.
func (q *queue) attempt(medium measure.Medium, stations []string, days []measure.Day, work func(days []measure.Day) error) {
	var marks []Dirty
	for _, code := range stations {
		at := place{medium, code}
		q.known[at] = true
		for _, mark := range q.of[at] {
			if mark.Day <= q.asOf {
				marks = append(marks, mark)
				days = append(days, mark.Day)
			}
		}
	}
	if len(days) == 0 {
		return
	}
	err := work(days)
	if err != nil {
		q.errs = append(q.errs, err)
	}
	for _, mark := range marks {
		before, again := q.tried[mark]
		q.tried[mark] = err == nil && (before || !again)
	}
}

// done are the marks whose every attempt succeeded, and those of stations that have
// left the configuration: there is nothing to assess any more.
func (q *queue) done() []Dirty {
	var done []Dirty
	for at, marks := range q.of {
		for _, mark := range marks {
			if !q.known[at] || q.tried[mark] {
				done = append(done, mark)
			}
		}
	}
	return done
}
