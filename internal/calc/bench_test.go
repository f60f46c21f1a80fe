package calc

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"lanbi/internal/measure"
)

// BenchmarkAir reports rows per second over rows as a station network exports
// them, on one core.
func BenchmarkAir(b *testing.B) {
	var in bytes.Buffer
	const rows = 100_000
	in.WriteString("station,name,time,pm2_5,pm10,so2,no2,co,o3\n")
	for i := range rows {
		fmt.Fprintf(&in, "%04dA,万寿西宫,2026-0%d-%02dT%02d:00:00+08:00,%d.%d,%d,%d.2,%d,%.1f,%d\n",
			i%1800, 1+i%6, 1+i%28, i%24, i%200, i%10, i%310, i%50, i%120, float64(i%30)/10, i%260)
	}
	b.SetBytes(int64(in.Len()))
	for b.Loop() {
		if _, err := Air(bytes.NewReader(in.Bytes()), io.Discard, io.Discard, AirOptions{Period: AirHour}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWater(b *testing.B) {
	var in bytes.Buffer
	const rows = 100_000
	in.WriteString("section,name,body,temp,ph,do,codmn,nh3n,tp,tn\n")
	for i := range rows {
		fmt.Fprintf(&in, "S%04d,西南岔河,river,%d.1,7.%d,8.%d,%d.%d,0.%03d,0.%03d,1.%d\n",
			i%1800, i%30, i%100, i%50, i%7, i%100, i%700, i%300, i%100)
	}
	b.SetBytes(int64(in.Len()))
	for b.Loop() {
		if _, err := Water(bytes.NewReader(in.Bytes()), io.Discard, io.Discard, measure.River); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
