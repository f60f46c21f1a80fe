//go:build !noembed

package embedded_test

import (
	"bytes"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/embedded"
)

// TestBroker_AcknowledgesOnlyWhatIsStored is the promise the whole intake rests
// on: ok → PUBACK (PUBREC with QoS 2), error → neither, and the client is cut off.
func TestBroker_AcknowledgesOnlyWhatIsStored(t *testing.T) {
	for name, c := range map[string]struct{ quality, version, ack byte }{
		"3.1.1 QoS 1": {1, 4, 0x40},
		"3.1.1 QoS 2": {2, 4, 0x50},
		"5 QoS 1":     {1, 5, 0x40},
		"5 QoS 2":     {2, 5, 0x50},
	} {
		t.Run(name, func(t *testing.T) {
			var full atomic.Bool
			var calls atomic.Int32
			b := startBroker(t, embedded.BrokerOptions{OnPublish: func(topic string, payload []byte, retained bool) error {
				calls.Add(1)
				if topic != "env/air/jy/A" || string(payload) != "x" || retained {
					t.Errorf("got %q %q %v", topic, payload, retained)
				}
				if full.Load() {
					return errors.New("disk full")
				}
				return nil
			}})
			client := dial(t, b, "station", c.version)
			client.publish("env/air/jy/A", "x", c.quality, c.version, 1)
			if kind := client.next(); kind != c.ack {
				t.Fatalf("stored: got packet %#x, want %#x", kind, c.ack)
			}
			full.Store(true)
			client.publish("env/air/jy/A", "x", c.quality, c.version, 2)
			if kind := client.next(); kind != 0 {
				t.Fatalf("not stored: got packet %#x, want the end of the connection", kind)
			}
			// The same message on a new connection, when there is room again.
			full.Store(false)
			client = dial(t, b, "station", c.version)
			client.publish("env/air/jy/A", "x", c.quality, c.version, 2)
			if kind := client.next(); kind != c.ack {
				t.Errorf("sent again: got packet %#x, want %#x", kind, c.ack)
			}
			if n := calls.Load(); n != 3 {
				t.Errorf("OnPublish was called %d times, want 3", n)
			}
		})
	}
}

// TestBroker_AcknowledgesAfterReturn holds OnPublish back and looks that nothing
// is acknowledged before it returns.
func TestBroker_AcknowledgesAfterReturn(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	var stored atomic.Bool
	b := startBroker(t, embedded.BrokerOptions{OnPublish: func(string, []byte, bool) error {
		close(entered)
		<-leave
		stored.Store(true)
		return nil
	}})
	client := dial(t, b, "station", 4)
	client.publish("a", "x", 1, 4, 1)
	<-entered
	go close(leave)
	if kind := client.next(); kind != 0x40 || !stored.Load() {
		t.Errorf("got packet %#x with stored=%v, want PUBACK after storing", kind, stored.Load())
	}
}

func connect(t testing.TB, b *embedded.Broker, id, user, password string) (paho.Client, error) {
	t.Helper()
	o := paho.NewClientOptions().AddBroker(b.URL()).SetClientID(id).SetAutoReconnect(false).
		SetUsername(user).SetPassword(password).SetConnectTimeout(20 * time.Second)
	client := paho.NewClient(o)
	t.Cleanup(func() { client.Disconnect(0) })
	token := client.Connect()
	if !token.WaitTimeout(20 * time.Second) {
		t.Fatal("no answer to CONNECT")
	}
	return client, token.Error()
}

func TestBroker_HandsOnToSubscribers(t *testing.T) {
	var mine atomic.Int32
	b := startBroker(t, embedded.BrokerOptions{OnPublish: func(topic string, _ []byte, _ bool) error {
		mine.Add(1)
		if topic == "refused" {
			return errors.New("no")
		}
		return nil
	}})
	got := make(chan string, 10)
	reader, err := connect(t, b, "grafana", "", "")
	if err != nil {
		t.Fatal(err)
	}
	token := reader.Subscribe("#", 1, func(_ paho.Client, m paho.Message) { got <- m.Topic() })
	if !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		t.Fatal(token.Error())
	}
	bad := dial(t, b, "bad", 4)
	bad.publish("refused", "x", 1, 4, 1)
	if kind := bad.next(); kind != 0 {
		t.Fatalf("got packet %#x, want the end of the connection", kind)
	}
	good := dial(t, b, "good", 4)
	good.publish("stored", "x", 1, 4, 1)
	if kind := good.next(); kind != 0x40 {
		t.Fatalf("got packet %#x, want PUBACK", kind)
	}
	if err := b.Publish("lanbi/rejected", []byte("x"), false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"stored", "lanbi/rejected"} {
		if topic := <-got; topic != want {
			t.Errorf("subscriber got %q, want %q", topic, want)
		}
	}
	if n := mine.Load(); n != 2 {
		t.Errorf("OnPublish was called %d times, want 2: not for what the program sends", n)
	}
	if n := b.Dropped(); n != 0 {
		t.Errorf("%d messages dropped", n)
	}
}

// TestBroker_TenMegabytes passes a large payload on, so that the decoder can
// refuse and count it, and cuts off only what is beyond the guard of memory.
func TestBroker_TenMegabytes(t *testing.T) {
	sizes := make(chan int, 1)
	b := startBroker(t, embedded.BrokerOptions{OnPublish: func(_ string, payload []byte, _ bool) error {
		sizes <- len(payload)
		return nil
	}})
	client, err := connect(t, b, "big", "", "")
	if err != nil {
		t.Fatal(err)
	}
	token := client.Publish("a", 1, false, bytes.Repeat([]byte{'x'}, 10<<20))
	if !token.WaitTimeout(30*time.Second) || token.Error() != nil {
		t.Fatalf("10 MB: not acknowledged: %v", token.Error())
	}
	if n := <-sizes; n != 10<<20 {
		t.Errorf("got %d bytes", n)
	}
	flood := dial(t, b, "flood", 4)
	flood.send([]byte{0x32, 0xff, 0xff, 0xff, 0x7f}) // announces 256 MB
	if kind := flood.next(); kind != 0 {
		t.Errorf("256 MB: got packet %#x, want the end of the connection", kind)
	}
}

func TestBroker_Users(t *testing.T) {
	b := startBroker(t, embedded.BrokerOptions{Users: []embedded.User{{Name: "jy", Password: "secret"}, {Name: "star", Password: "*"}}})
	for name, c := range map[string]struct {
		user, password string
		in             bool
	}{
		"right":            {"jy", "secret", true},
		"wrong password":   {"jy", "Secret", false},
		"unknown":          {"nobody", "secret", false},
		"nobody":           {"", "", false},
		"star is no joker": {"star", "anything", false},
	} {
		if _, err := connect(t, b, "c-"+c.user+c.password, c.user, c.password); (err == nil) != c.in {
			t.Errorf("%s: got %v, want in=%v", name, err, c.in)
		}
	}
}

func TestStartBroker_Refuses(t *testing.T) {
	for name, c := range map[string]struct {
		o    embedded.BrokerOptions
		want string
	}{
		"everybody from everywhere": {embedded.BrokerOptions{Listen: "0.0.0.0:0"}, "loopback"},
		"user without password":     {embedded.BrokerOptions{Listen: "127.0.0.1:0", Users: []embedded.User{{Name: "a"}}}, "password"},
		"port in use":               {embedded.BrokerOptions{Listen: startBroker(t, embedded.BrokerOptions{}).Addr()}, "in use"},
	} {
		b, err := embedded.StartBroker(c.o)
		if err == nil {
			_ = b.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
	b, err := embedded.StartBroker(embedded.BrokerOptions{Listen: "0.0.0.0:0", Users: []embedded.User{{Name: "a", Password: "b"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}
