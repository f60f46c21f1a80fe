package hj663

import (
	"testing"

	"lanbi/internal/measure"
)

// BenchmarkDay is what one station's day costs: five means, the 8-hour maximum and
// the highest hour of ozone.
func BenchmarkDay(b *testing.B) {
	var hours [24]measure.Concentration
	for i := range hours {
		hours[i] = measure.Concentration((i*37)%150) * measure.Microgram
	}
	for _, c := range []struct {
		name  string
		valid uint32
	}{{"complete", allHours}, {"3 hours lost", allHours &^ (1<<3 | 1<<11 | 1<<17)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var sum int64
			for b.Loop() {
				for range 5 {
					mean, _ := DailyMean(&hours, c.valid)
					sum += mean.Sum
				}
				highest, _ := MDA8(&hours, c.valid, limit8h)
				hour, _ := DailyMax(&hours, c.valid)
				sum += highest.Sum + int64(hour)
			}
			b.ReportMetric(float64(b.N)*144/b.Elapsed().Seconds()/1e6, "Mreadings/s")
			if sum == 0 {
				b.Fatal("no mean")
			}
		})
	}
}

// BenchmarkSummarise is one pollutant of one place over one year.
func BenchmarkSummarise(b *testing.B) {
	from, until := measure.Date(2026, 1, 1), measure.Date(2026, 12, 31)
	days := span(from, until, 0)
	for i := range days {
		days[i].Value = measure.Concentration((i*7919)%150_000) * measure.Nanogram
	}
	b.ReportAllocs()
	for b.Loop() {
		if s := Summarise(measure.PM25, from, until, days); !s.Complete {
			b.Fatal(s)
		}
	}
}
