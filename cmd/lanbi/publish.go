package main

import (
	"context"
	"fmt"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/replay"
)

// publishCommand replays history over MQTT.
type publishCommand struct {
	Config string   `short:"c" required:"" placeholder:"FILE" help:"Configuration file: its broker, feeds and stations."`
	Format string   `placeholder:"FORMAT" help:"native, cnemc, quotsoft, water4h or manual; found out by itself when absent."`
	Speed  float64  `default:"0" help:"Seconds of the history's clock in one second; 0 is as fast as acknowledged."`
	Files  []string `arg:"" help:"Files, plain or compressed by gzip."`
}

// Run publishes every sample of a station of the configuration and waits for the
// broker's acknowledgements.
func (c publishCommand) Run(ctx context.Context, std streams) error {
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	format, err := history.ParseFormat(c.Format)
	if err != nil {
		return usageError{err}
	}
	if c.Speed < 0 {
		return usageError{fmt.Errorf("--speed %v: want 0 or more", c.Speed)}
	}
	files, err := openHistory(c.Files)
	if err != nil {
		return err
	}
	defer files.close()
	options, err := publisher(settings)
	if err != nil {
		return err
	}
	options.Speed = c.Speed
	bar := newProgress(std).of("publishing")
	options.Progress = func(replay.Result) { bar(min(files.percent(), 99), 100) }
	var counts history.Counts
	result, err := replay.Run(ctx, options, func(emit func(*measure.Sample) error) (err error) {
		counts, err = history.Read(format, files.files, historyOptions(settings, std), emit)
		return err
	})
	reportCounts(std, counts)
	fmt.Fprintf(std.err, "messages published %d, acknowledged %d in %.1f s (%.0f a second)\n",
		result.Published, result.Acknowledged, result.Elapsed.Seconds(), result.Rate())
	return err
}

// publisher connects to the configuration's broker and uses its topics and time
// stamps.
func publisher(c *config.Config) (replay.Options, error) {
	o := replay.Options{URLs: c.MQTT.URLs, Zone: c.Timezone, Username: c.MQTT.Username, Password: c.MQTT.Password.Reveal()}
	if e := c.MQTT.Embedded; e != nil {
		o.URLs = []string{"tcp://" + e.Listen}
	}
	security, err := daemon.BrokerTLS(c.MQTT.TLS)
	if err != nil {
		return o, err
	}
	o.TLS = security
	places := c.Places()
	if f, ok := places.Feed(measure.Air, measure.OneHour); ok {
		o.AirStampStart = f.Stamp == config.StampStart
	}
	if f, ok := places.Feed(measure.Water, measure.FourHours); ok {
		o.WaterStampEnd = f.Stamp == config.StampEnd
	}
	o.Topic = places.Topic
	return o, nil
}
