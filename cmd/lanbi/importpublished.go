package main

import (
	"context"
	"fmt"

	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
)

// importPublished stores the days and counts that the superior authority published, and
// evaluates the targets with them.
func importPublished(ctx context.Context, std streams, store *daemon.Store, files []history.File, t *daemon.ImportTrail) error {
	done, err := daemon.ImportPublished(ctx, store.DB, files, historyOptions(t.Settings, std), t)
	fmt.Fprintf(std.err, "rows read %d, skipped (places not in the configuration) %d, rejected %d\n", done.Rows, done.Skipped, done.Rejected)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.err, "published days stored %d, counts stored %d\n", done.Days, done.Totals)
	if err := daemon.BoardOf(t.Settings, store.DB).Run(ctx, wallClock()); err != nil {
		return err
	}
	if done.Rejected > 0 {
		return fmt.Errorf("%d rows were not understood; the others are stored", done.Rejected)
	}
	return nil
}
