package main

import (
	"context"
	"fmt"
	"strings"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
	"lanbi/internal/job"
)

// importReported stores figures, rankings and events that people report, and
// evaluates the targets with them.
func importReported(ctx context.Context, std streams, settings *config.Config, store *daemon.Store, files []history.File, t *daemon.ImportTrail) error {
	checks := newReportedChecks(settings, wallClock())
	report, counts, err := history.ReadReported(files, historyOptions(settings, std), checks.history(settings))
	fmt.Fprintf(std.err, "rows read %d, skipped (areas not in the configuration) %d, rejected %d\n", counts.Rows, counts.Skipped, counts.Rejected)
	if err != nil {
		return err
	}
	fires := job.Fires{Areas: settings.Areas, Zone: settings.Timezone, Readings: store.DB}
	steps, err := fires.Steps(ctx, report.Fires)
	if err != nil {
		return err
	}
	desk := daemon.ImportDesk(settings, store.DB)
	permits, err := desk.BurnSteps(ctx, report.Burns)
	if err != nil {
		return err
	}
	report.Events = append(append(report.Events, steps...), permits...)
	changed, err := desk.Import(ctx, t.Who, t.Why, report.Figures, report.Events)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.err, "figures stored %d, steps of events stored %d; new or changed %d\n", len(report.Figures), len(report.Events), changed)
	if unasked := checks.unasked(&report); len(unasked) > 0 {
		fmt.Fprintf(std.err, "stored, but no target asks for %s (see lanbi status)\n", strings.Join(unasked, ", "))
	}
	if err := daemon.BoardOf(settings, store.DB).Run(ctx, wallClock()); err != nil {
		return err
	}
	if counts.Rejected > 0 {
		return fmt.Errorf("%d rows were not understood; the others are stored", counts.Rejected)
	}
	return nil
}
