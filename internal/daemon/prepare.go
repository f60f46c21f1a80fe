package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/influx"
)

// firstTry is how long the start waits for InfluxDB.
const firstTry = 5 * time.Second

// prepareEvery is how long lies between two tries to find InfluxDB ready.
const prepareEvery = 15 * time.Second

// prepareInflux makes what is missing in an external InfluxDB: at once, so that
// the first jobs find it, and if that fails in the background until it succeeds.
// The server may be down when the daemon starts; readings wait in the spool
// meanwhile. A token without the right to create is enough where everything exists.
// The error is a *influx.SchemaError; one found later ends the daemon.
func (d *Daemon) prepareInflux(ctx context.Context) error {
	first, stop := context.WithTimeout(ctx, firstTry)
	err := d.prepareOnce(first)
	stop()
	var newer *influx.SchemaError
	if err == nil || errors.As(err, &newer) {
		return err
	}
	d.Beside("preparation of InfluxDB", func(ctx context.Context) error {
		last := ""
		for ; err != nil && ctx.Err() == nil; err = d.prepareOnce(ctx) {
			if errors.As(err, &newer) {
				return err
			}
			if text := err.Error(); text != last { // said once, not every time
				d.o.Log.Error("InfluxDB is not ready; readings wait in the spool", "error", err)
				last = text
			}
			timer := time.NewTimer(cmp.Or(d.o.prepareEvery, prepareEvery))
			select {
			case <-ctx.Done():
				timer.Stop()
				return nil
			case <-timer.C:
			}
		}
		return nil
	})
	return nil
}

// migrate brings the bucket to the schema of this program, and finds out whether what it
// holds is measured.
func (d *Daemon) migrate(ctx context.Context) error {
	err := d.db.Migrate(ctx, d.o.Version, func(s influx.Step) {
		d.o.Log.Info("bringing the database to a newer schema", "bucket", d.db.Bucket(), "schema", s.To, "change", s.What)
	})
	if err != nil {
		return err
	}
	return d.learnOrigin(ctx)
}

// prepareOnce looks, creates what is missing, looks again, and sees to the schema.
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
	if err := d.migrate(ctx); err != nil {
		return err
	}
	d.o.Log.Info("InfluxDB is ready", "version", report.Release.Version)
	return nil
}
