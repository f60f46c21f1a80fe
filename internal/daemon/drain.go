package daemon

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"lanbi/internal/intake"
	"lanbi/internal/spool"
)

// drainQuiet is how long nothing must come before a session counts as empty.
const drainQuiet = 3 * time.Second

// Drain empties what this replica holds for the county: its session at the broker
// and its spool. The daemon must not run: it holds the same directory. It returns
// nil only when both are empty.
func Drain(ctx context.Context, o Options) (done intake.Drained, err error) {
	d, err := Open(ctx, o)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, d.Stop()) }()
	if d.spool, err = spool.Open(filepath.Join(o.Config.DataDir, "spool"), spool.Options{Now: d.o.Now, Log: o.Log}); err != nil {
		return done, fmt.Errorf("open spool: %w", err)
	}
	d.down.push("spool", func(context.Context) error { return d.spool.Close() })
	options, err := d.intakeOptions()
	if err != nil {
		return done, err
	}
	done, err = intake.Drain(ctx, options, drainQuiet)
	if err != nil {
		return done, fmt.Errorf("drain %s: %w", o.Config.DataDir, err)
	}
	return done, nil
}
