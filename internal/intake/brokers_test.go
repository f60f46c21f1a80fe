package intake

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

// mosquitto is a real broker with its files in dir.
type mosquitto struct {
	dir, url string
	cmd      *exec.Cmd
}

// startMosquitto starts a broker with persistent sessions and its own limits of
// 20 messages in flight, and no bound on those queued. lines are added to its
// configuration.
func startMosquitto(t *testing.T, lines ...string) *mosquitto {
	t.Helper()
	if _, err := mosquittoPath(); err != nil {
		if os.Getenv("LANBI_TEST_MOSQUITTO") == "required" {
			t.Fatal("mosquitto is required (LANBI_TEST_MOSQUITTO) and not installed (looked in PATH and /usr/sbin)")
		}
		t.Skip("mosquitto is not installed (looked in PATH and /usr/sbin)")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	m := &mosquitto{dir: t.TempDir(), url: fmt.Sprintf("tcp://127.0.0.1:%d", port)}
	lines = append([]string{fmt.Sprintf("listener %d 127.0.0.1", port), "allow_anonymous true", "max_queued_messages 0",
		"persistence true", "persistence_location " + m.dir + "/"}, lines...)
	if os.Getuid() == 0 {
		lines = append(lines, "user root")
	}
	if err := os.WriteFile(filepath.Join(m.dir, "conf"), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.start(t)
	t.Cleanup(m.kill)
	return m
}

func mosquittoPath() (string, error) {
	if p, err := exec.LookPath("mosquitto"); err == nil {
		return p, nil
	}
	return exec.LookPath("/usr/sbin/mosquitto")
}

func (m *mosquitto) start(t *testing.T) {
	t.Helper()
	path, err := mosquittoPath()
	if err != nil {
		t.Fatal(err)
	}
	m.cmd = exec.Command(path, "-c", filepath.Join(m.dir, "conf"))
	if err := m.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "mosquitto listens", func() bool {
		c, err := net.Dial("tcp", strings.TrimPrefix(m.url, "tcp://"))
		if err != nil {
			return false
		}
		c.Close()
		return true
	})
}

// stop ends the broker in order, so that it writes its sessions.
func (m *mosquitto) stop(t *testing.T) {
	t.Helper()
	if err := m.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	m.cmd.Wait()
	m.cmd = nil
}

func (m *mosquitto) kill() {
	if m.cmd != nil {
		m.cmd.Process.Kill()
		m.cmd.Wait()
	}
}

// startMochi starts the broker that is embedded in production.
func startMochi(t *testing.T) (*mochi.Server, string) {
	t.Helper()
	s := mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := s.AddHook(new(auth.AllowHook), nil); err != nil {
		t.Fatal(err)
	}
	l := listeners.NewTCP(listeners.Config{ID: "test", Address: "127.0.0.1:0"})
	if err := s.AddListener(l); err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, "tcp://" + l.Address()
}

// publisher is a station that knows what the broker acknowledged.
type publisher struct {
	t      *testing.T
	client mqtt.Client
}

var publishers atomic.Int64

func newPublisher(t *testing.T, url string) *publisher {
	t.Helper()
	o := mqtt.NewClientOptions().AddBroker(url).SetClientID(fmt.Sprintf("publisher-%d", publishers.Add(1))).
		SetConnectTimeout(5 * time.Second).SetConnectRetry(true).SetConnectRetryInterval(100 * time.Millisecond).
		SetMaxReconnectInterval(200 * time.Millisecond)
	p := &publisher{t, mqtt.NewClient(o)}
	p.wait(p.client.Connect())
	t.Cleanup(func() { p.client.Disconnect(100) })
	return p
}

func (p *publisher) wait(tokens ...mqtt.Token) {
	p.t.Helper()
	for _, k := range tokens {
		if !k.WaitTimeout(30*time.Second) || k.Error() != nil {
			p.t.Errorf("publisher: no acknowledgement (%v)", k.Error())
		}
	}
}

func (p *publisher) send(topic, payload string) {
	p.t.Helper()
	p.wait(p.client.Publish(topic, 1, false, payload))
}

// readings sends n readings of ten stations from number from on, at quality 1,
// and returns when the broker has acknowledged all.
func (p *publisher) readings(from, n int) {
	p.t.Helper()
	var tokens []mqtt.Token
	for i := from; i < from+n; i++ {
		topic, payload := reading(i%10, i/10)
		tokens = append(tokens, p.client.Publish(topic, 1, false, payload))
	}
	p.wait(tokens...)
}

func subscribed1(url string) func(*Options) {
	return func(o *Options) {
		o.Broker = &Broker{URLs: []string{url}, ClientID: "lanbi-test", MaxReconnectWait: time.Second}
	}
}

// onBrokers runs a test with both brokers.
func onBrokers(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("mochi", func(t *testing.T) {
		s, url := startMochi(t)
		test(t, url)
		// Its own losses would be blamed on us, or hide ours.
		if d, i := atomic.LoadInt64(&s.Info.MessagesDropped), atomic.LoadInt64(&s.Info.InflightDropped); d+i != 0 {
			t.Errorf("the broker dropped %d messages and %d in flight", d, i)
		}
	})
	t.Run("mosquitto", func(t *testing.T) { test(t, startMosquitto(t).url) })
}

func waitSubscribed(t *testing.T, in *Intake) {
	t.Helper()
	eventually(t, "connected and subscribed", func() bool {
		return in.Stats().Connected && in.sub.granted.Load() > 0
	})
}
