package target_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
	"lanbi/internal/target"
)

// drawDays draws rows of the first days of a year with PM2.5 from 10 to 250 µg/m³,
// some days without a row.
func drawDays(t *rapid.T, first measure.Day, elapsed int) (rows []assess.AirDay) {
	for n := range elapsed {
		value := rapid.IntRange(-3, 25).Draw(t, "pm2_5")
		if value < 1 {
			continue
		}
		row := assess.AirDay{Day: first.Add(n), Provisional: value%2 == 0}
		row.Has = measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)
		row.Mean[measure.PM25] = measure.Concentration(value) * 10 * measure.Microgram
		for _, e := range hj633.Editions {
			rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
		}
	}
	return rows
}

// tenths is part of whole in tenths of a percent, half to even, by other means than
// the program's.
func tenths(part, whole int) int64 {
	double := new(big.Int).Quo(big.NewInt(int64(part)*2000), big.NewInt(int64(whole)))
	exact := int64(part)*2000%int64(whole) == 0
	down := double.Int64() / 2
	if half := double.Int64()%2 == 1; half && (!exact || down%2 == 1) {
		return down + 1
	}
	return down
}

// TestEvaluate_ShareBudget: with the budget used up the share still meets the goal,
// and with one more exceeding day it does not.
func TestEvaluate_ShareBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := measure.Date(2025, 1, 1)
		elapsed := rapid.IntRange(1, 365).Draw(t, "elapsed")
		goal := rapid.IntRange(1, 1000).Draw(t, "goal")
		one := &target.Target{Kind: target.GoodAirShare, Year: 2025, Goal: float64(goal) / 10}
		p := target.Evaluate(one, &target.Facts{AsOf: first.Add(elapsed - 1), AirDays: drawDays(t, first, elapsed)})
		d := p.Days
		whole := d.Good + d.Exceeding + d.Remaining
		if whole == 0 {
			return
		}
		meets := func(budget int) bool { return tenths(d.Good+d.Remaining-budget, whole) >= int64(goal) }
		if !meets(d.Budget) || d.Budget < d.Good+d.Remaining && meets(d.Budget+1) {
			t.Fatalf("budget %d of %+v for %v %%", d.Budget, *d, one.Goal)
		}
		if p.HasValue != (d.Good+d.Exceeding > 0) || p.HasValue && int64(p.Value*10+0.5) != tenths(d.Good, d.Good+d.Exceeding) {
			t.Fatalf("value %v of %+v", p.Value, *d)
		}
		if p.Status == target.Lost && meets(-d.Undetermined) && d.Undetermined == 0 {
			t.Fatalf("lost with %+v", *d)
		}
		if d.Remaining == 0 && d.Undetermined == 0 && (p.Status == target.Achieved) != meets(0) {
			t.Fatalf("the year over: %s with %+v", p.Status, *d)
		}
	})
}

// TestEvaluate_MeanAhead: remaining days at the mean allowed ahead meet the goal, and
// a step of the last decimal more does not, where no rounding of the year's mean
// helps.
func TestEvaluate_MeanAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := measure.Date(2026, 1, 1)
		elapsed := rapid.IntRange(1, 364).Draw(t, "elapsed")
		rows := drawDays(t, first, elapsed)
		goal := rapid.IntRange(1, 2000).Draw(t, "goal")
		one := &target.Target{Kind: target.MeanConcentration, Year: 2026, Goal: float64(goal) / 10, Parameter: measure.PM25}
		p := target.Evaluate(one, &target.Facts{AsOf: first.Add(elapsed - 1), AirDays: rows})
		var sum, n int64
		for _, row := range rows {
			if row.Edition == hj633.E2012 {
				sum += int64(row.Mean[measure.PM25])
				n++
			}
		}
		remaining := int64(365 - elapsed)
		limit := int64(goal) * 100 // ng/m³
		if !p.HasAhead {
			if n > 0 && sum <= limit*(n+remaining) {
				t.Fatalf("no mean ahead with %d of %d ng/m³ days used up", sum, limit*(n+remaining))
			}
			return
		}
		ahead := int64(measure.FromFloat(p.Ahead, measure.MicrogramPerCubicMetre))
		step := int64(hj663.Step(hj663.E2026, measure.PM25, hj663.Statistic))
		if ahead%step != 0 || sum+ahead*remaining > limit*(n+remaining) || sum+(ahead+step)*remaining <= limit*(n+remaining) {
			t.Fatalf("ahead %d with sum %d, %d valid, %d remaining, limit %d", ahead, sum, n, remaining, limit)
		}
		if p.Status == target.Lost {
			t.Fatal("lost with a mean ahead that meets the goal")
		}
	})
}

// TestEvaluate_HeavyDays: value and budget make the goal, and more heavy days than
// the goal are lost for good.
func TestEvaluate_HeavyDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := measure.Date(2026, 1, 1)
		elapsed := rapid.IntRange(1, 365).Draw(t, "elapsed")
		rows := drawDays(t, first, elapsed)
		goal := rapid.IntRange(0, 100).Draw(t, "goal")
		one := &target.Target{Kind: target.HeavyDays, Year: 2026, Goal: float64(goal)}
		heavy := 0
		for _, row := range rows {
			if row.Edition == assess.ByDate.On(row.Day) && row.Index.AQI > 200 {
				heavy++
			}
		}
		p := target.Evaluate(one, &target.Facts{AsOf: first.Add(elapsed - 1), AirDays: rows})
		if p.Days.Budget != goal-heavy || (p.Status == target.Lost) != (heavy > goal) || p.HasValue && p.Value != float64(heavy) {
			t.Fatalf("%d heavy of %d allowed: %+v, days %+v", heavy, goal, p, *p.Days)
		}
	})
}

// TestEvaluate_OneBadSample: a source with one sample over a limit never complies,
// whatever the others are and in whatever order they come.
func TestEvaluate_OneBadSample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var samples []measure.Sample
		bad := 0
		for range rapid.IntRange(1, 30).Draw(t, "samples") {
			tp := rapid.IntRange(1, 250).Draw(t, "tp") // µg/L, limit 200
			if tp > 200 {
				bad++
			}
			day := measure.Date(2026, 1, 1).Add(rapid.IntRange(0, 364).Draw(t, "day"))
			samples = append(samples, measure.Sample{Station: "s", Interval: measure.Single, Start: day.Start(beijing).Add(time.Hour),
				Readings: []measure.Reading{{Parameter: measure.TP, Value: measure.Concentration(tp) * measure.Microgram}}})
		}
		facts := target.Facts{AsOf: measure.Date(2026, 12, 31), Zone: beijing, Samples: samples,
			Sources: []measure.DrinkingSource{{Code: "s", Name: "s", InUse: true, Frequency: "year"}}}
		one := &target.Target{Kind: target.SourceCompliance, Year: 2026, Goal: 100}
		p := target.Evaluate(one, &facts)
		if want := (bad == 0); (p.Status == target.Achieved) != want || (p.Value == 100) != want || (p.Status == target.Lost) == want {
			t.Fatalf("%d bad of %d samples: %s, %v %%", bad, len(samples), p.Status, p.Value)
		}
		facts.Samples = rapid.Permutation(samples).Draw(t, "order")
		if again := target.Evaluate(one, &facts); again.Status != p.Status || again.Value != p.Value || again.Reason != p.Reason {
			t.Fatalf("another order gives %+v, want %+v", again, p)
		}
	})
}

// TestEvaluate_EventsAnyOrder: the latest step of an event holds, in whatever order
// the steps are read.
func TestEvaluate_EventsAnyOrder(t *testing.T) {
	states := []string{target.EventConfirmed, target.EventExempt, target.EventRefuted, "待核实"}
	rapid.Check(t, func(t *rapid.T) {
		last := map[string]string{}
		var steps []measure.Event
		for n := range rapid.IntRange(1, 12).Draw(t, "steps") {
			id := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id")
			state := rapid.SampledFrom(states).Draw(t, "state")
			last[id] = state
			steps = append(steps, measure.Event{ID: id, State: state, Time: measure.Date(2026, 5, 1).Add(n).Start(beijing)})
		}
		confirmed := 0
		for _, state := range last {
			if state == target.EventConfirmed {
				confirmed++
			}
		}
		facts := target.Facts{AsOf: measure.Date(2026, 12, 31), Zone: beijing, Events: rapid.Permutation(slices.Clone(steps)).Draw(t, "order")}
		p := target.Evaluate(&target.Target{Kind: target.Events, Year: 2026, Goal: 3}, &facts)
		if !p.HasValue || p.Value != float64(confirmed) {
			t.Fatalf("%v confirmed, want %d of %v", p.Value, confirmed, steps)
		}
	})
}
