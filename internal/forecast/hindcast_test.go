package forecast

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

func TestParseGoal(t *testing.T) {
	good := map[string]Goal{"351": {Days: 351}, "p25": {Percentile: 25}, "p05": {Percentile: 5}, "366": {Days: 366}}
	for text, want := range good {
		if got, err := ParseGoal(text); err != nil || got != want {
			t.Errorf("%q: %+v %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "367", "p0", "p100", "p", "P50", "-1", "3.5"} {
		if got, err := ParseGoal(text); err == nil {
			t.Errorf("%q read as %+v", text, got)
		}
	}
}

func TestGoal_PercentileRoundsUp(t *testing.T) {
	cases := []struct {
		percentile int
		counts     []int
		want       int
	}{
		{50, []int{300, 310}, 305},                // 305
		{25, []int{300, 310}, 303},                // 302.5
		{75, []int{310, 300}, 308},                // 307.5
		{50, []int{300, 301}, 301},                // 300.5
		{25, []int{300, 304, 310, 320, 330}, 304}, // the second of five, exactly
		{10, []int{300, 304, 310, 320, 330}, 302}, // 301.6
		{50, []int{300}, 300},
	}
	for _, c := range cases {
		if got := (Goal{Percentile: c.percentile}).among(c.counts); got != c.want {
			t.Errorf("p%d of %v: %d, want %d", c.percentile, c.counts, got, c.want)
		}
	}
}

func panelOf(t *testing.T, name string, years ...Year) *Panel {
	t.Helper()
	p := &Panel{}
	addYears(t, p, name, years...)
	return p
}

func addYears(t *testing.T, p *Panel, name string, years ...Year) {
	t.Helper()
	for _, y := range years {
		for d, v := range y.Days {
			if err := p.Add(name, measure.Date(y.Year, 1, 1).Add(d), v); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// without makes the first days of a year undetermined.
func without(y Year, days int) Year {
	for d := range days {
		y.Days[d] = assess.Undetermined
	}
	return y
}

func TestHindcast_WhichYears(t *testing.T) {
	p := panelOf(t, "B", yearWith(2020, winter(9)...), yearWith(2021, winter(7)...), yearWith(2022, winter(8)...),
		without(yearWith(2023), 36)) // 329 judged days
	addYears(t, p, "A", yearWith(2020), without(yearWith(2021), 35)) // 330
	issued := Hindcast(p, Goal{Days: 355}, 1)
	if len(issued) != 12*(2+3) {
		t.Fatalf("%d forecasts, want 60", len(issued))
	}
	if first := issued[0]; first.Place != "A" || first.Year != 2020 || first.Day != measure.Date(2020, 1, 1) {
		t.Errorf("first is %+v", first)
	}
	if n := len(Hindcast(p, Goal{Days: 355}, 2)); n != 36 {
		t.Errorf("%d forecasts with two other years, want 36", n)
	}
	if n := len(Hindcast(p, Goal{Days: 355}, 3)); n != 0 {
		t.Errorf("%d forecasts with three other years, want none", n)
	}
	// A's 2021 has 330 good days: its undetermined days are not good.
	last := issued[23]
	if last.Year != 2021 || last.Final != 330 || last.Outcome || last.GoodSoFar != 299 {
		t.Errorf("%+v, want 330 good days, 299 of them before December, and no success", last)
	}
}

func TestPanel_Contradiction(t *testing.T) {
	p := panelOf(t, "A", yearWith(2020))
	if err := p.Add("A", measure.Date(2020, 5, 1), assess.Good); err != nil {
		t.Errorf("the same row twice: %v", err)
	}
	err := p.Add("A", measure.Date(2020, 5, 1), assess.Exceeding)
	if err == nil || !strings.Contains(err.Error(), "2020-05-01") {
		t.Errorf("error %v, want one that names the day", err)
	}
}

// TestClimatology_Rates holds it against sums by hand: another year with 20 % bad
// days in every month but July, where all are good.
func TestClimatology_Rates(t *testing.T) {
	r := yearWith(2021)
	bad := 0
	for m, s := range monthSpans(2021) {
		for d := s.from; d < s.to; d++ {
			if m != 6 && (d-s.from)%5 == 4 {
				r.Days[d] = assess.Exceeding
				bad++
			}
		}
	}
	c := climatologyOf([]*record{recordOf(2021, r.Days)})
	rate := float64(365-bad) / 365
	if want := (31 + 20*rate) / 51; math.Abs(c[6]-want) > 1e-12 {
		t.Errorf("July %v, want %v", c[6], want)
	}
	if want := (25 + 20*rate) / 51; math.Abs(c[0]-want) > 1e-12 {
		t.Errorf("January %v, want %v", c[0], want)
	}
	// A year that is good all through needs all 31 days of December.
	chances := c.chances(recordOf(2022, yearWith(2022).Days), 365)
	if want := math.Pow(c[11], 31); math.Abs(chances[11]-want) > 1e-12 {
		t.Errorf("December %v, want %v", chances[11], want)
	}
	// One of them may be bad.
	chances = c.chances(recordOf(2022, yearWith(2022).Days), 364)
	want := math.Pow(c[11], 31) + 31*math.Pow(c[11], 30)*(1-c[11])
	if math.Abs(chances[11]-want) > 1e-12 {
		t.Errorf("December with one to spare %v, want %v", chances[11], want)
	}
}

func TestScore_ByHand(t *testing.T) {
	day := measure.Date(2022, 3, 1)
	issued := []Issued{
		{Day: day, Probability: 0.9, Outcome: true, Climatology: 0.5},
		{Day: day, Probability: 0.2, Outcome: false, Climatology: 0.5},
		{Day: measure.Date(2022, 4, 1), Probability: 0.28, Outcome: true, Climatology: 1},
	}
	s := ScoreOf(issued)
	// (0.01 + 0.04 + 0.5184)/3 and (0.25 + 0.25 + 0)/3.
	if math.Abs(s.Brier-0.5684/3) > 1e-12 || math.Abs(s.BrierClimatology-0.5/3) > 1e-12 || math.Abs(s.Skill-(1-0.5684/0.5)) > 1e-12 {
		t.Errorf("%+v", s)
	}
	want := []Bin{{P: 0.24, Freq: 0.5, N: 2}, {P: 0.9, Freq: 1, N: 1}}
	for i, b := range s.Reliability {
		if math.Abs(b.P-want[i].P) > 1e-12 || b.Freq != want[i].Freq || b.N != want[i].N {
			t.Errorf("bin %+v, want %+v", b, want[i])
		}
	}
	// (2 × 0.26 + 0.1)/3
	if e := s.ReliabilityError(); math.Abs(e-0.62/3) > 1e-12 {
		t.Errorf("reliability error %v, want %v", e, 0.62/3)
	}
	text, err := json.Marshal(ScoreOf(nil))
	if err != nil || string(text) != `{"n":0,"brier":0,"brier_climatology":0,"skill":0,"reliability":[],"by_month":[]}` {
		t.Errorf("%s %v", text, err)
	}
}

func TestIssued_Row(t *testing.T) {
	f := Issued{Place: "江源区", Year: 2022, Day: measure.Date(2022, 3, 1), Target: 351, Probability: 0.25, Low: 340, High: 355, GoodSoFar: 55, Outcome: true}
	want := []string{"江源区", "2022", "2022-03-01", "351", "0.250000", "340", "355", "55", "1"}
	if got := f.Row(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The variance of a beta-binomial is what it was asked for, and with none beyond
// chance it is the binomial.
func TestBetaBinomial_Moments(t *testing.T) {
	for _, c := range []struct {
		n              int
		mean, variance float64
	}{{100, 10, 40}, {365, 2, 6}, {365, 350, 90}, {31, 15, 7.75}, {1, 0.3, 0.21}} {
		d := betaBinomial(c.n, c.mean, c.variance)
		second := 0.0
		for k, p := range d.chance {
			second += float64(k*k) * p
		}
		mean := d.Mean()
		if math.Abs(mean-c.mean) > 1e-3 || math.Abs(second-mean*mean-c.variance) > 0.01*c.variance {
			t.Errorf("n %d: mean %v variance %v, want %v %v", c.n, mean, second-mean*mean, c.mean, c.variance)
		}
	}
}

func TestInvert(t *testing.T) {
	a := []float64{4, 2, 0.5, 2, 5, 1, 0.5, 1, 3}
	var b [9]float64
	invert(b[:], a, 3)
	for i := range 3 {
		for j := range 3 {
			sum := 0.0
			for k := range 3 {
				sum += a[i*3+k] * b[k*3+j]
			}
			want := 0.0
			if i == j {
				want = 1
			}
			if math.Abs(sum-want) > 1e-12 {
				t.Errorf("product at %d %d is %v", i, j, sum)
			}
		}
	}
}
