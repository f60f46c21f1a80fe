//go:build !noembed

package daemon

import (
	"context"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/influx"
)

// closedPort is an address of this machine at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A broker and an InfluxDB that do not answer are told once they have been away for
// five minutes, each by itself, and so is their return.
func TestDaemon_TellsThatItsServersAreAway(t *testing.T) {
	duty := &receiver{}
	hook := httptest.NewServer(duty)
	defer hook.Close()
	p := newProxy(t, startExternalInflux(t, t.TempDir()).URL())
	p.refuse()
	clock := newHandClock(noon)
	d := county{dir: t.TempDir(), now: clock.now, mqtt: "urls: [\"tcp://" + closedPort(t) + "\"]\n  client_id: away",
		influx: "url: " + p.url(), more: `
jobs: {alerts: off}
alerts:
  channels: [{name: duty, type: webhook, url: "` + hook.URL + `"}]
`}.start(t)
	alerts, err := d.newAlerts()
	if err != nil {
		t.Fatal(err)
	}
	after := func(minutes int) []string {
		t.Helper()
		clock.set(noon.Add(time.Duration(minutes) * time.Minute))
		before := len(duty.got())
		if err := alerts.Run(t.Context(), clock.now()); err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, body := range duty.got()[before:] {
			if strings.Contains(body, `"kind":"unreachable"`) {
				told = append(told, body)
			}
		}
		return told
	}
	for _, minutes := range []int{0, 4} {
		if told := after(minutes); len(told) > 0 {
			t.Errorf("told after %d minutes: %q", minutes, told)
		}
	}
	told := after(5)
	if len(told) != 2 || !containsAll(told[0], "InfluxDB", "无法连接", `"severity":"critical"`) || !containsAll(told[1], "MQTT", "无法连接", `"severity":"critical"`) {
		t.Fatalf("after five minutes told %q, want InfluxDB and MQTT", told)
	}
	if again := after(10); len(again) > 0 {
		t.Errorf("told again: %q", again)
	}
	p.listen()
	if told = append(after(15), after(20)...); len(told) != 1 || !containsAll(told[0], "【解除】InfluxDB", `"state":"resolved"`) {
		t.Errorf("after InfluxDB is back told %q, want its end alone", told)
	}
}

// An InfluxDB that was away at the start and turns out to be of a newer schema ends the
// daemon, which has changed nothing in it.
func TestDaemon_NewerDatabaseFoundLate(t *testing.T) {
	server := startExternalInflux(t, t.TempDir())
	p := newProxy(t, server.URL())
	settings := county{dir: t.TempDir(), influx: "url: " + p.url()}.config(t)
	noteNewer(t, settings, p.url())
	p.refuse()
	d := startDaemon(t, Options{Config: settings, prepareEvery: 10 * time.Millisecond})
	p.listen()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var newer *influx.SchemaError
	if err := d.Wait(ctx); !errors.As(err, &newer) || newer.Found != 99 || newer.Program != "v9.0.0" {
		t.Fatalf("the daemon ended with %v, want a refusal of schema 99 of v9.0.0", err)
	}
	if rows := query(t, server.URL(), `SELECT version FROM "schema"`); len(rows) != 1 {
		t.Errorf("the schema is noted as %v, want the newer one alone", rows)
	}
}

// Until a database that was away has told its schema nothing is written into it, also
// when that is looked at long after: an intake goes on spooling.
func TestDaemon_NothingGoesIntoANewerDatabase(t *testing.T) {
	server := startExternalInflux(t, t.TempDir())
	p := newProxy(t, server.URL())
	settings := county{dir: t.TempDir(), influx: "url: " + p.url(), more: "roles: [intake]"}.config(t)
	noteNewer(t, settings, p.url())
	p.refuse()
	d := startDaemon(t, Options{Config: settings, prepareEvery: time.Hour})
	connect(t, d.BrokerURL(), "office").send(message{"env/indicator/220605/forest", `{"indicator":"forest","period":"2025","value":73.4}`})
	p.listen()
	retried := d.Intake().Stats().Retried
	eventually(t, "the writer tries twice", func() bool { return d.Intake().Stats().Retried >= retried+2 })
	if n := d.Intake().Stats().Spool.Records; n != 1 {
		t.Errorf("%d records wait, want the one", n)
	}
	if rows := query(t, server.URL(), `SHOW MEASUREMENTS`); len(rows) != 1 {
		t.Errorf("the newer database has %v, want the measurement schema alone", rows)
	}
}
