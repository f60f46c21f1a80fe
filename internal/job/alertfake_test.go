package job

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"reflect"
	"slices"
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

// alertStore is a ledger in memory. A change fails as a whole when fail says so.
type alertStore struct {
	states map[string]alert.State
	book   alert.Book
	fail   func(alert.Change) error
}

func (s *alertStore) AlertStates() (map[string]alert.State, error) { return maps.Clone(s.states), nil }

func (s *alertStore) AlertBook() (alert.Book, error) {
	b := s.book
	b.Notices = slices.Clone(b.Notices)
	return b, nil
}

func (s *alertStore) StoreAlerts(c alert.Change) error {
	if s.fail != nil {
		if err := s.fail(c); err != nil {
			return err
		}
	}
	for _, state := range c.States {
		s.states[state.Key] = state
	}
	for _, n := range c.Notices {
		s.book.Notices = append(slices.DeleteFunc(slices.Clone(s.book.Notices), func(old alert.Notice) bool { return old.Message.ID == n.Message.ID }), n)
	}
	s.book.Notices = slices.DeleteFunc(slices.Clone(s.book.Notices), func(n alert.Notice) bool { return slices.Contains(c.Done, n.Message.ID) })
	if c.Digest.Channel != "" {
		s.book.Digests[c.Digest.Channel] = append(s.book.Digests[c.Digest.Channel], c.Digest.Day)
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
	store := &alertStore{states: map[string]alert.State{}, book: alert.Book{Digests: map[string][]string{}}}
	j := &Alerts{Zone: alertZone, Now: func() time.Time { return alertDue(20) }, Store: store, Log: slog.New(slog.DiscardHandler),
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
