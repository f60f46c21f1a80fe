//go:build !noembed

package daemon

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// weeks of hours that the tests of faults publish begin here.
var faultsFrom = time.Date(2026, 10, 1, 0, 0, 0, 0, beijing)

// publishRange publishes messages from up to to of the long series over several
// connections, and notes them when acknowledged.
func publishRange(t *testing.T, broker string, l *ledgerOf, from, to int) {
	t.Helper()
	const connections = 4
	var all sync.WaitGroup
	for k := range connections {
		s := connect(t, broker, "range-"+string(rune('a'+k)))
		all.Go(func() {
			defer s.client.Disconnect(100)
			for i := from + k; i < to; i += connections {
				m, key, tenths := hourOf(faultsFrom, i)
				token := s.client.Publish(m.topic, 1, false, m.payload)
				if !token.WaitTimeout(patience) || token.Error() != nil {
					t.Errorf("message %d is not acknowledged: %v", i, token.Error())
					return
				}
				l.acknowledged(key, tenths)
			}
		})
	}
	all.Wait()
}

// InfluxDB fails in every way while messages come; what was acknowledged is
// stored in the end, exactly.
func TestDaemon_InfluxFaults(t *testing.T) {
	faults := []struct {
		name   string
		breaks func(*proxy)
		mends  func(*proxy)
	}{
		{"refuses", func(p *proxy) { p.refuse() }, func(p *proxy) { p.listen() }},
		{"hangs", func(p *proxy) { p.freeze() }, func(p *proxy) { p.thaw() }},
		{"500", func(p *proxy) { p.set(func(p *proxy) { p.status = http.StatusInternalServerError }) },
			func(p *proxy) { p.set(func(p *proxy) { p.status = 0 }) }},
		{"503", func(p *proxy) { p.set(func(p *proxy) { p.status = http.StatusServiceUnavailable }) },
			func(p *proxy) { p.set(func(p *proxy) { p.status = 0 }) }},
		{"stores and does not answer", func(p *proxy) { p.set(func(p *proxy) { p.cut = true }) },
			func(p *proxy) { p.set(func(p *proxy) { p.cut = false }) }},
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			influx := startExternalInflux(t, t.TempDir())
			p := newProxy(t, influx.URL())
			d := county{dir: t.TempDir(), influx: "url: " + p.url(), now: newHandClock(noon).now}.start(t)
			acked := newLedgerOf()
			publishRange(t, d.BrokerURL(), acked, 0, 100)
			fault.breaks(p)
			publishRange(t, d.BrokerURL(), acked, 100, 400)
			if fault.name != "refuses" {
				seen := p.seen()
				eventually(t, "the daemon tries", func() bool { return p.seen() > seen || fault.name == "hangs" })
			}
			if fault.name == "refuses" {
				eventually(t, "readyz says that InfluxDB is away", func() bool {
					status, body := request(t, d.PageURL()+"readyz")
					return status == http.StatusServiceUnavailable && strings.Contains(body, "InfluxDB")
				})
				fetch(t, d, "/healthz")
			}
			if n := d.intake.Stats().Spool.Records; n == 0 {
				t.Error("nothing waits in the spool while InfluxDB takes nothing")
			}
			fault.mends(p)
			publishRange(t, d.BrokerURL(), acked, 400, 500)
			drained(t, d)
			acked.expect(t, influx.URL())
			if len(acked.tenths) != 500 {
				t.Errorf("%d acknowledged, want 500", len(acked.tenths))
			}
			if n := metric(t, d, `lanbi_intake_rejected_total{reason="refused"}`); n != 0 {
				t.Errorf("%v points refused; a server that is away refuses none", n)
			}
		})
	}
}

// A point that InfluxDB answers 400 to is set aside, with its reason; every other
// point of its batch is stored. The refusal is real: the field turb of the section
// is a text already.
func TestDaemon_InfluxRefusesOnePoint(t *testing.T) {
	influx := startExternalInflux(t, t.TempDir())
	p := newProxy(t, influx.URL())
	d := county{dir: t.TempDir(), influx: "url: " + p.url(), now: newHandClock(noon).now}.start(t)
	text := fmt.Appendf(nil, "water,station=HJ-99,interval=4h,source=sent turb=\"dim\" %d\n", yesterday.UnixNano())
	if err := d.db.Write(t.Context(), "", text); err != nil {
		t.Fatal(err)
	}
	p.set(func(p *proxy) { p.status = http.StatusServiceUnavailable }) // so that all is one batch
	acked := newLedgerOf()
	publishRange(t, d.BrokerURL(), acked, 0, 60)
	s := connect(t, d.BrokerURL(), "section")
	s.send(water("HJ-01", yesterday, `"ph":7.1,"turb":4`))
	publishRange(t, d.BrokerURL(), acked, 60, 120)
	s.send(water("HJ-01", yesterday.Add(4*time.Hour), `"ph":7.2`))
	p.set(func(p *proxy) { p.status = 0 })
	drained(t, d)
	acked.expect(t, influx.URL())
	if n := number(t, influx.URL(), `SELECT count(ph) FROM water`); n != 1 {
		t.Errorf("%v samples of the section are stored, want the one without turbidity", n)
	}
	if n := metric(t, d, `lanbi_intake_rejected_total{reason="refused"}`); n != 1 {
		t.Errorf("%v points refused, want 1", n)
	}
	rows := rowsOf(t, fetchJSON(t, d, "/api/v1/rejections"), "rejections")
	if len(rows) != 1 || rows[0]["reason"] != "refused" || !strings.Contains(rows[0]["payload"].(string), "turb=4") ||
		!strings.Contains(rows[0]["error"].(string), "turb") {
		t.Errorf("rejections %v, want the refused point with its reason", rows)
	}
}

// A whole batch that is answered 400 for one point is halved until that point is
// alone.
func TestDaemon_InfluxRefusesBatchForOnePoint(t *testing.T) {
	influx := startExternalInflux(t, t.TempDir())
	p := newProxy(t, influx.URL())
	p.set(func(p *proxy) { p.poison = []byte("pm2_5=4321"); p.status = http.StatusServiceUnavailable })
	d := county{dir: t.TempDir(), influx: "url: " + p.url(), now: newHandClock(noon).now}.start(t)
	acked := newLedgerOf()
	publishRange(t, d.BrokerURL(), acked, 0, 100)
	connect(t, d.BrokerURL(), "poisoned").send(air("JY001", yesterday, `"pm2_5":4321,"co":1`, ""))
	publishRange(t, d.BrokerURL(), acked, 100, 200)
	p.set(func(p *proxy) { p.status = 0 })
	drained(t, d)
	acked.expect(t, influx.URL())
	if n := metric(t, d, `lanbi_intake_rejected_total{reason="refused"}`); n != 1 {
		t.Errorf("%v points refused, want 1", n)
	}
}

// A stop while a batch is under way leaves it in the spool, where the next start
// finds it; a stop while InfluxDB hangs ends in time all the same.
func TestDaemon_StopDuringBatch(t *testing.T) {
	for _, state := range []string{"hangs", "answers"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			influx := startExternalInflux(t, t.TempDir())
			p := newProxy(t, influx.URL())
			c := county{dir: t.TempDir(), influx: "url: " + p.url(), now: newHandClock(noon).now}
			d := c.start(t)
			acked := newLedgerOf()
			if state == "hangs" {
				p.freeze()
			}
			publishRange(t, d.BrokerURL(), acked, 0, 300)
			if state == "hangs" {
				eventually(t, "a write is under way", func() bool { return p.seen() > 0 })
			}
			if err := d.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
			p.thaw()
			d = c.start(t)
			publishRange(t, d.BrokerURL(), acked, 300, 350)
			drained(t, d)
			acked.expect(t, influx.URL())
		})
	}
}
