package main

import (
	"context"
	"log/slog"
	"os"

	"lanbi/internal/daemon"
)

// reloadOnSignal reads the configuration again at every SIGHUP until ctx ends. A
// file with faults changes nothing.
func reloadOnSignal(ctx context.Context, signals <-chan os.Signal, d *daemon.Daemon, path string, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-signals:
		}
		settings, err := loadConfig(path)
		if err != nil {
			log.Error("the configuration has faults; the old one stays in force", "error", err)
			continue
		}
		r, err := d.Reload(settings)
		if err != nil {
			log.Error("the old credentials stay in force", "error", err)
			continue
		}
		log.Info("credentials were read again; the next connection uses them", "applied", r.Applied)
		if len(r.Restart) > 0 {
			log.Warn("these keys have changed and need a restart", "keys", r.Restart)
		}
	}
}
