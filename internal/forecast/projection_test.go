package forecast

import (
	"math"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// yearWith has exceeding days at the given 0-based positions and good days elsewhere.
func yearWith(year int, exceeding ...int) Year {
	y := Year{Year: year, Days: make([]assess.Verdict, measure.DaysInYear(year))}
	for d := range y.Days {
		y.Days[d] = assess.Good
	}
	for _, d := range exceeding {
		y.Days[d] = assess.Exceeding
	}
	return y
}

// winter are n exceeding days, every third from 3 January.
func winter(n int) []int {
	var days []int
	for i := range n {
		days = append(days, 2+3*i)
	}
	return days
}

func history(years, exceeding int) []Year {
	var all []Year
	for i := range years {
		all = append(all, yearWith(2026-1-i, winter(exceeding+i%3)...))
	}
	return all
}

// after is the case at the end of the given number of days of a year with exceeding
// days so far.
func after(days, goal int, past []Year, exceeding ...int) Case {
	return Case{History: past, SoFar: yearWith(2026, exceeding...), AsOf: measure.Date(2026, 1, 1).Add(days - 1), Goal: goal}
}

func TestGoodDays_Certainties(t *testing.T) {
	cases := []struct {
		name    string
		c       Case
		certain bool
		p       float64
		chance  bool
	}{
		{"reached on the 351st good day", after(351, 351, nil), true, 1, true},
		{"one day short of it", after(350, 351, nil), false, 0, false},
		{"15 bad days leave 350", after(15, 351, nil, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14), true, 0, true},
		{"14 bad days leave 351", after(14, 351, nil, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), false, 0, false},
		{"goal beyond the year", after(0, 366, nil), true, 0, true},
		{"year over, short", after(365, 365, history(3, 10), 4), true, 0, true},
		{"year over, reached", after(365, 364, history(3, 10), 4), true, 1, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := GoodDays(c.c)
			if p.Certain != c.certain || p.HasChance != c.chance || p.P != c.p {
				t.Errorf("certain %v chance %v P %v, want %v %v %v", p.Certain, p.HasChance, p.P, c.certain, c.chance, c.p)
			}
		})
	}
}

func TestGoodDays_RecoverableDaysAreNotLost(t *testing.T) {
	c := after(20, 351, history(4, 12), 1)
	for d := 3; d < 19; d++ {
		c.SoFar.Days[d] = assess.Undetermined
	}
	p := GoodDays(c)
	if !p.Certain || p.Budget >= 0 {
		t.Fatalf("certain %v with budget %d, want certain and a budget below 0", p.Certain, p.Budget)
	}
	c.Recoverable = 12
	p = GoodDays(c)
	if p.Certain || p.P != 0 || p.High <= 0 {
		t.Errorf("with 12 days to recover: certain %v P %v high %v, want not certain, 0, above 0", p.Certain, p.P, p.High)
	}
}

func TestGoodDays_HistoryBelowThreeYears(t *testing.T) {
	short := yearWith(2022)
	for d := range 36 {
		short.Days[d] = assess.Undetermined // 329 judged days
	}
	past := append(history(2, 10), short)
	if p := GoodDays(after(100, 351, past)); p.HasChance || p.HasExpected || p.Years != 2 {
		t.Errorf("chance %v expected %v years %d, want none with 2", p.HasChance, p.HasExpected, p.Years)
	}
	short.Days[0] = assess.Good // 330
	if p := GoodDays(after(100, 351, past)); !p.HasChance || !p.HasExpected || p.Years != 3 {
		t.Errorf("chance %v expected %v years %d, want both with 3", p.HasChance, p.HasExpected, p.Years)
	}
}

func TestGoodDays_Dates(t *testing.T) {
	// On 30 June (day 181) with 6 bad days: 175 good, 184 to come, budget 8.
	c := after(181, 351, history(3, 10), winter(6)...)
	p := GoodDays(c)
	if p.Good != 175 || p.Remaining != 184 || p.Budget != 8 {
		t.Fatalf("good %d remaining %d budget %d, want 175 184 8", p.Good, p.Remaining, p.Budget)
	}
	// 176 more good days: 1 July is the first, 23 December the 176th.
	if want := measure.Date(2026, 12, 23); p.EarliestSafe != want {
		t.Errorf("earliest safe %s, want %s", p.EarliestSafe, want)
	}
	// The ninth bad day in a row is 9 July.
	if want := measure.Date(2026, 7, 9); p.EarliestLost != want {
		t.Errorf("earliest lost %s, want %s", p.EarliestLost, want)
	}
	// With two days that may be recovered the goal is lost by the eleventh.
	c.Recoverable = 2
	if got, want := GoodDays(c).EarliestLost, measure.Date(2026, 7, 11); got != want {
		t.Errorf("earliest lost with two days to recover %s, want %s", got, want)
	}
	sum := 0
	for m, n := range p.Allowed {
		sum += n
		if m < 6 && n != 0 {
			t.Errorf("month %d is over and allowed %d", m+1, n)
		}
	}
	if sum != 8 {
		t.Errorf("allowed days sum to %d, want the budget, 8", sum)
	}
}

func TestGoodDays_FactorOfANormalYear(t *testing.T) {
	past := []Year{yearWith(2023, winter(10)...), yearWith(2024, winter(10)...), yearWith(2025, winter(10)...)}
	// Of 10 days from 3 January every third, all lie in January: 8 of 10 is 0.8.
	p := GoodDays(after(31, 351, past, winter(8)...))
	if !p.HasFactor || math.Abs(p.Factor-0.8) > 1e-9 {
		t.Errorf("factor %v %v, want 0.8", p.Factor, p.HasFactor)
	}
	if p := GoodDays(after(5, 351, past)); p.HasFactor {
		t.Errorf("factor %v from %d days", p.Factor, 5)
	}
}

func TestGoodDays_MoreBadDaysLowerTheChance(t *testing.T) {
	last := 2.0
	for _, bad := range []int{0, 2, 4, 6, 8, 10, 12} {
		p := GoodDays(after(120, 351, history(5, 12), winter(bad)...))
		if p.P > last {
			t.Errorf("with %d bad days P is %v, above %v with fewer", bad, p.P, last)
		}
		if p.Low > p.P || p.P > p.High {
			t.Errorf("range %v to %v does not hold %v", p.Low, p.High, p.P)
		}
		if float64(p.ExpectedLow) > p.Expected || p.Expected > float64(p.ExpectedHigh) {
			t.Errorf("band %d to %d does not hold %v", p.ExpectedLow, p.ExpectedHigh, p.Expected)
		}
		last = p.P
	}
}

func TestGoodDays_SteadyCountyKeepsItsCount(t *testing.T) {
	// Ten years of exactly 14 bad days: about half of the chance at a goal of 351.
	var past []Year
	for y := 2016; y < 2026; y++ {
		past = append(past, yearWith(y, winter(14)...))
	}
	p := GoodDays(after(0, 351, past))
	if p.Expected < 347 || p.Expected > 353 {
		t.Errorf("expected %v, want about 351", p.Expected)
	}
	if p.P < 0.35 || p.P > 0.75 {
		t.Errorf("P %v, want about a half", p.P)
	}
	if q := GoodDays(after(0, 330, past)); q.P < 0.95 {
		t.Errorf("P of 330 days %v, want above 0.95", q.P)
	}
	if q := GoodDays(after(0, 363, past)); q.P > 0.05 {
		t.Errorf("P of 363 days %v, want below 0.05", q.P)
	}
}

func TestGoodDays_ExtremeHistories(t *testing.T) {
	never, always := yearWith(2023), yearWith(2023)
	for d := range always.Days {
		always.Days[d] = assess.Exceeding
	}
	for _, model := range []Year{never, always} {
		var past []Year
		for y := 2020; y < 2026; y++ {
			past = append(past, Year{Year: y, Days: model.Days})
		}
		for _, days := range []int{0, 1, 59, 200, 364} {
			for _, goal := range []int{1, 180, 351, 365} {
				p := GoodDays(after(days, goal, past))
				for _, x := range []float64{p.P, p.Low, p.High} {
					if math.IsNaN(x) || x < 0 || x > 1 {
						t.Fatalf("day %d goal %d: %+v", days, goal, p)
					}
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	cases := []struct {
		p    float64
		want string
	}{{0, "几乎没有"}, {0.024, "几乎没有"}, {0.05, "不到一成"}, {0.12, "约一成"}, {0.15, "约一成半"}, {0.2, "约两成"},
		{0.38, "约四成"}, {0.42, "约四成"}, {0.5, "约五成"}, {0.925, "九成以上"}, {0.976, "几乎肯定"}, {1, "几乎肯定"}}
	for _, c := range cases {
		if got := Words(c.p); got != c.want {
			t.Errorf("%v: %s, want %s", c.p, got, c.want)
		}
	}
	p := Projection{HasChance: true, P: 0.21, Low: 0.14, High: 0.31, Years: 5}
	want := "全年完成目标的可能性约两成（15%～30%），依据近 5 年数据测算，供内部研判"
	if got := p.Sentence(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func BenchmarkGoodDays(b *testing.B) {
	c := after(200, 351, history(10, 12), winter(6)...)
	for b.Loop() {
		GoodDays(c)
	}
}
