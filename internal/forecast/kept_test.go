package forecast

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

var cst = time.FixedZone("CST", 8*3600)

func kept(id string, at time.Time, p float64) Kept {
	return Kept{Target: id, Year: 2026, Goal: 351, Issued: at, P: p, Reference: 0.5}
}

func TestKeptOf(t *testing.T) {
	at := time.Date(2026, 11, 21, 0, 25, 0, 0, cst)
	p := target.Progress{Target: &target.Target{ID: "jy/good", Kind: target.GoodAirDays, Year: 2026, Goal: 351}, AsOf: measure.Date(2026, 11, 20),
		Value: 310, HasValue: true}
	if _, ok := KeptOf(&p, at); ok {
		t.Error("a progress without a forecast is issued")
	}
	p.Forecast = &target.Forecast{Probability: 0.4, Low: 0.3, High: 0.5, Expected: 348, ExpectedLow: 344, ExpectedHigh: 352, HasExpected: true, Reference: 0.45, Years: 5}
	k, ok := KeptOf(&p, at)
	if !ok || k.P != 0.4 || k.SoFar != 310 || k.Reference != 0.45 || k.Basis == "" || k.Method != Method || k.Issued != at {
		t.Errorf("kept %+v", k)
	}
	later := k
	later.Issued = at.Add(time.Hour)
	if !k.Says(later) {
		t.Error("the same words an hour later are another forecast")
	}
	if later.P = 0.41; k.Says(later) {
		t.Error("another probability is the same forecast")
	}
}

// The first issue of a Beijing day is scored, whatever corrects it later; one goal of
// a target is another aim than the next.
func TestTrackRecordOf(t *testing.T) {
	day := func(month time.Month, date, hour int) time.Time {
		return time.Date(2026, month, date, hour, 0, 0, 0, cst).UTC()
	}
	certain := kept("a", day(12, 2, 1), 1)
	certain.Certain = true
	lower := kept("a", day(3, 1, 1), 0.3)
	lower.Goal = 340
	all := []Kept{
		kept("a", day(11, 2, 9), 0.1), // corrected within the day: not scored
		kept("a", day(11, 2, 1), 0.8), // 2 November in Beijing, 1 November in UTC
		kept("a", day(11, 3, 1), 0.6),
		certain,
		kept("b", day(11, 2, 1), 0.2),
		lower,
	}
	r := TrackRecordOf(all, cst, map[Aim]Outcome{{"a", 2026, 351}: Reached, {"b", 2026, 351}: Missed})
	// (0.2² + 0.4² + 0² + 0.2²)/4; climatology 0.25.
	if r.Issued != 6 || r.Days != 5 || r.Open != 1 || r.N != 4 || r.Certain != 1 ||
		math.Abs(r.Brier-0.06) > 1e-12 || r.BrierClimatology != 0.25 || math.Abs(r.Skill-0.76) > 1e-12 {
		t.Errorf("record %+v", r)
	}
	if len(r.Aims) != 3 || r.Aims[0].Outcome != "open" || r.Aims[1].Days != 3 || r.Aims[1].Outcome != "reached" || r.Aims[1].P != 1 ||
		r.Aims[1].First.Day() != 2 || r.Aims[2].Outcome != "missed" {
		t.Errorf("aims %+v", r.Aims)
	}
	if empty := TrackRecordOf(nil, cst, nil); empty.N != 0 || empty.Days != 0 {
		t.Errorf("empty record %+v", empty)
	}
	text, err := json.Marshal(TrackRecordOf(nil, cst, nil))
	const want = `{"issued":0,"days":0,"open":0,"certain":0,"n":0,"brier":0,"brier_climatology":0,"skill":0,"reliability":[],"by_month":[],"targets":[]}`
	if err != nil || string(text) != want {
		t.Errorf("JSON %s, %v; want %s", text, err, want)
	}
}

// Undetermined days so far cost an absolute target as much as bad ones: the same
// place with them undetermined instead of exceeding has the same budget, and no
// better chance than the lost days leave. To come, they are expected at the place's
// own rate: a place whose history has them has a lower chance.
func TestGoodDays_UndeterminedDaysCostLikeBadOnes(t *testing.T) {
	const goal = 360
	past := history(5, 10)
	exceeding := after(200, goal, past, 3, 30, 60, 90, 120)
	undetermined := after(200, goal, past)
	for _, day := range []int{3, 30, 60, 90, 120} {
		undetermined.SoFar.Days[day] = 0
	}
	clean := after(200, goal, past)
	a, b, c := GoodDays(exceeding), GoodDays(undetermined), GoodDays(clean)
	if a.Budget != b.Budget || c.Budget != a.Budget+5 || a.Good != b.Good {
		t.Errorf("budgets %d exceeding, %d undetermined, %d clean", a.Budget, b.Budget, c.Budget)
	}
	if !(b.P < c.P && a.P < c.P) || b.P > c.P-0.02 {
		t.Errorf("P %v exceeding, %v undetermined, %v clean: want undetermined days to cost", a.P, b.P, c.P)
	}
	holes := history(5, 10)
	for _, y := range holes {
		for day := 3; day < 365; day += 30 {
			y.Days[day] = 0
		}
	}
	if d := GoodDays(after(200, goal, holes)); d.P >= c.P || d.Expected >= c.Expected {
		t.Errorf("P %v and expected %v with outages in the history, %v and %v without", d.P, d.Expected, c.P, c.Expected)
	}
}
