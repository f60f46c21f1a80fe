package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/web"
)

// aheadEvery is how long what is computed ahead lasts where the job progress does not
// run, and aheadAgain how long lies before the next try after a failure.
const (
	aheadEvery = time.Hour
	aheadAgain = time.Minute
)

// ahead is what takes long to compute and nobody should wait for: it is computed in the
// background at the start and after every run of the job progress, and pages read what
// is there.
type ahead struct {
	compute func(context.Context) (web.TrackRecord, error)
	wake    chan struct{}

	first  chan struct{} // closed after the first try
	once   sync.Once
	mu     sync.Mutex
	record *web.TrackRecord // nil before the first success
	err    error            // of the latest try
}

func newAhead(compute func(context.Context) (web.TrackRecord, error)) *ahead {
	return &ahead{compute: compute, wake: make(chan struct{}, 1), first: make(chan struct{})}
}

// renew has everything computed anew soon.
func (a *ahead) renew() {
	select {
	case a.wake <- struct{}{}:
	default: // it is about to begin
	}
}

// keep computes at once, and again whenever it is woken or time has passed, until ctx
// ends. warm comes first: it is short.
func (a *ahead) keep(ctx context.Context, log *slog.Logger, warm func(context.Context) error) {
	for {
		wait := aheadEvery
		if err := warm(ctx); err != nil && ctx.Err() == nil {
			log.Warn("read past years for what-if; a question reads them", "error", err)
			wait = aheadAgain
		}
		if err := a.score(ctx); err != nil && ctx.Err() == nil {
			log.Warn("compute the track record of the forecasts; tried again", "error", err)
			wait = aheadAgain
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-a.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

func (a *ahead) score(ctx context.Context) error {
	record, err := a.compute(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err = err; err == nil {
		a.record = &record
	}
	a.once.Do(func() { close(a.first) })
	return err
}

// trackRecord is the newest track record, nil without an error while the first one is
// being computed, unless wait says to wait for it.
func (a *ahead) trackRecord(ctx context.Context, wait bool) (*web.TrackRecord, error) {
	if wait {
		select {
		case <-a.first:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.record == nil {
		return nil, a.err
	}
	return a.record, nil
}

// startAhead computes ahead until the stop.
func (d *Daemon) startAhead() {
	d.Beside("what is computed ahead", func(ctx context.Context) error {
		d.ahead.keep(ctx, d.o.Log, func(ctx context.Context) error {
			asOf, err := d.AssessedThrough()
			if err != nil {
				return fmt.Errorf("find the last assessed day: %w", err)
			}
			return d.jobs.whatIf.Warm(ctx, asOf)
		})
		return nil
	})
}

// corrected is told which days of an area were assessed again: those of past years are
// kept by the what-if.
func (d *Daemon) corrected(area string, days []measure.Day) {
	year := measure.DayOf(d.o.Now(), d.o.Config.Timezone).FirstOfYear()
	for _, day := range days {
		if day < year {
			d.jobs.whatIf.Forget(area)
			d.ahead.renew()
			return
		}
	}
}
