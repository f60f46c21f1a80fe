package schedule

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

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

func TestRun_AfterKeepsTheOrderOfWhatWasMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		order, other := &dues{}, &dues{}
		slow := func(name string) func(context.Context, time.Time) error {
			return func(_ context.Context, due time.Time) error {
				time.Sleep(10 * time.Minute)
				order.mu.Lock()
				defer order.mu.Unlock()
				order.list = append(order.list, name+" "+due.In(zone).Format("02"))
				return nil
			}
		}
		for _, name := range []string{"days", "progress", "alerts", "other"} {
			b.marks.at[name] = clock("18 12:00")
		}
		must(t, b.Add("days", "20 0 * * *", slow("days")))
		must(t, b.Add("progress", "40 0 * * *", slow("progress"), After("days")))
		must(t, b.Add("alerts", "50 0 * * *", slow("alerts"), After("progress")))
		must(t, b.Add("other", "50 0 * * *", other.run))
		b.marks.at["other"] = clock("20 00:50")
		b.start(t)
		pass(15 * time.Minute)
		order.expect(t, "days 20")
		pass(70 * time.Minute) // days of the 21st falls due at 00:20, when alerts of the 20th would begin
		order.expect(t, "days 20", "progress 20", "days 21", "alerts 20", "progress 21", "alerts 21")
		other.expect(t, "21 00:50") // waits for nobody
	})
}

func TestRun_AfterDoesNotWaitForAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		must(t, b.Add("days", "20 0 * * *", func(context.Context, time.Time) error { return errors.New("broken") }))
		must(t, b.Add("progress", "40 0 * * *", d.run, After("days")))
		b.start(t)
		pass(time.Second)
		d.expect(t, "20 00:40")
	})
}

func TestAdd_AfterNeedsAJobAddedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		if err := b.Add("progress", "40 0 * * *", d.run, After("days")); err == nil || !strings.Contains(err.Error(), `"days"`) {
			t.Errorf("waiting for a job that is not there: %v", err)
		}
	})
}

func TestRunNow_RunsMissedOrTheLatestAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, d := newBench(t), &dues{}
		b.marks.at["daily"] = clock("18 00:40")
		must(t, b.Add("daily", "40 0 * * *", d.run))
		must(t, b.RunNow(t.Context(), "daily"))
		d.expect(t, "20 00:40")
		must(t, b.RunNow(t.Context(), "daily"))
		d.expect(t, "20 00:40", "20 00:40")
		b.start(t)
		pass(time.Second)
		d.expect(t, "20 00:40", "20 00:40")
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
