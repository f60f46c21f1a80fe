package intake

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanbi/internal/feed"
	"lanbi/internal/spool"
)

func TestBroker_BadInput(t *testing.T) {
	onBrokers(t, func(t *testing.T, url string) {
		influx := newFakeInflux(t)
		in := start(t, t.TempDir(), influx.addr, subscribed1(url))
		waitSubscribed(t, in)
		p := newPublisher(t, url)
		for _, c := range badInput {
			p.send(c.topic, c.payload)
			if c.reason == feed.NoFeed { // not subscribed to, so it comes by a session's backlog only
				accept(t, in, c.topic, c.payload)
			}
		}
		checkBadInput(t, in, influx)
		eventually(t, "all acknowledged", func() bool { return in.Stats().Acknowledged == int64(len(badInput)-1) })
	})
}

func TestBroker_RetainedIsTakenAndHarmlessAgain(t *testing.T) {
	onBrokers(t, func(t *testing.T, url string) {
		influx := newFakeInflux(t)
		topic, payload := reading(1, 1)
		p := newPublisher(t, url)
		p.wait(p.client.Publish(topic, 1, true, payload))
		dir := t.TempDir()
		for range 2 {
			in := start(t, dir, influx.addr, subscribed1(url))
			eventually(t, "retained message", func() bool { return in.Stats().Retained >= 1 && in.Stats().Acknowledged >= 1 })
			eventually(t, "stored", func() bool { return in.Stats().Spool.Records == 0 })
			halt(t, in)
		}
		if n := influx.count("air"); n != 1 {
			t.Errorf("%d distinct points, want 1", n)
		}
	})
}

// Not on mochi: it acknowledges a message before it hands it on, and drops it
// when its subscriber reconnects in between.
func TestBroker_MessagesWaitWhileWeAreDown(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	dir := t.TempDir()
	in := start(t, dir, influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	p := newPublisher(t, m.url)
	p.readings(0, 200)
	halt(t, in) // wherever it is
	p.readings(200, 200)
	start(t, dir, influx.addr, subscribed1(m.url))
	eventually(t, "all stored", func() bool { return influx.count("air") == 400 })
}

// While the spool is full nothing is acknowledged, and nothing is lost.
func TestBroker_FullSpoolStopsAcknowledging(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	influx.freeze()
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		smallSpool(t, o)
		subscribed1(m.url)(o)
	})
	waitSubscribed(t, in)
	p := newPublisher(t, m.url)
	p.readings(0, 300)
	eventually(t, "spool has no room for another group", func() bool { return in.Stats().Spool.Bytes > 1000 })
	if a := in.Stats().Acknowledged; a >= 300 || a > in.Stats().Spool.Records {
		t.Errorf("%d acknowledged with %d records kept", a, in.Stats().Spool.Records)
	}
	influx.thaw()
	eventually(t, "all stored", func() bool { return influx.count("air") == 300 })
	eventually(t, "all acknowledged", func() bool { return in.Stats().Acknowledged == 300 })
}

// While the disk takes nothing, nothing is acknowledged; then all is stored, and
// in order.
func TestBroker_DiskThatCannotBeWritten(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	var log logs
	dir := filepath.Join(t.TempDir(), "spool")
	q, err := spool.Open(dir, spool.Options{SegmentBytes: 1}) // every group needs a new file
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Spool.Close()
		o.Spool = q
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		subscribed1(m.url)(o)
	})
	waitSubscribed(t, in)
	if err := os.Rename(dir, dir+".gone"); err != nil {
		t.Fatal(err)
	}
	newPublisher(t, m.url).readings(0, 200)
	eventually(t, "the log says so", func() bool { return log.has("messages cannot be kept and are not acknowledged") })
	if s := in.Stats(); s.Acknowledged+s.Received+s.Stored != 0 {
		t.Errorf("%+v although nothing could be written", s)
	}
	if err := os.Rename(dir+".gone", dir); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
	eventually(t, "all acknowledged", func() bool { return in.Stats().Acknowledged == 200 })
}

func TestBroker_RestartOfTheBroker(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	newPublisher(t, m.url).readings(0, 200)
	m.stop(t)
	m.start(t)
	p := newPublisher(t, m.url)
	eventually(t, "connected again", func() bool { return in.sub.granted.Load() == 2 })
	eventually(t, "those the broker had kept are stored", func() bool { return influx.count("air") == 200 })
	p.readings(200, 200)
	eventually(t, "all stored", func() bool { return influx.count("air") == 400 })
}

// The process dies between acknowledgement and write, and in the midst of
// receiving, several times over.
func TestBroker_KillNine(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	influx.freeze()
	c := childConfig{Dir: t.TempDir(), Broker: m.url, Influx: influx.addr}
	sent := 0
	var p *publisher
	for round := range 4 {
		child, subscribed, acknowledged := startChild(t, c)
		if p == nil {
			p = newPublisher(t, m.url)
			<-subscribed
		}
		done := make(chan struct{})
		from := sent
		go func() {
			defer close(done)
			p.readings(from, 150)
		}()
		sent += 150
		<-acknowledged // some are, more are on their way
		if round == 3 {
			influx.thaw()
			<-done
			break
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		child.Wait()
		<-done
	}
	eventually(t, "all acknowledged messages are stored", func() bool { return influx.count("air") >= sent })
	if n := influx.count("air"); n != sent {
		t.Errorf("%d distinct points, %d were acknowledged", n, sent)
	}
}

func TestBroker_TopicsThatLeftTheConfiguration(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	dir := t.TempDir()
	in := start(t, dir, influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	halt(t, in)
	var log logs
	in = start(t, dir, influx.addr, func(o *Options) {
		subscribed1(m.url)(o)
		o.Feeds = o.Feeds[:1] // water and indicators are gone
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	waitSubscribed(t, in)
	if !log.has("env/water/+/+") || !log.has("left the configuration") {
		t.Error("unsubscribing was not logged")
	}
	p := newPublisher(t, m.url)
	p.send("env/water/jiangyuan/W1", `{"station":"W1",`+at8+`,"values":{"ph":7}}`)
	p.readings(0, 1)
	eventually(t, "stored", func() bool { return influx.count("air") == 1 })
	if s := in.Stats(); s.Received != 1 || influx.count("water") != 0 {
		t.Errorf("received %d messages, want only the one of air", s.Received)
	}
	b, err := os.ReadFile(filepath.Join(dir, "subscriptions.json"))
	if err != nil || strings.Contains(string(b), "water") {
		t.Errorf("list of subscriptions is %s %v", b, err)
	}
}

func TestBroker_DuplicateClientIDIsSaidClearly(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	var log logs
	with := func(o *Options) {
		subscribed1(m.url)(o)
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	}
	start(t, t.TempDir(), influx.addr, with)
	start(t, t.TempDir(), influx.addr, with)
	eventually(t, "the log says so", func() bool {
		return log.has("another client is probably connected with the same client id") && log.has("client_id=lanbi-test")
	})
}

func TestBroker_CredentialsAndRefusal(t *testing.T) {
	m := startMosquitto(t, "allow_anonymous false")
	influx := newFakeInflux(t)
	var log logs
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		subscribed1(m.url)(o)
		o.Broker.Credentials = func() (string, string) { return "lanbi", "secret-word" }
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	eventually(t, "refusal is logged", func() bool { return log.has("refuses") && log.has("ot Authori") })
	if log.has("secret-word") || in.Stats().Connected {
		t.Error("password in the log, or connected without right")
	}
}

func TestBroker_SharedSubscription(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	var all []*Intake
	for i := range 2 {
		in := start(t, t.TempDir(), influx.addr, func(o *Options) {
			subscribed1(m.url)(o)
			o.Broker.ClientID = fmt.Sprintf("lanbi-%d", i)
			o.Broker.ShareGroup = "lanbi"
			o.Shared = true
		})
		waitSubscribed(t, in)
		all = append(all, in)
	}
	newPublisher(t, m.url).readings(0, 300)
	eventually(t, "all stored", func() bool { return influx.count("air") == 300 })
	a, b := all[0].Stats().Received, all[1].Stats().Received
	if a+b != 300 || a == 0 || b == 0 {
		t.Errorf("received %d and %d, want 300 shared by both", a, b)
	}
}
