package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/influx"
	"lanbi/internal/intake"
	"lanbi/internal/job"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/schedule"
	"lanbi/internal/target"
)

// PageURL is the address of the page, with the real port.
func (d *Daemon) PageURL() string { return "http://" + d.web.Addr().String() + "/" }

// BrokerURL is the address of the embedded broker, empty without one.
func (d *Daemon) BrokerURL() string {
	if d.broker == nil {
		return ""
	}
	return d.broker.URL()
}

// InfluxURL is the address of the InfluxDB.
func (d *Daemon) InfluxURL() string { return d.influxURL }

// DB is the open database.
func (d *Daemon) DB() *influx.DB { return d.db }

// Ledger is the open ledger.
func (d *Daemon) Ledger() *ledger.Ledger { return d.ledger }

// Intake is the running intake, nil where this process has none.
func (d *Daemon) Intake() *intake.Intake { return d.intake }

// Progress is where every target stands.
func (d *Daemon) Progress(ctx context.Context) ([]target.Progress, error) {
	return board{d}.Progress(ctx)
}

// History assesses past days on request, with the values the scheduler uses.
func (d *Daemon) History() *job.History { return d.jobs.history() }

// Assessed notes that all days up to last are assessed: the daily job begins behind it.
func (d *Daemon) Assessed(last measure.Day) error { return d.jobs.airDay.Assessed(last) }

// AssessedThrough is the last assessed day.
func (d *Daemon) AssessedThrough() (measure.Day, error) { return d.jobs.airDay.Through(d.o.Now()) }

// SuspectDust opens the suspicions of dust of the past days from first to last.
func (d *Daemon) SuspectDust(ctx context.Context, first, last measure.Day) error {
	return d.jobs.dust.Range(ctx, first, last)
}

// settledEvery is how often Settle looks whether the spool is empty.
const settledEvery = 20 * time.Millisecond

// Settle waits until everything taken in is in InfluxDB, has it assessed, and has people
// told of what it means.
func (d *Daemon) Settle(ctx context.Context) error {
	for d.intake.Stats().Spool.Records > 0 {
		select {
		case <-time.After(settledEvery):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for _, name := range [...]string{"air-hour", "water", "alerts"} {
		if err := d.schedule.RunNow(ctx, name); err != nil && !errors.Is(err, schedule.ErrRunning) {
			return fmt.Errorf("assess the hours of today: %w", err)
		}
	}
	return nil
}
