//go:build !noembed

package daemon

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestDaemon_StartsAndStops(t *testing.T) {
	d := county{dir: t.TempDir(), now: newHandClock(noon).now}.start(t)
	for path, want := range map[string]string{
		"/healthz": "ok\n", "/readyz": "ready\n", "/": "江源区", "/api/v1/targets": `"targets":[`,
		"/api/v1/stations": "JY001", "/metrics": "lanbi_intake_messages_received_total 0",
	} {
		if body := fetch(t, d, path); !strings.Contains(body, want) {
			t.Errorf("%s: %.300q, want it to contain %q", path, body, want)
		}
	}
	page, broker, influx := strings.TrimSuffix(strings.TrimPrefix(d.PageURL(), "http://"), "/"),
		strings.TrimPrefix(d.BrokerURL(), "tcp://"), strings.TrimPrefix(d.InfluxURL(), "http://")
	for range 2 {
		if err := d.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
	for _, address := range []string{page, broker, influx} {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			c.Close()
			t.Errorf("%s still listens after the stop", address)
		}
	}
}

// After a stop no goroutine of a part is left. Others of the test binary may
// come and go, so that the count is awaited.
func TestDaemon_StopLeavesNothingRunning(t *testing.T) {
	dir := t.TempDir()
	county{dir: dir, now: newHandClock(noon).now}.start(t).Stop() // what libraries start once
	before := runtime.NumGoroutine()
	d := county{dir: dir, now: newHandClock(noon).now}.start(t)
	s := connect(t, d.BrokerURL(), "station")
	s.send(airDay("JY001", noon.Add(-36*time.Hour), clean, "")...)
	s.client.Disconnect(0)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
}

func TestDaemon_StopOrder(t *testing.T) {
	names := &partNames{}
	c := county{dir: t.TempDir(), now: newHandClock(noon).now}
	d := startDaemon(t, Options{Config: c.config(t), Now: c.now, Log: slog.New(names)})
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	// A part stops before those it leans on: the broker before the intake that
	// takes its messages, the intake before its spool and before InfluxDB.
	want := "page, jobs, what is computed ahead, embedded broker, intake, spool, inbox of the audit trail, listener of the page, InfluxDB client, embedded InfluxDB, ledger"
	if got := strings.Join(names.stopped, ", "); got != want {
		t.Errorf("stopped in the order\n     %s\nwant %s", got, want)
	}
}

// partNames notes which parts were stopped.
type partNames struct{ stopped []string }

func (*partNames) Enabled(context.Context, slog.Level) bool { return true }
func (p *partNames) WithAttrs([]slog.Attr) slog.Handler     { return p }
func (p *partNames) WithGroup(string) slog.Handler          { return p }
func (p *partNames) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "stopped" { // all from the goroutine that calls Stop
		r.Attrs(func(a slog.Attr) bool {
			if a.Key == "part" {
				p.stopped = append(p.stopped, a.Value.String())
			}
			return true
		})
	}
	return nil
}

// A start that fails leaves nothing behind: the same folder can be started at
// once.
func TestDaemon_FailedStartRollsBack(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, part := range []string{"page", "broker"} {
		t.Run(part, func(t *testing.T) {
			c := county{dir: t.TempDir(), now: newHandClock(noon).now}
			settings := c.config(t)
			want := taken.Addr().String()
			if part == "page" {
				settings.Web.Listen = want
			} else {
				settings.MQTT.Embedded.Listen = want
			}
			d, err := Open(t.Context(), Options{Config: settings, Log: testLog(t), Now: c.now})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Start(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("start on a taken port: %v, want an error that names %s", err, want)
			}
			if err := d.Stop(); err != nil {
				t.Errorf("stop after a failed start: %v", err)
			}
			fetch(t, c.start(t), "/readyz")
		})
	}
}

func TestOpen_LedgerInUse(t *testing.T) {
	c := county{dir: t.TempDir(), now: newHandClock(noon).now}
	d := c.start(t)
	_, err := Open(t.Context(), Options{Config: c.config(t), Log: testLog(t), Now: c.now})
	if err == nil || !strings.Contains(err.Error(), "ledger") {
		t.Fatalf("a second daemon on the same folder: %v, want an error about the ledger", err)
	}
	fetch(t, d, "/readyz") // the first one is not disturbed
}

func TestOpen_Failures(t *testing.T) {
	t.Run("data_dir is a file", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "lanbi"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Config: county{dir: dir}.config(t), Log: testLog(t)})
		if err == nil || !strings.Contains(err.Error(), "data_dir") {
			t.Errorf("error %v, want one about data_dir", err)
		}
	})
	t.Run("InfluxDB's port is taken", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close()
		c := county{dir: t.TempDir()}
		settings := c.config(t)
		settings.Influx.Embedded.Listen = taken.Addr().String()
		if _, err := Open(t.Context(), Options{Config: settings, Log: testLog(t)}); err == nil || !strings.Contains(err.Error(), "InfluxDB") {
			t.Fatalf("error %v, want one about InfluxDB", err)
		}
		c.start(t) // the ledger was given back
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := Open(ctx, Options{Config: county{dir: t.TempDir()}.config(t), Log: testLog(t)})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
}

// Roles: an intake-only process has no API, an assessing one no broker.
func TestDaemon_Roles(t *testing.T) {
	c := county{dir: t.TempDir(), more: "roles: [intake]", now: newHandClock(noon).now}
	d := c.start(t)
	fetch(t, d, "/readyz")
	fetch(t, d, "/metrics")
	if status, _ := request(t, d.PageURL()+"api/v1/targets"); status != 404 {
		t.Errorf("the API of an intake-only process answers %d, want 404", status)
	}
	if err := d.Intake().Accept(t.Context(), "env/air/220605/JY999", []byte("{}"), false); err != nil {
		t.Fatal(err)
	}
	if page := fetch(t, d, "/rejections"); !strings.Contains(page, "JY999") {
		t.Errorf("the page of an intake-only process does not show what it refused: %s", page)
	}
	c = county{dir: t.TempDir(), more: "roles: [assess]", now: newHandClock(noon).now}
	d = c.start(t)
	if d.Intake() != nil || d.BrokerURL() != "" {
		t.Error("an assessing process has an intake")
	}
	fetch(t, d, "/")
}
