package hj633

import (
	"testing"

	"lanbi/internal/measure"
)

// days is a spread of values that uses every row of the table.
func days() []Values {
	const count = 1024
	vs := make([]Values, count)
	for i := range vs {
		v := &vs[i]
		v.Plan = measure.AirPollutants
		v.Has = measure.AirPollutants.With(measure.O38h)
		for p := measure.PM25; p <= measure.O38h; p++ {
			v.C[p] = measure.Concentration((i*7919+int(p)*104729)%350_000) * measure.Nanogram
		}
		v.C[measure.CO] *= 40
	}
	return vs
}

func BenchmarkDay(b *testing.B) {
	vs := days()
	for _, e := range Editions {
		b.Run(e.String(), func(b *testing.B) {
			b.ReportAllocs()
			sum := 0
			i := 0
			for b.Loop() {
				x := Day(e, &vs[i&1023], Options{})
				sum += x.AQI
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "MAQI/s")
			if sum == 0 {
				b.Fatal("no index")
			}
		})
	}
}

func BenchmarkHour(b *testing.B) {
	vs := days()
	for _, e := range Editions {
		b.Run(e.String(), func(b *testing.B) {
			b.ReportAllocs()
			sum := 0
			i := 0
			for b.Loop() {
				x := Hour(e, &vs[i&1023], Options{})
				sum += x.AQI
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "MAQI/s")
			if sum == 0 {
				b.Fatal("no index")
			}
		})
	}
}
