package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// teardown is a stack of named stops. What was started last stops first; a stop
// that fails or takes too long does not keep the others from running.
type teardown struct {
	log   *slog.Logger
	steps []stopStep
}

type stopStep struct {
	name string
	stop func(context.Context) error
}

// push adds the stop of something just started.
func (t *teardown) push(name string, stop func(context.Context) error) {
	t.steps = append(t.steps, stopStep{name, stop})
}

// run stops everything in reverse, within limit altogether, and joins the
// errors. A second call does nothing.
func (t *teardown) run(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var errs []error
	for len(t.steps) > 0 {
		step := t.steps[len(t.steps)-1]
		t.steps = t.steps[:len(t.steps)-1]
		began := time.Now()
		if err := step.stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", step.name, err))
		}
		t.log.Debug("stopped", "part", step.name, "took", time.Since(began))
	}
	return errors.Join(errs...)
}

// Beside runs a part until the daemon stops, which ends its ctx before anything stops
// that was started earlier. Its error, unless it comes of the stop, ends the daemon.
func (d *Daemon) Beside(name string, run func(ctx context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(ctx); err != nil && ctx.Err() == nil {
			d.fail(err)
		}
	}()
	d.down.push(name, func(stop context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-stop.Done():
			return stop.Err()
		}
	})
}
