//go:build !noembed

package daemon

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/influx"
	"lanbi/internal/job"
)

// notice is what everything made of simulated data carries.
const notice = "模拟数据，非实测，不得引用"

// Messages of simulated data say that they rest on simulated data.
func TestSimulated_AlertsAreMarked(t *testing.T) {
	duty := &receiver{}
	server := httptest.NewServer(duty)
	defer server.Close()
	clock := newHandClock(time.Date(2026, 12, 30, 12, 10, 0, 0, beijing))
	c := county{dir: t.TempDir(), now: clock.now, more: fmt.Sprintf("alerts: {channels: [{name: duty, type: webhook, url: %q}], %s}", server.URL, statusOnly)}
	d := startDaemon(t, Options{Config: c.config(t), Now: c.now, Simulated: true})
	settledStart(t, d)
	s := connect(t, d.BrokerURL(), "stations")
	bad := strings.Replace(clean, `"pm2_5":20`, `"pm2_5":90`, 1)
	for n := range 20 {
		s.send(airDay("JY001", time.Date(2026, 12, 10+n, 0, 0, 0, 0, beijing), bad, "")...)
	}
	drained(t, d)
	clock.set(clock.now().Add(job.FillingQuiet)) // the past days count as full
	assessNow(t, d, "air-day", "reassess", "progress", "alerts")
	got := duty.got()
	if len(got) != 1 || !strings.Contains(got[0], notice) || !strings.Contains(got[0], `"simulated":true`) {
		t.Errorf("messages %v, want one that carries the notice", got)
	}
	if rows := rowsOf(t, fetchJSON(t, d, "/api/v1/alerts"), "alerts"); len(rows) != 1 || !strings.Contains(rows[0]["text"].(string), notice) {
		t.Errorf("alerts shown %v, want one that carries the notice", rows)
	}
	if !strings.Contains(fetch(t, d, "/"), notice) {
		t.Error("the page does not carry the notice")
	}
}

// everyPage are pages that are open to whoever asks on loopback, in a daemon of every
// role.
var everyPage = []string{"/", "/today", "/what-if", "/dust", "/reconciliation", "/reports", "/rejections"}

// expectOrigin wants the notice on every page, in the answer of the API and in what
// Grafana reads, or in none of them.
func expectOrigin(t *testing.T, d *Daemon, simulated bool) {
	t.Helper()
	for _, path := range everyPage {
		if got := strings.Contains(fetch(t, d, path), notice); got != simulated {
			t.Errorf("page %s carries the notice: %v, want %v", path, got, simulated)
		}
	}
	if got := fetchJSON(t, d, "/api/v1/targets")["simulated"]; got != simulated {
		t.Errorf("the targets say simulated %v, want %v", got, simulated)
	}
	if got, err := d.db.Simulated(t.Context()); err != nil || got != simulated {
		t.Errorf("the database says simulated %v, %v; want %v", got, err, simulated)
	}
	if facts, err := d.newAlerts(); err != nil || facts.Simulated() != simulated {
		t.Errorf("messages say simulated: %v, %v; want %v", facts.Simulated(), err, simulated)
	}
}

// A daemon without any simulation that runs on the database of a demo says on every
// page what the data are, and so does one that goes on with its data_dir on another
// database.
func TestSimulated_LivesInDatabaseAndDataDir(t *testing.T) {
	now := newHandClock(noon).now
	demos := county{dir: t.TempDir(), now: now}
	d := demos.start(t)
	expectOrigin(t, d, false)
	if err := d.db.WriteCatalogue(t.Context(), []influx.Entry{influx.Notice(true)}); err != nil {
		t.Fatal(err)
	}
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}

	other := county{dir: t.TempDir(), now: now, influx: "embedded: {dir: " + demos.dir + "/influx, listen: 127.0.0.1:0}"}
	d = other.start(t)
	expectOrigin(t, d, true)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	other.influx = "embedded: {dir: " + t.TempDir() + ", listen: 127.0.0.1:0}"
	d = other.start(t)
	eventually(t, "the new database is marked", func() bool {
		marked, err := d.db.Simulated(t.Context())
		return err == nil && marked
	})
	expectOrigin(t, d, true)
}

// An InfluxDB that does not answer at the start is asked once it does.
func TestSimulated_LearntLater(t *testing.T) {
	c := county{dir: t.TempDir(), now: newHandClock(noon).now}
	demos := c.start(t)
	if err := demos.db.WriteCatalogue(t.Context(), []influx.Entry{influx.Notice(true)}); err != nil {
		t.Fatal(err)
	}
	p := newProxy(t, demos.InfluxURL())
	p.refuse()
	c.dir, c.influx = t.TempDir(), "url: "+p.url()
	d := startDaemon(t, Options{Config: c.config(t), Now: c.now, prepareEvery: 10 * time.Millisecond})
	says := func() bool {
		_, page := request(t, d.PageURL())
		return strings.Contains(page, notice)
	}
	if says() {
		t.Error("called simulated before anything is known")
	}
	p.listen()
	eventually(t, "the page says so", says)
	expectOrigin(t, d, true)
}
