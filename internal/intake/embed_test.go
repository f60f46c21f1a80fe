//go:build !noembed

package intake

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"lanbi/internal/embedded"
	"lanbi/internal/spool"
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

// What the embedded broker acknowledged outlives kill -9, again and again.
func TestEmbeddedBroker_KillNine(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	c := childConfig{Dir: t.TempDir(), Influx: influx.addr, Embedded: freeAddress(t)}
	sent := 0
	var p *publisher
	for round := range 4 {
		child, listening, kept := startChild(t, c)
		<-listening
		if p == nil {
			p = newPublisher(t, "tcp://"+c.Embedded)
		}
		done := make(chan struct{})
		from := sent
		go func() {
			defer close(done)
			p.readings(from, 150) // repeats what was not acknowledged
		}()
		sent += 150
		<-kept
		if round < 3 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			child.Wait()
			child, listening, _ = startChild(t, c)
			<-listening
		}
		<-done
		if round < 3 {
			child.Process.Kill()
			child.Wait()
		}
	}
	influx.thaw()
	eventually(t, "all acknowledged messages are stored", func() bool { return influx.count("air") >= sent })
	if n := influx.count("air"); n != sent {
		t.Errorf("%d distinct points, %d were acknowledged", n, sent)
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
	p := newPublisher(t, "tcp://"+c.Embedded)
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.readings(0, 300)
	}()
	// The disk is full once the sender has been cut off.
	eventually(t, "the sender is cut off", func() bool { return !p.client.IsConnectionOpen() })
	if _, err := io.WriteString(in, "room\n"); err != nil {
		t.Fatal(err)
	}
	<-done
	influx.thaw()
	eventually(t, "all stored", func() bool { return influx.count("air") == 300 })
}

// While the spool is full the sender is not acknowledged; when InfluxDB takes
// readings again all is there.
func TestEmbeddedBroker_FullSpool(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	q, err := spool.Open(t.TempDir(), spool.Options{MaxBytes: 4000})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Spool.Close()
		o.Spool = q
		o.WriteTimeout = 200 * time.Millisecond
	})
	b, err := startEmbedded(in, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	p := newPublisher(t, b.URL())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.readings(0, 200)
	}()
	eventually(t, "the sender is cut off", func() bool { return !p.client.IsConnectionOpen() })
	if s := in.Stats(); s.Received >= 200 || s.Spool.Bytes > 4000 {
		t.Errorf("%+v although the spool has room for 4000 bytes", s)
	}
	influx.thaw()
	<-done
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
}
