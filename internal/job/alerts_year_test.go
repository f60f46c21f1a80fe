package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// plateaus are the statuses of one target through 2026. A transition is told where
// one follows the other; one day alone (the third) is passed over.
var plateaus = []struct {
	days   int
	status target.Status
	told   string // state and status of the message, empty for none
}{
	{60, target.OnTrack, ""},
	{30, target.AtRisk, "firing at_risk"},
	{1, target.OnTrack, ""},
	{29, target.AtRisk, ""},
	{40, target.Unlikely, "firing unlikely"},
	{35, target.AtRisk, "firing at_risk"},
	{50, target.Watch, "resolved watch"},
	{20, target.AtRisk, "firing at_risk"},
	{30, target.Unlikely, "firing unlikely"},
	{70, target.Lost, "firing lost"},
}

// year evaluates the target of the plateaus, with a budget that shrinks by a day
// every 18 days.
type year struct{}

func (year) Evaluate(_ context.Context, asOf measure.Day) ([]target.Progress, error) {
	n := asOf.Since(measure.Date(2026, 1, 1))
	p := target.Progress{Target: &target.Target{ID: "jiangyuan/good-air-days", Area: "220605", Name: "达标天数", Kind: target.GoodAirDays, Year: 2026, Goal: 351},
		AsOf: asOf, Status: target.OnTrack, Days: &target.DayCount{Good: n, Remaining: 364 - n, Budget: 14 - n/18, BudgetIfRecovered: 14 - n/18}}
	for _, plateau := range plateaus {
		if n < plateau.days {
			p.Status = plateau.status
			break
		}
		n -= plateau.days
	}
	return []target.Progress{p}, nil
}

var errKilled = errors.New("killed")

// mortal is a ledger and two receivers in one process. At the points counted down
// it dies: everything it does from then on fails, until the next process.
type mortal struct {
	*ledger.Ledger
	points map[string]int // how often each point is passed before the death there
	dead   bool
	got    map[string][]alert.Message // by channel
}

func (m *mortal) pass(point string) error {
	if left, ok := m.points[point]; ok {
		m.points[point] = left - 1
		if left == 0 {
			m.dead = true
		}
	}
	if m.dead {
		return errKilled
	}
	return nil
}

func (m *mortal) StoreAlerts(c alert.Change) error {
	point := "store transition"
	if len(c.States) == 0 {
		point = "store answer"
	}
	if err := m.pass(point); err != nil {
		return err
	}
	return m.Ledger.StoreAlerts(c)
}

type inbox struct {
	*mortal
	name string
}

func (b inbox) Send(_ context.Context, message alert.Message) (bool, error) {
	if err := b.pass("before acceptance"); err != nil {
		return true, err
	}
	b.got[b.name] = append(b.got[b.name], message)
	if err := b.pass("after acceptance"); err != nil {
		return true, err
	}
	return false, nil
}

// live runs the alerts every two hours of 2026 and returns what was received. clock
// turns the true time into what the machine's clock shows.
func live(t *testing.T, points map[string]int, clock func(time.Time) time.Time) map[string][]alert.Message {
	t.Helper()
	states, err := ledger.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer states.Close()
	m := &mortal{Ledger: states, points: points, got: map[string][]alert.Message{}}
	for now := time.Date(2026, 1, 3, 0, 30, 0, 0, alertZone); now.Year() == 2026; now = now.Add(2 * time.Hour) {
		m.dead = false
		j := &Alerts{Zone: alertZone, Now: func() time.Time { return now }, Targets: year{}, Store: m, Simulated: func() bool { return true }, Log: slog.New(slog.DiscardHandler),
			AreaNames: map[string]string{"220605": "江源区"},
			Desk:      alert.Desk{Morning: alert.DefaultMorning, Channels: []alert.Outlet{{Name: "people", Digest: true}, {Name: "machine"}}},
			Channels:  []Channel{{"people", inbox{m, "people"}}, {"machine", inbox{m, "machine"}}}}
		if err := j.Run(t.Context(), clock(now)); err != nil && !errors.Is(err, errKilled) {
			t.Fatalf("%v: %v", now, err)
		}
	}
	return m.got
}

func trueTime(now time.Time) time.Time { return now }

func TestAlerts_YearWithoutKills(t *testing.T) {
	got := live(t, nil, trueTime)
	var told []string
	for _, m := range got["machine"] {
		if m.Kind == alert.TargetStatus {
			told = append(told, m.State.String()+" "+m.Figures.Status)
		}
	}
	var want []string
	for _, p := range plateaus {
		if p.told != "" {
			want = append(want, p.told)
		}
	}
	if strings.Join(told, ", ") != strings.Join(want, ", ") {
		t.Errorf("told %v\nwant %v", told, want)
	}
	copies(t, got["machine"], 1)
	copies(t, got["people"], 1)
	everyTextReachedPeople(t, got, 1)
	digests(t, got["people"])
}

// Three kills, two of them on either side of an acceptance, and two clock steps.
func TestAlerts_YearWithKillsAndClockSteps(t *testing.T) {
	points := map[string]int{"store transition": 3, "before acceptance": 4, "after acceptance": 9, "store answer": 11}
	got := live(t, points, func(now time.Time) time.Time {
		switch day := now.YearDay(); {
		case day == 100: // set forward by five hours for a day
			return now.Add(5 * time.Hour)
		case day == 200: // set back by two days
			return now.AddDate(0, 0, -2)
		}
		return now
	})
	for point, left := range points {
		if left >= 0 {
			t.Errorf("nobody was killed at %q", point)
		}
	}
	copies(t, got["machine"], 2)
	copies(t, got["people"], 2)
	everyTextReachedPeople(t, got, 2)
	// The same transitions as without kills, each at least once.
	calm := map[string]bool{}
	for _, m := range live(t, nil, trueTime)["machine"] {
		calm[fmt.Sprint(m.Kind, m.State, m.Title)] = true
	}
	for _, m := range got["machine"] {
		delete(calm, fmt.Sprint(m.Kind, m.State, m.Title))
	}
	if len(calm) > 0 {
		t.Errorf("lost: %v", calm)
	}
}

// copies checks that no id came more often than allowed, and that copies are equal
// word for word.
func copies(t *testing.T, got []alert.Message, most int) {
	t.Helper()
	if len(got) == 0 {
		t.Fatal("nothing was received")
	}
	first, count := map[string]alert.Message{}, map[string]int{}
	for _, m := range got {
		count[m.ID]++
		if count[m.ID] > most {
			t.Errorf("%s came %d times, want at most %d", m.ID, count[m.ID], most)
		}
		if old, ok := first[m.ID]; ok && (old.Title != m.Title || old.Text != m.Text) {
			t.Errorf("two messages of id %s:\n%s\n%s", m.ID, old.Text, m.Text)
		}
		first[m.ID] = m
		if !strings.Contains(m.Text, alert.SimulatedNotice) || !strings.Contains(m.Text, "未审核数据") {
			t.Errorf("message without its basis: %s", m.Text)
		}
	}
}

// everyTextReachedPeople checks that each message is in a digest or, when it is
// critical, came by itself.
func everyTextReachedPeople(t *testing.T, got map[string][]alert.Message, most int) {
	t.Helper()
	for _, m := range got["machine"] {
		n := 0
		for _, p := range got["people"] {
			if strings.Contains(p.Text, m.Text) {
				n++
				if alone := p.Kind != alert.Digest; alone != (m.Severity == alert.Critical) {
					t.Errorf("severity %s, alone %v: %s", m.Severity, alone, m.ID)
				}
			}
		}
		if n < 1 || n > most {
			t.Errorf("%s reached people %d times, want 1 to %d", m.ID, n, most)
		}
	}
}

// digests checks that there is at most one a day.
func digests(t *testing.T, got []alert.Message) {
	t.Helper()
	days := map[string]bool{}
	for _, m := range got {
		if m.Kind == alert.Digest && days[m.AsOf] {
			t.Errorf("two digests on %s", m.AsOf)
		}
		days[m.AsOf] = days[m.AsOf] || m.Kind == alert.Digest
	}
	if len(days) < 5 {
		t.Errorf("%d days with digests", len(days))
	}
}
