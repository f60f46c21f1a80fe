package daemon

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/feed"
	"lanbi/internal/feed/hj212"
	"lanbi/internal/feed/mapped"
	"lanbi/internal/feed/native"
	"lanbi/internal/intake"
	"lanbi/internal/listen"
)

// intakeFeed is one feed of the configuration. format is that of an HJ 212 feed,
// which a listener shares with the decoders.
func intakeFeed(f *config.Feed, zone *time.Location) (out intake.Feed, format *hj212.Format, err error) {
	out = intake.Feed{Topic: f.Filter, Medium: f.Kind.Medium(), Interval: f.Interval, AcceptUnknown: f.AcceptUnknown, Name: levelsOf(f)}
	if f.Listen != "" {
		out.Topic, out.Local, out.Name = listenTopic(f)+"/+", true, nil
	}
	settings := feedSettings(f, zone)
	switch f.Format {
	case config.HJ212Format:
		if format, err = hj212.New(hj212Settings(f, settings)); err == nil {
			out.Decoder = func() intake.Decode { return format.Decoder().Decode }
		}
	case config.MappedFormat:
		var m *mapped.Format
		if m, err = mapped.New(mapped.Settings{Settings: settings, Station: f.Station, Paths: mapped.Paths{
			Items: f.Paths.Items, Station: f.Paths.Station, Time: f.Paths.Time, Layout: f.Paths.Layout,
			Values: f.Paths.Values, Flags: f.Paths.Flags,
		}}); err == nil {
			out.Decoder = func() intake.Decode { return m.Decoder().Decode }
		}
	default:
		out.Decoder = func() intake.Decode { return native.New(settings).Decode }
	}
	if err != nil {
		return out, nil, fmt.Errorf("prepare feed %s: %w", out.Topic, err)
	}
	return out, format, nil
}

func feedSettings(f *config.Feed, zone *time.Location) feed.Settings {
	s := feed.Settings{
		Medium: f.Kind.Medium(), Interval: f.Interval, Zone: zone, Flags: f.Flags, Scales: f.Scales,
		AcceptAge: time.Duration(f.AcceptDays) * 24 * time.Hour,
	}
	if f.Stamp == config.StampEnd {
		s.Stamp = feed.StampEnd
	}
	if f.AcceptSince != 0 {
		s.AcceptSince = f.AcceptSince.Start(zone)
	}
	return s
}

func hj212Settings(f *config.Feed, s feed.Settings) hj212.Settings {
	out := hj212.Settings{
		Settings: s, Password: f.Password.Reveal(), Codes: f.HJ212.Codes, AcceptModbusCRC: f.HJ212.ModbusCRC,
		Stations: make(map[string]hj212.Station, len(f.HJ212.Stations)),
	}
	for _, one := range f.HJ212.Stations {
		out.Stations[one.MN] = hj212.Station{
			Code: one.Code, Password: one.Password.Reveal(), Key: []byte(one.Key.Reveal()), Scales: one.Scales,
		}
	}
	return out
}

// levelsOf finds station and area in a topic of the feed; nil where they are its
// last two levels, as intake has it itself.
func levelsOf(f *config.Feed) func(topic string) (station, area string) {
	last := strings.Count(f.Filter, "/")
	if f.StationLevel == last && (f.RegionLevel < 0 || f.RegionLevel == last-1) && !strings.HasSuffix(f.Filter, "#") {
		return nil
	}
	return func(topic string) (station, area string) {
		levels := strings.Split(topic, "/")
		if at := f.StationLevel; at >= 0 && at < len(levels) {
			station = levels[at]
		}
		if at := f.RegionLevel; at >= 0 && at < len(levels) {
			area = levels[at]
		}
		return station, area
	}
}

// listenTopic stands for a listener where a topic is wanted.
func listenTopic(f *config.Feed) string { return "tcp://" + f.Listen }

// startListener starts the listener of a feed.
func (d *Daemon) startListener(f *config.Feed, format *hj212.Format) error {
	security, err := listenerTLS(f.HJ212.TLS)
	if err != nil {
		return err
	}
	have := known(d.o.Config.Areas)
	l, err := listen.Start(listen.Options{
		Listen: f.Listen, Topic: listenTopic(f), Format: format, TLS: security,
		Accept: func(ctx context.Context, topic string, payload []byte) error {
			return d.intake.Accept(ctx, topic, payload, false)
		},
		Known:          func(code string) bool { return f.AcceptUnknown || have(f.Kind.Medium(), code) },
		MaxConnections: f.HJ212.MaxConnections, MaxPerAddress: f.HJ212.MaxPerAddress, Idle: f.HJ212.Idle,
		Registry: d.registry, Log: d.o.Log,
	})
	if err != nil {
		return fmt.Errorf("start listener of feed %s: %w", listenTopic(f), err)
	}
	d.listeners = append(d.listeners, l)
	d.down.push("HJ 212 listener", l.Close)
	return nil
}

// ListenerAddrs are the addresses of the HJ 212 listeners in the order of the
// feeds, with their real ports.
func (d *Daemon) ListenerAddrs() []string {
	var out []string
	for _, l := range d.listeners {
		out = append(out, l.Addr().String())
	}
	return out
}
