package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/feed/native"
	"lanbi/internal/measure"
	"lanbi/internal/spool"
)

var beijing = time.FixedZone("+08", 8*3600)

// eventually waits until ok holds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("did not come to pass: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// encode writes a sample as the tests read it back: one line, no escapes.
func encode(dst []byte, s *measure.Sample, withN measure.Set) []byte {
	dst = fmt.Appendf(dst, "%s,station=%s,interval=%s,source=%s ", s.Medium, s.Station, s.Interval, s.Source)
	for i, r := range s.Readings {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = fmt.Appendf(dst, "%s=%s", r.Parameter, r.Value.In(r.Parameter.Unit()))
		if !r.Flag.Valid() || withN.Has(r.Parameter) {
			dst = fmt.Appendf(dst, ",%s_flag=%q", r.Parameter, r.Flag)
		}
	}
	return fmt.Appendf(dst, " %d\n", s.Start.UnixNano())
}

func encodeIndicator(dst []byte, i *measure.Indicator) ([]byte, error) {
	if i.Value < 0 {
		return nil, errors.New("no line for it")
	}
	return fmt.Appendf(dst, "indicator,area=%s,indicator=%s,period=%s value=%g 0\n", i.Area, i.ID, i.Period, i.Value), nil
}

func encodeRejection(dst []byte, r *Rejection) []byte {
	return fmt.Appendf(dst, "rejection,reason=%s topic=%q %d\n", r.Reason, r.Topic, r.Time.UnixNano())
}

// testFeeds are the default topics.
func testFeeds() []Feed {
	since := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	air := feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Stamp: feed.StampEnd, Zone: beijing, AcceptSince: since}
	water := feed.Settings{Medium: measure.Water, Interval: measure.FourHours, Zone: beijing, AcceptSince: since}
	figures := feed.Settings{Zone: beijing}
	decoder := func(s feed.Settings) func() Decode { return func() Decode { return native.New(s).Decode } }
	return []Feed{
		{Topic: "env/air/+/+", Medium: measure.Air, Decoder: decoder(air)},
		{Topic: "env/water/+/+", Medium: measure.Water, AcceptUnknown: true, Decoder: decoder(water)},
		{Topic: "env/indicator/+/+", Decoder: decoder(figures)},
	}
}

func known(m measure.Medium, code string) bool {
	switch m {
	case measure.Air:
		return strings.HasPrefix(code, "JY")
	case 0:
		return code == "jiangyuan"
	}
	return false
}

// logs gathers log records for tests.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), text)
}

// options are those of a test writing to addr with its files in dir.
func options(dir, addr string, q *spool.Spool, log io.Writer) Options {
	return Options{
		Spool: q, Dir: dir, Feeds: testFeeds(), Known: known,
		Encode: encode, EncodeIndicator: encodeIndicator, EncodeRejection: encodeRejection,
		Write: writer(addr), Flush: 5 * time.Millisecond, BackoffMax: 50 * time.Millisecond,
		Log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

// start runs an intake whose spool and files lie in dir, and stops it at the
// end unless the test has.
func start(t *testing.T, dir, addr string, change func(*Options)) *Intake {
	t.Helper()
	q, err := spool.Open(dir+"/spool", spool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := options(dir, addr, q, io.Discard)
	if change != nil {
		change(&o)
	}
	in, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { halt(t, in) })
	return in
}

// halt stops an intake and closes its spool, as the daemon does.
func halt(t *testing.T, in *Intake) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := errors.Join(in.Stop(ctx), in.opts.Spool.Close()); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// reading is a message of station JY<n> for the hour that ends i hours after a
// fixed one.
func reading(station, i int) (topic, payload string) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, beijing).Add(time.Duration(i) * time.Hour)
	return fmt.Sprintf("env/air/jiangyuan/JY%03d", station),
		fmt.Sprintf(`{"station":"JY%03d","time":%q,"values":{"pm2_5":%d.5,"co":0.6}}`, station, at.Format(time.RFC3339), i%500)
}

func accept(t *testing.T, in *Intake, topic, payload string) {
	t.Helper()
	if err := in.Accept(t.Context(), topic, []byte(payload), false); err != nil {
		t.Fatalf("accept on %s: %v", topic, err)
	}
}

// smallSpool gives the intake a spool of 4,000 bytes, which some dozen readings fill
// while nothing is written.
func smallSpool(t *testing.T, o *Options) {
	t.Helper()
	o.Spool.Close()
	var err error
	if o.Spool, err = spool.Open(t.TempDir(), spool.Options{MaxBytes: 4000}); err != nil {
		t.Fatal(err)
	}
	o.WriteTimeout = 200 * time.Millisecond
}
