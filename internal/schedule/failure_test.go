package schedule

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestRun_FailureKeepsWatermarkAndBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.marks.at["daily"] = clock("20 00:40")
		var at []string
		var mended atomic.Bool
		must(t, b.Add("daily", "40 0 * * *", func(_ context.Context, due time.Time) error {
			at = append(at, b.now().In(zone).Format("15:04")+" for "+due.In(zone).Format("02"))
			if mended.Load() {
				return nil
			}
			return errors.New("influx is away")
		}))
		b.start(t)
		pass(50 * time.Minute)
		want := []string{"00:40 for 21", "00:41 for 21", "00:43 for 21", "00:47 for 21"}
		if !reflect.DeepEqual(at, want) {
			t.Fatalf("ran %q, want %q", at, want)
		}
		s := b.Status()[0]
		if s.Outcome != Failed || s.Failures != 4 || s.Error != "influx is away" || !s.Next.Equal(clock("21 00:55")) {
			t.Errorf("status %+v", s)
		}
		b.marks.expect(t, "daily", clock("20 00:40"))
		mended.Store(true)
		pass(6 * time.Minute)
		if s = b.Status()[0]; s.Outcome != OK || s.Failures != 0 || s.Error != "" || !s.Next.Equal(clock("22 00:40")) {
			t.Errorf("status after success %+v", s)
		}
	})
}

type busy struct{}

func (busy) Error() string             { return "too many requests" }
func (busy) RetryAfter() time.Duration { return 10 * time.Minute }

func TestRun_RetryAfterOfTheErrorIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		must(t, b.Add("daily", "40 0 * * *", func(context.Context, time.Time) error { return fmt.Errorf("send: %w", busy{}) }))
		b.start(t)
		pass(9 * time.Minute)
		if s := b.Status()[0]; s.Failures != 1 || !s.Next.Equal(clock("21 00:10")) {
			t.Errorf("status %+v", s)
		}
	})
}

// A steady job waits five minutes at most, though the error asks for ten.
func TestRun_SteadyJobIsNotHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		must(t, b.Add("daily", "40 0 * * *", func(context.Context, time.Time) error { return fmt.Errorf("send: %w", busy{}) }, Steady))
		b.start(t)
		pass(59 * time.Minute)
		if s := b.Status()[0]; s.Failures != 12 {
			t.Errorf("%d runs in 59 minutes, want 12", s.Failures)
		}
	})
}

func TestRun_PanicIsContainedAndReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, other := newBench(t), &dues{}
		var mended atomic.Bool
		must(t, b.Add("bad", "0 * * * *", func(context.Context, time.Time) error {
			if !mended.Load() {
				panic("index out of range")
			}
			return nil
		}))
		must(t, b.Add("good", "0 * * * *", other.run))
		b.start(t)
		pass(time.Second)
		s := b.Status()[0]
		if s.Outcome != Panicked || s.Running || s.Failures != 1 || !strings.Contains(s.Error, "index out of range") {
			t.Errorf("status %+v", s)
		}
		other.expect(t, "21 00:00")
		if n := testutil.ToFloat64(b.metrics.runs.WithLabelValues("bad", "panicked")); n != 1 {
			t.Errorf("panicked runs counted: %v", n)
		}
		mended.Store(true)
		pass(2 * time.Minute)
		if s = b.Status()[0]; s.Outcome != OK || s.Failures != 0 {
			t.Errorf("status after the panic: %+v; the job is wedged", s)
		}
	})
}
