//go:build !noembed

package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"lanbi/internal/systemd"
)

// Messages flow while the configuration is read again, several times: each that was
// acknowledged is stored once, whichever broker there is.
func TestService_ReloadsLoseNothing(t *testing.T) {
	for _, c := range []struct {
		name   string
		broker func(*testing.T) (url, settings string)
	}{
		{"mosquitto", func(t *testing.T) (string, string) {
			m := startMosquitto(t)
			return m.url(), fmt.Sprintf("urls: [%s]\n  client_id: lanbi-test", m.url())
		}},
		{"embedded broker", func(t *testing.T) (string, string) {
			address := freePort(t)
			return "tcp://" + address, fmt.Sprintf("embedded: {listen: %q}", address)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, settings := c.broker(t)
			influx := startExternalInflux(t, t.TempDir())
			place := county{dir: t.TempDir(), mqtt: settings, influx: "url: " + influx.URL()}
			f := newFile(t, place.text())
			s := f.start()
			eventually(t, "the daemon is ready", func() bool { status, _ := request(t, s.PageURL()+"readyz"); return status == 200 })
			acked := newLedgerOf()
			const messages, reloads = 2000, 4
			published := make(chan struct{})
			go func() {
				defer close(published)
				publishUntilTaken(t, url, acked, messages)
			}()
			for k := range reloads {
				eventually(t, "messages flow", func() bool {
					acked.mu.Lock()
					defer acked.mu.Unlock()
					return len(acked.tenths) > messages*k/(2*reloads)
				})
				place.goal = 300 + k
				f.write(place.text())
				f.reload(s)
			}
			select {
			case <-published:
				t.Log("everything was published before the last reload ended")
			default:
			}
			<-published
			eventually(t, "everything is stored", func() bool { return number(t, influx.URL(), `SELECT count(co) FROM air`) >= messages })
			drained(t, s.Daemon())
			acked.expect(t, influx.URL())
			if len(acked.tenths) != messages {
				t.Errorf("%d acknowledged, want %d", len(acked.tenths), messages)
			}
			expectFields(t, "target", targetOf(t, s.Daemon(), "jiangyuan/good-air-days"), map[string]any{"goal": 303.0})
		})
	}
}

// A feed that left the file is unsubscribed, one that came is subscribed.
func TestService_TopicsFollowTheFile(t *testing.T) {
	broker := startMosquitto(t)
	place := county{dir: t.TempDir(), mqtt: fmt.Sprintf("urls: [%s]\n  client_id: lanbi-test", broker.url())}
	f := newFile(t, place.text())
	s := f.start()
	connected := func() {
		t.Helper()
		eventually(t, "the daemon has its subscriptions", func() bool { return s.Daemon().intake.Stats().Subscribed })
	}
	connected()
	f.write(strings.Replace(place.text(), `topic: "env/air/{region}/{station}"`, `topic: "new/air/{region}/{station}"`, 1))
	f.reload(s)
	connected()
	if !strings.Contains(f.logs.String(), "env/air/+/+") {
		t.Error("the log does not name the topic that was left")
	}
	from := connect(t, broker.url(), "station")
	m := air("JY001", yesterday, clean, "")
	from.send(m) // Mosquitto keeps order: were it delivered, it would come before the next
	m.topic = strings.Replace(m.topic, "env/", "new/", 1)
	from.send(m)
	d := s.Daemon()
	eventually(t, "the message on the new topic came", func() bool { return d.intake.Stats().Acknowledged == 1 })
	drained(t, d)
	if stats := d.intake.Stats(); stats.Received != 1 || len(stats.Rejected) != 0 {
		t.Errorf("%+v, want only the message on the new topic", stats)
	}
}

// What is wrong with a new file leaves everything as it was, and says so; a good one
// ends the alarm.
func TestService_FaultyFileChangesNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	place := county{dir: t.TempDir()}
	f := newFile(t, place.text())
	s := f.start()
	page := s.PageURL()
	first := s.Daemon()
	for _, c := range []struct {
		name     string
		text     string
		logged   []string
		restarts bool // the fault shows only when the daemon starts
	}{
		{"two faults", strings.NewReplacer("kind: good-air-days", "kind: nonsense", "lat: 42.05", "lat: north").Replace(place.text()), []string{"nonsense", "north", "faults=2"}, false},
		{"another data_dir", strings.Replace(place.text(), "/lanbi\n", "/other\n", 1), []string{"data_dir", "other"}, false},
		{"the page's port is taken", strings.Replace(place.text(), "listen: 127.0.0.1:0\n", "listen: "+taken.Addr().String()+"\n", 1), []string{"web.listen", taken.Addr().String()}, false},
		{"the broker's port is taken", county{dir: place.dir, mqtt: fmt.Sprintf("embedded: {listen: %q}", taken.Addr())}.text(), []string{"broker", taken.Addr().String()}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := s.Daemon()
			f.write(c.text)
			f.reload(s)
			if (s.Daemon() != before) != c.restarts {
				t.Errorf("started again: %v, want %v", s.Daemon() != before, c.restarts)
			}
			if !containsAll(f.logs.String(), c.logged...) {
				t.Errorf("the log names not all of %q:\n%s", c.logged, f.logs.String())
			}
			if s.PageURL() != page {
				t.Errorf("the page is at %s, was at %s", s.PageURL(), page)
			}
			if n := metric(t, s.Daemon(), "lanbi_config_reload_success"); n != 0 {
				t.Errorf("lanbi_config_reload_success is %v, want 0", n)
			}
			expectFields(t, "target", targetOf(t, s.Daemon(), "jiangyuan/good-air-days"), map[string]any{"goal": 351.0})
		})
	}
	place.goal = 340
	f.write(place.text())
	f.reload(s)
	if s.Daemon() == first {
		t.Error("a good file does not start the daemon again")
	}
	if n := metric(t, s.Daemon(), "lanbi_config_reload_success"); n != 1 {
		t.Errorf("lanbi_config_reload_success is %v, want 1", n)
	}
	if n := metric(t, s.Daemon(), "lanbi_config_reload_timestamp_seconds"); n != float64(noon.Unix()) {
		t.Errorf("lanbi_config_reload_timestamp_seconds is %v, want %d", n, noon.Unix())
	}
	expectFields(t, "target", targetOf(t, s.Daemon(), "jiangyuan/good-air-days"), map[string]any{"goal": 340.0})
}

// The page keeps its address: who connects in the midst of a reload waits, and is not
// refused. (net/http drops a request that it had accepted and not yet read.) Another
// address is taken when the file has one.
func TestService_PageStaysReachable(t *testing.T) {
	place := county{dir: t.TempDir()}
	f := newFile(t, place.text())
	s := f.start()
	page := s.PageURL()
	asking, stop := context.WithCancel(t.Context())
	var asked atomic.Int64
	var all sync.WaitGroup
	all.Go(func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
		for asking.Err() == nil {
			answer, err := client.Get(page + "healthz")
			switch {
			case errors.Is(err, syscall.ECONNREFUSED):
				t.Errorf("the page refuses: %v", err)
				return
			case err == nil:
				answer.Body.Close()
				asked.Add(1)
			}
		}
	})
	for range 3 {
		before := asked.Load()
		eventually(t, "the page answers", func() bool { return asked.Load() > before+3 || t.Failed() })
		f.reload(s)
	}
	stop()
	all.Wait()
	if s.PageURL() != page {
		t.Errorf("the page moved from %s to %s", page, s.PageURL())
	}
	other := freePort(t)
	f.write(strings.Replace(place.text(), "listen: 127.0.0.1:0\n", "listen: "+other+"\n", 1))
	f.reload(s)
	if want := "http://" + other + "/"; s.PageURL() != want {
		t.Errorf("the page is at %s, want %s", s.PageURL(), want)
	}
	fetch(t, s.Daemon(), "/healthz")
	if c, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(page, "http:"), "/")); err == nil {
		c.Close()
		t.Error("the old address still listens")
	}
}

// Run reloads at a signal, tells systemd of it, and ends with its context.
func TestService_RunTellsSystemd(t *testing.T) {
	dir, err := os.MkdirTemp("", "sd") // t.TempDir is too long for a socket's path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Skipf("no unixgram sockets here: %v", err)
	}
	defer conn.Close()
	heard := func() string {
		if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	f := newFile(t, county{dir: t.TempDir()}.text())
	s := f.start()
	if s.o.Systemd, err = systemd.FromEnvironment(func(name string) string { return map[string]string{"NOTIFY_SOCKET": socket}[name] }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	signals := make(chan os.Signal)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, signals) }()
	if have, want := heard(), "READY=1\nSTATUS=page "+s.PageURL(); have != want {
		t.Errorf("heard %q, want %q", have, want)
	}
	first := s.Daemon()
	signals <- syscall.SIGHUP
	var at int64
	if have := heard(); have == "" {
		t.Error("heard nothing")
	} else if _, err := fmt.Sscanf(have, "RELOADING=1\nMONOTONIC_USEC=%d", &at); err != nil || at <= 0 {
		t.Errorf("heard %q (%v), want RELOADING=1 with a clock", have, err)
	}
	if have := heard(); !strings.HasPrefix(have, "READY=1\n") {
		t.Errorf("heard %q, want READY=1", have)
	}
	if s.Daemon() == first {
		t.Error("the signal did not reload")
	}
	cancel()
	if have := heard(); have != "STOPPING=1" {
		t.Errorf("heard %q, want STOPPING=1", have)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
