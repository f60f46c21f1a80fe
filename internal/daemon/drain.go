package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/intake"
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
	if err := d.openSpool(); err != nil {
		return done, err
	}
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
