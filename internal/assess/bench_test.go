package assess_test

import (
	"fmt"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// BenchmarkAir_NationalYear assesses the days of a leap year for 36 stations in 6
// areas, a fiftieth of the national network. The budget of 2 s for 1,800 stations ×
// 8,784 h × 6 pollutants on one core is 21 ns a reading.
func BenchmarkAir_NationalYear(b *testing.B) {
	const areas, perArea, hours = 6, 6, 8784
	first, last := measure.Date(2024, 1, 1), measure.Date(2024, 12, 31)
	airs := make([]assess.Air, areas)
	series := make([][]assess.Series, areas)
	for i := range airs {
		area := &measure.Area{Code: fmt.Sprint("area", i)}
		for j := range perArea {
			code := fmt.Sprint("s", i, j)
			area.Stations = append(area.Stations, measure.Station{Code: code, Assess: true})
			series[i] = append(series[i], believable(code, measure.HourOf(first.Start(beijing)), hours, int64(i*perArea+j)))
		}
		airs[i] = assess.Air{Area: area, Zone: beijing}
	}
	var days []assess.AirDay
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for i := range airs {
			days = airs[i].Days(days[:0], series[i], first, last)
		}
	}
	b.StopTimer()
	readings := float64(areas * perArea * hours * 6)
	nanoseconds := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(nanoseconds/readings, "ns/reading")
	b.ReportMetric(nanoseconds/readings*1800*8784*6/1e9, "s/national-year")
	if len(days) == 0 {
		b.Fatal("no days assessed")
	}
}

// believable fills a series with values that vary, about one in forty missing.
func believable(station string, first measure.Hour, hours int, seed int64) assess.Series {
	s := assess.Series{Station: station, First: first, Hours: make([]assess.HourCells, hours)}
	state := uint64(seed)*2654435761 + 1
	for h := range s.Hours {
		for p := measure.PM25; p <= measure.O3; p++ {
			state ^= state << 13
			state ^= state >> 7
			state ^= state << 17
			if state%40 == 0 {
				continue
			}
			value := measure.Concentration(state % 90_000)
			if p == measure.CO {
				value *= 20
			}
			s.Hours[h][p] = assess.Cell{Value: value, Source: measure.Sent}
		}
	}
	return s
}

// TestAir_DaysAllocateNothing holds the core to no allocation per reading or day.
func TestAir_DaysAllocateNothing(t *testing.T) {
	first := measure.Date(2024, 1, 1)
	area := &measure.Area{Code: "a", Stations: []measure.Station{{Code: "s", Assess: true}}}
	air := assess.Air{Area: area, Zone: beijing}
	series := []assess.Series{believable("s", measure.HourOf(first.Start(beijing)), 366*24, 1)}
	days := air.Days(nil, series, first, first.Add(365))
	year := testing.AllocsPerRun(5, func() { days = air.Days(days[:0], series, first, first.Add(365)) })
	week := testing.AllocsPerRun(5, func() { days = air.Days(days[:0], series, first, first.Add(6)) })
	if year > week {
		t.Errorf("a year allocates %v times, a week %v: want no more", year, week)
	}
}

// BenchmarkWater_SectionYear assesses every day, month and the year of one section
// from 4-hourly samples.
func BenchmarkWater_SectionYear(b *testing.B) {
	first, last := measure.Date(2025, 1, 1), measure.Date(2025, 12, 31)
	samples := wholeDays(first, last, clean())
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		r := record(samples)
		for day := first; day <= last; day++ {
			r.Day(day)
		}
		for month := first; month <= last; month = month.LastOfMonth().Add(1) {
			r.Month(month, last)
		}
		if got := r.Year(2025); got.Class == 0 {
			b.Fatal("the year has no class")
		}
	}
}
