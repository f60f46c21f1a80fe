package listen

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/feed"
	"lanbi/internal/feed/hj212"
	"lanbi/internal/measure"
)

// limit bounds every wait of these tests.
const limit = 20 * time.Second

var format = func() *hj212.Format {
	f, err := hj212.New(hj212.Settings{
		Settings: feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Zone: time.UTC},
		Password: "123456",
		Stations: map[string]hj212.Station{"M2": {Code: "JY002", Password: "second"}},
	})
	if err != nil {
		panic(err)
	}
	return f
}()

// keeper keeps what is accepted.
type keeper struct {
	mu   sync.Mutex
	kept []string
	gate chan struct{} // when set, Accept waits for it
}

func (k *keeper) accept(ctx context.Context, topic string, payload []byte) error {
	if k.gate != nil {
		select {
		case <-k.gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, topic+" "+string(payload))
	return nil
}

func (k *keeper) all() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.kept)
}

func start(t *testing.T, k *keeper, change func(*Options)) *Listener {
	t.Helper()
	o := Options{Listen: "127.0.0.1:0", Topic: "tcp://:9212", Format: format, Accept: k.accept, Registry: prometheus.NewRegistry()}
	if change != nil {
		change(&o)
	}
	l, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		if err := l.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}

// station is a peer.
type station struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

func dial(t *testing.T, l *Listener) *station {
	t.Helper()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return attach(t, c)
}

func attach(t *testing.T, c net.Conn) *station {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(limit)); err != nil {
		t.Fatal(err)
	}
	return &station{t, c, bufio.NewReader(c)}
}

func (s *station) send(text string) {
	s.t.Helper()
	if _, err := s.Write([]byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// hears reads an answer and compares what stands between its length and checksum.
func (s *station) hears(want string) {
	s.t.Helper()
	line, err := s.in.ReadString('\n')
	if err != nil {
		s.t.Fatalf("waiting for %s: %v", want, err)
	}
	if line != string(hj212.AppendFrame(nil, []byte(want))) {
		s.t.Fatalf("answer %q, want %s", line, want)
	}
}

// isEnded waits until the listener has ended the connection.
func (s *station) isEnded() {
	s.t.Helper()
	b, err := io.ReadAll(s.in)
	var late net.Error
	if len(b) > 0 || errors.As(err, &late) && late.Timeout() {
		s.t.Fatalf("read %q, error %v; want the end of the connection", b, err)
	}
}

func frame(head, content string) string {
	return string(hj212.AppendFrame(nil, []byte(head+";CP=&&"+content+"&&")))
}

const (
	head   = "QN=20261121090000001;ST=22;CN=2061;PW=123456;MN=M1;Flag=5"
	answer = "QN=20261121090000001;ST=91;CN=9014;PW=123456;MN=M1;Flag=4;CP=&&&&"
)
