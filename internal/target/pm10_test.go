package target_test

import (
	"slices"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// Three days lack PM10 alone: one under 2012, one under 2026 with the rest at most
// 100, one under 2026 with the rest above. Only the second hangs on the reading.
func TestEvaluate_DaysThatHangOnPM10(t *testing.T) {
	days := []struct {
		day  measure.Day
		pm25 measure.Concentration // µg/m³
	}{
		{measure.Date(2026, 2, 28), 40}, {measure.Date(2026, 3, 1), 40}, {measure.Date(2026, 3, 2), 90},
	}
	var rows []assess.AirDay
	for _, d := range days {
		row := assess.AirDay{Day: d.day, Has: measure.SetOf(measure.PM25, measure.SO2, measure.NO2, measure.CO, measure.O38h)}
		row.Mean[measure.PM25] = d.pm25 * measure.Microgram
		for _, e := range hj633.Editions {
			rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
		}
	}
	evaluate := func(reading string) target.Progress {
		one := target.Target{Kind: target.GoodAirDays, Year: 2026, Goal: 351, Basis: target.Basis{PM10Missing: reading}}
		return target.Evaluate(&one, &target.Facts{AsOf: measure.Date(2026, 3, 2), AirDays: rows})
	}
	want := []measure.Day{measure.Date(2026, 3, 1)}
	for reading, good := range map[string]int{"strict": 1, "as-published": 2} {
		p := evaluate(reading)
		if !slices.Equal(p.PM10Missing, want) || p.Days.Good != good || p.Days.Exceeding != 1 {
			t.Errorf("%s: days %v, good %d, exceeding %d; want %v, %d, 1", reading, p.PM10Missing, p.Days.Good, p.Days.Exceeding, want, good)
		}
	}
}
