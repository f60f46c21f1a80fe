package alert

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestBook_Outdated(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, cst)
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	states := map[string]State{
		"lasts":         {ID: "lasts", Phase: Firing, Since: ago(300), Named: measure.Date(2026, 11, 20)},
		"long over":     {ID: "long over", Phase: Resolved, Since: ago(8)},
		"just over":     {ID: "just over", Phase: Resolved, Since: ago(6)},
		"last year's":   {ID: "last year's", Phase: Resolved, Since: ago(401)},
		"seen":          {ID: "seen", Phase: Inactive, Since: ago(401), At: ago(1)},
		"taken down":    {ID: "taken down", Phase: Firing, Since: ago(90), Named: measure.Date(2026, 10, 15)},
		"never named":   {ID: "never named", Phase: Firing, Since: ago(36)},
		"not known now": {ID: "not known now", Phase: Firing, Since: ago(90), Named: measure.Date(2026, 10, 20)},
	}
	b := Book{Acks: map[string]Acknowledgement{}, Silences: []Silence{{ID: "old", Until: ago(8)}, {ID: "ended", Until: ago(6)}, {ID: "running", Until: ago(-1)}}}
	for id := range states {
		b.Acks[id] = Acknowledgement{Alert: id, At: ago(200)}
	}
	b.Acks["replaced"], b.Acks["late"] = Acknowledgement{At: ago(8)}, Acknowledgement{At: ago(6)}
	got := b.Outdated(states, now)
	for _, list := range [][]string{got.States, got.Acks, got.Silences} {
		slices.Sort(list)
	}
	for _, c := range []struct{ name, got, want string }{
		{"states", strings.Join(got.States, ", "), "last year's, never named, taken down"},
		{"acknowledgements", strings.Join(got.Acks, ", "), "last year's, long over, never named, replaced, seen, taken down"},
		{"silences", strings.Join(got.Silences, ", "), "old"},
	} {
		if c.got != c.want {
			t.Errorf("%s: forgotten %s, want %s", c.name, c.got, c.want)
		}
	}
}

// An alert whose subject is named, though nothing can be said of it, is not
// forgotten.
func TestEvaluate_NamesWhatLasts(t *testing.T) {
	goal := &target.Target{ID: "x", Kind: target.GoodAirDays, Year: 2026}
	day := measure.Date(2026, 11, 20)
	stored := map[string]State{statusKey(goal): {Key: statusKey(goal), ID: "a", Phase: Firing, Named: day}}
	facts := Facts{Progress: []target.Progress{{Target: goal, AsOf: day, Status: target.Unknown}}}
	got := Evaluate(Rules{}, stored, facts, (day + 1).Start(time.UTC))
	if len(got) != 1 || got[0].State.Named != day+1 || got[0].Message != nil {
		t.Fatalf("transitions %+v, want one that names the alert", got)
	}
	stored[got[0].State.Key] = got[0].State
	if again := Evaluate(Rules{}, stored, facts, (day + 1).Start(time.UTC).Add(time.Hour)); len(again) > 0 {
		t.Errorf("named again the same day: %+v", again)
	}
}
