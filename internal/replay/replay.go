// Package replay publishes samples of the past over MQTT as stations would send
// them: one native JSON message a station and moment, QoS 1, in the order of the
// source. It serves rehearsals, tests on real data, and moving a site's history
// through the same path as its live readings.
package replay

import (
	"context"
	"crypto/tls"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/measure"
)

// Source hands every sample to emit, in the order in which it is to be sent, and
// stops at emit's first error. history.Read is one, its other arguments given.
type Source func(emit func(*measure.Sample) error) error

// Options says where and how to publish.
type Options struct {
	// URLs are the broker's addresses, tried in turn: tcp://host:1883, ssl://….
	URLs     []string
	Username string
	Password string
	TLS      *tls.Config // for ssl and wss addresses

	// Topic is where a sample goes; ok false ends the replay with an error, since
	// the configuration has no feed for it. Nil takes DefaultTopic("replay").
	Topic func(*measure.Sample) (topic string, ok bool)
	// Zone is the zone in which times are written; needed.
	Zone *time.Location
	// AirStampStart and WaterStampEnd depart from the defaults of the feeds: air
	// is stamped with the end of its interval, water with the start.
	AirStampStart, WaterStampEnd bool

	// Speed is how many seconds of the samples' clock pass in one second; 0 sends
	// as fast as the broker acknowledges.
	Speed float64
	// InFlight bounds the messages sent and not acknowledged; 0 takes 256. Brokers
	// may hold fewer and then slow the sender down, which is their right.
	InFlight int
	// Clients is the number of connections; 0 takes 8. All samples of a station go
	// by the same one, in their order. A broker that makes every message durable
	// before it acknowledges does so one after the other on each connection, and
	// for many connections at once.
	Clients int
	// ConnectTimeout bounds the first connection; 0 takes 10 s. Afterwards a lost
	// connection is taken up again for as long as ctx lives.
	ConnectTimeout time.Duration
	// Progress is told of the counts about five times a second, and at the end.
	Progress func(Result)

	// Now and Wait are the clock; nil takes the wall clock.
	Now  func() time.Time
	Wait func(ctx context.Context, d time.Duration) error
}

// Result counts what was done.
type Result struct {
	Published    int           // messages handed to the connection
	Acknowledged int           // messages the broker acknowledged
	Elapsed      time.Duration // since the connection stood
	Last         time.Time     // start of the newest acknowledged sample
}

// Rate is acknowledged messages per second, 0 before any time has passed.
func (r Result) Rate() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.Acknowledged) / r.Elapsed.Seconds()
}

// DefaultTopic is env/{medium}/{region}/{station}.
func DefaultTopic(region string) func(*measure.Sample) (string, bool) {
	return func(s *measure.Sample) (string, bool) {
		return "env/" + s.Medium.String() + "/" + region + "/" + s.Station, true
	}
}

// Run publishes everything src gives and returns when every message has been
// acknowledged, when ctx ends, or at the first error. The result is true in
// every case: what it counts as acknowledged the broker has taken.
func Run(ctx context.Context, o Options, src Source) (Result, error) {
	o = o.withDefaults()
	var clients []mqtt.Client
	// A persistent session lets a client send unacknowledged messages again after
	// a lost connection; it is taken off the broker at the end.
	defer func() { discard(clients, o) }()
	for range o.Clients {
		client, err := connect(ctx, o)
		if err != nil {
			return Result{}, err
		}
		clients = append(clients, client)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &window{o: o, clients: clients, started: o.Now(), sent: make(chan inFlight, o.InFlight-1), done: make(chan struct{})}
	go w.collect(ctx, cancel)
	err := src(func(s *measure.Sample) error { return w.publish(ctx, s) })
	close(w.sent)
	<-w.done
	result := w.result
	result.Published = w.published
	result.Elapsed = o.Now().Sub(w.started)
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if o.Progress != nil {
		o.Progress(result)
	}
	return result, err
}

func (o Options) withDefaults() Options {
	if o.Topic == nil {
		o.Topic = DefaultTopic("replay")
	}
	if o.InFlight <= 0 {
		o.InFlight = 256
	}
	if o.Clients <= 0 {
		o.Clients = 8
	}
	if o.ConnectTimeout <= 0 {
		o.ConnectTimeout = 10 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return o
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// inFlight is a message on its way.
type inFlight struct {
	token   mqtt.Token
	client  mqtt.Client
	topic   string
	payload []byte
	start   time.Time
}

// window is the messages sent and not yet acknowledged, oldest first. publish
// runs in the source's goroutine, collect in its own.
type window struct {
	o         Options
	clients   []mqtt.Client
	started   time.Time
	sent      chan inFlight
	done      chan struct{}
	published int
	result    Result // owned by collect until done
	reported  time.Time
	first     time.Time // start of the first sample, for Speed
}

func (w *window) publish(ctx context.Context, s *measure.Sample) error {
	topic, ok := w.o.Topic(s)
	if !ok {
		return fmt.Errorf("publish sample of station %q: no feed has a topic for its %s readings", s.Station, s.Medium)
	}
	if strings.ContainsAny(topic, "+#\x00") {
		return fmt.Errorf("publish sample of station %q: topic %q has a wildcard or NUL", s.Station, topic)
	}
	payload, err := Encode(nil, s, w.stamp(s), w.o.Zone)
	if err != nil {
		return err
	}
	if err := w.pace(ctx, s.Start); err != nil {
		return err
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	client := w.clientOf(s.Station)
	m := inFlight{client.Publish(topic, 1, false, payload), client, topic, payload, s.Start}
	w.published++
	select {
	case w.sent <- m:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// clientOf is the connection of a station, the same for all its samples.
func (w *window) clientOf(station string) mqtt.Client {
	h := fnv.New32a()
	_, _ = h.Write([]byte(station))
	return w.clients[int(h.Sum32()%uint32(len(w.clients)))]
}

// stamp is the time a station would write: the end or the start of the interval.
func (w *window) stamp(s *measure.Sample) time.Time {
	end := s.Medium == measure.Air && !w.o.AirStampStart || s.Medium == measure.Water && w.o.WaterStampEnd
	if end {
		return s.Start.Add(s.Interval.Duration())
	}
	return s.Start
}

// pace waits until the samples' clock, running Speed times as fast, has come to
// at.
func (w *window) pace(ctx context.Context, at time.Time) error {
	if w.o.Speed <= 0 {
		return nil
	}
	if w.first.IsZero() {
		w.first = at
	}
	due := w.started.Add(time.Duration(float64(at.Sub(w.first)) / w.o.Speed))
	if d := due.Sub(w.o.Now()); d > 0 {
		return w.o.Wait(ctx, d)
	}
	return nil
}

// collect takes the acknowledgements in the order of sending. After an error it
// only empties the channel, so that publish is never stuck.
func (w *window) collect(ctx context.Context, fail context.CancelCauseFunc) {
	defer close(w.done)
	for m := range w.sent {
		if ctx.Err() != nil {
			continue
		}
		if err := w.settle(ctx, m); err != nil {
			fail(err)
			continue
		}
		w.result.Acknowledged++
		w.result.Last = m.start
		w.report()
	}
}

// settle waits until m is acknowledged. The client gives up a message whose
// write a dying connection broke off; it is sent again, which costs at most a
// repetition.
func (w *window) settle(ctx context.Context, m inFlight) error {
	const tries = 20
	for try := 1; ; try++ {
		select {
		case <-m.token.Done():
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		err := m.token.Error()
		if err == nil {
			return nil
		}
		if try == tries {
			return fmt.Errorf("publish to %s, tried %d times: %w", m.topic, tries, err)
		}
		if err := w.o.Wait(ctx, 100*time.Millisecond); err != nil {
			return err
		}
		m.token = m.client.Publish(m.topic, 1, false, m.payload)
	}
}

func (w *window) report() {
	if w.o.Progress == nil {
		return
	}
	now := w.o.Now()
	if now.Sub(w.reported) < 200*time.Millisecond {
		return
	}
	w.reported = now
	r := w.result
	r.Published, r.Elapsed = r.Acknowledged, now.Sub(w.started)
	w.o.Progress(r)
}
