package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/notify/gateway"
	"lanbi/internal/schedule"
	"lanbi/internal/systemd"
)

// runCommand is the daemon.
type runCommand struct {
	Config   string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	Check    bool   `help:"Validate configuration, broker and InfluxDB, change nothing, and leave."`
	SendTest bool   `help:"With --check: send one test message to every alert channel."`
	Create   bool   `help:"With --check: create what is missing in InfluxDB."`

	CPUProfile string `name:"cpuprofile" hidden:"" placeholder:"FILE" help:"Write a CPU profile for go tool pprof at the end."`
}

// Run runs until it is interrupted, or checks and leaves.
func (c runCommand) Run(ctx context.Context, std streams) (err error) {
	if (c.SendTest || c.Create) && !c.Check {
		return usageError{errors.New("--send-test and --create go with --check")}
	}
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if c.Check {
		return daemon.Check(ctx, settings, daemon.CheckOptions{SendTest: c.SendTest, Create: c.Create, Out: std.err, Now: wallClock})
	}
	log := configuredLog(settings, std)
	if n := len(settings.Warnings); n > 0 {
		log.Warn("the configuration has warnings; --check lists them", "count", n, "first", settings.Warnings[0].Error())
	}
	endProfile, err := profileCPU(c.CPUProfile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, endProfile()) }()
	// From here on SIGHUP must not end the process.
	signals, stopSignals := reloadSignals()
	defer stopSignals()
	notifier, err := systemd.FromEnvironment(os.Getenv)
	if err != nil {
		log.Warn("systemd is not told", "error", err)
	}
	service, err := daemon.StartService(ctx, settings, daemon.ServiceOptions{
		Load:    func() (*config.Config, error) { return loadConfig(c.Config) },
		Log:     func(c *config.Config) *slog.Logger { return configuredLog(c, std) },
		Now:     wallClock,
		Version: version(),
		Systemd: notifier,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Stop()) }()
	log.Info("started", "page", service.PageURL(), "version", version())
	err = service.Run(ctx, signals)
	log.Info("stopping")
	return err
}

// configuredLog is the log the configuration asks for.
func configuredLog(c *config.Config, std streams) *slog.Logger {
	if c.Log.JSON {
		return slog.New(slog.NewJSONHandler(std.err, &slog.HandlerOptions{Level: c.Log.Level}))
	}
	return newLog(std.err, c.Log.Level)
}

// loadConfig reads a configuration file; its faults are errors of usage.
func loadConfig(path string) (*config.Config, error) {
	began := wallClock()
	c, err := config.Load(path, config.Options{CheckTemplate: gateway.Check, CheckCron: func(spec string) error {
		return schedule.Check(spec, time.UTC, began)
	}})
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}

// version is the program's version for people.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// commit is the source revision the program was built from.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}
