package daemon

import (
	"context"
	"fmt"
)

// simulatedMark is the watermark by which data_dir says that what it holds was made of
// simulated data, whoever continues with it.
const simulatedMark = "data/simulated"

// rememberOrigin finds out from options and data_dir whether the data are simulated,
// and keeps it in data_dir. The database is asked once it answers (learnOrigin).
func (d *Daemon) rememberOrigin() error {
	_, marked, err := d.ledger.Watermark(simulatedMark)
	if err != nil {
		return err
	}
	if marked {
		d.simulated.Store(true)
		return nil
	}
	if !d.o.Simulated {
		return nil
	}
	return d.markSimulated()
}

// learnOrigin asks the database whether it holds simulated data, as that of a demo does
// for good: then everything made of it says so, though this daemon simulates nothing.
func (d *Daemon) learnOrigin(ctx context.Context) error {
	if d.simulated.Load() {
		return nil
	}
	found, err := d.db.Simulated(ctx)
	if err != nil || !found {
		return err
	}
	d.o.Log.Warn("the database holds simulated data of a demo; every page and message says so", "bucket", d.db.Bucket())
	return d.markSimulated()
}

func (d *Daemon) markSimulated() error {
	d.simulated.Store(true)
	if err := d.ledger.SetWatermark(simulatedMark, d.o.Now()); err != nil {
		return fmt.Errorf("mark data_dir as simulated: %w", err)
	}
	return nil
}
