package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"

	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
)

var beijing = time.FixedZone("CST", 8*3600)

// taker is a broker hook that keeps what was published. PUBACK goes out when
// OnPublish returns.
type taker struct {
	broker.HookBase
	mu     sync.Mutex
	got    []string      // "topic payload"
	onNth  func(n int)   // called with the count, outside the lock
	refuse chan struct{} // non-nil: OnPublish waits until it is closed
}

func (h *taker) ID() string           { return "taker" }
func (h *taker) Provides(b byte) bool { return b == broker.OnPublish }
func (h *taker) OnPublish(_ *broker.Client, pk packets.Packet) (packets.Packet, error) {
	if h.refuse != nil {
		<-h.refuse
	}
	h.mu.Lock()
	h.got = append(h.got, pk.TopicName+" "+string(pk.Payload))
	n := len(h.got)
	h.mu.Unlock()
	if h.onNth != nil {
		h.onNth(n)
	}
	return pk, nil
}

func (h *taker) messages() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.got...)
}

// serve starts a broker on addr ("127.0.0.1:0" for any port).
func serve(t *testing.T, addr string, hook *taker) (*broker.Server, string) {
	t.Helper()
	s := broker.New(&broker.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err := s.AddHook(new(auth.AllowHook), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.AddHook(hook, nil); err != nil {
		t.Fatal(err)
	}
	l := listeners.NewTCP(listeners.Config{ID: "tcp", Address: addr})
	if err := s.AddListener(l); err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(); err != nil {
		t.Fatal(err)
	}
	return s, l.Address()
}

// hours is a source of n hourly samples of station JY001.
func hours(n int) Source {
	return func(emit func(*measure.Sample) error) error {
		start := time.Date(2016, 1, 1, 0, 0, 0, 0, beijing)
		for i := range n {
			s := measure.Sample{Medium: measure.Air, Station: "JY001", Start: start.Add(time.Duration(i) * time.Hour),
				Interval: measure.OneHour, Source: measure.Sent,
				Readings: []measure.Reading{{Parameter: measure.PM25, Value: measure.Concentration(i) * measure.Microgram}}}
			if err := emit(&s); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestRun_PublishesAllInOrder(t *testing.T) {
	hook := &taker{}
	server, addr := serve(t, "127.0.0.1:0", hook)
	defer server.Close()
	var last Result
	result, err := Run(t.Context(), Options{URLs: []string{"tcp://" + addr}, Zone: beijing, InFlight: 7,
		Topic: DefaultTopic("jiangyuan"), Progress: func(r Result) { last = r }}, hours(500))
	if err != nil {
		t.Fatal(err)
	}
	if result.Published != 500 || result.Acknowledged != 500 || last != result {
		t.Errorf("result %+v, last progress %+v, want 500 published and acknowledged in both", result, last)
	}
	got := hook.messages()
	if len(got) != 500 {
		t.Fatalf("%d messages at the broker, want 500", len(got))
	}
	for i, m := range got {
		end := time.Date(2016, 1, 1, i+1, 0, 0, 0, beijing).Format(time.RFC3339)
		want := fmt.Sprintf(`env/air/jiangyuan/JY001 {"station":"JY001","time":"%s","values":{"pm2_5":%d}}`, end, i)
		if m != want {
			t.Fatalf("message %d:\n got %s\nwant %s", i, m, want)
		}
	}
	// The broker forgets a clean session when it has seen its connection end.
	for deadline := time.Now().Add(10 * time.Second); sessions(server) > 0; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d sessions are left on the broker", sessions(server))
		}
	}
}

// sessions counts the replay's sessions on the broker.
func sessions(s *broker.Server) (n int) {
	for id := range s.Clients.GetAll() {
		if strings.HasPrefix(id, "lanbi-publish-") {
			n++
		}
	}
	return n
}

func TestRun_ManyStationsKeepTheirOrder(t *testing.T) {
	hook := &taker{}
	server, addr := serve(t, "127.0.0.1:0", hook)
	defer server.Close()
	const wide = "date,hour,type,a,b,c,d,e,f\n20160101,0,O3,1,2,3,4,5,6\n20160101,1,O3,1,2,3,4,5,6\n20160101,2,O3,1,2,3,4,5,6\n"
	src := func(emit func(*measure.Sample) error) error {
		_, err := history.Read("", []history.File{{Name: "x", Reader: strings.NewReader(wide)}}, history.Options{Zone: beijing}, emit)
		return err
	}
	if _, err := Run(t.Context(), Options{URLs: []string{"tcp://" + addr}, Zone: beijing, Clients: 3}, src); err != nil {
		t.Fatal(err)
	}
	last := map[string]string{}
	for _, m := range hook.messages() {
		topic, payload, _ := strings.Cut(m, " ")
		if payload <= last[topic] {
			t.Errorf("%s: %s after %s", topic, payload, last[topic])
		}
		last[topic] = payload
	}
	if len(hook.messages()) != 18 || len(last) != 6 {
		t.Errorf("%d messages of %d stations, want 18 of 6", len(hook.messages()), len(last))
	}
}

func TestRun_BrokerRestartLosesNothing(t *testing.T) {
	const n = 400
	half := make(chan struct{})
	first := &taker{onNth: func(n int) {
		if n == 150 {
			close(half)
		}
	}}
	server, addr := serve(t, "127.0.0.1:0", first)
	second := &taker{}
	restarted := make(chan *broker.Server, 1)
	go func() {
		<-half
		_ = server.Close()
		s, _ := serve(t, addr, second)
		restarted <- s
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	result, err := Run(ctx, Options{URLs: []string{"tcp://" + addr}, Zone: beijing, InFlight: 20}, hours(n))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = (<-restarted).Close() }()
	distinct := map[string]bool{}
	for _, m := range append(first.messages(), second.messages()...) {
		distinct[m] = true
	}
	if len(distinct) != n || result.Acknowledged != n {
		t.Errorf("%d distinct messages over both brokers, %d acknowledged, want %d each", len(distinct), result.Acknowledged, n)
	}
	if len(second.messages()) == 0 {
		t.Error("nothing arrived after the restart: the case was not tested")
	}
}

func TestRun_EndsWithTheContextWhileTheBrokerIsSilent(t *testing.T) {
	hook := &taker{refuse: make(chan struct{})}
	server, addr := serve(t, "127.0.0.1:0", hook)
	defer server.Close()
	defer close(hook.refuse)
	stop := errors.New("operator pressed Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	emitted := 0
	result, err := Run(ctx, Options{URLs: []string{"tcp://" + addr}, Zone: beijing, InFlight: 3}, func(emit func(*measure.Sample) error) error {
		return hours(1000)(func(s *measure.Sample) error {
			if emitted++; emitted == 3 {
				cancel(stop)
			}
			return emit(s)
		})
	})
	if !errors.Is(err, stop) || result.Acknowledged != 0 || emitted > 5 {
		t.Errorf("error %v, %+v after %d samples, want the cause, none acknowledged, at most the window sent", err, result, emitted)
	}
}

func TestRun_SpeedFollowsTheSamplesClock(t *testing.T) {
	hook := &taker{}
	server, addr := serve(t, "127.0.0.1:0", hook)
	defer server.Close()
	var mu sync.Mutex
	clock := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	begin := clock
	o := Options{URLs: []string{"tcp://" + addr}, Zone: beijing, Speed: 3600,
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return clock },
		Wait: func(_ context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			clock = clock.Add(d)
			return nil
		}}
	if _, err := Run(t.Context(), o, hours(11)); err != nil {
		t.Fatal(err)
	}
	// Ten hours of samples at 3,600 clock seconds a second take ten seconds.
	if waited := clock.Sub(begin); waited != 10*time.Second {
		t.Errorf("waited %s, want 10s", waited)
	}
}

func TestRun_Faults(t *testing.T) {
	hook := &taker{}
	server, addr := serve(t, "127.0.0.1:0", hook)
	defer server.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	good := []string{"tcp://" + addr}
	unreadable := errors.New("file is broken")
	for name, c := range map[string]struct {
		o    Options
		src  Source
		want string
	}{
		"no address":     {Options{}, hours(1), "no address given"},
		"nobody listens": {Options{URLs: []string{"tcp://me:hunter2@" + closed.Addr().String()}}, hours(1), "connect to broker tcp://me:xxxxx@127.0.0.1"},
		"no topic":       {Options{URLs: good, Topic: func(*measure.Sample) (string, bool) { return "", false }}, hours(1), "no feed has a topic"},
		"wildcard topic": {Options{URLs: good, Topic: func(*measure.Sample) (string, bool) { return "env/#", true }}, hours(1), `topic "env/#" has a wildcard`},
		"source fails":   {Options{URLs: good}, func(func(*measure.Sample) error) error { return unreadable }, "file is broken"},
		"audited": {Options{URLs: good}, func(emit func(*measure.Sample) error) error {
			return emit(&measure.Sample{Medium: measure.Air, Station: "a", Source: measure.Audited})
		}, "source audited cannot be sent"},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Zone = beijing
			_, err := Run(t.Context(), c.o, c.src)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want %q and no password", err, c.want)
			}
		})
	}
}
