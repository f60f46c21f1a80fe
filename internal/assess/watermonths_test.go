package assess_test

import (
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// A section sampled every second month has its year from six values, of which none may be
// missing; one frozen for four months needs the other eight.
func TestWaterRecord_YearOfStatedMonths(t *testing.T) {
	odd := measure.MonthsOf(1, 3, 5, 7, 9, 11)
	thawed := measure.MonthsOf(4, 5, 6, 7, 8, 9, 10, 11)
	for _, c := range []struct {
		name    string
		stated  measure.Months
		sampled []time.Month
		class   gb3838.Class
	}{
		{"every second month", odd, []time.Month{1, 3, 5, 7, 9, 11}, gb3838.ClassI},
		{"every second month, one missing", odd, []time.Month{1, 3, 5, 7, 9}, 0},
		{"not stated", 0, []time.Month{1, 3, 5, 7, 9, 11}, 0},
		{"frozen in winter", thawed, []time.Month{4, 5, 6, 7, 8, 9, 10, 11}, gb3838.ClassI},
		{"frozen in winter, one missing", thawed, []time.Month{4, 5, 6, 7, 8, 9, 10}, 0},
	} {
		stated := *section
		stated.Months = c.stated
		var samples []measure.Sample
		for _, m := range c.sampled {
			samples = append(samples, wholeDays(measure.Date(2025, m, 1), measure.Date(2025, m+1, 0), clean())...)
		}
		if got := (assess.Water{Section: &stated, Zone: beijing}).Record(samples).Year(2025); got.Class != c.class {
			t.Errorf("%s: class %q, want %q", c.name, got.Class, c.class)
		}
	}
}

// The months that are left are those in which the section is sampled: with 0.02 and 0.18
// in January and March of six months, (6×0.1 − 0.20)/4 = 0.1 is left for the other four,
// after an October under way as well as over (6×0.1 − 0.02)/5 = 0.116 without March.
func TestWaterRecord_HeadroomOfStatedMonths(t *testing.T) {
	stated := *section
	stated.Months = measure.MonthsOf(1, 3, 5, 7, 9, 11)
	january, march := clean(), clean()
	january[measure.TP], march[measure.TP] = "0.02", "0.18"
	r := assess.Water{Section: &stated, Zone: beijing}.Record(append(wholeDays(measure.Date(2026, 1, 1), measure.Date(2026, 1, 31), january),
		wholeDays(measure.Date(2026, 3, 1), measure.Date(2026, 3, 31), march)...))
	for asOf, want := range map[measure.Day]measure.Concentration{
		measure.Date(2026, 1, 31): 116_000, measure.Date(2026, 2, 28): 116_000, measure.Date(2026, 3, 30): 116_000,
		measure.Date(2026, 3, 31): 100_000, measure.Date(2026, 4, 30): 100_000,
		measure.Date(2026, 11, 30): -1, measure.Date(2026, 12, 30): -1, // nothing is left
	} {
		got := measure.Concentration(-1)
		for _, room := range r.YearToDate(asOf).Headroom {
			if room.Parameter == measure.TP {
				got = room.Value
			}
		}
		if got != want {
			t.Errorf("%s: headroom of total phosphorus %d ng/L, want %d", asOf, got, want)
		}
	}
}
