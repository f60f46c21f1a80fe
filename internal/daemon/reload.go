package daemon

import (
	"crypto/tls"
	"fmt"
	"reflect"
	"sync/atomic"

	"lanbi/internal/config"
)

// credentials are what the next connection to the broker shows. They change at run
// time; everything else of a configuration takes a restart, because jobs and feeds
// in the midst of their work must not see half of a new one.
type credentials struct {
	username, password string
	tls                *tls.Config
}

// live holds the credentials in force.
type live struct{ now atomic.Pointer[credentials] }

// set reads the files that the configuration names.
func (l *live) set(m *config.MQTT) error {
	security, err := BrokerTLS(m.TLS)
	if err != nil {
		return err
	}
	l.now.Store(&credentials{username: m.Username, password: m.Password.Reveal(), tls: security})
	return nil
}

func (l *live) login() (username, password string) {
	c := l.now.Load()
	return c.username, c.password
}

func (l *live) security() *tls.Config { return l.now.Load().tls }

// Reloaded tells what a reload did.
type Reloaded struct {
	Applied []string // keys whose new values are in force
	Restart []string // keys that have changed and wait for a restart
}

// Reload takes over from a newly read configuration what can change at run time:
// user, password and certificates of the broker connection, and the token or
// password of InfluxDB. A connection that is up stays; the next one shows the new
// credentials. On an error the old ones stay in force.
func (d *Daemon) Reload(c *config.Config) (r Reloaded, err error) {
	if len(c.MQTT.URLs) > 0 && len(d.o.Config.MQTT.URLs) > 0 {
		if err := d.live.set(&c.MQTT); err != nil {
			return r, fmt.Errorf("reload: %w", err)
		}
		r.Applied = append(r.Applied, "mqtt.username", "mqtt.password_file", "mqtt.tls")
	}
	if c.Influx.Embedded == nil && d.o.Config.Influx.Embedded == nil {
		d.db.SetCredentials(c.Influx.Token.Reveal(), c.Influx.Username, c.Influx.Password.Reveal())
		r.Applied = append(r.Applied, "influx.token_file", "influx.username", "influx.password_file")
	}
	r.Restart = changed(d.o.Config, c)
	return r, nil
}

// changed lists the top-level keys, but for what Reload applies, in which two
// configurations differ.
func changed(old, now *config.Config) []string {
	bare := func(c *config.Config) config.Config {
		out := *c
		if len(out.MQTT.URLs) > 0 {
			out.MQTT.Username, out.MQTT.Password, out.MQTT.TLS = "", config.Secret{}, config.TLS{}
		}
		if out.Influx.Embedded == nil {
			out.Influx.Token, out.Influx.Username, out.Influx.Password = config.Secret{}, "", config.Secret{}
		}
		return out
	}
	a, b := bare(old), bare(now)
	var keys []string
	for _, part := range []struct {
		key  string
		a, b any
	}{
		{"timezone", a.Timezone.String(), b.Timezone.String()},
		{"areas", a.Areas, b.Areas}, {"targets", a.Targets, b.Targets},
		{"mqtt", a.MQTT, b.MQTT}, {"influx", a.Influx, b.Influx}, {"feeds", a.Feeds, b.Feeds},
		{"jobs", a.Jobs, b.Jobs}, {"alerts", a.Alerts, b.Alerts}, {"web", a.Web, b.Web},
		{"roles", a.Roles, b.Roles}, {"data_dir", a.DataDir, b.DataDir}, {"spool", a.Spool, b.Spool}, {"log", a.Log, b.Log},
	} {
		if !reflect.DeepEqual(part.a, part.b) {
			keys = append(keys, part.key)
		}
	}
	return keys
}
