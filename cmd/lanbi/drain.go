package main

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/daemon"
)

// drainCommand empties a replica that is to go.
type drainCommand struct {
	Config  string        `short:"c" required:"" placeholder:"FILE" help:"Configuration file of the replica, which must not run."`
	Timeout time.Duration `default:"5m" help:"How long to try."`
}

// Run empties session and spool. It fails unless both are empty then.
func (c drainCommand) Run(ctx context.Context, std streams) error {
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	done, err := daemon.Drain(ctx, daemon.Options{Config: settings, Log: configuredLog(settings, std), Now: wallClock, Version: version()})
	fmt.Fprintf(std.err, "took %d messages from the broker, wrote %d lines to InfluxDB\n", done.Messages, done.Stored)
	if err != nil {
		return fmt.Errorf("%w\nNothing is lost: run it again, or start the daemon again", err)
	}
	fmt.Fprintln(std.err, "session and spool are empty; this replica can go")
	return nil
}
