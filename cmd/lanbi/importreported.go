package main

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/entry"
	"lanbi/internal/feed/history"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// importReported stores figures, rankings and events that people report, and
// evaluates the targets with them.
func importReported(ctx context.Context, std streams, settings *config.Config, store *daemon.Store, files []history.File, t importTrail) error {
	report, counts, err := history.ReadReported(files, historyOptions(settings, std), func(name string) (string, bool) {
		for i := range settings.Areas {
			if a := &settings.Areas[i]; a.Code == name || a.Name == name {
				return a.Code, true
			}
		}
		return "", false
	})
	fmt.Fprintf(std.err, "rows read %d, skipped (areas not in the configuration) %d, rejected %d\n", counts.Rows, counts.Skipped, counts.Rejected)
	if err != nil {
		return err
	}
	desk := daemon.ImportDesk(settings, store.DB)
	changed, err := desk.Import(ctx, t.who, t.why, report.Figures, report.Events)
	if err != nil {
		return err
	}
	events := &importedEvents{store: store, desk: desk, trail: t}
	fires := job.Fires{Areas: settings.Areas, Zone: settings.Timezone, Readings: store.DB, Events: events}
	if err := fires.Report(ctx, report.Fires, report.Burns); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "figures %d, steps of events %d, fire points %d; new or changed %d\n",
		len(report.Figures), len(report.Events), len(report.Fires), changed+events.changed)
	if err := daemon.BoardOf(settings, store.DB).Run(ctx, wallClock()); err != nil {
		return err
	}
	if counts.Rejected > 0 {
		return fmt.Errorf("%d rows were not understood; the others are stored", counts.Rejected)
	}
	return nil
}

// importedEvents writes the steps of a job under the name of who imports.
type importedEvents struct {
	store   *daemon.Store
	desk    *entry.Desk
	trail   importTrail
	changed int
}

// Events are the stored steps since t.
func (e *importedEvents) Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error) {
	return e.store.Events(ctx, area, kind, t)
}

// WriteEvents stores steps, and counts those that were not there.
func (e *importedEvents) WriteEvents(ctx context.Context, steps []measure.Event) error {
	changed, err := e.desk.Import(ctx, e.trail.who, e.trail.why, nil, steps)
	e.changed += changed
	return err
}
