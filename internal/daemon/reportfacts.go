package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/entry"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/report"
	"lanbi/internal/target"
)

// gathering is the making of one report.
type gathering struct {
	*Reports
	facts *report.Facts
	years job.WaterYears
	words entry.Words
	told  map[string][]report.Change // lines of the audit trail on a figure, by subject
}

// targets evaluates the targets of the period's year, and plans that reach beyond it. Of
// a period that runs they are those of the board.
func (g *gathering) targets(ctx context.Context, last measure.Day) ([]target.Progress, error) {
	asOf := g.facts.AsOf
	progress := *g.jobs.progress
	if asOf < last {
		progress = *g.jobs.progress.AsOf(asOf, g.years)
	}
	year, today := g.facts.Period.First.Year(), measure.DayOf(g.now(), g.config.Timezone)
	var all []target.Progress
	for _, part := range [...]struct {
		wanted   func(*target.Target) bool
		recordTo measure.Day
	}{
		{func(t *target.Target) bool { return t.Year == year }, today},
		// The year of such a plan has not begun, even where it has by today.
		{func(t *target.Target) bool { return t.Plan && t.Year > year }, asOf},
	} {
		progress.Targets = nil
		for _, t := range g.config.Targets {
			if part.wanted(&t) {
				progress.Targets = append(progress.Targets, t)
			}
		}
		found, err := progress.EvaluateOn(ctx, asOf, part.recordTo)
		if err != nil {
			return nil, fmt.Errorf("evaluate targets as of %s: %w", asOf, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// gather reads what the areas of a report need beside their targets.
func (g *gathering) gather(ctx context.Context) error {
	g.readTrail()
	var errs []error
	for i := range g.facts.Areas {
		a := &g.facts.Areas[i]
		for _, read := range [...]func(context.Context, *report.Area) error{g.readAir, g.readWater, g.readSources, g.readReported} {
			if err := read(ctx, a); err != nil {
				errs = append(errs, fmt.Errorf("report area %s: %w", a.Code, err))
			}
		}
	}
	return errors.Join(errs...)
}

// readAir reads the days of the period, statistics of the year and of the year before,
// what was published, and reported outages.
func (g *gathering) readAir(ctx context.Context, a *report.Area) error {
	f := g.facts
	j := g.jobs.progress
	var err error
	if a.Outages, err = j.Outages(ctx, a.Code, measure.DayOf(g.now(), g.config.Timezone)); err != nil {
		return err
	}
	if len(a.Stations) == 0 {
		return nil
	}
	if a.Days, a.Published, err = j.AirBetween(ctx, a.Area, f.Period.First, f.AsOf); err != nil {
		return err
	}
	for _, asOf := range [...]measure.Day{f.AsOf, report.YearBefore(f.AsOf)} {
		err := j.AirYear(ctx, a.Area, asOf, func(place string, rows []assess.AirDay) {
			if place == a.Code && asOf == f.AsOf {
				a.Course = rows
			}
			if len(rows) > 0 {
				a.Spans = append(a.Spans, report.Spans(place, rows, asOf)...)
			}
		})
		if err != nil {
			return err
		}
	}
	a.Reconciliation, err = j.Reconcile(ctx, a.Code, f.AsOf.Year(), f.AsOf)
	return err
}

// readWater reads the year and the year before of the sections in operation in the year.
func (g *gathering) readWater(ctx context.Context, a *report.Area) error {
	f := g.facts
	for i := range a.Area.Sections {
		s := report.Section{Section: &a.Area.Sections[i]}
		if !s.Span.Touches(f.AsOf.FirstOfYear(), f.AsOf) {
			continue
		}
		now, err := g.years(ctx, s.Code, f.AsOf)
		if err != nil {
			return err
		}
		before, err := g.years(ctx, s.Code, report.YearBefore(f.AsOf))
		if err != nil {
			return err
		}
		s.Year, s.Before = report.WaterYear(now), report.WaterYear(before)
		a.Sections = append(a.Sections, s)
	}
	return nil
}

// readSources judges the drinking-water sources of the year.
func (g *gathering) readSources(ctx context.Context, a *report.Area) error {
	f := g.facts
	if len(a.Area.Sources) == 0 {
		return nil
	}
	codes := make([]string, len(a.Area.Sources))
	for i := range a.Area.Sources {
		codes[i] = a.Area.Sources[i].Code
	}
	facts := target.Facts{Zone: g.config.Timezone}
	var err error
	if facts.Samples, err = g.db.WaterSamples(ctx, codes, f.AsOf.FirstOfYear().Start(facts.Zone), f.AsOf.Add(1).Start(facts.Zone)); err != nil {
		return fmt.Errorf("read samples of sources: %w", err)
	}
	for i := range a.Area.Sources {
		s := &a.Area.Sources[i]
		a.Sources = append(a.Sources, report.Source{DrinkingSource: s, Periods: facts.SourcePeriods(s, f.AsOf.Year(), f.AsOf)})
	}
	return nil
}

// readReported reads figures and events of the year up to the day of the report, the
// former with what they were before.
func (g *gathering) readReported(ctx context.Context, a *report.Area) error {
	f := g.facts
	first := f.AsOf.FirstOfYear()
	figures, err := g.db.Indicators(ctx, a.Code, first, f.AsOf)
	if err != nil {
		return fmt.Errorf("read reported figures: %w", err)
	}
	asked := target.AskedBy(g.config.Targets)
	unit := func(id string) string {
		k := slices.IndexFunc(asked, func(one target.Asked) bool { return one.Area == a.Code && one.ID == id && !one.Event })
		if k < 0 {
			return ""
		}
		return asked[k].Unit
	}
	for i := range figures {
		one := &figures[i]
		a.Figures = append(a.Figures, report.Figure{Indicator: *one, Name: g.words.Asked(a.Code, one.ID, false), Unit: unit(one.ID), Lines: g.told[entry.FigureSubject(one)]})
	}
	for _, kind := range asked {
		if kind.Area != a.Code || !kind.Event {
			continue
		}
		steps, err := g.db.Events(ctx, a.Code, kind.ID, time.Unix(0, 0))
		if err != nil {
			return fmt.Errorf("read events of kind %s: %w", kind.ID, err)
		}
		proposals, err := g.proposals(ctx, a.Code, kind.ID, steps)
		if err != nil {
			return err
		}
		for _, story := range target.Stories(steps, g.config.Timezone) {
			if story.Start <= f.AsOf && story.End >= first {
				one := report.Event{Story: story, Name: kind.Name}
				if p, proposed := proposals[story.ID]; proposed {
					one.Proposal = p.Text()
				}
				a.Events = append(a.Events, one)
			}
		}
	}
	return nil
}

// proposals are what the approved burns of an area propose of its fire points.
func (g *gathering) proposals(ctx context.Context, area, kind string, fires []measure.Event) (map[string]target.Proposal, error) {
	if kind != target.KindStraw {
		return nil, nil
	}
	permits, err := g.db.Events(ctx, area, target.KindBurn, time.Unix(0, 0))
	if err != nil {
		return nil, fmt.Errorf("read approved burns: %w", err)
	}
	return target.Proposals(fires, permits, g.config.Timezone), nil
}
