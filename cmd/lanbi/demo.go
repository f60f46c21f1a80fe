package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/demo"
	"lanbi/internal/measure"
	"lanbi/internal/web"
)

// demoCommand runs everything on embedded parts with simulated counties.
type demoCommand struct {
	Dir    string  `type:"path" placeholder:"DIR" help:"Folder that keeps everything; a second start continues there. Without it a temporary one, removed at the end."`
	Web    string  `default:"127.0.0.1:8080" help:"Address of the page and API; port 0 takes any."`
	MQTT   string  `name:"mqtt" default:"127.0.0.1:1883" help:"Address of the embedded broker."`
	Influx string  `default:"127.0.0.1:8086" help:"Address of the embedded InfluxDB (loopback)."`
	Now    string  `placeholder:"DAY|TIME" help:"Day (its noon) or time at which the demo's clock begins, such as 2026-11-21; the real clock without it."`
	Speed  float64 `default:"1" help:"Seconds of the demo's clock in one second."`
	Seed   uint64  `default:"1" help:"Another seed is another pair of counties."`
	Days   int     `hidden:"" help:"Days of simulated history; five years without it."`
	Once   bool    `help:"Print the targets as JSON and leave."`
}

// Run prints "ready: URL" on standard output once the targets are computed.
func (c demoCommand) Run(ctx context.Context, std streams) (err error) {
	now, err := demoClock(c.Now, c.Speed)
	if err != nil {
		return usageError{err}
	}
	dir := c.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "lanbi-demo-"); err != nil {
			return fmt.Errorf("make a temporary folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	token := rand.Text()
	fmt.Fprintln(std.err, alert.SimulatedNotice+" (simulated data, not measured)")
	d, err := demo.Open(ctx, demo.Options{
		Dir: dir, Web: c.Web, MQTT: c.MQTT, Influx: c.Influx, Now: now, Speed: c.Speed, Seed: c.Seed, Days: c.Days,
		Token: token, Version: version(), Log: newLog(std.err, slog.LevelWarn), Progress: newProgress(std).show,
	})
	if err != nil {
		if ctx.Err() != nil { // interrupted while it prepared
			return nil
		}
		return err
	}
	defer func() { err = errors.Join(err, d.Stop()) }()
	progress, err := d.Progress(ctx)
	if err != nil {
		return err
	}
	if c.Once {
		return web.EncodeTargets(std.out, true, progress)
	}
	if err := d.Run(ctx); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "MQTT %s  InfluxDB %s  token for writing %s  Ctrl-C stops\n", d.BrokerURL(), d.InfluxURL(), token)
	fmt.Fprintf(std.out, "ready: %s\n", d.PageURL())
	return d.Wait(ctx)
}

// demoClock is the clock of --now and --speed.
func demoClock(text string, speed float64) (func() time.Time, error) {
	if speed <= 0 {
		return nil, fmt.Errorf("--speed %v: want more than 0", speed)
	}
	began := wallClock()
	base := began
	if text != "" {
		zone, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			return nil, err
		}
		day, err := measure.ParseDay(text)
		switch {
		case err == nil:
			base = day.Start(zone).Add(12 * time.Hour)
		default:
			if base, err = time.ParseInLocation("2006-01-02T15:04", text, zone); err != nil {
				if base, err = time.Parse(time.RFC3339, text); err != nil {
					return nil, fmt.Errorf("--now %q: want a day 2026-11-21 or a time 2026-11-21T08:00", text)
				}
			}
		}
	} else if speed == 1 {
		return wallClock, nil
	}
	return func() time.Time {
		return base.Add(time.Duration(float64(wallClock().Sub(began)) * speed))
	}, nil
}
