package intake

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/spool"
)

const testQuiet = 300 * time.Millisecond

// runDrain drains what lies in dir and at the broker.
func runDrain(t *testing.T, dir, influx, url string, timeout time.Duration, log *logs) (Drained, error) {
	t.Helper()
	q, err := spool.Open(filepath.Join(dir, "spool"), spool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	o := options(dir, influx, q, log)
	o.WriteTimeout = 200 * time.Millisecond
	subscribed1(url)(&o)
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	return Drain(ctx, o, testQuiet)
}

// sessionAt tells whether the broker has a session of the client id. It leaves
// one behind.
func sessionAt(t *testing.T, url, id string) bool {
	t.Helper()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(url).SetClientID(id).SetCleanSession(false))
	token := c.Connect().(*mqtt.ConnectToken)
	if !token.WaitTimeout(10*time.Second) || token.Error() != nil {
		t.Fatal(token.Error())
	}
	c.Disconnect(100)
	return token.SessionPresent()
}

func TestDrain_EmptiesSessionAndSpool(t *testing.T) {
	t.Parallel()
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	dir := t.TempDir()
	in := start(t, dir, influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	p := newPublisher(t, m.url)
	influx.freeze()
	p.readings(0, 100)
	eventually(t, "in the spool", func() bool { return in.Stats().Acknowledged == 100 })
	giveUp(t, in)
	p.readings(100, 300) // into the session

	var log logs
	if _, err := runDrain(t, dir, influx.addr, m.url, 4*time.Second, &log); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("drain into a frozen InfluxDB: %v, want the deadline", err)
	}
	influx.thaw()
	done, err := runDrain(t, dir, influx.addr, m.url, time.Minute, &log)
	if err != nil {
		t.Fatal(err)
	}
	if n := influx.count("air"); n != 400 {
		t.Errorf("%d points stored, want 400 (%+v)", n, done)
	}
	if sessionAt(t, m.url, "lanbi-test") {
		t.Error("the broker still has the session")
	}
	if _, err := os.Stat(filepath.Join(dir, listFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("list of subscriptions: %v", err)
	}
	p.readings(400, 10)
	if done, err := runDrain(t, dir, influx.addr, m.url, time.Minute, &log); err != nil || done.Messages != 0 {
		t.Errorf("a second drain: %+v %v; nothing may be gathered any more", done, err)
	}
}

// Publishing goes on: what comes after the subscription has ended is not ours.
func TestDrain_WhilePublishingGoesOn(t *testing.T) {
	t.Parallel()
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	dir := t.TempDir()
	in := start(t, dir, influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	halt(t, in)
	p := newPublisher(t, m.url)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for i := 0; ; i += 10 {
			select {
			case <-stop:
				return
			default:
				p.readings(i, 10)
			}
		}
	}()
	var log logs
	done, err := runDrain(t, dir, influx.addr, m.url, time.Minute, &log)
	close(stop)
	<-ended
	if err != nil {
		t.Fatal(err)
	}
	if n := influx.count("air"); int64(n) != done.Messages || n == 0 {
		t.Errorf("%d points stored of %d messages taken", n, done.Messages)
	}
}

func TestDrain_NoBroker(t *testing.T) {
	influx := newFakeInflux(t)
	var log logs
	_, err := runDrain(t, t.TempDir(), influx.addr, "tcp://127.0.0.1:1", time.Second, &log)
	if !errors.Is(err, context.DeadlineExceeded) || !log.has("broker cannot be reached") {
		t.Errorf("drain without a broker: %v", err)
	}
}

// giveUp stops an intake whose InfluxDB is frozen.
func giveUp(t *testing.T, in *Intake) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := errors.Join(in.Stop(ctx), in.opts.Spool.Close()); err != nil {
		t.Fatal(err)
	}
}

// A connection over which nothing comes is made anew; one over which something
// comes is left alone.
func TestWatch_SilentConnectionIsMadeAnew(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	var log logs
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		subscribed1(m.url)(o)
		o.Broker.Silent = 200 * time.Millisecond
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	waitSubscribed(t, in)
	eventually(t, "connected anew", func() bool { return in.sub.granted.Load() >= 2 && in.counts.silences.Load() >= 1 })
	if !log.has("nothing has arrived from any station") {
		t.Error("the log does not say why")
	}
	newPublisher(t, m.url).readings(0, 50)
	eventually(t, "stored", func() bool { return influx.count("air") == 50 })
}
