package report

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// noisy is a county with days of all kinds up to asOf: some good, some exceeding, some
// without a value, some lost altogether.
func noisy(seed uint64, stations int, asOf measure.Day, period Period) *Facts {
	random := rand.New(rand.NewPCG(seed, 1))
	county := &measure.Area{Code: "A1", Name: "甲县"}
	a := Area{Area: county}
	for i := range stations {
		county.Stations = append(county.Stations, measure.Station{Code: fmt.Sprintf("S%d", i), Name: fmt.Sprintf("%d 站", i), Assess: true, Plan: measure.AirPollutants})
	}
	for _, place := range a.places() {
		for _, first := range []measure.Day{measure.Date(asOf.Year()-1, 1, 1), asOf.FirstOfYear()} {
			last := asOf
			if first.Year() < asOf.Year() {
				last = YearBefore(asOf)
			}
			var year []assess.AirDay
			for _, d := range rowsOf(place, first, last) {
				lost, scale := random.IntN(20) == 0, measure.Concentration(1+random.IntN(6))
				if random.IntN(10) == 0 {
					d.Has = d.Has.Without(measure.PM10)
				}
				d.Mean[measure.PM25] *= scale
				if !lost {
					year = append(year, assess.Rejudge(d, d.Edition, hj633.Options{}))
				}
			}
			a.Spans = append(a.Spans, Spans(place, year, last)...)
			if first.Year() < asOf.Year() {
				continue
			}
			if place == county.Code {
				a.Course = year
			}
			for _, d := range year {
				if d.Day >= period.First {
					a.Days = append(a.Days, d)
				}
			}
		}
	}
	goal := &target.Target{ID: "a/good", Area: "A1", Name: "优良天数", Kind: target.GoodAirDays, Year: asOf.Year(), Goal: 300, Basis: target.Basis{Missing: "as-lost"}}
	a.Targets = []target.Progress{target.Evaluate(goal, &target.Facts{AsOf: asOf, AirDays: a.Course, Zone: beijing})}
	return &Facts{Name: "甲县", Period: period, AsOf: asOf, Made: asOf.Start(beijing), Areas: []Area{a}}
}

// Whatever the days were: of each target good, exceeding, undetermined and remaining days
// make the year; of each month they make its days so far; and the months make the sum.
func TestTables_CountsAddUp(t *testing.T) {
	for _, asOf := range []measure.Day{measure.Date(2026, 11, 21), measure.Date(2024, 12, 31), measure.Date(2025, 2, 28), measure.Date(2024, 2, 29), measure.Date(2026, 1, 1)} {
		f := noisy(uint64(asOf), 1, asOf, YearOf(asOf))
		for _, row := range countsTable(f).Rows {
			if sum := total(row[3:7]); sum != row[7].number || sum != float64(measure.DaysInYear(asOf.Year())) {
				t.Errorf("%s: good, exceeding, undetermined and remaining of %q make %v of %v days", asOf, row[2].text, sum, row[7])
			}
		}
		rows := monthsTable(f).Rows
		months, sums := rows[:len(rows)-1], rows[len(rows)-1]
		for column := 2; column <= 5; column++ {
			made := 0.0
			for _, row := range months {
				made += row[column].number
			}
			if made != sums[column].number {
				t.Errorf("%s: column %d of the months makes %v, the sum says %v", asOf, column, made, sums[column].number)
			}
		}
		for i, row := range months {
			last := min(measure.Date(asOf.Year(), time.Month(i+2), 0), asOf)
			if days := float64(last.Date()); total(row[2:5]) != days {
				t.Errorf("%s, %s: %v days, want %v", asOf, row[1].text, total(row[2:5]), days)
			}
		}
		if days := float64(asOf.YearDay()); total(sums[2:5]) != days {
			t.Errorf("%s: the months make %v days, want %v", asOf, total(sums[2:5]), days)
		}
		for _, row := range airStatsTable(f).Rows {
			if row[3].text != "同比" && total(row[11:17]) != row[6].number {
				t.Errorf("%s, %s %s: the levels make %v of %v valid days", asOf, row[1].text, row[3].text, total(row[11:17]), row[6].number)
			}
		}
	}
}

func total(cells []Cell) (sum float64) {
	for _, c := range cells {
		sum += c.number
	}
	return sum
}

// A year of a county with twenty stations and the area itself, as a workbook.
func BenchmarkWrite_Year(b *testing.B) {
	asOf := measure.Date(2026, 12, 31)
	f := noisy(1, 20, asOf, YearOf(asOf))
	for _, format := range []Format{XLSX, CSV} {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, f, format); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
