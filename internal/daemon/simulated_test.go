//go:build !noembed

package daemon

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/influx"
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
	clock.set(clock.now().Add(fillingQuiet)) // the past days count as full
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

// A bucket of a demo goes on saying so when a daemon of measured data writes to it.
func TestSimulated_BucketGoesOnSayingSo(t *testing.T) {
	d := county{dir: t.TempDir(), now: newHandClock(noon).now}.start(t)
	expect := func(want bool) {
		t.Helper()
		if err := d.WriteCatalogue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := d.db.Simulated(t.Context()); err != nil || got != want {
			t.Errorf("simulated %v, %v, want %v", got, err, want)
		}
	}
	expect(false)
	if err := d.db.WriteCatalogue(t.Context(), []influx.Entry{influx.Notice(true)}); err != nil {
		t.Fatal(err)
	}
	expect(true)
}
