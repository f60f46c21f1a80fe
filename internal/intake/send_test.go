package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

func TestSender_Faults(t *testing.T) {
	const n = 300
	for _, c := range []struct {
		name        string
		begin, mend func(*testing.T, *fakeInflux)
		refused     int
	}{
		{"refuses connections", func(_ *testing.T, f *fakeInflux) { f.refuse() }, func(t *testing.T, f *fakeInflux) { f.listen(t) }, 0},
		{"accepts and never answers", func(_ *testing.T, f *fakeInflux) { f.freeze() }, func(_ *testing.T, f *fakeInflux) { f.thaw() }, 0},
		{"answers 500", func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 500 }) },
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 0 }) }, 0},
		{"answers 429", func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status, f.after = 429, "0" }) },
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 0 }) }, 0},
		{"refuses one point", func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.poison = "station=JY003," }) }, nil, n / 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			influx := newFakeInflux(t)
			var touched sync.Map
			in := start(t, t.TempDir(), influx.addr, func(o *Options) {
				o.WriteTimeout = 100 * time.Millisecond
				o.Stored = func(ts []Touch) error {
					for _, touch := range ts {
						touched.Store(touch, true)
					}
					return nil
				}
			})
			c.begin(t, influx)
			for i := range n {
				accept(t, in, first(reading(i%10, i/10)), second(reading(i%10, i/10)))
			}
			if c.mend != nil {
				eventually(t, "tried again", func() bool { return in.Stats().Retried >= 2 })
				if got := influx.count("air"); got != 0 {
					t.Fatalf("%d points stored while InfluxDB was down", got)
				}
				c.mend(t, influx)
			}
			eventually(t, "spool is empty", func() bool { return in.Stats().Spool.Records == 0 })
			if got := influx.count("air"); got != n-c.refused {
				t.Errorf("%d distinct points, want %d", got, n-c.refused)
			}
			if got := in.Stats().Rejected[feed.Refused]; got != int64(c.refused) {
				t.Errorf("%d refused points, want %d", got, c.refused)
			}
			if got := influx.count("rejection"); got != c.refused {
				t.Errorf("%d rejections stored, want %d", got, c.refused)
			}
			if c.refused > 0 {
				if r := in.Rejections(1)[0]; r.Reason != feed.Refused || !strings.Contains(r.Payload, "station=JY003,") || !strings.Contains(r.Error, "400") {
					t.Errorf("refused point kept as %+v", r)
				}
			}
			distinct := 0
			touched.Range(func(any, any) bool { distinct++; return true })
			if distinct != n {
				t.Errorf("%d intervals reported as stored, want %d", distinct, n)
			}
		})
	}
}

// Lines of a series reach InfluxDB in the order of acceptance, through failures.
func TestSender_KeepsOrder(t *testing.T) {
	influx := newFakeInflux(t)
	var tries atomic.Int64
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		write := o.Write
		o.BatchLines = 7
		o.Write = func(ctx context.Context, d Destination, lines []byte) error {
			if tries.Add(1)%3 != 0 {
				return errors.New("not now")
			}
			return write(ctx, d, lines)
		}
	})
	const n = 100
	for i := range n {
		accept(t, in, first(reading(1, 0)), strings.Replace(second(reading(1, 0)), "0.5", fmt.Sprintf("%d.5", i), 1))
	}
	eventually(t, "stored", func() bool { return in.Stats().Stored == n })
	for i, line := range influx.lines {
		if want := fmt.Sprintf("pm2_5=%d.5", i); !strings.Contains(line, want) {
			t.Fatalf("line %d is %s, want %s", i, line, want)
		}
	}
}

func TestSender_StoredComesBeforeCommit(t *testing.T) {
	influx := newFakeInflux(t)
	dir := t.TempDir()
	var calls atomic.Int64
	in := start(t, dir, influx.addr, func(o *Options) {
		o.Stored = func([]Touch) error { calls.Add(1); return errors.New("ledger is locked") }
	})
	accept(t, in, first(reading(1, 1)), second(reading(1, 1)))
	eventually(t, "tried again", func() bool { return calls.Load() > 1 })
	halt(t, in)
	told := make(chan []Touch, 1)
	start(t, dir, influx.addr, func(o *Options) {
		o.Stored = func(ts []Touch) error { told <- append([]Touch(nil), ts...); return nil }
	})
	if ts := <-told; len(ts) != 1 || ts[0].Station != "JY001" || ts[0].Medium != measure.Air || ts[0].Interval != measure.OneHour ||
		!ts[0].Start.Equal(time.Date(2026, 3, 1, 0, 0, 0, 0, beijing)) {
		t.Errorf("told %+v", ts)
	}
}

func TestStop_DuringABatchLosesNothing(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	dir := t.TempDir()
	in := start(t, dir, influx.addr, nil)
	const n = 50
	for i := range n {
		accept(t, in, first(reading(1, i)), second(reading(1, i)))
	}
	<-influx.received // a write is under way
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := in.Stop(ctx); err != nil {
		t.Error(err)
	}
	in.opts.Spool.Close()
	if n := influx.count("air"); n != 0 {
		t.Fatalf("%d points stored by a frozen InfluxDB", n)
	}
	influx.thaw()
	in = start(t, dir, influx.addr, nil)
	eventually(t, "stored", func() bool { return influx.count("air") == n })
	eventually(t, "committed", func() bool { return in.Stats().Spool.Records == 0 })
}
