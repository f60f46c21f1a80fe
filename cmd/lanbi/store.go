package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"lanbi/internal/alert"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
)

// printNotice prints, above what is made of the data of a demo, that they are not
// measured.
func printNotice(out io.Writer, simulated bool) error {
	if !simulated {
		return nil
	}
	_, err := fmt.Fprintln(out, alert.SimulatedNotice)
	return err
}

// withStore reads a configuration, opens its database for as long as do runs, and
// gives it back.
func withStore(ctx context.Context, path string, std streams, do func(*config.Config, *daemon.Store) error) (err error) {
	settings, err := loadConfig(path)
	if err != nil {
		return err
	}
	store, err := daemon.OpenStore(ctx, settings, newLog(std.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(settings, store)
}
