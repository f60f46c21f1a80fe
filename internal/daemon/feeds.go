package daemon

import (
	"context"
	"crypto/tls"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/intake"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// intakeOptions turns the configuration into what the intake needs.
func (d *Daemon) intakeOptions() (intake.Options, error) {
	c := d.o.Config
	asked := target.AskedBy(c.Targets)
	o := intake.Options{
		Spool: d.spool, Dir: c.DataDir, Flush: c.Influx.Flush,
		Known:  known(c.Areas),
		Encode: influx.AppendSample,
		EncodeIndicator: func(dst []byte, i *measure.Indicator) ([]byte, error) {
			return influx.AppendIndicator(dst, i, c.Timezone)
		},
		Doubt: func(i *measure.Indicator) string {
			return target.Doubt(asked, i, measure.DayOf(d.o.Now(), c.Timezone))
		},
		EncodeRejection: func(dst []byte, r *intake.Rejection) []byte {
			return influx.AppendRejection(dst, &influx.Rejection{
				Time: r.Time, Reason: string(r.Reason), Topic: r.Topic, Payload: r.Payload, Error: r.Error,
			})
		},
		Figure:   d.figureCame,
		Write:    d.write,
		Newest:   d.newest,
		Shared:   c.MQTT.ShareGroup != "",
		Secrets:  secrets(c),
		Registry: d.registry, Log: d.o.Log, Now: d.o.Now,
		PublishRejected: c.MQTT.PublishRejected,
	}
	if c.MQTT.Embedded != nil {
		o.Publish = d.publish
	}
	if c.Roles.Assess {
		o.Stored = d.touched
	}
	for i := range c.Feeds {
		f, format, err := intakeFeed(&c.Feeds[i], c.Timezone)
		if err != nil {
			return o, err
		}
		o.Feeds = append(o.Feeds, f)
		d.formats = append(d.formats, format)
	}
	if len(c.MQTT.URLs) > 0 {
		security, err := BrokerTLS(c.MQTT.TLS)
		if err != nil {
			return o, err
		}
		o.Broker = &intake.Broker{
			URLs: c.MQTT.URLs, ClientID: c.MQTT.ClientID, ShareGroup: c.MQTT.ShareGroup,
			Credentials: func() (username, password string) { return c.MQTT.Username, c.MQTT.Password.Reveal() },
			TLS:         func() *tls.Config { return security }, Silent: silent(c.Feeds),
		}
	}
	return o, nil
}

// silentIntervals and silentLeast say when a connection over which nothing comes
// is taken for dead.
const (
	silentIntervals = 3
	silentLeast     = 10 * time.Minute
)

// silent is how long nothing may arrive from any station: three intervals of the
// quickest feed. It is 0, for ever, when no feed has an interval.
func silent(feeds []config.Feed) time.Duration {
	var quickest time.Duration
	for i := range feeds {
		if d := feeds[i].Interval.Duration(); d > 0 && feeds[i].Filter != "" && (quickest == 0 || d < quickest) {
			quickest = d
		}
	}
	if quickest == 0 {
		return 0
	}
	return max(silentLeast, silentIntervals*quickest)
}

// known tells which stations, sections and areas the configuration has.
func known(areas []measure.Area) func(measure.Medium, string) bool {
	type place struct {
		medium measure.Medium
		code   string
	}
	have := map[place]bool{}
	for i := range areas {
		a := &areas[i]
		have[place{0, a.Code}] = true
		for k := range a.Stations {
			have[place{measure.Air, a.Stations[k].Code}] = true
		}
		for k := range a.Sections {
			have[place{measure.Water, a.Sections[k].Code}] = true
		}
		for k := range a.Sources {
			have[place{measure.Water, a.Sources[k].Code}] = true
		}
	}
	return func(m measure.Medium, code string) bool { return have[place{m, code}] }
}

// write stores lines where they belong.
func (d *Daemon) write(ctx context.Context, to intake.Destination, lines []byte) error {
	bucket := d.db.Bucket()
	if to == intake.Raw {
		bucket = d.db.RawBucket()
	}
	return d.db.Write(ctx, bucket, lines)
}

// newest lists the newest stored sample of every station.
func (d *Daemon) newest(ctx context.Context) ([]intake.Touch, error) {
	var out []intake.Touch
	for _, m := range [...]measure.Medium{measure.Air, measure.Water} {
		samples, err := d.db.Latest(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, s := range samples {
			out = append(out, intake.Touch{Medium: m, Station: s.Station, Start: s.Start, Interval: s.Interval})
		}
	}
	return out, nil
}

// secrets are masked in what is kept of rejected messages.
func secrets(c *config.Config) []string {
	var out []string
	all := []config.Secret{c.MQTT.Password, c.Influx.Token, c.Influx.Password}
	for i := range c.Feeds {
		all = append(all, c.Feeds[i].Password)
		for _, station := range c.Feeds[i].HJ212.Stations {
			all = append(all, station.Password, station.Key)
		}
	}
	for _, s := range all {
		if !s.Empty() {
			out = append(out, s.Reveal())
		}
	}
	return out
}

func brokerUsers(m *config.MQTT) []embedded.User {
	if m.Username == "" {
		return nil
	}
	return []embedded.User{{Name: m.Username, Password: m.Password.Reveal()}}
}
