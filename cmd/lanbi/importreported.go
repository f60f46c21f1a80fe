package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// checkState refuses a step into a state that its kind of event does not have. Which
// step may follow which is not asked: a table may hold the end of a story only.
func checkState(e *measure.Event) error {
	if have := target.States(e.Kind); !slices.Contains(have, e.State) {
		return fmt.Errorf("column state: %q of kind %s (have %s)", e.State, e.Kind, strings.Join(have, ", "))
	}
	return nil
}

// importReported stores figures, rankings and events that people report, and
// evaluates the targets with them.
func importReported(ctx context.Context, std streams, settings *config.Config, store *daemon.Store, files []history.File, t *daemon.ImportTrail) error {
	asked, today := target.AskedBy(settings.Targets), measure.DayOf(wallClock(), settings.Timezone)
	report, counts, err := history.ReadReported(files, historyOptions(settings, std), history.Checks{
		Area: settings.AreaNamed,
		Figure: func(i *measure.Indicator) error {
			if why := target.Doubt(asked, i, today); why != "" {
				return errors.New(why)
			}
			return nil
		},
		Event: checkState,
	})
	fmt.Fprintf(std.err, "rows read %d, skipped (areas not in the configuration) %d, rejected %d\n", counts.Rows, counts.Skipped, counts.Rejected)
	if err != nil {
		return err
	}
	fires := job.Fires{Areas: settings.Areas, Zone: settings.Timezone, Readings: store.DB}
	steps, err := fires.Steps(ctx, report.Fires, report.Burns)
	if err != nil {
		return err
	}
	report.Events = append(report.Events, steps...)
	changed, err := daemon.ImportDesk(settings, store.DB).Import(ctx, t.Who, t.Why, report.Figures, report.Events)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.err, "figures stored %d, steps of events stored %d; new or changed %d\n", len(report.Figures), len(report.Events), changed)
	if err := daemon.BoardOf(settings, store.DB).Run(ctx, wallClock()); err != nil {
		return err
	}
	if counts.Rejected > 0 {
		return fmt.Errorf("%d rows were not understood; the others are stored", counts.Rejected)
	}
	return nil
}
