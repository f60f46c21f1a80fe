package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

var zone = time.FixedZone("CST", 8*3600)

// marks is a ledger in memory.
type marks struct {
	mu   sync.Mutex
	at   map[string]time.Time
	fail error
}

func (m *marks) Watermark(job string) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, found := m.at[job]
	return t, found, m.fail
}

func (m *marks) SetWatermark(job string, t time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.at[job] = t
	}
	return m.fail
}

// expect compares the stored watermark of a job.
func (m *marks) expect(t *testing.T, job string, want time.Time) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if got := m.at[job]; !got.Equal(want) {
		t.Errorf("watermark of %s: %v, want %v", job, got, want)
	}
}

// bench is a scheduler on a clock that begins at 2026-11-21 00:00 and can be
// stepped.
type bench struct {
	*Scheduler
	marks    *marks
	registry *prometheus.Registry
	mu       sync.Mutex
	offset   time.Duration
}

func clock(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// newBench must be called inside a synctest bubble.
func newBench(t *testing.T, options ...func(*Options)) *bench {
	t.Helper()
	b := &bench{marks: &marks{at: map[string]time.Time{}}, registry: prometheus.NewPedanticRegistry()}
	b.offset = time.Until(clock("21 00:00"))
	o := Options{Zone: zone, Now: b.now, Ledger: b.marks, Log: slog.New(slog.DiscardHandler), Registry: b.registry}
	for _, change := range options {
		change(&o)
	}
	b.Scheduler = New(o)
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.offset)
}

func (b *bench) step(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.offset += d
}

// start runs the scheduler until the test ends.
func (b *bench) start(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); b.Run(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// pass lets d go by and waits until every goroutine rests.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// dues records the due times of a job.
type dues struct {
	mu   sync.Mutex
	list []string
}

func (d *dues) run(_ context.Context, due time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = append(d.list, due.In(zone).Format("02 15:04"))
	return nil
}

func (d *dues) expect(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !reflect.DeepEqual(d.list, want) {
		t.Errorf("ran for %q, want %q", d.list, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRun_CallsAtDueTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["daily"] = clock("20 00:40")
		must(t, b.Add("daily", "40 0 * * *", d.run))
		b.start(t)
		pass(39 * time.Minute)
		d.expect(t)
		pass(time.Minute)
		d.expect(t, "21 00:40")
		pass(48 * time.Hour)
		d.expect(t, "21 00:40", "22 00:40", "23 00:40")
		s := b.Status()[0]
		if s.Outcome != OK || !s.LastDue.Equal(clock("23 00:40")) || !s.LastRun.Equal(clock("23 00:40")) || !s.Next.Equal(clock("24 00:40")) {
			t.Errorf("status %+v", s)
		}
		b.marks.expect(t, "daily", clock("23 00:40"))
	})
}

func TestRun_FirstStartRunsTheLatestOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest, each := newBench(t), &dues{}, &dues{}
		must(t, b.Add("latest", "40 0 * * *", latest.run))
		must(t, b.Add("each", "40 0 * * *", each.run, EachDue))
		b.start(t)
		pass(time.Second)
		latest.expect(t, "20 00:40")
		each.expect(t, "20 00:40")
	})
}

func TestRun_MissedRunsAreCaughtUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest, each := newBench(t), &dues{}, &dues{}
		b.marks.at["latest"], b.marks.at["each"] = clock("17 00:40"), clock("17 00:40")
		must(t, b.Add("latest", "40 0 * * *", latest.run))
		must(t, b.Add("each", "40 0 * * *", each.run, EachDue))
		b.start(t)
		pass(time.Second)
		latest.expect(t, "20 00:40")
		each.expect(t, "18 00:40", "19 00:40", "20 00:40")
		pass(20 * time.Minute)
		latest.expect(t, "20 00:40")
	})
}

func TestRun_ClockStepForwardIsNoticedWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest, each := newBench(t), &dues{}, &dues{}
		b.marks.at["latest"], b.marks.at["each"] = clock("20 23:00"), clock("20 23:00")
		must(t, b.Add("latest", "0 * * * *", latest.run))
		must(t, b.Add("each", "0 * * * *", each.run, EachDue))
		b.start(t)
		pass(30 * time.Second)
		b.step(3*time.Hour + 10*time.Minute) // or a suspend
		pass(time.Minute)
		latest.expect(t, "21 00:00", "21 03:00")
		each.expect(t, "21 00:00", "21 01:00", "21 02:00", "21 03:00")
		if n := testutil.ToFloat64(b.metrics.clockSteps); n != 1 {
			t.Errorf("clock steps noticed: %v, want 1", n)
		}
	})
}

func TestRun_ClockStepBackwardRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["hourly"] = clock("20 23:00")
		must(t, b.Add("hourly", "0 * * * *", d.run))
		b.start(t)
		pass(61 * time.Minute)
		d.expect(t, "21 00:00", "21 01:00")
		b.step(-10 * time.Minute)
		pass(30 * time.Minute) // passes 01:00 again
		d.expect(t, "21 00:00", "21 01:00")
		pass(40 * time.Minute)
		d.expect(t, "21 00:00", "21 01:00", "21 02:00")
	})
}

func TestRun_WatermarkOfAWrongClockIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["daily"] = clock("21 00:40").AddDate(73, 0, 0)
		must(t, b.Add("daily", "40 0 * * *", d.run, EachDue))
		b.start(t)
		pass(41 * time.Minute)
		d.expect(t, "20 00:40", "21 00:40")
		b.marks.expect(t, "daily", clock("21 00:40"))
	})
}

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

func TestRun_FailedDueTimeHoldsUpTheNextOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["each"] = clock("17 00:40")
		var mended atomic.Bool
		must(t, b.Add("each", "40 0 * * *", func(ctx context.Context, due time.Time) error {
			_ = d.run(ctx, due)
			if !mended.Load() && due.Equal(clock("19 00:40")) {
				return errors.New("broken")
			}
			return nil
		}, EachDue))
		b.start(t)
		pass(time.Second)
		d.expect(t, "18 00:40", "19 00:40")
		mended.Store(true)
		pass(time.Minute)
		d.expect(t, "18 00:40", "19 00:40", "19 00:40", "20 00:40")
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

func TestRun_DoesNotOverlapAndCatchesUpAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["slow"] = clock("20 23:50")
		running, most := 0, 0
		must(t, b.Add("slow", "*/10 * * * *", func(ctx context.Context, due time.Time) error {
			running++
			most = max(most, running)
			time.Sleep(25 * time.Minute)
			running--
			return d.run(ctx, due)
		}))
		b.start(t)
		pass(15 * time.Minute)
		s := b.Status()[0]
		if !s.Running || s.Skipped != 1 {
			t.Errorf("status while running: %+v, want one skipped call", s)
		}
		if err := b.RunNow(t.Context(), "slow"); !errors.Is(err, ErrRunning) {
			t.Errorf("RunNow of a running job: %v", err)
		}
		pass(36 * time.Minute)
		if most != 1 {
			t.Errorf("%d runs at a time", most)
		}
		d.expect(t, "21 00:00", "21 00:20")
	})
}

func TestRun_StopWaitsForTheJobAndKeepsItsWatermark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.marks.at["long"] = clock("20 23:00")
		left := false
		must(t, b.Add("long", "0 * * * *", func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			time.Sleep(time.Second) // winds up
			left = true
			return ctx.Err()
		}))
		stop := b.start(t)
		pass(time.Second)
		stop()
		if !left {
			t.Error("Run returned before the job did")
		}
		s := b.Status()[0]
		if s.Outcome != Stopped || s.Failures != 0 {
			t.Errorf("status %+v", s)
		}
		b.marks.expect(t, "long", clock("20 23:00"))
	})
}

func TestRun_LedgerFailureIsAFailureOfTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.fail = errors.New("disk full")
		must(t, b.Add("daily", "40 0 * * *", d.run))
		b.start(t)
		pass(time.Second)
		d.expect(t)
		if s := b.Status()[0]; s.Outcome != Failed || s.Error != "disk full" {
			t.Errorf("status %+v", s)
		}
		b.marks.mu.Lock()
		b.marks.fail = nil
		b.marks.mu.Unlock()
		pass(time.Minute)
		d.expect(t, "20 00:40")
	})
}

func TestRun_FastClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		fast := func() time.Time { return clock("21 00:00").Add(3600 * time.Since(begin)) }
		b, d := newBench(t, func(o *Options) { o.Now, o.Speed = fast, 3600 }), &dues{}
		b.marks.at["hourly"] = clock("21 00:00")
		must(t, b.Add("hourly", "0 * * * *", d.run))
		b.start(t)
		pass(3*time.Second + 100*time.Millisecond)
		d.expect(t, "21 01:00", "21 02:00", "21 03:00")
	})
}

func TestRun_JobAddedWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.start(t)
		pass(time.Second)
		must(t, b.Add("late", "40 0 * * *", d.run))
		synctest.Wait()
		d.expect(t, "20 00:40")
	})
}

func TestRunNow_RunsMissedOrTheLatestAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["each"] = clock("18 00:40")
		must(t, b.Add("each", "40 0 * * *", d.run, EachDue))
		must(t, b.RunNow(t.Context(), "each"))
		d.expect(t, "19 00:40", "20 00:40")
		must(t, b.RunNow(t.Context(), "each"))
		d.expect(t, "19 00:40", "20 00:40", "20 00:40")
		b.start(t)
		pass(time.Second)
		d.expect(t, "19 00:40", "20 00:40", "20 00:40")
		if err := b.RunNow(t.Context(), "none"); err == nil || !strings.Contains(err.Error(), `"none"`) {
			t.Errorf("RunNow of no job: %v", err)
		}
	})
}

func TestRunNow_ReturnsFailureAndPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		fail := errors.New("broken")
		must(t, b.Add("fails", "40 0 * * *", func(context.Context, time.Time) error { return fail }))
		must(t, b.Add("panics", "40 0 * * *", func(context.Context, time.Time) error { panic(fail) }))
		if err := b.RunNow(t.Context(), "fails"); !errors.Is(err, fail) {
			t.Errorf("RunNow of a failing job: %v", err)
		}
		if err := b.RunNow(t.Context(), "panics"); err == nil || !strings.Contains(err.Error(), "panicked") {
			t.Errorf("RunNow of a panicking job: %v", err)
		}
	})
}

func TestAdd_RefusesBadLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		none := func(context.Context, time.Time) error { return nil }
		for _, spec := range []string{"", "40 0 * *", "61 0 * * *", "@every 1h", "0 0 31 2 *", "0 0 0 * * *"} {
			if err := b.Add("x", spec, none); err == nil || !strings.Contains(err.Error(), `"x"`) {
				t.Errorf("cron line %q: %v", spec, err)
			}
			if Check(spec, zone, b.now()) == nil {
				t.Errorf("Check took %q", spec)
			}
		}
		must(t, b.Add("x", "@daily", none))
		if err := b.Add("x", "@daily", none); err == nil {
			t.Error("a second job of the same name was taken")
		}
	})
}

func TestCalendar_LatestOfRareTimes(t *testing.T) {
	now := clock("21 00:00")
	for spec, want := range map[string]string{
		"* * * * *":    "2026-11-21 00:00",
		"1 0 * * *":    "2026-11-20 00:01",
		"0 8 1 1 *":    "2026-01-01 08:00",
		"0 0 29 2 *":   "2024-02-29 00:00",
		"30 7 * * 1":   "2026-11-16 07:30",
		"59 23 31 * *": "2026-10-31 23:59",
	} {
		c, err := parse(spec, zone, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.latest(now).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%q before %v: %s, want %s", spec, now, got, want)
		}
	}
}
