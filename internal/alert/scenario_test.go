package alert

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/scenario"
	"lanbi/internal/target"
)

// TestEvaluate_Scenarios plays the scripts in testdata, one evaluation a line:
//
//	DAY HH:MM as-of DAY STATUS [crash] -> PHASE [SENT]
//
// evaluates a target at that time and expects the phase stored afterwards and,
// where a message must go out, its number, state, severity and status. "crash"
// loses the new state after the message was sent; "refused" has no channel
// accept it. Both keep the old state.
func TestEvaluate_Scenarios(t *testing.T) {
	goal := &target.Target{ID: "jiangyuan/good-air-days", Area: "220605", Name: "城区空气质量达标天数",
		Kind: target.GoodAirDays, Year: 2026, Goal: 351}
	scenario.Play(t, func(s *scenario.Script) func([]string) {
		stored := map[string]State{}
		return func(words []string) {
			given, want, ok := strings.Cut(strings.Join(words, " "), " -> ")
			if !ok {
				s.Fatalf("no ->")
			}
			now, p, lost := evaluation(s, strings.Fields(given))
			p.Target = goal
			got, state := "", stored[statusKey(goal)]
			for _, tr := range Evaluate(Rules{}, stored, Facts{Progress: []target.Progress{p}}, now) {
				if m := tr.Message; m != nil {
					_, number, _ := strings.Cut(m.ID, "#")
					got = fmt.Sprintf(" #%s %s %s %s", number, m.State, m.Severity, m.Figures.Status)
				}
				if !lost {
					state = tr.State
					stored[state.Key] = throughJSON(s.T, state)
				}
			}
			s.Checks()
			if got = state.Phase.String() + got; got != want {
				s.Errorf("%s\n got %s\nwant %s", given, got, want)
			}
		}
	})
}

func evaluation(s *scenario.Script, words []string) (now time.Time, p target.Progress, lost bool) {
	s.Helper()
	if len(words) < 5 || words[2] != "as-of" {
		s.Fatalf("want DAY HH:MM as-of DAY STATUS, have %q", words)
	}
	now, err := time.Parse("2006-01-02 15:04", words[0]+" "+words[1])
	if err != nil {
		s.Fatalf("%v", err)
	}
	p.AsOf = s.Day(words[3])
	if p.Status, err = target.ParseStatus(words[4]); err != nil {
		s.Fatalf("%v", err)
	}
	if len(words) == 6 && words[5] != "crash" && words[5] != "refused" {
		s.Fatalf("unknown word %q", words[5])
	}
	return now, p, len(words) == 6
}

// throughJSON is the state as it comes back from the ledger.
func throughJSON(t *testing.T, s State) State {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back State
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back != s {
		t.Fatalf("state through JSON:\n got %+v\nwant %+v", back, s)
	}
	return back
}
