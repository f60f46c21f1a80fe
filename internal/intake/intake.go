// Package intake takes station messages from a broker into the spool and from
// the spool into InfluxDB.
//
// A message is acknowledged once the fsync of its records has returned, whether
// it was good or refused: redelivery cannot mend a bad one. What cannot be made
// durable stays unacknowledged, so the broker keeps it. Waiting for InfluxDB
// instead would limit a broker with 20 messages in flight to a few hundred a
// second. Delivery is at least once from end to end, and writing a point twice
// changes nothing.
//
// A retained message is accepted like any other, on every subscription anew: it
// is the same point. Publishers that correct a retained value must retain the
// correction too, as MQTT wants it.
//
// The package takes functions where it would need InfluxDB.
package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
	"lanbi/internal/spool"
)

// Destination is where lines are to be written.
type Destination uint8

// Raw takes readings of intervals below an hour, Readings all others and
// reported figures.
const (
	Readings Destination = iota + 1
	Raw
	Rejections

	destinations
)

// Touch names an interval of a station that a stored sample changed.
type Touch struct {
	Medium   measure.Medium
	Station  string
	Start    time.Time
	Interval measure.Interval
}

// Decode reads one message of a feed; see package feed. It is called from one
// goroutine at a time.
type Decode func(out *feed.Decoded, m feed.Message)

// Feed binds topics to a payload format.
type Feed struct {
	Topic string // filter
	// Local feeds are not subscribed to: their messages come by Accept only.
	Local bool
	// Name takes station and area out of a topic. Nil takes the last level and the
	// one before it. Where the station is empty, each sample names its own.
	Name func(topic string) (station, area string)
	// Medium is the zero value for a feed of indicators, whose last topic level
	// is the indicator and the one before it the area.
	Medium measure.Medium
	// Interval is how often a station sends; 0 or Single when that is not known.
	Interval measure.Interval
	// AcceptUnknown takes stations that are not Known.
	AcceptUnknown bool
	// Decoder makes a decoder; every goroutine that decodes has its own.
	Decoder func() Decode
}

// Options is what an Intake needs. Spool, Dir, Encode, EncodeIndicator,
// EncodeRejection and Write are required; zero numbers take the defaults named.
type Options struct {
	Spool *spool.Spool // opened and closed by the caller
	Dir   string       // for the list of subscriptions and the file of rejections
	Feeds []Feed
	// Broker is where to subscribe; nil when messages come by Accept only.
	Broker *Broker
	// Known tells whether the configuration has the station or section, and for
	// the zero Medium the area. Nil knows none.
	Known func(m measure.Medium, code string) bool

	// Encode appends the line of a sample to dst. withN holds the parameters
	// whose normal flag must be written: InfluxDB would else keep an older one.
	Encode func(dst []byte, s *measure.Sample, withN measure.Set) []byte
	// EncodeIndicator appends the line of a reported figure, or says why it has
	// none; then the message is refused as malformed.
	EncodeIndicator func(dst []byte, i *measure.Indicator) ([]byte, error)
	// Doubt, when set, says why a reported figure cannot be believed; then it is
	// refused as implausible. Empty takes it.
	Doubt func(i *measure.Indicator) string
	// EncodeRejection appends the line of a rejection.
	EncodeRejection func(dst []byte, r *Rejection) []byte
	// Write stores lines and returns once they are accepted. It must not use
	// lines after it has returned nil. An error in whose chain a method
	// Permanent() bool is true says that the data is at fault; one with
	// RetryAfter() time.Duration says when to come back.
	Write func(ctx context.Context, d Destination, lines []byte) error
	// Stored, when set, is told what was written before the spool forgets it.
	// An error is tried again.
	Stored func([]Touch) error
	// Figure, when set, is told of each reported figure, and the topic on which it came,
	// once it is in the spool.
	Figure func(topic string, i *measure.Indicator)
	// Newest, when set, lists the newest stored sample of every station. Without
	// it, or until it succeeds, every sample from before the start counts as
	// possibly stored already, and its normal flags are written out.
	Newest func(ctx context.Context) ([]Touch, error)
	// Shared tells that other processes store samples of the same stations; then
	// what is newest is never known.
	Shared bool

	// PublishRejected sends rejected messages on to RejectedTopic, as well as
	// possible: they are kept in any case. Publish is the way to the embedded
	// broker; without it the external one is used.
	PublishRejected bool
	Publish         func(topic string, payload []byte) error

	MaxPayload   int           // bytes; 1 MiB
	BatchLines   int           // lines of one write; 5,000
	Flush        time.Duration // from the first record to the write; 100 ms
	WriteTimeout time.Duration // of one write; 10 s
	BackoffMax   time.Duration // between tries; 5 s
	Secrets      []string      // masked in what is kept of rejected messages

	Registry prometheus.Registerer // may be nil
	Log      *slog.Logger          // may be nil
	Now      func() time.Time      // nil is the clock
}

// Intake is a running intake.
type Intake struct {
	opts     Options
	routes   *routes
	stations *stations
	rejected *rejectionLog
	counts   counters
	sub      *subscriber
	sender   *sender
	herald   *herald   // nil unless rejected messages are published
	scribes  sync.Pool // for Accept

	// hard ends everything that still waits; Stop uses it when its time is up.
	hard     context.Context
	giveUp   context.CancelFunc
	stopOnce sync.Once
	stopErr  error
}

// Start makes an Intake and sets it running.
func Start(o Options) (*Intake, error) { return launch(o, false) }

func launch(o Options, draining bool) (*Intake, error) {
	o.fill()
	if err := os.MkdirAll(o.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("create intake directory: %w", err)
	}
	in := &Intake{opts: o}
	var err error
	if in.routes, err = newRoutes(in); err != nil {
		return nil, err
	}
	in.stations = newStations(o.Now().Add(feed.Ahead), o.Shared)
	if in.rejected, err = openRejectionLog(filepath.Join(o.Dir, "rejected.jsonl"), o.Secrets); err != nil {
		return nil, err
	}
	in.scribes.New = func() any { return newScribe(in) }
	in.hard, in.giveUp = context.WithCancel(context.Background())
	if o.Registry != nil {
		if err := o.Registry.Register(collector{in}); err != nil {
			return nil, errors.Join(fmt.Errorf("register intake metrics: %w", err), in.rejected.close())
		}
	}
	if o.Broker != nil {
		if in.sub, err = newSubscriber(in, *o.Broker, draining); err != nil {
			return nil, errors.Join(err, in.rejected.close())
		}
	}
	if in.herald = newHerald(in); in.herald != nil {
		go in.herald.run()
	}
	go in.guard()
	in.sender = startSender(in)
	if in.sub != nil {
		in.sub.start()
	}
	return in, nil
}

func (o *Options) fill() {
	if o.MaxPayload <= 0 {
		o.MaxPayload = 1 << 20
	}
	if o.BatchLines <= 0 {
		o.BatchLines = 5000
	}
	if o.Flush <= 0 {
		o.Flush = 100 * time.Millisecond
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = 10 * time.Second
	}
	if o.BackoffMax <= 0 {
		o.BackoffMax = 5 * time.Second
	}
	if o.Known == nil {
		o.Known = func(measure.Medium, string) bool { return false }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}

// Accept takes one message from the embedded broker, and returns nil once it is
// durable; then the broker may acknowledge it. Refused messages return nil too.
// An error means that nothing was kept.
func (in *Intake) Accept(ctx context.Context, topic string, payload []byte, retained bool) error {
	s := in.scribes.Get().(*scribe)
	defer in.scribes.Put(s)
	s.reset()
	s.add(topic, payload, retained)
	if err := in.opts.Spool.Append(ctx, s.take()...); err != nil {
		return fmt.Errorf("keep message on %s: %w", topic, err)
	}
	s.settled()
	return nil
}

// Stop takes no more messages, makes durable and acknowledges those already
// taken, and lets the write in progress finish. What is not done when ctx ends is
// left: messages unacknowledged with the broker, readings in the spool.
func (in *Intake) Stop(ctx context.Context) error {
	in.stopOnce.Do(func() {
		late := context.AfterFunc(ctx, in.giveUp)
		if in.sub != nil {
			in.sub.stop()
		}
		in.sender.stop()
		if in.herald != nil {
			in.herald.stop()
		}
		if !late() {
			in.opts.Log.Warn("intake stopped before all was done; the rest is done after the next start", "reason", context.Cause(ctx))
		}
		in.giveUp()
		if in.opts.Registry != nil {
			in.opts.Registry.Unregister(collector{in})
		}
		in.stopErr = in.rejected.close()
	})
	return in.stopErr
}
