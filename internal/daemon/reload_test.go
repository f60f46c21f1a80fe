package daemon

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func reloadable() *config.Config {
	return &config.Config{
		Timezone: time.UTC,
		MQTT:     config.MQTT{URLs: []string{"tcp://b:1883"}, ClientID: "x", Username: "u", Password: config.NewSecret("old")},
		Influx:   config.Influx{URL: "http://127.0.0.1:1", Bucket: "lanbi"},
		DataDir:  "d",
	}
}

func TestReload_CredentialsNowTheRestAfterARestart(t *testing.T) {
	d := &Daemon{o: Options{Config: reloadable()}}
	var err error
	if d.db, err = influx.Open(influx.Options{URL: "http://127.0.0.1:1", Bucket: "lanbi", Zone: time.UTC}); err != nil {
		t.Fatal(err)
	}
	defer d.db.Close()
	if err := d.live.set(&d.o.Config.MQTT); err != nil {
		t.Fatal(err)
	}
	now := reloadable()
	now.MQTT.Password = config.NewSecret("new")
	r, err := d.Reload(now)
	if err != nil || len(r.Restart) != 0 || !slices.Contains(r.Applied, "mqtt.password_file") {
		t.Errorf("reload of a password: %+v %v", r, err)
	}
	if user, password := d.live.login(); user != "u" || password != "new" {
		t.Errorf("login is %q %q", user, password)
	}

	now = reloadable()
	now.MQTT.ClientID, now.Areas, now.Spool.MaxAge = "y", []measure.Area{{Code: "jy"}}, time.Hour
	if r, err := d.Reload(now); err != nil || !slices.Equal(r.Restart, []string{"areas", "mqtt", "spool"}) {
		t.Errorf("reload of client id, areas and spool: %+v %v, want all to wait for a restart", r, err)
	}

	now = reloadable()
	now.MQTT.Password = config.NewSecret("other")
	now.MQTT.TLS.CA = "no-such-file.pem"
	if _, err := d.Reload(now); err == nil || !strings.Contains(err.Error(), "no-such-file.pem") {
		t.Errorf("reload with a missing file: %v", err)
	}
	if _, password := d.live.login(); password != "old" {
		t.Errorf("password %q after a reload that failed, want the one before it", password)
	}
}

func TestSilent_ThreeIntervalsOfTheQuickestFeed(t *testing.T) {
	feeds := []config.Feed{{Filter: "a", Interval: measure.FourHours}, {Filter: "b", Interval: measure.Single}}
	if got := silent(feeds); got != 12*time.Hour {
		t.Errorf("silent for %s, want 12h", got)
	}
	if got := silent(append(feeds, config.Feed{Filter: "c", Interval: measure.OneMinute})); got != 10*time.Minute {
		t.Errorf("silent for %s, want 10m", got)
	}
	if got := silent(feeds[1:]); got != 0 {
		t.Errorf("silent for %s, want for ever", got)
	}
}
