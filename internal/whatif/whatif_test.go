package whatif

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// history is the years from the first on and the days of 2026 up to asOf of one area, by a fixed seed:
// winters exceed by PM2.5, PM2.5 of 65 exceeds under 2026 only, and some days lack it.
func history(first int, asOf measure.Day) []assess.AirDay {
	chance := rand.New(rand.NewPCG(11, 12))
	var rows []assess.AirDay
	for day := measure.Date(first, 1, 1); day <= asOf; day++ {
		d := assess.AirDay{Place: "A", Day: day, Plan: measure.SetOf(measure.PM25, measure.NO2), Provisional: day.Year() == 2026}
		winter := day.Month() <= 3 || day.Month() >= 11
		d.Has, d.Mean[measure.PM25], d.Mean[measure.NO2] = d.Plan, 30*measure.Microgram, 20*measure.Microgram
		switch n := chance.IntN(100); {
		case n < 2:
			d.Has = measure.Set{}
		case n < 10 && winter, n < 3:
			d.Mean[measure.PM25] = 90 * measure.Microgram
		case n < 14:
			d.Mean[measure.PM25] = 65 * measure.Microgram
		}
		for _, e := range hj633.Editions {
			rows = append(rows, assess.Rejudge(d, e, hj633.Options{}))
		}
	}
	return rows
}

// caseOf is the forecast's own view of the same target.
func caseOf(t *target.Target, f *target.Facts, goal, recoverable int) forecast.Case {
	c := forecast.Case{AsOf: f.AsOf, Goal: goal, Recoverable: recoverable, SoFar: forecast.Year{Year: t.Year, Days: t.Verdicts(t.Year, f.AirDays)}}
	for year := f.AirDays[0].Day.Year(); year < t.Year; year++ {
		c.History = append(c.History, forecast.Year{Year: year, Days: t.Verdicts(year, f.AirDays)})
	}
	return c
}

func judge(t *target.Target, f *target.Facts) target.Progress {
	f.Forecast = nil
	p := target.Evaluate(t, f)
	c := caseOf(t, f, p.Days.Good+p.Days.Remaining-p.Days.Budget, p.Days.BudgetIfRecovered-p.Days.Budget)
	g := forecast.GoodDays(c)
	if !g.HasExpected {
		return p
	}
	f.Forecast = &target.Forecast{Probability: g.P, Low: g.Low, High: g.High, Expected: g.Expected,
		ExpectedLow: float64(g.ExpectedLow), ExpectedHigh: float64(g.ExpectedHigh), Years: g.Years}
	return target.Evaluate(t, f)
}

func goodDays(goal float64) *target.Target {
	return &target.Target{ID: "a/good-air-days", Area: "A", Kind: target.GoodAirDays, Year: 2026, Goal: goal,
		Basis: target.Basis{Dust: "keep", Data: "provisional", Missing: "as-lost"}}
}

var october = measure.Date(2026, time.October, 20)

func must(t *testing.T, of *target.Target, f *Facts, a Assumption) Answer {
	t.Helper()
	answer, err := Of(of, f, a, judge)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// The rest of the year like another one, against a count of the verdicts day by day.
func TestOf_LikeAnotherYear(t *testing.T) {
	rows := history(2022, october)
	for _, rule := range []assess.EditionRule{assess.ByDate, assess.Under2012} {
		for _, year := range []int{2022, 2024, 2025} {
			goal := goodDays(320)
			goal.Basis.Edition = rule
			f := &Facts{Facts: target.Facts{AsOf: october, AirDays: rows}}
			answer := must(t, goal, f, Assumption{Like: year})
			soFar, model := goal.Verdicts(2026, rows), goal.Verdicts(year, rows)
			want := map[assess.Verdict]int{}
			for day := measure.Date(2026, 1, 1); day.Year() == 2026; day++ {
				if day <= october {
					want[soFar[day.YearDay()-1]]++
				} else {
					want[model[measure.Date(year, day.Month(), day.Date()).YearDay()-1]]++
				}
			}
			got := answer.WhatIf.Days
			if got.Good != want[assess.Good] || got.Exceeding != want[assess.Exceeding] || got.Undetermined != want[assess.Undetermined] || got.Remaining != 0 {
				t.Errorf("%v like %d: %+v, want %+v", rule, year, got, want)
			}
			if reached := answer.WhatIf.Status == target.Achieved; reached != (want[assess.Good] >= 320) {
				t.Errorf("%v like %d: status %s with %d good days", rule, year, answer.WhatIf.Status, want[assess.Good])
			}
			if answer.Base.AsOf != october || answer.Base.Days.Remaining != 72 {
				t.Errorf("base moved: %+v", answer.Base)
			}
		}
	}
}

// Gases of 2017 are as of 0 °C: 85 µg/m³ of NO₂ are 77.9 as they are stated since 2018,
// and keep the limit of 80.
func TestOf_LikeAYearOfTheOldCondition(t *testing.T) {
	rows := history(2022, october)
	for day := measure.Date(2017, 1, 1); day.Year() == 2017; day++ {
		d := assess.AirDay{Place: "A", Day: day, Plan: measure.SetOf(measure.NO2), Has: measure.SetOf(measure.NO2)}
		d.Mean[measure.NO2] = 85 * measure.Microgram
		for _, e := range hj633.Editions {
			rows = append(rows, assess.Rejudge(d, e, hj633.Options{}))
		}
	}
	if last := rows[len(rows)-1]; last.Edition != hj633.E2026 || last.Verdict != assess.Exceeding {
		t.Fatalf("85 µg/m³ as stored: %+v, want exceeding", last)
	}
	answer := must(t, goodDays(320), &Facts{Facts: target.Facts{AsOf: october, AirDays: rows}}, Assumption{Like: 2017})
	if got, want := answer.WhatIf.Days.Exceeding, answer.Base.Days.Exceeding; got != want {
		t.Errorf("%d exceeding days, want the %d so far", got, want)
	}
}

// More and fewer bad days, against the forecast for a goal that is higher by as many.
func TestOf_MoreBadDays(t *testing.T) {
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2022, october)}}
	for _, goal := range []float64{315, 325, 330} {
		for _, k := range []int{-3, 2, 40} {
			target26 := goodDays(goal)
			var a Assumption
			a.Bad[12] = k
			answer := must(t, target26, f, a)
			base := answer.Base.Days
			c := caseOf(target26, &f.Facts, int(goal), base.BudgetIfRecovered-base.Budget)
			now, shift := forecast.GoodDays(c), min(k, 31) // December has no more
			c.Goal += shift
			want := forecast.GoodDays(c)
			expected := min(max(now.Expected-float64(shift), float64(base.Good)), float64(base.Good+base.Remaining))
			low := min(max(now.ExpectedLow-shift, base.Good), base.Good+base.Remaining)
			got := answer.WhatIf
			if got.Forecast == nil || got.Forecast.Probability != want.P || got.Days.Budget != base.Budget-shift ||
				got.Forecast.Expected != expected || got.Forecast.ExpectedLow != float64(low) {
				t.Errorf("goal %v, %+d: %+v, forecast %+v\nwant P %v, expected %v from %d", goal, k, got.Days, got.Forecast, want.P, expected, low)
			}
			if got.Days.Good != base.Good || got.Days.Pace != base.Pace || got.Target.Goal != goal {
				t.Errorf("goal %v, %+d: the year so far changed: %+v", goal, k, got)
			}
			if got.Status == target.Achieved {
				t.Errorf("goal %v, %+d: achieved before the days have come", goal, k)
			}
		}
	}
}

func TestOf_BadDaysOfAReplayedYear(t *testing.T) {
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2022, october)}}
	like := must(t, goodDays(320), f, Assumption{Like: 2023}).WhatIf.Days
	worse := Assumption{Like: 2023}
	worse.Bad[11], worse.Bad[12] = 3, -2
	answer := must(t, goodDays(320), f, worse)
	if got := answer.WhatIf.Days; got.Good != like.Good-1 || got.Exceeding != like.Exceeding+1 || got.Undetermined != like.Undetermined {
		t.Errorf("got %+v, want one good day fewer than %+v: %v", got, like, answer.Changes)
	}
}

// One exceeding day is suspected, three were refused, one that is good is recognised.
func TestOf_Dust(t *testing.T) {
	rows := history(2022, october)
	first, bad := measure.Date(2026, time.April, 10), measure.Day(0)
	for i := range rows {
		if d := &rows[i]; d.Day >= first && d.Verdict == assess.Exceeding && d.Day.Year() == 2026 {
			bad = d.Day
			break
		}
	}
	for i := range rows {
		rows[i].Dust = rows[i].Day == measure.Date(2026, time.May, 1)
	}
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: rows}, Dust: []target.Story{
		{State: target.DustSuspected, Start: bad, End: bad}, {State: target.DustNotRecognised, Start: bad + 1, End: bad + 3},
		{State: target.DustRecognised, Start: measure.Date(2026, time.May, 1), End: measure.Date(2026, time.May, 1)}}}
	for _, c := range []struct {
		policy          string
		good, exceeding int // against the base
	}{{"keep", 0, 0}, {"exclude", 0, -1}, {"count-as-good", 1, -1}} {
		of := goodDays(320)
		of.Basis.Dust = c.policy
		answer := must(t, of, f, Assumption{Dust: Accepted})
		b, w := answer.Base.Days, answer.WhatIf.Days
		if w.Good-b.Good != c.good || w.Exceeding-b.Exceeding != c.exceeding {
			t.Errorf("%s: from %+v to %+v, want %+d good and %+d exceeding", c.policy, b, w, c.good, c.exceeding)
		}
		said := strings.Join(answer.Changes, "\n")
		if hint := strings.Contains(said, "若口径改为剔除沙尘天：优良"); hint != (c.policy == "keep") || !strings.Contains(said, "涉及 1 天") {
			t.Errorf("%s: said %s", c.policy, said)
		}
	}
	refused := must(t, goodDays(320), f, Assumption{Dust: Refused})
	if said := strings.Join(refused.Changes, "\n"); !strings.Contains(said, "沙尘均未获上级认定，涉及 1 天") || !strings.Contains(said, "结论不变") {
		t.Errorf("refused: %s", said)
	}
}

func TestOf_Edition(t *testing.T) {
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2022, october)}}
	rule := assess.Under2012
	answer := must(t, goodDays(320), f, Assumption{Edition: &rule})
	whole := goodDays(320)
	whole.Basis.Edition = assess.Under2012
	want := judge(whole, &f.Facts)
	if *answer.WhatIf.Days != *want.Days || answer.WhatIf.Target.Basis.Edition != assess.Under2012 || answer.Base.Target.Basis.Edition != assess.ByDate {
		t.Errorf("got %+v, want %+v", answer.WhatIf.Days, want.Days)
	}
	if answer.WhatIf.Days.Good <= answer.Base.Days.Good {
		t.Errorf("2012 allows 75 µg/m³ and gives no more good days: %+v", answer.WhatIf.Days)
	}
}

// The order of assumptions and the facts themselves stay untouched.
func TestOf_LeavesTheFactsAlone(t *testing.T) {
	rows := history(2022, october)
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: slices.Clone(rows)}, Dust: []target.Story{{State: target.DustReported, Start: october - 40, End: october}}}
	rule := assess.Under2026
	a := Assumption{Like: 2024, Dust: Accepted, Edition: &rule}
	a.Bad[12] = 4
	first := must(t, goodDays(330), f, a)
	second := must(t, goodDays(330), f, a)
	if !slices.Equal(f.AirDays, rows) || f.AsOf != october {
		t.Error("the facts were changed")
	}
	if *first.WhatIf.Days != *second.WhatIf.Days || !slices.Equal(first.Changes, second.Changes) {
		t.Errorf("the same question, two answers: %+v, %+v", first, second)
	}
}

func TestOf_Faults(t *testing.T) {
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2022, october)}}
	past := Assumption{}
	past.Bad[3] = 1
	heavy := goodDays(5)
	heavy.Kind = target.HeavyDays
	rivers := goodDays(2)
	rivers.Kind = target.WaterClass
	december := Assumption{}
	december.Bad[12] = 1
	for _, c := range []struct {
		of        *target.Target
		a         Assumption
		parameter string
	}{
		{goodDays(320), Assumption{Like: 2031}, "like"}, {goodDays(320), Assumption{Like: 2026}, "like"},
		{goodDays(320), past, "bad"}, {heavy, december, "bad"}, {rivers, Assumption{Like: 2024}, "target"},
	} {
		_, err := Of(c.of, f, c.a, judge)
		var fault Fault
		if !errors.As(err, &fault) || fault.Parameter != c.parameter {
			t.Errorf("%s %+v: %v, want a fault of %s", c.of.Kind, c.a, err, c.parameter)
		}
	}
	var a Assumption
	for _, text := range []string{"", "12", "13:+1", "0:1", "12:", "12:+", "12:0", "12:32", "x:1", "12:1.5", ":3"} {
		if err := a.ParseBad(text); err == nil {
			t.Errorf("bad=%q was accepted", text)
		}
	}
	for _, text := range []string{"12:+3", "12: 3", "12:-1", "1:2"} {
		if err := a.ParseBad(text); err != nil {
			t.Error(err)
		}
	}
	if a.Bad[12] != 5 || a.Bad[1] != 2 {
		t.Errorf("bad days %v, want 2 in January and 5 in December", a.Bad)
	}
	if _, err := ParseDust("maybe"); err == nil {
		t.Error("dust=maybe was accepted")
	}
}

func BenchmarkOf(b *testing.B) {
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2016, october)}}
	rule := assess.Under2026
	a := Assumption{Dust: Accepted, Edition: &rule}
	a.Bad[12] = 3
	for b.Loop() {
		if _, err := Of(goodDays(330), f, a, judge); err != nil {
			b.Fatal(err)
		}
	}
}
