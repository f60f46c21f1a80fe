//go:build !noembed

package daemon

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/schedule"
)

// patience bounds the wait for a condition. Nothing takes that long; a slow
// machine under the race detector must not fail.
const patience = 30 * time.Second

// eventually waits until ok holds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("did not come to pass: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// beijing is the zone of every configuration here.
var beijing = time.FixedZone("+08", 8*3600)

// noon is the time that most tests begin at: ten minutes later, so that the hour
// before has been assessed.
var noon = time.Date(2026, 11, 21, 12, 10, 0, 0, beijing)

// handClock is a clock that moves only when a test says so.
type handClock struct{ nanos atomic.Int64 }

func newHandClock(t time.Time) *handClock {
	c := &handClock{}
	c.set(t)
	return c
}

func (c *handClock) set(t time.Time) { c.nanos.Store(t.UnixNano()) }
func (c *handClock) now() time.Time  { return time.Unix(0, c.nanos.Load()) }

// countyYAML is a small county: two stations that count, one of a township, a
// section. Its parts, its folder and what else a test adds are filled in.
const countyYAML = `
data_dir: %[1]s/lanbi
areas:
  - code: "220605"
    name: 江源区
    stations:
      - {code: JY001, name: 区政府, lat: 42.05, lon: 126.59, network: 省控}
      - {code: JY002, name: 孙家堡子, lat: 42.04, lon: 126.58, network: 县控}
      - {code: JY101, name: 湾沟镇, lat: 42.09, lon: 126.93, network: 乡镇}
    sections:
      - {code: HJ-01, name: 浑江三岔子, river: 浑江, class: Ⅱ}
    targets:
      - {id: jiangyuan/good-air-days, name: 达标天数, kind: good-air-days, year: 2026, goal: %[5]d, basis: {document: 文号}}
      - {id: jiangyuan/water-class, name: 河流水质, kind: water-class, year: 2026, goal: Ⅱ, rivers: [浑江], basis: {document: 文号}}
      - {id: jiangyuan/forest, name: 森林覆盖率, kind: indicator, year: 2026, goal: 73, direction: at-least, indicator: forest, basis: {document: 文号}}
mqtt:
  %[2]s
influx:
  %[3]s
feeds:
  - {kind: air, topic: "env/air/{region}/{station}", interval: 1h, stamp: end}
  - {kind: water, topic: "env/water/{region}/{section}", interval: 4h, stamp: start}
  - {kind: indicator, topic: "env/indicator/{region}/{id}"}
web:
  listen: 127.0.0.1:0
%[4]s
`

// county says what a test's county runs on; empty texts mean embedded parts on
// free ports.
type county struct {
	dir, mqtt, influx, more string
	goal                    int // good days; 0 is 351
	now                     func() time.Time
}

// write makes the county's file, and returns its path.
func (c county) write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(c.dir, "county.yaml")
	if err := os.WriteFile(path, []byte(c.text()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// text is the county's file.
func (c county) text() string {
	if c.mqtt == "" {
		c.mqtt = "embedded: {listen: 127.0.0.1:0}"
	}
	if c.influx == "" {
		c.influx = fmt.Sprintf("embedded: {dir: %s/influx, listen: 127.0.0.1:0}", c.dir)
	}
	return fmt.Sprintf(countyYAML, c.dir, c.mqtt, c.influx, c.more, cmp.Or(c.goal, 351))
}

// config parses the county's file.
func (c county) config(t *testing.T) *config.Config {
	t.Helper()
	settings, err := config.Parse(filepath.Join(c.dir, "county.yaml"), []byte(c.text()), config.Options{
		CheckCron: func(spec string) error { return schedule.Check(spec, beijing, noon) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

// start runs the county until the end of the test unless the test stops it.
func (c county) start(t *testing.T) *Daemon {
	t.Helper()
	return startDaemon(t, Options{Config: c.config(t), Now: c.now})
}

// startDaemon opens and starts a daemon whose log goes to the test's log when it
// fails.
func startDaemon(t *testing.T, o Options) *Daemon {
	t.Helper()
	if o.Log == nil {
		o.Log = testLog(t)
	}
	d, err := Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	if err := d.Start(t.Context()); err != nil {
		t.Fatalf("start: %v", err)
	}
	return d
}

func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// startExternalInflux runs an InfluxDB that the daemon knows by its address only,
// with the buckets made as "lanbi run --check --create" makes them.
func startExternalInflux(t *testing.T, dir string) *embedded.Influx {
	t.Helper()
	server, err := embedded.StartInflux(t.Context(), embedded.InfluxOptions{Dir: dir, Listen: "127.0.0.1:0", Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	settings := county{dir: dir, influx: "url: " + server.URL()}.config(t)
	err = Check(t.Context(), settings, CheckOptions{Create: true, Out: io.Discard, Now: time.Now})
	if err != nil {
		t.Fatalf("create the buckets: %v", err)
	}
	return server
}

// assessNow runs jobs one after the other, waiting for a run under way.
func assessNow(t *testing.T, d *Daemon, jobs ...string) {
	t.Helper()
	for _, name := range jobs {
		eventually(t, "job "+name+" runs", func() bool {
			err := d.schedule.RunNow(t.Context(), name)
			if err != nil && !errors.Is(err, schedule.ErrRunning) {
				t.Fatalf("job %s: %v", name, err)
			}
			return err == nil
		})
	}
}

// settledStart waits until every job has run once after the start.
func settledStart(t *testing.T, d *Daemon) {
	t.Helper()
	eventually(t, "the jobs have run after the start", func() bool {
		for _, j := range d.schedule.Status() {
			if j.Running || j.Outcome == schedule.Never {
				return false
			}
		}
		return true
	})
}

// drained waits until everything acknowledged is in InfluxDB.
func drained(t *testing.T, d *Daemon) {
	t.Helper()
	eventually(t, "the spool is empty", func() bool { return d.intake.Stats().Spool.Records == 0 })
}
