package job

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
)

func TestAlerts_ToldOnceAndNotAgainAfterRestart(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	var kept []alert.Event
	j.Keep = func(_ context.Context, events []alert.Event) error { kept = append(kept, events...); return nil }
	for day := 18; day <= 21; day++ {
		if err := j.Run(t.Context(), alertDue(day)); err != nil {
			t.Fatal(err)
		}
		restarted, _ := alertBench(r)
		restarted.Store, restarted.Keep = store, j.Keep
		j = restarted
	}
	expectReceived(t, r, firstMessage)
	if len(kept) != 1 || kept[0].ID != firstMessage || kept[0].State != alert.Firing || !kept[0].At.Equal(alertDue(20)) {
		t.Errorf("kept %+v", kept)
	}
}

func TestAlerts_FirstRunLooksAtTwoDays(t *testing.T) {
	r := &receiver{}
	j, _ := alertBench(r)
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, firstMessage)
}

func TestAlerts_WaitsUntilAccepted(t *testing.T) {
	r := &receiver{fail: errors.New("no answer in time"), retry: true}
	j, store := alertBench(r)
	if err := j.Run(t.Context(), alertDue(20)); err == nil || !strings.Contains(err.Error(), "no answer in time") {
		t.Fatalf("run without acceptance: %v", err)
	}
	if len(store.book.Notices) != 1 || len(store.book.Notices[0].Accepted) != 0 {
		t.Errorf("notices %+v, want the message to wait", store.book.Notices)
	}
	r.fail = nil
	restarted, _ := alertBench(r)
	restarted.Store = store
	if err := restarted.Run(t.Context(), alertDue(21)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, firstMessage)
	if len(store.book.Notices) != 0 {
		t.Errorf("notices %+v after everything was accepted", store.book.Notices)
	}
}

// A kill before the message is stored sends nothing, and the next run makes it
// again; a kill between acceptance and storing repeats it under the same id.
func TestAlerts_Kills(t *testing.T) {
	killed := errors.New("killed")
	for name, c := range map[string]struct {
		at   func(alert.Change) bool
		want []string
	}{
		"before storing":   {func(c alert.Change) bool { return len(c.States) > 0 }, []string{firstMessage}},
		"after acceptance": {func(c alert.Change) bool { return len(c.Notices) > 0 && len(c.Notices[0].Accepted) > 0 }, []string{firstMessage, firstMessage}},
	} {
		r := &receiver{}
		j, store := alertBench(r)
		if err := j.Run(t.Context(), alertDue(19)); err != nil {
			t.Fatal(err)
		}
		dead := false // the dead store nothing more
		store.fail = func(change alert.Change) error {
			if dead = dead || c.at(change); dead {
				return killed
			}
			return nil
		}
		if err := j.Run(t.Context(), alertDue(20)); !errors.Is(err, killed) {
			t.Fatalf("%s: run: %v", name, err)
		}
		store.fail = nil
		restarted, _ := alertBench(r)
		restarted.Store = store
		if err := restarted.Run(t.Context(), alertDue(20)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r.got, c.want) {
			t.Errorf("%s: received %q, want %q", name, r.got, c.want)
		}
	}
}

func TestAlerts_KeptLaterWhenInfluxIsAway(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	kept, away := 0, true
	j.Keep = func(_ context.Context, events []alert.Event) error {
		if away {
			return errors.New("influx is away")
		}
		kept += len(events)
		return nil
	}
	if err := j.Run(t.Context(), alertDue(20)); err != nil || len(store.book.Notices) != 1 {
		t.Errorf("run without InfluxDB: %v, notices %v", err, store.book.Notices)
	}
	expectReceived(t, r, firstMessage)
	away = false
	if err := j.Run(t.Context(), alertDue(20)); err != nil || kept != 1 || len(store.book.Notices) != 0 {
		t.Errorf("kept %d, %v, notices %v", kept, err, store.book.Notices)
	}
	expectReceived(t, r, firstMessage)
}

func TestAlerts_ChannelThatAcceptedIsNotAskedAgain(t *testing.T) {
	good, busy := &receiver{}, &receiver{fail: errors.New("answered 503"), retry: true}
	j, _ := alertBench(good, busy)
	if err := j.Run(t.Context(), alertDue(20)); err == nil {
		t.Fatal("run succeeded while a channel may still accept")
	}
	busy.fail = nil
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, good, firstMessage)
	expectReceived(t, busy, firstMessage)
}

func TestAlerts_RefusedForGood(t *testing.T) {
	refusing, good := &receiver{fail: errors.New("answered 404")}, &receiver{}
	j, _ := alertBench(refusing)
	if err := j.Run(t.Context(), alertDue(20)); err == nil {
		t.Error("a message that nobody accepted counts as told")
	}
	j, _ = alertBench(refusing, good)
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Errorf("one channel accepted, the other refused for good: %v", err)
	}
	expectReceived(t, good, firstMessage)
}

func TestAlerts_NoChannelKeepsTheState(t *testing.T) {
	j, store := alertBench()
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	for _, s := range store.states {
		if s.Phase != alert.Firing {
			t.Errorf("state %+v", s)
		}
	}
	if len(store.states) != 1 {
		t.Errorf("%d states", len(store.states))
	}
}

// While the readings are away alerts on the machinery are told all the same, and
// those on targets stay as they are.
func TestAlerts_FactsAreMissing(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	j.Sources = []FactSource{
		func(context.Context, measure.Day, time.Time, *alert.Facts) error { return errors.New("influx is away") },
		func(_ context.Context, _ measure.Day, _ time.Time, f *alert.Facts) error {
			f.Jobs = []alert.Job{{Name: "progress", Failures: 3}}
			return nil
		},
	}
	if err := j.Run(t.Context(), alertDue(30)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, "job-failed/progress/2026-11-29T16:40:00Z#1")
	if len(store.states) != 1 {
		t.Errorf("states %v", store.states)
	}
}

// tired refuses everything and asks for ten minutes.
type tired struct{ asked int }

func (tired) Error() string             { return "send too fast" }
func (tired) RetryAfter() time.Duration { return 10 * time.Minute }

func (c *tired) Send(context.Context, alert.Message) (bool, error) { c.asked++; return true, *c }

// A channel that asks for a wait is left alone for as long; the others are told at
// once, and it is told when the wait is over.
func TestAlerts_RestsOneChannelAlone(t *testing.T) {
	good, slow := &receiver{}, &tired{}
	j, _ := alertBench(good)
	j.Channels = append(j.Channels, Channel{Name: "slow", Sender: slow})
	// The run is tried again under the time at which it was due; the channel answered
	// twelve minutes after that.
	for _, minutes := range []int{12, 13, 17, 21} {
		j.Now = func() time.Time { return alertDue(20).Add(time.Duration(minutes) * time.Minute) }
		if err := j.Run(t.Context(), alertDue(20)); err == nil || slow.asked != 1 {
			t.Errorf("after %d minutes: asked %d times, %v", minutes, slow.asked, err)
		}
	}
	expectReceived(t, good, firstMessage)
	j.Now = func() time.Time { return alertDue(20).Add(22 * time.Minute) }
	if err := j.Run(t.Context(), alertDue(20)); err == nil || slow.asked != 2 {
		t.Errorf("after the wait: asked %d times, %v", slow.asked, err)
	}
	// A clock set back must not stretch the wait without bound.
	j.Now = func() time.Time { return alertDue(19) }
	if err := j.Run(t.Context(), alertDue(20)); err == nil || slow.asked != 3 {
		t.Errorf("after the clock was set back: asked %d times, %v", slow.asked, err)
	}
}

// While past days fill, a target's alert waits, and one on the machinery does not; what is
// seen then leaves no trace in the target's alert, which begins as if nothing had been
// evaluated before.
func TestAlerts_WaitWhilePastDaysFill(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	filling := true
	j.Filling = func() bool { return filling }
	j.Sources = []FactSource{func(_ context.Context, _ measure.Day, _ time.Time, f *alert.Facts) error {
		f.Jobs = []alert.Job{{Name: "progress", Failures: 3}}
		f.Validity = []alert.Validity{{Code: "jy", Parameter: measure.PM25, MonthMissing: 30, MonthDays: 30, MonthNeeded: 27, YearDays: 365, YearNeeded: 324}}
		return nil
	}}
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, "job-failed/progress/2026-11-19T16:40:00Z#1")
	if len(store.states) != 1 {
		t.Errorf("states %v, want that of the job alone", store.states)
	}
	filling, r.got = false, nil
	j.Sources = nil
	if err := j.Run(t.Context(), alertDue(20).Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if len(r.got) != 1 || !strings.HasPrefix(r.got[0], "target-status/") {
		t.Errorf("received %q once the days are full, want the target's alert", r.got)
	}
}
