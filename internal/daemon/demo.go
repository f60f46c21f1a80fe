package daemon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"lanbi/configs"
	"lanbi/internal/config"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
	"lanbi/internal/target"
)

// demoYears of history are simulated before the current day, unless the options
// name a number of days.
const demoYears = 5

// demoFiles are the configurations whose counties the demo shows.
var demoFiles = []string{"jiangyuan.yaml", "changbai.yaml"}

// DemoOptions are the command line of the demo.
type DemoOptions struct {
	Dir               string // keeps everything; a second start continues
	Web, MQTT, Influx string // addresses to listen on, port 0 for any
	Now               func() time.Time
	Speed             float64
	Seed              uint64
	Days              int // of simulated history; 0 is five years
	Version           string
	Log               *slog.Logger
	// Token lets its bearer write through the API. Reading is open on loopback.
	Token string
	// Progress is told how far the start has come.
	Progress func(what string, done, total int)
}

// Demo is a daemon on embedded parts with simulated stations that publish over
// real MQTT.
type Demo struct {
	*Daemon
	counties *simulate.Counties
	o        DemoOptions
}

// OpenDemo prepares the demo: it opens the embedded InfluxDB, loads the simulated
// history that is missing and assesses it. Nothing listens for messages yet.
func OpenDemo(ctx context.Context, o DemoOptions) (*Demo, error) {
	c, err := demoConfig(o)
	if err != nil {
		return nil, err
	}
	d, err := Open(ctx, Options{
		Config: c, Log: o.Log, Now: o.Now, Speed: o.Speed, Simulated: true, Version: o.Version,
	})
	if err != nil {
		return nil, err
	}
	demo := &Demo{Daemon: d, counties: simulate.New(o.Seed, c.Areas, c.Timezone), o: o}
	if err := demo.fill(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the simulated history: %w", err), d.Stop())
	}
	return demo, nil
}

// Run starts the daemon and the simulated stations, and returns once everything
// listens.
func (d *Demo) Run(ctx context.Context) error {
	if err := d.Start(ctx); err != nil {
		return err
	}
	return d.startStations(ctx)
}

// Targets is where every target stands, for --once.
func (d *Demo) Targets(ctx context.Context) ([]target.Progress, error) {
	return board{d.Daemon}.Progress(ctx)
}

// tokenHash is what the page keeps of a token.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// demoConfig joins the counties' files into one configuration on embedded parts.
// Yearly targets are those of the simulated year.
func demoConfig(o DemoOptions) (*config.Config, error) {
	var joined *config.Config
	for _, name := range demoFiles {
		data, err := configs.Files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read embedded configuration: %w", err)
		}
		c, err := config.Parse(filepath.Join("configs", name), data, config.Options{})
		if err != nil {
			return nil, err
		}
		if joined == nil {
			joined = c
			continue
		}
		joined.Areas = append(joined.Areas, c.Areas...)
		joined.Targets = append(joined.Targets, c.Targets...)
		for _, f := range c.Feeds {
			if !slices.ContainsFunc(joined.Feeds, func(have config.Feed) bool { return have.Filter == f.Filter }) {
				joined.Feeds = append(joined.Feeds, f)
			}
		}
	}
	city := measure.Area{Code: "220600", Name: "白山市"} // both counties are part of it
	for i := range joined.Areas {
		joined.Areas[i].Parent = city.Code
	}
	joined.Areas = append(joined.Areas, city)
	year := measure.DayOf(o.Now(), joined.Timezone).Year()
	for i := range joined.Targets {
		joined.Targets[i].Year = year
	}
	joined.File = "demo"
	joined.DataDir = filepath.Join(o.Dir, "lanbi")
	joined.Web.Listen = o.Web
	joined.Web.Tokens = []config.WebToken{{Name: "demo", SHA256: tokenHash(o.Token), Role: "operator"}}
	joined.MQTT = config.MQTT{Embedded: &config.EmbeddedMQTT{Listen: o.MQTT}, ClientID: "lanbi-demo"}
	joined.Influx.Embedded = &config.EmbeddedInflux{Dir: filepath.Join(o.Dir, "influxdb"), Listen: o.Influx}
	return joined, nil
}
