package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/ledger"
)

// CheckOptions say what a check does beside looking.
type CheckOptions struct {
	SendTest bool // one test message to every alert channel
	Create   bool // make what is missing in InfluxDB
	Out      io.Writer
	Now      func() time.Time
}

// Check validates what a loaded configuration points at: broker, InfluxDB and its
// rights, alert channels. It changes nothing unless asked to, and tells each
// finding on o.Out. The error joins everything that would keep the daemon from
// its work.
func Check(ctx context.Context, c *config.Config, o CheckOptions) error {
	say := func(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }
	say("configuration %s: %d areas, %d targets, %d feeds", c.File, len(c.Areas), len(c.Targets), len(c.Feeds))
	for _, w := range c.Warnings {
		say("warning: %v", w)
	}
	checkPorts(c, say)
	broker := checkBroker(ctx, c, say)
	simulated, database := checkInflux(ctx, c, o, say)
	errs := []error{broker, database, checkLedger(c, say)}
	if o.SendTest {
		errs = append(errs, sendTest(ctx, c, o, simulated, say))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	say("everything is ready")
	return nil
}

// checkBroker visits every broker.
func checkBroker(ctx context.Context, c *config.Config, say func(string, ...any)) error {
	if len(c.MQTT.URLs) == 0 {
		say("MQTT: embedded broker")
		return nil
	}
	var errs []error
	for _, url := range c.MQTT.URLs {
		client, err := visit(ctx, c, "check", url)
		if err != nil {
			errs = append(errs, fmt.Errorf("check MQTT %s: %w", url, err))
			continue
		}
		client.Disconnect(100)
		say("MQTT: %s accepts us", url)
	}
	return errors.Join(errs...)
}

// checkInflux also tells whether the database holds the simulated data of a demo.
func checkInflux(ctx context.Context, c *config.Config, o CheckOptions, say func(string, ...any)) (simulated bool, err error) {
	if e := c.Influx.Embedded; e != nil {
		say("InfluxDB: embedded in %s; the daemon checks its schema at the start", e.Dir)
		return false, nil
	}
	db, err := openDB(ctx, c, c.Influx.URL)
	if err != nil {
		return false, err
	}
	defer db.Close()
	if o.Create {
		if err := db.Create(ctx); err != nil {
			return false, fmt.Errorf("create what is missing in InfluxDB: %w", err)
		}
		say("InfluxDB: what was missing has been created")
	}
	report, err := db.Check(ctx)
	if err != nil {
		return false, fmt.Errorf("check InfluxDB: %w", err)
	}
	say("InfluxDB: %s", report.Release.Version)
	for _, w := range report.Warnings {
		say("warning: InfluxDB: %s", w)
	}
	var errs []error
	for _, p := range report.Problems {
		errs = append(errs, errors.New("InfluxDB: "+p))
	}
	if len(errs) == 0 {
		errs = append(errs, checkSchema(ctx, db, say))
		if simulated, err = db.Simulated(ctx); simulated {
			say("warning: InfluxDB: bucket %s holds simulated data of a demo; everything made of it says so", db.Bucket())
		}
		errs = append(errs, err)
	}
	return simulated, errors.Join(errs...)
}

func checkSchema(ctx context.Context, db *influx.DB, say func(string, ...any)) error {
	version, program, err := db.StoredSchema(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("check InfluxDB: %w", err)
	case version > influx.Schema:
		return &influx.SchemaError{Bucket: db.Bucket(), Found: version, Program: program}
	case version < influx.Schema:
		say("InfluxDB: schema %d; the daemon brings it to %d at the start", version, influx.Schema)
	default:
		say("InfluxDB: schema %d", version)
	}
	return nil
}

// checkLedger looks at the state of an earlier run without touching it.
func checkLedger(c *config.Config, say func(string, ...any)) error {
	path := ledgerFile(c.DataDir)
	version, err := ledger.StoredSchema(path)
	switch {
	case errors.Is(err, ledger.ErrInUse):
		say("data_dir: %s is in use by a running daemon", c.DataDir)
	case err != nil:
		return fmt.Errorf("check data_dir: %w", err)
	case version > ledger.Schema:
		return fmt.Errorf("data_dir: %s is of schema %d and this program knows up to %d: install the Lanbi that wrote it, or restore the back-up made before the upgrade",
			path, version, ledger.Schema)
	case version > 0 && version < ledger.Schema:
		say("data_dir: schema %d; the daemon brings it to %d at the start", version, ledger.Schema)
	case version > 0:
		say("data_dir: schema %d", version)
	}
	return nil
}

// sendTest sends one message to every channel.
func sendTest(ctx context.Context, c *config.Config, o CheckOptions, simulated bool, say func(string, ...any)) error {
	all, err := channels(c, o.Now, publisher(c, ""))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		say("alerts: no channel is configured")
	}
	var errs []error
	for _, channel := range all {
		if _, err := channel.Sender.Send(ctx, alert.TestMessage(o.Now(), c.Timezone, simulated, c.Alerts.Desk.Language)); err != nil {
			errs = append(errs, err)
			continue
		}
		say("alerts: channel %s took the test message", channel.Name)
	}
	return errors.Join(errs...)
}
