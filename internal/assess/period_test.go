package assess_test

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// steadyDay is a day with PM2.5 of the given µg/m³ and low values of the rest.
func steadyDay(day measure.Day, pm25 measure.Concentration) []assess.AirDay {
	row := assess.AirDay{
		Place: "a", Day: day,
		Has: measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h),
	}
	row.Mean[measure.PM25] = pm25 * measure.Microgram
	row.Mean[measure.PM10] = 40 * measure.Microgram
	row.Mean[measure.SO2] = 9 * measure.Microgram
	row.Mean[measure.NO2] = 16 * measure.Microgram
	row.Mean[measure.CO] = 1 * measure.Milligram
	row.Mean[measure.O38h] = 96 * measure.Microgram
	return []assess.AirDay{
		assess.Rejudge(row, hj633.E2012, hj633.Options{}),
		assess.Rejudge(row, hj633.E2026, hj633.Options{}),
	}
}

func find(t *testing.T, periods []assess.AirPeriod, p assess.Period, e assess.EditionRule, excluded bool) assess.AirPeriod {
	t.Helper()
	var found []assess.AirPeriod
	for _, row := range periods {
		if row.Period == p && row.Edition == e && row.DustExcluded == excluded {
			found = append(found, row)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d rows of %s, edition %s, dust excluded %v, want 1", len(found), p, e, excluded)
	}
	return found[0]
}

// TestAirPeriods_ByDate counts a quarter across 2026-03-01: PM2.5 of 70 is good
// under 2012 (AQI 94) and exceeds under 2026 (AQI 110).
func TestAirPeriods_ByDate(t *testing.T) {
	var days []assess.AirDay
	for day := measure.Date(2026, 1, 1); day <= measure.Date(2026, 3, 31); day++ {
		days = append(days, steadyDay(day, 70)...)
	}
	march := measure.Date(2026, 3, 31)
	periods := assess.AirPeriods(nil, "a", days, []measure.Day{march}, march)
	for _, c := range []struct {
		period          assess.Period
		edition         assess.EditionRule
		good, exceeding int
	}{
		{assess.Quarter, assess.ByDate, 59, 31}, // 31 + 28 days, then March
		{assess.Quarter, assess.Under2012, 90, 0},
		{assess.Quarter, assess.Under2026, 0, 90},
		{assess.Month, assess.ByDate, 0, 31},
		{assess.YearToDate, assess.ByDate, 59, 31},
	} {
		row := find(t, periods, c.period, c.edition, false)
		if row.Good != c.good || row.Exceeding != c.exceeding || row.Valid != c.good+c.exceeding || row.Undetermined != 0 {
			t.Errorf("%s %s: good %d, exceeding %d, undetermined %d; want %d, %d, 0",
				c.period, c.edition, row.Good, row.Exceeding, row.Undetermined, c.good, c.exceeding)
		}
	}
	for _, row := range periods {
		if row.Period == assess.Year {
			t.Errorf("a year that is not over has a row: %+v", row)
		}
	}
}

// TestAirPeriods_CompositeIndex: by the limits of 2012, 70/35 + 40/70 + 9/60 + 16/40
// + 1/4 + 96/160 = 2 + 0.5714 + 0.15 + 0.4 + 0.25 + 0.6 = 3.97; by the transitional
// ones of 2026, 70/30 + 40/60 + 0.15 + 0.4 + 0.25 + 0.6 = 4.40.
func TestAirPeriods_CompositeIndex(t *testing.T) {
	var days []assess.AirDay
	for day := measure.Date(2026, 4, 1); day <= measure.Date(2026, 4, 30); day++ {
		days = append(days, steadyDay(day, 70)...)
	}
	periods := assess.AirPeriods(nil, "a", days, []measure.Day{measure.Date(2026, 4, 9)}, measure.Date(2026, 5, 2))
	for edition, want := range map[assess.EditionRule]int{assess.Under2012: 397, assess.Under2026: 440, assess.ByDate: 440} {
		if got := find(t, periods, assess.Month, edition, false).CompositeIndex; got != want {
			t.Errorf("%s: composite index %d, want %d hundredths", edition, got, want)
		}
	}
}

// TestAirPeriods_TooFewDays: April needs 27 valid days for a mean (GB 3095 table 4);
// days are counted all the same.
func TestAirPeriods_TooFewDays(t *testing.T) {
	for _, c := range []struct {
		days int
		want bool
	}{{26, false}, {27, true}} {
		var days []assess.AirDay
		for n := range c.days {
			days = append(days, steadyDay(measure.Date(2026, 4, 1).Add(n), 20)...)
		}
		april := measure.Date(2026, 4, 30)
		row := find(t, assess.AirPeriods(nil, "a", days, []measure.Day{april}, april), assess.Month, assess.ByDate, false)
		if got := row.Has.Has(measure.PM25); got != c.want {
			t.Errorf("%d valid days: mean known is %v, want %v", c.days, got, c.want)
		}
		if row.Good != c.days || row.Undetermined != 30-c.days {
			t.Errorf("%d valid days: good %d, undetermined %d", c.days, row.Good, row.Undetermined)
		}
	}
}

// TestAirPeriods_Dust: a dust day leaves counts and particle means when dust is
// excluded; one that exceeds through ozone too stays.
func TestAirPeriods_Dust(t *testing.T) {
	var days []assess.AirDay
	for day := measure.Date(2026, 4, 1); day <= measure.Date(2026, 4, 30); day++ {
		rows := steadyDay(day, 20)
		for i := range rows {
			switch day.Date() {
			case 10, 11:
				rows[i].Dust = true
				rows[i].Mean[measure.PM10] = 640 * measure.Microgram
			}
			if day.Date() == 11 {
				rows[i].Mean[measure.O38h] = 180 * measure.Microgram
			}
			days = append(days, assess.Rejudge(rows[i], rows[i].Edition, hj633.Options{}))
		}
	}
	april := measure.Date(2026, 4, 30)
	periods := assess.AirPeriods(nil, "a", days, []measure.Day{april}, april)
	kept := find(t, periods, assess.Month, assess.ByDate, false)
	excluded := find(t, periods, assess.Month, assess.ByDate, true)
	if kept.Good != 28 || kept.Exceeding != 2 || kept.Heavy != 2 {
		t.Errorf("dust kept: good %d, exceeding %d, heavy %d; want 28, 2, 2", kept.Good, kept.Exceeding, kept.Heavy)
	}
	if excluded.Good != 28 || excluded.Exceeding != 1 || excluded.Heavy != 0 || excluded.Undetermined != 0 {
		t.Errorf("dust excluded: good %d, exceeding %d, heavy %d, undetermined %d; want 28, 1, 0, 0",
			excluded.Good, excluded.Exceeding, excluded.Heavy, excluded.Undetermined)
	}
	// (28×40 + 2×640)/30 = 80
	if got := kept.Mean[measure.PM10]; got != 80*measure.Microgram {
		t.Errorf("dust kept: PM10 %d ng/m³, want 80 µg/m³", got)
	}
	if got := excluded.Mean[measure.PM10]; got != 40*measure.Microgram {
		t.Errorf("dust excluded: PM10 %d ng/m³, want 40 µg/m³", got)
	}
}
