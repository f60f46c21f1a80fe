package job

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// statusByDay evaluates one target to the status of each day.
type statusByDay map[string]target.Status

func (s statusByDay) Evaluate(_ context.Context, asOf measure.Day) ([]target.Progress, error) {
	status, ok := s[asOf.String()]
	if !ok {
		return nil, errors.New("influx is away")
	}
	goal := &target.Target{ID: "jiangyuan/good-air-days", Name: "优良天数", Kind: target.GoodAirDays, Year: 2026, Goal: 351}
	return []target.Progress{{Target: goal, AsOf: asOf, Status: status}}, nil
}

// alertStore is a ledger in memory.
type alertStore struct {
	states map[string]alert.State
	fail   error
}

func (s *alertStore) AlertStates() (map[string]alert.State, error) { return maps.Clone(s.states), nil }

func (s *alertStore) PutAlertState(states ...alert.State) error {
	if s.fail != nil {
		return s.fail
	}
	for _, state := range states {
		s.states[state.Key] = state
	}
	return nil
}

// receiver records what it accepts.
type receiver struct {
	got   []string
	retry bool
	fail  error
}

func (r *receiver) Send(_ context.Context, m alert.Message) (bool, error) {
	if r.fail != nil {
		return r.retry, r.fail
	}
	r.got = append(r.got, m.ID)
	return false, nil
}

const firstMessage = "target-status/jiangyuan/good-air-days/2026/2026-11-18#1"

func alertBench(channels ...*receiver) (*Alerts, *alertStore) {
	store := &alertStore{states: map[string]alert.State{}}
	j := &Alerts{Zone: alertZone, States: store, Log: slog.New(slog.DiscardHandler),
		Targets: statusByDay{"2026-11-16": target.Watch, "2026-11-17": target.Watch, "2026-11-18": target.AtRisk, "2026-11-19": target.AtRisk, "2026-11-20": target.AtRisk}}
	for i, r := range channels {
		j.Channels = append(j.Channels, Channel{Name: string(rune('a' + i)), Sender: r})
	}
	return j, store
}

var alertZone = time.FixedZone("CST", 8*3600)

// alertDue is 00:40 of a day of November.
func alertDue(day int) time.Time { return time.Date(2026, 11, day, 0, 40, 0, 0, alertZone) }

func expectReceived(t *testing.T, r *receiver, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(r.got, want) {
		t.Errorf("received %q, want %q", r.got, want)
	}
}

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
		restarted.States, restarted.Keep = store, j.Keep
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

func TestAlerts_NothingIsStoredBeforeAcceptance(t *testing.T) {
	r := &receiver{fail: errors.New("no answer in time"), retry: true}
	j, store := alertBench(r)
	if err := j.Run(t.Context(), alertDue(20)); err == nil || !strings.Contains(err.Error(), "no answer in time") {
		t.Fatalf("run without acceptance: %v", err)
	}
	for key, s := range store.states {
		if s.Phase != alert.Pending {
			t.Errorf("state %s is %v before the message was accepted", key, s.Phase)
		}
	}
	r.fail = nil
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, firstMessage)
}

func TestAlerts_CrashAfterAcceptanceRepeatsTheSameID(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	if err := j.Run(t.Context(), alertDue(19)); err != nil {
		t.Fatal(err)
	}
	store.fail = errors.New("killed")
	if err := j.Run(t.Context(), alertDue(20)); !errors.Is(err, store.fail) {
		t.Fatalf("run: %v", err)
	}
	store.fail = nil
	restarted, _ := alertBench(r)
	restarted.States = store
	if err := restarted.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, firstMessage, firstMessage)
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

func TestAlerts_EvaluationFails(t *testing.T) {
	j, _ := alertBench()
	if err := j.Run(t.Context(), alertDue(30)); err == nil || !strings.Contains(err.Error(), "influx is away") {
		t.Errorf("run: %v", err)
	}
}
