package alert

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Over any sequence of statuses, kills and repeated evaluations: a message says
// what two days in a row reach, its id is of it alone, a kill repeats it word for
// word, and an evaluation made again after storing tells nothing.
func TestEvaluate_AnySequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		goal := &target.Target{ID: "x", Kind: target.GoodAirDays, Year: 2026}
		stored := map[string]State{}
		texts := map[string]string{} // by message id
		var last, told target.Status
		day := measure.Date(2026, 1, 1)
		for range rapid.IntRange(1, 60).Draw(t, "days") {
			status := target.Status(rapid.IntRange(int(target.Unknown), int(target.Lost)).Draw(t, "status"))
			facts := Facts{Progress: []target.Progress{{Target: goal, AsOf: day, Status: status}}}
			now := day.Add(1).Start(time.UTC)
			first := Evaluate(Rules{}, stored, facts, now)
			if again := Evaluate(Rules{}, stored, facts, now.Add(time.Minute)); len(again) != len(first) ||
				len(first) > 0 && !reflect.DeepEqual(first[0].Message, again[0].Message) {
				t.Fatalf("after a kill %+v, before %+v", again, first)
			}
			for _, tr := range first {
				if m := tr.Message; m != nil {
					if _, seen := texts[m.ID]; seen {
						t.Fatalf("id %s twice", m.ID)
					}
					texts[m.ID] = m.Text
					low, high := rank(last), rank(status)
					if low > high {
						low, high = high, low
					}
					announced, err := target.ParseStatus(tr.State.Announced)
					if err == nil && (rank(announced) < low || rank(announced) > high) {
						t.Fatalf("announced %v after %v and %v", announced, last, status)
					}
					if told == announced {
						t.Fatalf("announced %v twice", announced)
					}
					told = announced
				}
				stored[tr.State.Key] = tr.State
			}
			if more := Evaluate(Rules{}, stored, facts, now.Add(time.Hour)); len(more) != 0 {
				t.Fatalf("evaluated again after storing: %+v", more)
			}
			if status != target.Unknown {
				last = status
			}
			day++
		}
	})
}
