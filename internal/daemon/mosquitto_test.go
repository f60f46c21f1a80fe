//go:build !noembed

package daemon

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mosquitto is a real broker in a process of its own, with persistence, so that a
// restart keeps sessions and messages.
type mosquitto struct {
	t             *testing.T
	program       string
	address, file string
	command       *exec.Cmd
}

// startMosquitto runs the broker until the end of the test.
func startMosquitto(t *testing.T) *mosquitto {
	t.Helper()
	m := &mosquitto{t: t, program: "/usr/sbin/mosquitto"}
	if found, err := exec.LookPath("mosquitto"); err == nil {
		m.program = found
	}
	if _, err := os.Stat(m.program); err != nil {
		if os.Getenv("LANBI_TEST_MOSQUITTO") == "required" {
			t.Fatal("mosquitto is not installed, and LANBI_TEST_MOSQUITTO=required")
		}
		t.Skip("mosquitto is not installed: the path over a real broker is not tried (apt-get install mosquitto)")
	}
	dir := t.TempDir()
	m.file = filepath.Join(dir, "mosquitto.conf")
	// Mosquitto cannot choose a port itself, so one that was just free is taken,
	// and another when somebody was faster.
	for try := 0; ; try++ {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		l.Close()
		m.address = l.Addr().String()
		settings := fmt.Sprintf("listener %d 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location %s/\n"+
			"max_queued_messages 0\nlog_dest stderr\nlog_type error\n", port, dir)
		if os.Geteuid() == 0 {
			settings += "user root\n" // else it gives its rights up and cannot write here
		}
		if err := os.WriteFile(m.file, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if m.start() {
			break
		}
		if try == 5 {
			t.Fatal("mosquitto does not start")
		}
	}
	t.Cleanup(m.stop)
	return m
}

func (m *mosquitto) url() string { return "tcp://" + m.address }

// start runs the process; false means that it ended before it listened.
func (m *mosquitto) start() bool {
	m.t.Helper()
	m.command = exec.Command(m.program, "-c", m.file)
	m.command.Stderr = m.t.Output()
	if err := m.command.Start(); err != nil {
		m.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func(command *exec.Cmd) {
		defer close(ended)
		command.Wait()
	}(m.command)
	up := false
	eventually(m.t, "mosquitto listens", func() bool {
		select {
		case <-ended:
			return true
		default:
		}
		c, err := net.DialTimeout("tcp", m.address, time.Second)
		if err == nil {
			c.Close()
			up = true
		}
		return up
	})
	return up
}

// stop ends it in order: it saves sessions and messages.
func (m *mosquitto) stop() {
	m.t.Helper()
	m.command.Process.Signal(syscall.SIGTERM)
	eventually(m.t, "mosquitto ends", func() bool { return m.command.Process.Signal(syscall.Signal(0)) != nil })
}

// The daemon on an external broker and an external InfluxDB: the day of
// TestDaemon_OneDay by the other path.
func TestDaemon_ExternalParts(t *testing.T) {
	broker := startMosquitto(t)
	influx := startExternalInflux(t, t.TempDir())
	c := county{dir: t.TempDir(), mqtt: fmt.Sprintf("urls: [%s]\n  client_id: lanbi-test", broker.url()),
		influx: "url: " + influx.URL(), now: newHandClock(noon).now}
	var told strings.Builder
	if err := Check(t.Context(), c.config(t), CheckOptions{Out: &told, Now: time.Now}); err != nil || !containsAll(told.String(), "accepts us", "1.8.10", "everything is ready") {
		t.Fatalf("check: %v\n%s", err, told.String())
	}
	d := c.start(t)
	eventually(t, "the daemon is connected", func() bool { status, _ := request(t, d.PageURL()+"readyz"); return status == 200 })
	s := connect(t, broker.url(), "stations")
	dusty := strings.Replace(clean, `"pm2_5":20`, `"pm2_5":61`, 1)
	s.send(airDay("JY001", yesterday, dusty, "")...)
	s.send(airDay("JY002", yesterday, dusty, "")...)
	s.send(waterDay("HJ-01", yesterday, classTwo)...)
	s.send(message{"env/air/220605/JY001", `{"broken`})
	eventually(t, "all are acknowledged", func() bool { return d.intake.Stats().Acknowledged == 24+24+6+1 })
	drained(t, d)
	assessNow(t, d, "air-hour", "air-day", "reassess", "water", "progress")
	expectFields(t, "area", dayOf(t, d, "220605", "2026", "2026-11-20"), map[string]any{"aqi": 101.0, "verdict": "exceeding"})
	expectFields(t, "area", dayOf(t, d, "220605", "2012", "2026-11-20"), map[string]any{"aqi": 83.0, "verdict": "good"})
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{"exceeding": 1.0})
	if n := metric(t, d, `lanbi_intake_rejected_total{reason="malformed"}`); n != 1 {
		t.Errorf("%v malformed messages, want 1", n)
	}
	for _, text := range []string{"达标天数", "浑江三岔子"} {
		if !strings.Contains(fetch(t, d, "/"), text) {
			t.Errorf("the page does not show %q", text)
		}
	}
}

// The broker restarts while messages flow and the daemon is away for a while, and
// InfluxDB with it: the broker keeps what was acknowledged to the stations, and the
// daemon stores each of it.
func TestDaemon_BrokerRestarts(t *testing.T) {
	broker := startMosquitto(t)
	influx := startExternalInflux(t, t.TempDir())
	p := newProxy(t, influx.URL())
	c := county{dir: t.TempDir(), mqtt: fmt.Sprintf("urls: [%s]\n  client_id: lanbi-test", broker.url()),
		influx: "url: " + p.url(), now: newHandClock(noon).now}
	d := c.start(t)
	eventually(t, "the daemon is connected", func() bool { return d.intake.Stats().Subscribed })
	acked := newLedgerOf()
	publishRange(t, broker.url(), acked, 0, 200)

	broker.stop()
	eventually(t, "readyz says that the broker is away", func() bool {
		status, body := request(t, d.PageURL()+"readyz")
		return status == 503 && strings.Contains(body, "MQTT")
	})
	if !broker.start() {
		t.Fatal("mosquitto does not start again")
	}
	publishRange(t, broker.url(), acked, 200, 400)
	eventually(t, "the daemon is connected again", func() bool { return d.intake.Stats().Subscribed })

	p.refuse()
	publishRange(t, broker.url(), acked, 400, 500)
	if err := d.Stop(); err != nil { // with readings in the spool
		t.Fatal(err)
	}
	publishRange(t, broker.url(), acked, 500, 700) // the broker keeps them for the session
	broker.stop()
	if !broker.start() {
		t.Fatal("mosquitto does not start again")
	}
	p.listen()
	d = c.start(t)
	publishRange(t, broker.url(), acked, 700, 800)
	eventually(t, "everything is stored", func() bool {
		return number(t, influx.URL(), `SELECT count(co) FROM air`) >= 800
	})
	drained(t, d)
	acked.expect(t, influx.URL())
	if len(acked.tenths) != 800 {
		t.Errorf("%d acknowledged, want 800", len(acked.tenths))
	}
}
