package target

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// 70 µg/m³ of PM2.5 is good under 2012 (limit 75) and exceeding under 2026 (60).
func TestVerdicts_HistoryByTheTargetsDates(t *testing.T) {
	var rows []assess.AirDay
	for _, day := range []measure.Day{measure.Date(2024, 2, 28), measure.Date(2024, 2, 29), measure.Date(2024, 3, 1)} {
		for _, e := range hj633.Editions {
			row := assess.AirDay{Place: "220605", Day: day, Edition: e, Plan: measure.SetOf(measure.PM25), Has: measure.SetOf(measure.PM25)}
			row.Mean[measure.PM25] = 70 * measure.Microgram
			rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
		}
	}
	at := func(edition assess.EditionRule, day measure.Day) assess.Verdict {
		target := Target{Kind: GoodAirDays, Year: 2026, Basis: Basis{Edition: edition}}
		return target.Verdicts(2024, rows)[day.YearDay()-1]
	}
	tests := []struct {
		edition assess.EditionRule
		day     measure.Day
		want    assess.Verdict
	}{
		{assess.ByDate, measure.Date(2024, 2, 28), assess.Good},
		{assess.ByDate, measure.Date(2024, 2, 29), assess.Good}, // as 28 February 2026
		{assess.ByDate, measure.Date(2024, 3, 1), assess.Exceeding},
		{assess.Under2012, measure.Date(2024, 3, 1), assess.Good},
		{assess.Under2026, measure.Date(2024, 2, 28), assess.Exceeding},
		{assess.ByDate, measure.Date(2024, 3, 2), assess.Undetermined}, // no row
	}
	for _, test := range tests {
		if got := at(test.edition, test.day); got != test.want {
			t.Errorf("%s under %s: %s, want %s", test.day, test.edition, got, test.want)
		}
	}
	if n := len((&Target{Year: 2026}).Verdicts(2024, nil)); n != 366 {
		t.Errorf("2024 has %d verdicts, want 366", n)
	}
}

// 170 µg/m³ of ozone measured in 2016 are 170 × 273.15/298.15 = 155.7 of today and
// good (limit 160), 180 are 164.9 and exceeding; the target of 2016 itself is judged
// by what the law of its day says. Particles stay.
func TestVerdicts_GasesAtTheTargetsCondition(t *testing.T) {
	row := func(day measure.Day, p measure.Parameter, micrograms int) []assess.AirDay {
		var rows []assess.AirDay
		for _, e := range hj633.Editions {
			row := assess.AirDay{Day: day, Edition: e, Plan: measure.SetOf(p), Has: measure.SetOf(p)}
			if p == measure.O38h {
				row.Plan = measure.SetOf(measure.O3)
			}
			row.Mean[p] = measure.Concentration(micrograms) * measure.Microgram
			rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
		}
		return rows
	}
	before, after := measure.Date(2018, 8, 31), measure.Date(2018, 9, 1)
	for _, test := range []struct {
		target     int
		day        measure.Day
		p          measure.Parameter
		micrograms int
		want       assess.Verdict
	}{
		{2026, measure.Date(2016, 7, 1), measure.O38h, 170, assess.Good},
		{2026, measure.Date(2016, 7, 1), measure.O38h, 180, assess.Exceeding},
		{2016, measure.Date(2016, 7, 1), measure.O38h, 170, assess.Exceeding},
		{2026, before, measure.O38h, 170, assess.Good},
		{2026, after, measure.O38h, 170, assess.Exceeding},
		{2026, measure.Date(2016, 1, 10), measure.PM25, 80, assess.Exceeding}, // would be 73 if converted
	} {
		goal := Target{Kind: GoodAirDays, Year: test.target, Basis: Basis{Edition: assess.Under2012}}
		if got := goal.Verdicts(test.day.Year(), row(test.day, test.p, test.micrograms))[test.day.YearDay()-1]; got != test.want {
			t.Errorf("%d µg/m³ of %s on %s for a target of %d: %s, want %s", test.micrograms, test.p.Key(), test.day, test.target, got, test.want)
		}
	}
}
