package assess_test

import (
	"fmt"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// The national network is 1,800 stations in 300 areas; the benchmarks take a fiftieth
// of it and report what the whole would take on one core. The budget of a year of
// 1,800 stations × 8,784 h × 6 pollutants is 2 s, 21 ns a reading, from readings to
// days and from days to the statistics of every month, quarter and year:
//
//	GOMAXPROCS=1 go test ./internal/assess -run '^$' -bench NationalYear$
const (
	benchAreas    = 6
	benchStations = 6 // of each area
	wholeNetwork  = 1800 / (benchAreas * benchStations)
)

// network is a leap year of believable readings.
func network() (airs []assess.Air, series [][]assess.Series, first, last measure.Day) {
	first, last = measure.Date(2024, 1, 1), measure.Date(2024, 12, 31)
	airs = make([]assess.Air, benchAreas)
	series = make([][]assess.Series, benchAreas)
	for i := range airs {
		area := &measure.Area{Code: fmt.Sprint("area", i)}
		for j := range benchStations {
			code := fmt.Sprint("s", i, j)
			area.Stations = append(area.Stations, measure.Station{Code: code, Assess: true})
			series[i] = append(series[i], believable(code, measure.HourOf(first.Start(beijing)), 366*24, int64(i*benchStations+j)))
		}
		airs[i] = assess.Air{Area: area, Zone: beijing}
	}
	return airs, series, first, last
}

// perNetwork reports what one run of the benchmark is for the whole network.
func perNetwork(b *testing.B) {
	b.Helper()
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*wholeNetwork, "s/national-year")
}

// BenchmarkAir_NationalYear is the whole way, what the budget is about; the next two are
// its halves.
func BenchmarkAir_NationalYear(b *testing.B) {
	airs, series, first, last := network()
	months := monthsOf(first, last)
	var days []assess.AirDay
	var periods []assess.AirPeriod
	b.ReportAllocs()
	for b.Loop() {
		for i := range airs {
			days = airs[i].Days(days[:0], series[i], first, last)
			for _, station := range airs[i].Area.Stations {
				periods = assess.AirPeriods(periods[:0], station.Code, days, months, last)
			}
			periods = assess.AirPeriods(periods[:0], airs[i].Area.Code, days, months, last)
		}
	}
	perNetwork(b)
}

// monthsOf is a day of every month.
func monthsOf(first, last measure.Day) (months []measure.Day) {
	for month := first; month <= last; month = month.LastOfMonth().Add(1) {
		months = append(months, month)
	}
	return months
}

func BenchmarkAir_NationalYearDays(b *testing.B) {
	airs, series, first, last := network()
	var days []assess.AirDay
	b.ReportAllocs()
	for b.Loop() {
		for i := range airs {
			days = airs[i].Days(days[:0], series[i], first, last)
		}
	}
	perNetwork(b)
}

// The statistics once for every month, as an assessment of the whole year makes them.
func BenchmarkAir_NationalYearPeriods(b *testing.B) {
	airs, series, first, last := network()
	days := map[string][]assess.AirDay{}
	for i := range airs {
		for _, day := range airs[i].Days(nil, series[i], first, last) {
			days[day.Place] = append(days[day.Place], day)
		}
	}
	months := monthsOf(first, last)
	var periods []assess.AirPeriod
	b.ReportAllocs()
	for b.Loop() {
		for place, rows := range days {
			periods = assess.AirPeriods(periods[:0], place, rows, months, last)
		}
	}
	perNetwork(b)
}

// Indices of hours are no part of the year's budget: they are computed as hours come.
func BenchmarkAir_NationalYearHours(b *testing.B) {
	airs, series, first, last := network()
	from, to := measure.HourOf(first.Start(beijing)), measure.HourOf(last.Add(1).Start(beijing))
	var hours []assess.AirHour
	b.ReportAllocs()
	for b.Loop() {
		for i := range airs {
			hours = airs[i].Hours(hours[:0], series[i], from, to)
		}
	}
	perNetwork(b)
}

// believable fills a series with values that vary, about one in forty missing.
func believable(station string, first measure.Hour, hours int, seed int64) assess.Series {
	s := assess.NewSeries(station, first, hours)
	state := uint64(seed)*2654435761 + 1
	for h := range measure.Hour(hours) {
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
			s.Set(first+h, p, assess.Cell{Value: value, Source: measure.Sent})
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
