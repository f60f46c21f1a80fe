package schedule

import (
	"context"
	"log/slog"
	"reflect"
	"sync"
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
		for name, metric := range map[string]struct {
			of   *prometheus.GaugeVec
			want time.Time
		}{"last": {b.metrics.last, s.LastRun}, "next": {b.metrics.next, s.Next}, "success": {b.metrics.success, s.LastRun}} {
			if got := testutil.ToFloat64(metric.of.WithLabelValues("daily")); got != float64(metric.want.Unix()) {
				t.Errorf("metric of the %s run: %v, want %v", name, got, metric.want.Unix())
			}
		}
	})
}

func TestRun_FirstStartRunsTheLatestOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest := newBench(t), &dues{}
		must(t, b.Add("latest", "40 0 * * *", latest.run))
		b.start(t)
		pass(time.Second)
		latest.expect(t, "20 00:40")
	})
}

func TestRun_MissedRunsAreCaughtUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest := newBench(t), &dues{}
		b.marks.at["latest"] = clock("17 00:40")
		must(t, b.Add("latest", "40 0 * * *", latest.run))
		b.start(t)
		pass(time.Second)
		latest.expect(t, "20 00:40")
		pass(20 * time.Minute)
		latest.expect(t, "20 00:40")
	})
}

func TestRun_ClockStepForwardIsNoticedWithinAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, latest := newBench(t), &dues{}
		b.marks.at["latest"] = clock("20 23:00")
		must(t, b.Add("latest", "0 * * * *", latest.run))
		b.start(t)
		pass(30 * time.Second)
		b.step(3*time.Hour + 10*time.Minute) // or a suspend
		pass(time.Minute)
		latest.expect(t, "21 00:00", "21 03:00")
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
		must(t, b.Add("daily", "40 0 * * *", d.run))
		b.start(t)
		pass(41 * time.Minute)
		d.expect(t, "20 00:40", "21 00:40")
		b.marks.expect(t, "daily", clock("21 00:40"))
	})
}

// After a restart a job that had succeeded is not said never to have run.
func TestStatus_SucceededBeforeTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.marks.at["daily"] = clock("20 00:30")
		idle := func(context.Context, time.Time) error { return nil }
		for _, name := range []string{"daily", "new"} {
			if err := b.Add(name, "30 0 * * *", idle); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range b.Status() {
			known := s.Name == "daily"
			if known != (s.Outcome == OK) || known == (s.Outcome == Never) || known != s.LastDue.Equal(clock("20 00:30")) || !s.LastRun.IsZero() {
				t.Errorf("%+v", s)
			}
		}
	})
}
