package daemon

import (
	"context"
	"fmt"
	"time"
)

// firstTry is how long the start waits for InfluxDB.
const firstTry = 5 * time.Second

// prepareEvery is how long lies between two tries to find InfluxDB ready.
const prepareEvery = 15 * time.Second

// prepareInflux makes what is missing in an external InfluxDB: at once, so that
// the first jobs find it, and if that fails in the background until it succeeds.
// The server may be down when the daemon starts; readings wait in the spool
// meanwhile. A token without the right to create is enough where everything exists.
func (d *Daemon) prepareInflux(ctx context.Context) {
	first, stop := context.WithTimeout(ctx, firstTry)
	err := d.prepareOnce(first)
	stop()
	if err == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		last := ""
		for ; err != nil && ctx.Err() == nil; err = d.prepareOnce(ctx) {
			if text := err.Error(); text != last { // said once, not every time
				d.o.Log.Error("InfluxDB is not ready; readings wait in the spool", "error", err)
				last = text
			}
			timer := time.NewTimer(prepareEvery)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	}()
	d.down.push("preparation of InfluxDB", func(stop context.Context) error {
		cancel()
		return await(stop, done)
	})
}

// prepareOnce looks, creates what is missing, and looks again.
func (d *Daemon) prepareOnce(ctx context.Context) error {
	report, err := d.db.Check(ctx)
	if err != nil {
		return err
	}
	if len(report.Problems) > 0 {
		if err := d.db.Create(ctx); err != nil {
			return fmt.Errorf("%s; creating it: %w", report.Problems[0], err)
		}
		if report, err = d.db.Check(ctx); err != nil {
			return err
		}
		if len(report.Problems) > 0 {
			return fmt.Errorf("%s", report.Problems[0])
		}
		d.o.Log.Info("created what was missing in InfluxDB", "bucket", d.db.Bucket())
	}
	for _, warning := range report.Warnings {
		d.o.Log.Warn("InfluxDB", "warning", warning)
	}
	d.o.Log.Info("InfluxDB is ready", "version", report.Release.Version)
	return nil
}
