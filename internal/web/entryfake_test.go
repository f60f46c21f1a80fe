package web

import (
	"context"
	"slices"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
)

// reports is a database of figures and events, and an audit trail, in memory.
type reports struct {
	figures []measure.Indicator
	events  []measure.Event
	trail   []entry.Change
	broken  error
	down    error
}

func (f *reports) Indicators(_ context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	var found []measure.Indicator
	for _, i := range f.figures {
		if first, _, err := measure.ParsePeriod(i.Period); err == nil && i.Area == area && first >= from && first <= to {
			found = append(found, i)
		}
	}
	return found, f.down
}

func (f *reports) Events(_ context.Context, area, kind string, _ time.Time) ([]measure.Event, error) {
	var found []measure.Event
	for _, e := range f.events {
		if e.Area == area && e.Kind == kind {
			found = append(found, e)
		}
	}
	return found, f.down
}

func (f *reports) WriteIndicators(_ context.Context, figures []measure.Indicator) error {
	for _, i := range figures {
		f.figures = slices.DeleteFunc(f.figures, func(had measure.Indicator) bool {
			return had.Area == i.Area && had.ID == i.ID && had.Period == i.Period
		})
		f.figures = append(f.figures, i)
	}
	return f.down
}

func (f *reports) WriteEvents(_ context.Context, events []measure.Event) error {
	f.events = append(f.events, events...)
	return f.down
}

func (f *reports) appendLines(lines ...entry.Change) error {
	for _, c := range lines {
		c.Number = uint64(len(f.trail) + 1)
		f.trail = append(f.trail, c)
	}
	return nil
}
