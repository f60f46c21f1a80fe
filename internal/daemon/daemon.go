// Package daemon wires the parts of Lanbi together, starts them and stops them in
// reverse. A test starts the whole program with it on free ports.
//
// Read daemon.go (Open, Start, Stop) first; a file beside it wires one part: feeds.go and
// formats.go the intake, jobs.go the jobs, board.go the page, alerts.go and channels.go
// what people are told, desk.go and trail.go what they report. service.go puts another
// daemon in place of this one when the configuration is read again. store.go, check.go,
// drain.go, import*.go and report*.go are for commands that run beside a daemon.
//
// Packages do not know each other: the values that one hands to the other are turned
// into its own here, by plain conversions and not by a framework for them.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/feed/hj212"
	"lanbi/internal/influx"
	"lanbi/internal/intake"
	"lanbi/internal/job"
	"lanbi/internal/ledger"
	"lanbi/internal/listen"
	"lanbi/internal/schedule"
	"lanbi/internal/spool"
	"lanbi/internal/web"
)

// stopLimit bounds an orderly stop as a whole.
const stopLimit = 4500 * time.Millisecond

// intakeStopLimit leaves time for the parts after the intake, which waits for the
// write in progress: with an InfluxDB that hangs it would take all there is.
const intakeStopLimit = 3 * time.Second

// Options are what a Daemon needs beside its configuration.
type Options struct {
	Config    *config.Config
	Log       *slog.Logger
	Now       func() time.Time // the clock; nil is the wall clock
	Speed     float64          // seconds of Now per second; 0 is 1
	Simulated bool             // the data are simulated by this process
	Version   string
	// Page is where the page is served; nil listens on web.listen. It is closed at the
	// stop, which must end its Accept.
	Page net.Listener
	// Metrics are shown beside the daemon's own; may be nil.
	Metrics prometheus.Collector

	// prepareEvery replaces the constant of that name when positive; tests cannot wait so
	// long.
	prepareEvery time.Duration
}

// Daemon is the running program. Open makes its state and database ready; Start
// sets the parts of its roles running.
type Daemon struct {
	o         Options
	registry  *prometheus.Registry
	influxURL string
	ledger    *ledger.Ledger
	db        *influx.DB
	spool     *spool.Spool
	intake    *intake.Intake
	broker    *embedded.Broker
	formats   []*hj212.Format // by feed, nil for those that are not HJ 212
	listeners []*listen.Listener
	schedule  *schedule.Scheduler
	web       net.Listener
	ahead     *ahead
	jobs      jobs
	speaking  atomic.Pointer[embedded.Broker] // broker, for the intake's goroutines
	started   time.Time
	simulated atomic.Bool // data are not measured, and everything made of them says so
	down      teardown
	stopOnce  sync.Once
	stopErr   error
	failed    chan error
	filling   job.Filling
}

// Open opens the ledger and the database, and starts an embedded InfluxDB. An
// external InfluxDB may be down: intake then fills the spool until it answers.
func Open(ctx context.Context, o Options) (_ *Daemon, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	d := &Daemon{o: o, registry: prometheus.NewRegistry(), down: teardown{log: o.Log}, failed: make(chan error, 1)}
	d.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if o.Metrics != nil {
		d.registry.MustRegister(o.Metrics)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Stop())
		}
	}()
	c := o.Config
	if d.ledger, err = openLedger(c.DataDir); err != nil {
		return nil, err
	}
	d.down.push("ledger", func(context.Context) error { return d.ledger.Close() })
	if err := d.rememberOrigin(); err != nil {
		return nil, err
	}
	url := c.Influx.URL
	if e := c.Influx.Embedded; e != nil {
		server, err := startInflux(ctx, e, o.Log)
		if err != nil {
			return nil, err
		}
		d.down.push("embedded InfluxDB", func(context.Context) error { return server.Close() })
		url = server.URL()
	}
	d.influxURL = url
	if d.db, err = openDB(ctx, c, url); err != nil {
		return nil, err
	}
	d.down.push("InfluxDB client", func(context.Context) error { d.db.Close(); return nil })
	if c.Influx.Embedded != nil {
		err = d.migrate(ctx)
	} else {
		err = d.prepareInflux(ctx)
	}
	if err != nil {
		return nil, err
	}
	if err := d.ledger.Sign(o.Version); err != nil {
		return nil, err
	}
	d.jobs = newJobs(c, d.db, d.ledger, func(_ context.Context, flips []assess.Flip) error { return d.ledger.NoteFlips(flips, o.Now()) })
	d.jobs.progress.Issues = &job.Issues{Store: d.db, Now: o.Now, Zone: c.Timezone}
	d.jobs.whatIf = job.NewWhatIf(d.jobs.progress, o.Now)
	d.jobs.reassess.Corrected = d.corrected
	d.ahead = newAhead(d.trackRecord())
	return d, nil
}

// Start sets the parts of the configured roles running. The listeners are bound
// when it returns. A part that fails is stopped again with all others.
func (d *Daemon) Start(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Stop())
		}
	}()
	if d.web = d.o.Page; d.web == nil {
		if d.web, err = listenForPage(d.o.Config.Web.Listen); err != nil {
			return err
		}
	}
	d.down.push("listener of the page", func(context.Context) error {
		if err := d.web.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	d.startTrail()
	if d.o.Config.Roles.Intake {
		if err := d.startIntake(); err != nil {
			return err
		}
	}
	if d.o.Config.Roles.Assess {
		if err := d.startJobs(ctx); err != nil {
			return err
		}
	}
	return d.startWeb()
}

// openSpool opens the queue between intake and InfluxDB.
func (d *Daemon) openSpool() error {
	c := d.o.Config
	var err error
	if d.spool, err = spool.Open(filepath.Join(c.DataDir, "spool"), spool.Options{
		MaxBytes: c.Spool.MaxBytes, MaxAge: c.Spool.MaxAge, Now: d.o.Now, Log: d.o.Log}); err != nil {
		return fmt.Errorf("open spool: %w", err)
	}
	d.down.push("spool", func(context.Context) error { return d.spool.Close() })
	return nil
}

func (d *Daemon) startIntake() error {
	c := d.o.Config
	var err error
	if err := d.openSpool(); err != nil {
		return err
	}
	options, err := d.intakeOptions()
	if err != nil {
		return err
	}
	if d.intake, err = intake.Start(options); err != nil {
		return fmt.Errorf("start intake: %w", err)
	}
	d.down.push("intake", func(stop context.Context) error {
		stop, cancel := context.WithTimeout(stop, intakeStopLimit)
		defer cancel()
		return d.intake.Stop(stop)
	})
	d.started = d.o.Now()
	if err := d.registry.Register(silenceMetric{d}); err != nil {
		return fmt.Errorf("register metric of silent stations: %w", err)
	}
	for i := range c.Feeds {
		if c.Feeds[i].Listen == "" {
			continue
		}
		if err := d.startListener(&c.Feeds[i], d.formats[i]); err != nil {
			return err
		}
	}
	if e := c.MQTT.Embedded; e != nil {
		d.broker, err = embedded.StartBroker(embedded.BrokerOptions{
			Listen: e.Listen,
			Users:  brokerUsers(&c.MQTT),
			OnPublish: func(topic string, payload []byte, retained bool) error {
				if strings.HasPrefix(topic, "lanbi/") { // our own messages; no feed may listen there
					return nil
				}
				return d.intake.Accept(context.Background(), topic, payload, retained)
			},
			Log: d.o.Log,
		})
		if err != nil {
			return fmt.Errorf("start embedded broker: %w", err)
		}
		d.speaking.Store(d.broker)
		d.down.push("embedded broker", func(context.Context) error { return d.broker.Close() })
	}
	return nil
}

func (d *Daemon) startWeb() error {
	server, err := web.New(d.webOptions())
	if err != nil {
		return fmt.Errorf("prepare the page: %w", err)
	}
	d.Beside("page", func(ctx context.Context) error {
		if err := server.Serve(ctx, d.web); err != nil {
			return fmt.Errorf("serve the page: %w", err)
		}
		return nil
	})
	return nil
}

// fail reports the first failure of a running part to Wait.
func (d *Daemon) fail(err error) {
	select {
	case d.failed <- err:
	default:
	}
}

// Wait returns nil when ctx ends, or the failure of a part that cannot go on.
func (d *Daemon) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-d.failed:
		return err
	}
}

// Stop stops everything in reverse order, within five seconds. What was
// acknowledged and not yet written stays in the spool. Calling it again returns
// the same.
func (d *Daemon) Stop() error {
	d.stopOnce.Do(func() { d.stopErr = d.down.run(stopLimit) })
	return d.stopErr
}
