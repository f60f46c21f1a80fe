package alert

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// A scenario is a text file of one evaluation a line:
//
//	DAY HH:MM as-of DAY STATUS [crash] -> PHASE [SENT]
//
// evaluates a target at that time and expects the phase stored afterwards and,
// where a message must go out, its number, state, severity and status. "crash"
// loses the new state after the message was sent; "refused" has no channel
// accept it. Both keep the old state. Blank lines and # lines are passed over.
func TestEvaluate_Scenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("scenarios in testdata: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			play(t, string(text))
		})
	}
}

func play(t *testing.T, script string) {
	t.Helper()
	goal := &target.Target{ID: "jiangyuan/good-air-days", Area: "220605", Name: "城区空气质量达标天数",
		Kind: target.GoodAirDays, Year: 2026, Goal: 351}
	stored := map[string]State{}
	for n, line := range strings.Split(script, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		given, want, ok := strings.Cut(line, "->")
		if !ok {
			t.Fatalf("line %d: no ->", n+1)
		}
		now, p, lost := evaluation(t, n+1, given)
		p.Target = goal
		got, state := "", stored[StatusKey(goal)]
		for _, tr := range Evaluate(Rules{}, stored, Facts{Progress: []target.Progress{p}}, now) {
			if m := tr.Message; m != nil {
				_, number, _ := strings.Cut(m.ID, "#")
				got = fmt.Sprintf("#%s %s %s %s", number, m.State, m.Severity, m.Figures.Status)
			}
			if !lost {
				state = tr.State
				stored[state.Key] = throughJSON(t, state)
			}
		}
		got = strings.TrimSpace(state.Phase.String() + " " + got)
		if want = strings.Join(strings.Fields(want), " "); got != want {
			t.Errorf("line %d: %s\n got %s\nwant %s", n+1, strings.TrimSpace(given), got, want)
		}
	}
}

func evaluation(t *testing.T, line int, text string) (now time.Time, p target.Progress, lost bool) {
	t.Helper()
	f := strings.Fields(text)
	if len(f) < 5 || f[2] != "as-of" {
		t.Fatalf("line %d: want DAY HH:MM as-of DAY STATUS, have %q", line, text)
	}
	now, err := time.Parse("2006-01-02 15:04", f[0]+" "+f[1])
	if err != nil {
		t.Fatalf("line %d: %v", line, err)
	}
	if p.AsOf, err = measure.ParseDay(f[3]); err != nil {
		t.Fatalf("line %d: %v", line, err)
	}
	if p.Status, err = target.ParseStatus(f[4]); err != nil {
		t.Fatalf("line %d: %v", line, err)
	}
	if len(f) == 6 && f[5] != "crash" && f[5] != "refused" {
		t.Fatalf("line %d: unknown word %s", line, strconv.Quote(f[5]))
	}
	return now, p, len(f) == 6
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
