package target_test

import (
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// TestEvaluate_Arithmetic draws years and checks what must hold of any: the days add
// up, the budget is as defined, a goal reached or lost is said so, and the order of
// rows makes no difference.
func TestEvaluate_Arithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(2024, 2028).Draw(t, "year")
		first := measure.Date(year, 1, 1)
		elapsed := rapid.IntRange(0, measure.DaysInYear(year)).Draw(t, "elapsed")
		goal := rapid.IntRange(1, 400).Draw(t, "goal")
		var rows []assess.AirDay
		for n := range elapsed {
			kind := rapid.IntRange(0, 4).Draw(t, "kind")
			if kind == 4 {
				continue // no row
			}
			row := assess.AirDay{Day: first.Add(n), Provisional: kind != 3}
			if kind < 3 {
				row.Has = measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)
				row.Mean[measure.PM25] = measure.Concentration([]int{20, 70, 90}[kind]) * measure.Microgram
			}
			for _, e := range hj633.Editions {
				rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
			}
		}
		one := &target.Target{Kind: target.GoodAirDays, Year: year, Goal: float64(goal)}
		facts := &target.Facts{AsOf: first.Add(elapsed - 1), AirDays: rows}
		p := target.Evaluate(one, facts)
		d := p.Days
		if d.Good+d.Exceeding+d.Undetermined+d.Remaining != measure.DaysInYear(year) || d.Remaining != measure.DaysInYear(year)-elapsed {
			t.Fatalf("days do not add up: %+v", *d)
		}
		if d.Budget != d.Good+d.Remaining-goal || d.BudgetIfRecovered < d.Budget || d.BudgetIfRecovered > d.Budget+d.Undetermined {
			t.Fatalf("budget %d, recovered %d of %+v", d.Budget, d.BudgetIfRecovered, *d)
		}
		if (p.Status == target.Achieved) != (d.Good >= goal) {
			t.Fatalf("status %s with %d good days of %d", p.Status, d.Good, goal)
		}
		if (p.Status == target.Lost) != (d.BudgetIfRecovered < 0) {
			t.Fatalf("status %s with a budget of %d at best", p.Status, d.BudgetIfRecovered)
		}
		if p.Status == target.Unknown && p.Reason == "" {
			t.Fatal("unknown without a reason")
		}
		facts.AirDays = rapid.Permutation(rows).Draw(t, "order")
		again := target.Evaluate(one, facts)
		if *again.Days != *d || again.Status != p.Status || len(again.Other.Flips) != len(p.Other.Flips) {
			t.Fatalf("another order of rows gives %+v, want %+v", *again.Days, *d)
		}
	})
}

// TestEvaluate_PublishedDays never enter the count.
func TestEvaluate_PublishedDays(t *testing.T) {
	one := &target.Target{Kind: target.GoodAirDays, Year: 2026, Goal: 300}
	facts := &target.Facts{AsOf: measure.Date(2026, 1, 1), AirDays: []assess.AirDay{{
		Day: measure.Date(2026, 1, 1), Edition: hj633.E2012, Source: assess.PublishedDay, Verdict: assess.Good}}}
	if d := target.Evaluate(one, facts).Days; d.Good != 0 || d.Undetermined != 1 {
		t.Errorf("good %d, undetermined %d; want 0 and 1", d.Good, d.Undetermined)
	}
}

// TestEvaluate_PacesAreExact: a pace is the float64 nearest to its fraction, not the
// remainder of a subtraction.
func TestEvaluate_PacesAreExact(t *testing.T) {
	var rows []assess.AirDay
	for year, bad := range map[int]int{2023: 1, 2024: 2, 2025: 2, 2026: 9} {
		for n := range 120 {
			row := assess.AirDay{Day: measure.Date(year, 1, 1).Add(n), Has: measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)}
			if n < bad {
				row.Mean[measure.PM25] = 90 * measure.Microgram
			}
			for _, e := range hj633.Editions {
				rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
			}
		}
	}
	one := &target.Target{Kind: target.GoodAirDays, Year: 2026, Goal: 351}
	d := target.Evaluate(one, &target.Facts{AsOf: measure.Date(2026, 4, 29), AirDays: rows}).Days
	// 29 April is day 119, of 2024 day 120: 118, 118 and 117 good days, now 110.
	if want := -23.0 / 3; d.Good != 110 || !d.HasPace3y || d.Pace3y != want {
		t.Errorf("%d good, pace of three years %v (%v), want %v", d.Good, d.Pace3y, d.HasPace3y, want)
	}
	if want := (110.0*365 - 351*119) / 365; d.Pace != want {
		t.Errorf("pace %v, want %v", d.Pace, want)
	}
}

// TestEvaluate_PaceOfThreeYearsAtOneCondition: 170 µg/m³ of ozone stated before
// September 2018 are 155.7 of today and good (limit 160), 180 are 164.9 and exceeding.
// A target of 2018 itself counts as its own time did.
func TestEvaluate_PaceOfThreeYearsAtOneCondition(t *testing.T) {
	var rows []assess.AirDay
	for year := 2015; year <= 2019; year++ {
		for n := range 120 {
			row := assess.AirDay{Day: measure.Date(year, 1, 1).Add(n), Has: measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)}
			switch {
			case year < 2019 && n < 5:
				row.Mean[measure.O38h] = 180 * measure.Microgram
			case year < 2019 && n < 20:
				row.Mean[measure.O38h] = 170 * measure.Microgram
			}
			for _, e := range hj633.Editions {
				rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
			}
		}
	}
	for year, want := range map[int]float64{2018: 0, 2019: 5} { // 100 − 100; 120 − 115
		one := &target.Target{Kind: target.GoodAirDays, Year: year, Goal: 300, Basis: target.Basis{Edition: assess.Under2012}}
		d := target.Evaluate(one, &target.Facts{AsOf: measure.Date(year, 4, 30), AirDays: rows}).Days
		if !d.HasPace3y || d.Pace3y != want {
			t.Errorf("%d: pace of three years %v (%v), want %v", year, d.Pace3y, d.HasPace3y, want)
		}
	}
}
