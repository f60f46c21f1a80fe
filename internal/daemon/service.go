package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/systemd"
)

// ServiceOptions are what a Service needs beside its first configuration.
type ServiceOptions struct {
	// Load reads the configuration again; all faults are joined in its error.
	Load func() (*config.Config, error)
	// Log makes the log that a configuration asks for.
	Log     func(*config.Config) *slog.Logger
	Now     func() time.Time
	Version string
	Systemd *systemd.Notifier // may be nil
}

// Service is a daemon that takes another configuration while the process runs.
//
// A reload stops the daemon in order and starts it anew: no part ever sees half of
// two configurations, and what is right for a start is right for a reload. Nothing
// is lost meanwhile, for the same reasons as at a restart: the broker keeps session
// and messages for the client id, stations on a listener or on the embedded broker
// repeat what was not answered, and what was acknowledged lies in the spool. The
// page's socket stays open, so that requests wait for the second it takes. Counters
// of /metrics begin anew.
type Service struct {
	o       ServiceOptions
	log     *slog.Logger
	config  *config.Config
	port    *pagePort
	daemon  atomic.Pointer[Daemon]
	reloads reloadMetrics
}

// StartService starts the daemon of a configuration.
func StartService(ctx context.Context, c *config.Config, o ServiceOptions) (*Service, error) {
	s := &Service{o: o, log: o.Log(c), config: c}
	s.reloads.succeeded(o.Now())
	var err error
	if s.port, err = openPagePort(c.Web.Listen); err != nil {
		return nil, err
	}
	if err := s.start(ctx, c, s.port); err != nil {
		return nil, errors.Join(err, s.port.Close())
	}
	return s, nil
}

func (s *Service) start(ctx context.Context, c *config.Config, port *pagePort) error {
	page, err := port.lend()
	if err != nil {
		return fmt.Errorf("listen for the page on %s: %w", port.address, err)
	}
	d, err := Open(ctx, Options{Config: c, Log: s.o.Log(c), Now: s.o.Now, Version: s.o.Version, Page: page, Metrics: &s.reloads})
	if err != nil {
		return err
	}
	if err := d.Start(ctx); err != nil {
		return err
	}
	s.daemon.Store(d)
	collectSooner(!c.Roles.Assess)
	// What reading the configuration and opening everything left behind is several times
	// what the intake keeps; it would stay with the process for minutes.
	debug.FreeOSMemory()
	return nil
}

// Run serves until ctx ends, reloads at every signal, and keeps systemd informed.
// The error is that of a part that cannot go on.
func (s *Service) Run(ctx context.Context, signals <-chan os.Signal) error {
	log := s.log // a reload may replace that one while systemd is told
	tell := func(err error) {
		if err != nil { // no reason to stop
			log.Warn("systemd is not told", "error", err)
		}
	}
	status := func() string { return "page " + s.PageURL() }
	tell(s.o.Systemd.Ready(status()))
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go s.o.Systemd.Watch(watching, func(ctx context.Context) error { return s.Daemon().Healthy(ctx) }, tell)
	defer func() { tell(s.o.Systemd.Stopping()) }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-s.Daemon().failed:
			return err
		case <-signals:
			tell(s.o.Systemd.Reloading())
			if err := s.Reload(ctx); err != nil {
				return err
			}
			tell(s.o.Systemd.Ready(status()))
		}
	}
}

// Reload reads the configuration and puts it in force. One that has faults, or with
// which the daemon does not start, is reported in log and metrics and leaves the old
// one in force; the error is that of the old one not starting again either.
func (s *Service) Reload(ctx context.Context) error {
	c, port, err := s.prepare()
	if err != nil {
		s.refuse(err)
		return nil
	}
	if err := s.daemon.Load().Stop(); err != nil {
		s.log.Warn("not everything stopped in order for the new configuration", "error", err)
	}
	if err := s.start(ctx, c, port); err != nil {
		if port != s.port {
			err = errors.Join(err, port.Close())
		}
		if ctx.Err() != nil { // the process ends
			return nil
		}
		s.refuse(err)
		if err := s.start(ctx, s.config, s.port); err != nil {
			return fmt.Errorf("start again with the old configuration: %w", err)
		}
		return nil
	}
	if port != s.port {
		if err := s.port.Close(); err != nil {
			s.log.Warn("close the old address of the page", "error", err)
		}
	}
	s.config, s.port, s.log = c, port, s.o.Log(c)
	s.reloads.succeeded(s.o.Now())
	s.log.Info("the configuration was read again and is in force", "warnings", len(c.Warnings), "page", s.PageURL())
	return nil
}

// prepare does what can be done and found out before anything stops. The port is the
// present one unless web.listen has changed.
func (s *Service) prepare() (*config.Config, *pagePort, error) {
	c, err := s.o.Load()
	if err != nil {
		return nil, nil, err
	}
	if c.DataDir != s.config.DataDir {
		return nil, nil, fmt.Errorf("data_dir: %s cannot take the place of %s while the daemon runs, whose spool would stay behind (stop it, move the folder, start it)",
			c.DataDir, s.config.DataDir)
	}
	if _, err := BrokerTLS(c.MQTT.TLS); err != nil {
		return nil, nil, err
	}
	for i := range c.Feeds {
		if _, _, err := intakeFeed(&c.Feeds[i], c.Timezone); err != nil {
			return nil, nil, err
		}
		if _, err := listenerTLS(c.Feeds[i].HJ212.TLS); err != nil {
			return nil, nil, err
		}
	}
	if _, err := channels(c, s.o.Now, publisher(c, "")); err != nil {
		return nil, nil, err
	}
	if c.Web.Listen == s.port.address {
		return c, s.port, nil
	}
	port, err := openPagePort(c.Web.Listen)
	return c, port, err
}

// refuse reports a configuration that is not taken, a line for each fault.
func (s *Service) refuse(err error) {
	s.reloads.failed()
	var faults config.Faults
	if !errors.As(err, &faults) {
		s.log.Error("the new configuration is not taken; the old one stays in force", "error", err)
		return
	}
	s.log.Error("the new configuration has faults; the old one stays in force", "faults", len(faults))
	for _, f := range faults {
		s.log.Error("fault of the configuration", "fault", f.Error())
	}
}

// Daemon is the one that runs. A reload puts another in its place.
func (s *Service) Daemon() *Daemon { return s.daemon.Load() }

// PageURL is the address of the page, with the real port.
func (s *Service) PageURL() string { return s.Daemon().PageURL() }

// Stop stops the daemon as Daemon.Stop does, and closes the page's socket.
func (s *Service) Stop() error { return errors.Join(s.Daemon().Stop(), s.port.Close()) }

// collectSooner sets how far the heap may grow between two collections, unless the
// environment says. A process that only takes in keeps little and allocates much:
// sooner costs it some 5 % more CPU time and spares 3 of 41 MiB at its peak.
func collectSooner(sooner bool) {
	if os.Getenv("GOGC") != "" {
		return
	}
	percent := 100
	if sooner {
		percent = 50
	}
	debug.SetGCPercent(percent)
}
