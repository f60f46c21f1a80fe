package entry

import (
	"context"
	"slices"

	"lanbi/internal/measure"
)

// Import takes figures and steps of events from files, with the same lines in the trail
// as what is reported one by one. What no target asks for is taken too, and so are
// steps in any order: files hold history. It returns how many of them changed
// something. What names no reporter is reported by author. On an error of the trail
// nothing is stored.
func (d *Desk) Import(ctx context.Context, author, why string, figures []measure.Indicator, events []measure.Event) (changed int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var lines []Change
	var areas []string
	note := func(area string, c Change) {
		c.At, c.Who, c.Why = d.Now(), author, why
		lines = append(lines, c)
		if !slices.Contains(areas, area) {
			areas = append(areas, area)
		}
	}
	newFigures := knownFigures{desk: d, of: map[string][]measure.Indicator{}}
	var keptFigures []measure.Indicator
	for i := range figures {
		f := figures[i]
		had, found, err := newFigures.find(ctx, &f)
		if err != nil {
			return 0, err
		}
		old := ""
		if found {
			if had.Value == f.Value && had.Source == f.Source {
				continue
			}
			old = ValueText(had.Value)
		}
		if f.By == "" {
			f.By = author
		}
		newFigures.put(&f)
		keptFigures = append(keptFigures, f)
		note(f.Area, Change{Subject: FigureSubject(&f), Old: old, New: ValueText(f.Value), Source: f.Source, By: f.By})
	}
	known := knownEvents{desk: d, of: map[string][]measure.Event{}}
	var keptEvents []measure.Event
	for i := range events {
		e := events[i]
		record, err := known.record(ctx, e.Area, e.Kind)
		if err != nil {
			return 0, err
		}
		var kept bool
		if e.Time, kept = slot(record, &e); kept {
			continue
		}
		if e.By == "" {
			e.By = author
		}
		known.put(e)
		keptEvents = append(keptEvents, e)
		note(e.Area, Change{Subject: eventSubject(&e), Old: stateBefore(record, &e), New: e.State, Source: e.Document, By: e.By})
	}
	err = d.keep(ctx, lines, areas, func() error {
		if len(keptFigures) > 0 {
			if err := d.Store.WriteIndicators(ctx, keptFigures); err != nil {
				return err
			}
		}
		if len(keptEvents) > 0 {
			return d.Store.WriteEvents(ctx, keptEvents)
		}
		return nil
	})
	return len(lines), err
}

// stateBefore is the state of the event before the step, empty where it begins.
func stateBefore(record []measure.Event, e *measure.Event) string {
	var last *measure.Event
	for i := range record {
		if had := &record[i]; had.ID == e.ID && !had.Time.After(e.Time) && (last == nil || !had.Time.Before(last.Time)) {
			last = had
		}
	}
	if last == nil {
		return ""
	}
	return last.State
}
