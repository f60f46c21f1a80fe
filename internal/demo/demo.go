// Package demo is the daemon on embedded parts with two simulated counties: five years
// of history loaded in bulk, and stations that publish over real MQTT from then on.
//
// The history is written past the intake, which would take hours for it; everything
// after it goes the way of a real site. What is loaded is noted in the ledger, so that a
// second start on the same folder continues. The configuration is that of both counties'
// own files, so that the demo cannot show what a site would not.
package demo

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
	"lanbi/internal/daemon"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
)

// years of history are simulated before the current day, unless the options
// name a number of days.
const years = 5

// files are the configurations whose counties the demo shows.
var files = []string{"jiangyuan.yaml", "changbai.yaml"}

// Options are the command line of the demo.
type Options struct {
	Dir               string // keeps everything; a second start continues
	Web, MQTT, Influx string // addresses to listen on, port 0 for any
	Now               func() time.Time
	Speed             float64 // seconds of Now per second, above 0
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
	*daemon.Daemon
	config   *config.Config
	counties *simulate.Counties
	o        Options
}

// Open prepares the demo: it opens the embedded InfluxDB, loads the simulated
// history that is missing and assesses it. Nothing listens for messages yet.
func Open(ctx context.Context, o Options) (*Demo, error) {
	c, err := configuration(o)
	if err != nil {
		return nil, err
	}
	d, err := daemon.Open(ctx, daemon.Options{
		Config: c, Log: o.Log, Now: o.Now, Speed: o.Speed, Simulated: true, Version: o.Version,
	})
	if err != nil {
		return nil, err
	}
	demo := &Demo{Daemon: d, config: c, counties: simulate.New(o.Seed, c.Areas, c.Timezone), o: o}
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

// tokenHash is what the page keeps of a token.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// configuration joins the counties' files into one configuration on embedded parts.
// Yearly targets are those of the simulated year.
func configuration(o Options) (*config.Config, error) {
	var joined *config.Config
	for _, name := range files {
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
