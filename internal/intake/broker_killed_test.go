package intake

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// wiretap stands between the intake and its broker, and knows from the bytes on the
// wire, not from the intake's counters, which messages were acknowledged.
type wiretap struct {
	url, broker string

	mu    sync.Mutex
	acked map[string]bool // by payload
}

func newWiretap(t *testing.T, broker string) *wiretap {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	w := &wiretap{url: "tcp://" + l.Addr().String(), broker: strings.TrimPrefix(broker, "tcp://"), acked: map[string]bool{}}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(client)
		}
	}()
	return w
}

// carry hands on the packets of one connection until either side ends.
func (w *wiretap) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.broker)
	if err != nil {
		return
	}
	defer server.Close()
	open := map[uint16]string{} // of this connection: not yet acknowledged
	go func() {
		defer client.Close()
		pass(server, client, func(p packets.ControlPacket) {
			if m, ok := p.(*packets.PublishPacket); ok && m.Qos > 0 {
				w.mu.Lock()
				open[m.MessageID] = string(m.Payload)
				w.mu.Unlock()
			}
		})
	}()
	pass(client, server, func(p packets.ControlPacket) {
		if a, ok := p.(*packets.PubackPacket); ok {
			w.mu.Lock()
			w.acked[open[a.MessageID]] = true
			w.mu.Unlock()
		}
	})
}

func pass(from, to net.Conn, see func(packets.ControlPacket)) {
	for {
		p, err := packets.ReadPacket(from)
		if err != nil {
			return
		}
		see(p)
		if p.Write(to) != nil {
			return
		}
	}
}

func (w *wiretap) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked)
}

func (w *wiretap) has(payload string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.acked[payload]
}

// load publishes readings, one every two milliseconds, from four stations' clients
// until stop closes, each until the broker has acknowledged it. It returns how many.
func load(t *testing.T, url string, stop <-chan struct{}) int {
	const clients = 4
	var each [clients]int
	var all sync.WaitGroup
	for n := range clients {
		c := newPublisher(t, url).client
		all.Go(func() {
			pace := time.NewTicker(clients * 2 * time.Millisecond)
			defer pace.Stop()
			for i := n; ; i += clients {
				select {
				case <-stop:
					return
				case <-pace.C:
				}
				topic, payload := reading(i%10, i/10)
				for {
					token := c.Publish(topic, 1, false, payload)
					if token.WaitTimeout(2*time.Second) && token.Error() == nil {
						break
					}
				}
				each[n]++
			}
		})
	}
	all.Wait()
	return each[0] + each[1] + each[2] + each[3]
}

// The broker is killed twice under load. What it had not saved it loses, as its
// settings say, and that is told but not judged: it never reached us, or comes
// again. What we have acknowledged is stored, with its value, and nothing else is.
func TestBroker_BrokerKilledNine(t *testing.T) {
	for name, lines := range map[string][]string{
		"saves every 100 changes":        {"autosave_on_changes true", "autosave_interval 100"},
		"saves every 30 minutes (usual)": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMosquitto(t, lines...)
			w := newWiretap(t, m.url)
			influx := newFakeInflux(t)
			in := start(t, t.TempDir(), influx.addr, subscribed1(w.url))
			waitSubscribed(t, in)

			stop, sent := make(chan struct{}), make(chan int, 1)
			go func() { sent <- load(t, m.url, stop) }()
			flows := func() {
				before := w.count()
				eventually(t, "messages flow", func() bool { return w.count() >= before+300 })
			}
			for range 2 {
				flows()
				m.kill()
				m.start(t)
			}
			flows()
			close(stop)
			published := <-sent
			// The queue of a subscriber is in order, so behind this one nothing waits.
			p := newPublisher(t, m.url)
			const last = 50_000
			topic, payload := reading(0, last/10)
			eventually(t, "the last message is acknowledged", func() bool { p.send(topic, payload); return w.has(payload) })
			eventually(t, "all is written", func() bool { return in.Stats().Spool.Records == 0 })

			wanted, acked := map[string]string{}, map[string]bool{} // by point
			for i := range last + 1 {
				_, payload := reading(i%10, i/10)
				wanted[pointOf(i%10, i/10)] = fmt.Sprintf("%d.5", i/10%500)
				if w.has(payload) {
					acked[pointOf(i%10, i/10)] = true
				}
			}
			if len(acked) != w.count() {
				t.Errorf("%d distinct messages acknowledged, %d of them were sent", w.count(), len(acked))
			}
			stored := influx.values("pm2_5")
			lost, sumAcked, sumStored := 0, 0.0, 0.0
			for at := range acked {
				sumAcked += float(t, wanted[at])
				if v, ok := stored[at]; ok {
					sumStored += float(t, v)
				} else {
					lost++
				}
			}
			if lost != 0 || sumAcked != sumStored {
				t.Errorf("%d of %d acknowledged messages are not stored; their sum is %v, stored %v", lost, len(acked), sumAcked, sumStored)
			}
			for _, at := range slices.Sorted(maps.Keys(stored)) {
				if wanted[at] != stored[at] {
					t.Errorf("stored %s = %s, sent %q", at, stored[at], wanted[at])
				}
			}
			t.Logf("the broker acknowledged %d to the stations and lost %d of them; we acknowledged %d and stored %d",
				published+1, published+1-len(stored), len(acked), len(stored))
		})
	}
}

// pointOf is the key under which the server keeps a message of reading.
func pointOf(station, i int) string {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, beijing).Add(time.Duration(i-1) * time.Hour)
	return fmt.Sprintf("air,station=JY%03d,interval=1h,source=sent %d", station, at.UnixNano())
}

func float(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// values lists a field by the point that holds it.
func (f *fakeInflux) values(name string) map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := map[string]string{}
	for key, fields := range f.points {
		if v, ok := fields[name]; ok {
			out[key] = v
		}
	}
	return out
}
