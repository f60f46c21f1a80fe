//go:build !noembed

package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/embedded"
)

// embed starts the embedded broker as the daemon does.
func embed(in *Intake, address string) error {
	_, err := startEmbedded(in, address)
	return err
}

func startEmbedded(in *Intake, address string) (*embedded.Broker, error) {
	return embedded.StartBroker(embedded.BrokerOptions{
		Listen: address,
		OnPublish: func(topic string, payload []byte, retained bool) error {
			// Bounded, so that a full disk or spool ends the connection and the sender
			// keeps its message.
			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			defer cancel()
			return in.Accept(ctx, topic, payload, retained)
		},
		Log: slog.New(slog.DiscardHandler),
	})
}

// insist sends n readings from number from on and repeats what was not
// acknowledged on new connections, until all is. It is as exact as newPublisher is
// not: paho counts messages as acknowledged when it resends them.
func insist(t *testing.T, url string, from, n int, lost *atomic.Int64) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	var client mqtt.Client
	for at := from; at < from+n; {
		if time.Now().After(deadline) {
			t.Errorf("reading %d was never acknowledged (%d attempts were cut off)", at, lost.Load())
			return
		}
		if client == nil || !client.IsConnectionOpen() {
			client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetAutoReconnect(false).SetWriteTimeout(500 * time.Millisecond).
				SetClientID(fmt.Sprintf("insisting-%d", publishers.Add(1))))
			if k := client.Connect(); !k.WaitTimeout(5*time.Second) || k.Error() != nil {
				time.Sleep(10 * time.Millisecond)
				continue
			}
		}
		end := min(at+20, from+n)
		var tokens []mqtt.Token
		for i := at; i < end; i++ {
			topic, payload := reading(i%10, i/10)
			tokens = append(tokens, client.Publish(topic, 1, false, payload))
		}
		all := true
		for _, k := range tokens {
			all = k.WaitTimeout(5*time.Second) && k.Error() == nil && all
		}
		if all {
			at = end
			continue
		}
		lost.Add(1)
		client.Disconnect(0)
		client = nil
	}
	client.Disconnect(100)
}

// What the embedded broker acknowledged outlives kill -9, again and again.
func TestEmbeddedBroker_KillNine(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	c := childConfig{Dir: t.TempDir(), Influx: influx.addr, Embedded: freeAddress(t)}
	const n = 600
	var lost atomic.Int64
	child, listening, kept := startChild(t, c)
	<-listening
	done := make(chan struct{})
	go func() {
		defer close(done)
		insist(t, "tcp://"+c.Embedded, 0, n, &lost)
	}()
	for range 3 {
		<-kept
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		child.Wait()
		child, listening, kept = startChild(t, c)
		<-listening
	}
	<-done
	influx.thaw()
	eventually(t, "all acknowledged messages are stored", func() bool { return influx.count("air") >= n })
	if got := influx.count("air"); got != n {
		t.Errorf("%d distinct points, %d were acknowledged", got, n)
	}
}

// A full disk acknowledges nothing it did not keep; the sender repeats.
func TestEmbeddedBroker_DiskFull(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a bound on file sizes needs unix")
	}
	influx := newFakeInflux(t)
	influx.freeze()
	c := childConfig{Dir: t.TempDir(), Influx: influx.addr, Embedded: freeAddress(t), FileLimit: 8 << 10}
	_, in := startLogged(t, c)
	var lost atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		insist(t, "tcp://"+c.Embedded, 0, 300, &lost)
	}()
	// The disk is full once the sender has been cut off.
	eventually(t, "the sender is cut off", func() bool { return lost.Load() > 0 })
	if _, err := io.WriteString(in, "room\n"); err != nil {
		t.Fatal(err)
	}
	<-done
	influx.thaw()
	eventually(t, "all stored", func() bool { return influx.count("air") == 300 })
}

// A folder that cannot be written is like a full disk: the sender is cut off and
// repeats until it can be.
func TestEmbeddedBroker_ReadOnlyDirectory(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs the permissions of unix")
	}
	influx := newFakeInflux(t)
	c := childConfig{Dir: t.TempDir(), Influx: influx.addr, Embedded: freeAddress(t), SegmentBytes: 1}
	c.withoutPrivileges(t)
	startLogged(t, c)
	q := filepath.Join(c.Dir, "spool")
	if err := os.Chmod(q, 0o555); err != nil {
		t.Fatal(err)
	}
	var lost atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		insist(t, "tcp://"+c.Embedded, 0, 100, &lost)
	}()
	eventually(t, "the sender is cut off", func() bool { return lost.Load() > 0 })
	if n := influx.count("air"); n != 0 {
		t.Errorf("%d points stored although nothing could be kept", n)
	}
	if err := os.Chmod(q, 0o755); err != nil {
		t.Fatal(err)
	}
	<-done
	eventually(t, "all stored", func() bool { return influx.count("air") == 100 })
}

// While the spool is full the sender is not acknowledged; when InfluxDB takes
// readings again all is there.
func TestEmbeddedBroker_FullSpool(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	in := start(t, t.TempDir(), influx.addr, func(o *Options) { smallSpool(t, o) })
	b, err := startEmbedded(in, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	var lost atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		insist(t, b.URL(), 0, 200, &lost)
	}()
	eventually(t, "the sender is cut off", func() bool { return lost.Load() > 0 })
	if s := in.Stats(); s.Received >= 200 || s.Spool.Bytes > 4000 {
		t.Errorf("%+v although the spool has room for 4000 bytes", s)
	}
	influx.thaw()
	<-done
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
}
