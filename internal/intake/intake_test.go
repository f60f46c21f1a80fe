package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
	"lanbi/internal/spool"
)

const at8 = `"time":"2026-03-01T08:00:00+08:00"`

// badInput is every kind of message that no station should send, with what
// becomes of it.
var badInput = []struct {
	name, topic, payload string
	reason               feed.Reason // empty: taken
	good                 int         // points stored all the same
}{
	{"malformed JSON", "env/air/jiangyuan/JY001", `{"station":"JY001",` + at8 + `,"values":{"co":`, feed.Malformed, 0},
	{"wrong types", "env/air/jiangyuan/JY001", `{"station":"JY001","time":7,"values":[]}`, feed.Malformed, 0},
	{"value of the wrong type", "env/air/jiangyuan/JY002", `{"station":"JY002",` + at8 + `,"values":{"co":true,"so2":4}}`, feed.NotANumber, 1},
	{"unknown station", "env/air/jiangyuan/XX001", `{"station":"XX001",` + at8 + `,"values":{"co":1}}`, feed.UnknownStation, 0},
	{"station differs from topic", "env/air/jiangyuan/JY001", `{"station":"JY009",` + at8 + `,"values":{"co":1}}`, feed.Impostor, 0},
	{"time ahead", "env/air/jiangyuan/JY001", `{"station":"JY001","time":"2099-03-01T08:00:00+08:00","values":{"co":1}}`, feed.Future, 0},
	{"time before accept_since", "env/air/jiangyuan/JY001", `{"station":"JY001","time":"2019-03-01T08:00:00+08:00","values":{"co":1}}`, feed.TooOld, 0},
	{"time off the hour", "env/air/jiangyuan/JY001", `{"station":"JY001","time":"2026-03-01T08:30:00+08:00","values":{"co":1}}`, feed.Unaligned, 0},
	{"out of range", "env/air/jiangyuan/JY003", `{"station":"JY003",` + at8 + `,"values":{"pm10":15001,"so2":4}}`, "", 1},
	{"NaN text", "env/air/jiangyuan/JY004", `{"station":"JY004",` + at8 + `,"values":{"co":"NaN","so2":4}}`, feed.NotANumber, 1},
	{"bare NaN", "env/air/jiangyuan/JY005", `{"station":"JY005",` + at8 + `,"values":{"co":NaN,"so2":4}}`, feed.NotANumber, 1},
	{"empty payload", "env/air/jiangyuan/JY001", ``, feed.Empty, 0},
	{"10 MB payload", "env/air/jiangyuan/JY001", strings.Repeat("x", 10<<20), feed.TooLarge, 0},
	{"no feed", "env/air/jiangyuan", `{}`, feed.NoFeed, 0},
	{"unknown area", "env/indicator/mars/forest-coverage", `{"indicator":"forest-coverage","period":"2026","value":73.4}`, feed.UnknownStation, 0},
	{"good", "env/air/jiangyuan/JY006", `{"station":"JY006",` + at8 + `,"values":{"co":1}}`, "", 1},
	{"duplicate", "env/air/jiangyuan/JY006", `{"station":"JY006",` + at8 + `,"values":{"co":1}}`, "", 0},
	{"late", "env/air/jiangyuan/JY006", `{"station":"JY006","time":"2026-02-01T08:00:00+08:00","values":{"co":1}}`, "", 1},
	{"out of order", "env/air/jiangyuan/JY006", `{"station":"JY006","time":"2026-02-28T08:00:00+08:00","values":{"co":1}}`, "", 1},
}

// checkBadInput asserts what all of badInput, received once, must leave behind.
func checkBadInput(t *testing.T, in *Intake, influx *fakeInflux) {
	t.Helper()
	want := map[feed.Reason]int64{}
	good, bad := 0, 0
	for _, c := range badInput {
		good += c.good
		if c.reason != "" {
			want[c.reason]++
			bad++
		}
	}
	eventually(t, "all received", func() bool { return in.Stats().Received == int64(len(badInput)) })
	eventually(t, "all stored", func() bool { return in.Stats().Spool.Records == 0 })
	s := in.Stats()
	for _, r := range feed.Reasons {
		if s.Rejected[r] != want[r] {
			t.Errorf("rejected as %s: %d, want %d", r, s.Rejected[r], want[r])
		}
	}
	if s.OutOfRange != 1 {
		t.Errorf("%d values out of range, want 1", s.OutOfRange)
	}
	if n := influx.count("air"); n != good {
		t.Errorf("%d points of air, want %d", n, good)
	}
	if n := influx.count("rejection"); n != bad {
		t.Errorf("%d points of rejection, want %d", n, bad)
	}
	kept := in.Rejections(100)
	if len(kept) != bad {
		t.Fatalf("%d rejections kept, want %d", len(kept), bad)
	}
	for _, r := range kept {
		if r.Topic == "" || r.Error == "" || r.Time.IsZero() || len(r.Payload) > 4<<10 || r.Payload == "" && r.Reason != feed.Empty {
			t.Errorf("rejection lacks something: %.300q", fmt.Sprintf("%+v", r))
		}
	}
	for series, field := range map[string]string{"air,station=JY003": "so2", "air,station=JY004": "so2", "air,station=JY005": "so2"} {
		if got := influx.field(series, field); got != "4" {
			t.Errorf("%s %s is %q, want the good value 4", series, field, got)
		}
	}
	if got := influx.field("air,station=JY003", "pm10_flag"); got != `"R"` {
		t.Errorf("value out of range has flag %s, want R", got)
	}
}

func TestAccept_BadInput(t *testing.T) {
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, nil)
	for _, c := range badInput {
		accept(t, in, c.topic, c.payload)
	}
	checkBadInput(t, in, influx)
}

func TestAccept_IndicatorAndUnknownSection(t *testing.T) {
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, nil)
	accept(t, in, "env/indicator/jiangyuan/forest-coverage", `{"indicator":"forest-coverage","period":"2026","value":73.4}`)
	accept(t, in, "env/indicator/jiangyuan/x", `{"indicator":"x","period":"2026","value":-1}`)
	accept(t, in, "env/water/jiangyuan/new", `{"station":"new",`+at8+`,"values":{"ph":7.1}}`)
	accept(t, in, "env/water/jiangyuan/\x01", `{"station":"\u0001",`+at8+`,"values":{"ph":7.1}}`)
	eventually(t, "stored", func() bool { return in.Stats().Spool.Records == 0 })
	if influx.count("indicator") != 1 || influx.count("water") != 1 || in.Stats().Rejected[feed.UnknownStation] != 1 || in.Stats().Rejected[feed.Malformed] != 1 {
		t.Errorf("stored %d indicators, %d samples, rejected %v", influx.count("indicator"), influx.count("water"), in.Stats().Rejected)
	}
}

// A figure that cannot be believed is set aside with why, and its neighbours are stored.
func TestAccept_FigureNotBelieved(t *testing.T) {
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Doubt = func(i *measure.Indicator) string {
			if i.Value > 200 {
				return "value 734: want at most 200"
			}
			return ""
		}
	})
	accept(t, in, "env/indicator/jiangyuan/forest-coverage", `[{"indicator":"forest-coverage","period":"2024","value":72.9},`+
		`{"indicator":"forest-coverage","period":"2025","value":734},{"indicator":"forest-coverage","period":"2026","value":73.4}]`)
	eventually(t, "stored", func() bool { return in.Stats().Spool.Records == 0 })
	kept := in.Rejections(10)
	if influx.count("indicator") != 2 || in.Stats().Rejected[feed.Implausible] != 1 || len(kept) != 1 || kept[0].Error != "value 734: want at most 200" {
		t.Errorf("stored %d, rejected %v, kept %+v", influx.count("indicator"), in.Stats().Rejected, kept)
	}
}

// When Accept returns, a crash must not lose the message, whatever InfluxDB does.
func TestAccept_ReturnsAfterTheSync(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	dir := t.TempDir()
	in := start(t, dir, influx.addr, func(o *Options) { o.WriteTimeout = 100 * time.Millisecond })
	for i := range 20 {
		accept(t, in, first(reading(1, i)), second(reading(1, i)))
		crashed := filepath.Join(t.TempDir(), "spool")
		if err := os.CopyFS(crashed, os.DirFS(filepath.Join(dir, "spool"))); err != nil {
			t.Fatal(err)
		}
		q, err := spool.Open(crashed, spool.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if n := q.Depth().Records; n != int64(i+1) {
			t.Errorf("after %d messages a crash leaves %d", i+1, n)
		}
		q.Close()
	}
}

func first(a, _ string) string  { return a }
func second(_, b string) string { return b }

func TestAccept_FullSpoolIsAnError(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	q, err := spool.Open(t.TempDir(), spool.Options{MaxBytes: 400})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) { o.Spool.Close(); o.Spool = q })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	taken := 0
	for {
		topic, payload := reading(1, taken)
		if err = in.Accept(ctx, topic, []byte(payload), false); err != nil {
			break
		}
		taken++
	}
	if !errors.Is(err, spool.ErrFull) || taken == 0 {
		t.Fatalf("after %d messages: %v, want ErrFull", taken, err)
	}
	influx.thaw()
	eventually(t, "those taken are stored", func() bool { return influx.count("air") == taken })
}

// InfluxDB keeps fields that a rewritten point does not carry, so a flag must be
// overwritten by an explicit N (design section 6).
func TestMergeRule(t *testing.T) {
	msg := func(hour int, values, flags string) string {
		return fmt.Sprintf(`{"station":"JY001","time":"2026-03-01T%02d:00:00+08:00","values":{%s},"flags":{%s}}`, hour, values, flags)
	}
	const topic = "env/air/jiangyuan/JY001"
	stored := func(hour int) []Touch {
		return []Touch{{measure.Air, "JY001", time.Date(2026, 3, 1, hour-1, 0, 0, 0, beijing), measure.OneHour}}
	}
	for _, c := range []struct {
		name   string
		newest func(context.Context) ([]Touch, error)
		shared bool
		send   []string
		want   []string // the field so2_flag of each line
	}{
		{"resent valid after D", func(context.Context) ([]Touch, error) { return nil, nil }, false,
			[]string{msg(8, `"so2":1`, `"so2":"D"`), msg(8, `"so2":2`, ``)}, []string{"D", "N"}},
		{"newer needs none", func(context.Context) ([]Touch, error) { return nil, nil }, false,
			[]string{msg(8, `"so2":1`, ``), msg(9, `"so2":2`, ``), msg(7, `"so2":2`, ``)}, []string{"", "", "N"}},
		{"a stated N is written", func(context.Context) ([]Touch, error) { return nil, nil }, false,
			[]string{msg(8, `"so2":1`, `"so2":"N"`)}, []string{"N"}},
		{"unknown after a restart is not newer, nor are the next", nil, false,
			[]string{msg(8, `"so2":1`, ``), msg(9, `"so2":1`, ``)}, []string{"N", "N"}},
		{"known from InfluxDB", func(context.Context) ([]Touch, error) { return stored(8), nil }, false,
			[]string{msg(8, `"so2":1`, ``), msg(9, `"so2":1`, ``)}, []string{"N", ""}},
		{"InfluxDB does not tell", func(context.Context) ([]Touch, error) { return nil, errors.New("down") }, false,
			[]string{msg(8, `"so2":1`, ``), msg(9, `"so2":1`, ``)}, []string{"N", "N"}},
		{"others write too", func(context.Context) ([]Touch, error) { return nil, nil }, true,
			[]string{msg(8, `"so2":1`, ``), msg(9, `"so2":1`, ``)}, []string{"N", "N"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			influx := newFakeInflux(t)
			asked := make(chan struct{}, 100)
			in := start(t, t.TempDir(), influx.addr, func(o *Options) {
				o.Shared = c.shared
				if c.newest != nil {
					o.Newest = func(ctx context.Context) ([]Touch, error) {
						defer func() { asked <- struct{}{} }()
						return c.newest(ctx)
					}
				}
			})
			if c.newest != nil && !c.shared {
				<-asked
				if _, err := c.newest(t.Context()); err == nil {
					eventually(t, "learned", func() bool { return in.stations.ceiling.Load() < 0 })
				}
			}
			for i, m := range c.send {
				accept(t, in, topic, m)
				eventually(t, "stored", func() bool { return in.Stats().Stored == int64(i+1) })
				got := ""
				influx.set(func(f *fakeInflux) {
					if _, after, ok := strings.Cut(f.lines[i], `so2_flag="`); ok {
						got = after[:1]
					}
				})
				if got != c.want[i] {
					t.Errorf("message %d: flag %q, want %q", i, got, c.want[i])
				}
			}
		})
	}
}

func BenchmarkScribe(b *testing.B) {
	o := Options{Feeds: testFeeds(), Known: known, Encode: func(dst []byte, s *measure.Sample, _ measure.Set) []byte {
		return append(dst, "air,station=JY001,interval=1h,source=sent pm2_5=35.5,co=0.6 1772294400000000000\n"...)
	}}
	o.fill()
	in := &Intake{opts: o, stations: newStations(time.Time{}, false)}
	in.routes, _ = newRoutes(in)
	s := newScribe(in)
	topic, payload := reading(1, 1)
	p := []byte(payload)
	b.ReportAllocs()
	for b.Loop() {
		s.reset()
		for range 100 {
			s.add(topic, p, false)
		}
		s.take()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/message")
}
