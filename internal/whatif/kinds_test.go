package whatif

import (
	"math"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// With the goal scaled to valid days, the budget moves by whole days all the same.
func TestOf_ScaledGoal(t *testing.T) {
	of := goodDays(325)
	of.Basis.Missing = "scale-to-valid"
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: history(2022, october)}}
	for _, k := range []int{-6, -1, 1, 7, 20} {
		var a Assumption
		a.Bad[11] = k
		answer := must(t, of, f, a)
		if got, want := answer.WhatIf.Days.Budget, answer.Base.Days.Budget-k; got != want {
			t.Errorf("%+d: budget %d, want %d", k, got, want)
		}
	}
}

// The other kinds that rest on days of air, like another year: the values of that year's
// rest counted by hand beside those so far.
func TestOf_OtherKindsLikeAnotherYear(t *testing.T) {
	rows := history(2022, october)
	f := &Facts{Facts: target.Facts{AsOf: october, AirDays: rows}}
	var sum, days, good float64
	for _, d := range rows {
		same := measure.Date(2026, d.Day.Month(), d.Day.Date())
		counts := d.Day.Year() == 2026 || d.Day.Year() == 2023 && same > october
		if !counts || d.Edition != hj633.EditionOn(same) || !d.Has.Has(measure.PM25) {
			continue
		}
		days++
		sum += d.Mean[measure.PM25].Float(measure.MicrogramPerCubicMetre)
		if d.Verdict == assess.Good {
			good++
		}
	}
	for kind, want := range map[target.Kind]float64{target.GoodAirShare: 100 * good / days, target.MeanConcentration: sum / days, target.HeavyDays: 0} {
		of := goodDays(90)
		of.Kind, of.Parameter = kind, measure.PM25
		answer, err := Of(of, f, Assumption{Like: 2023}, target.Evaluate)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.WhatIf.Value; math.Abs(got-want) > 0.5 || !answer.WhatIf.HasValue {
			t.Errorf("%s: %v, want %.2f", kind, got, want)
		}
	}
}
