//go:build !noembed

package demo_test

import (
	"log/slog"
	"testing"

	"lanbi/internal/demo"
	"lanbi/internal/measure"
)

// BenchmarkBoard_Cold is the first reading of all targets after a start: a year and
// the years before it in the embedded database, of each of the demo's counties and of
// both. The budget of a county is 200 ms. The start itself does not count.
func BenchmarkBoard_Cold(b *testing.B) {
	dir := b.TempDir()
	open := func() *demo.Demo {
		d, err := demo.Open(b.Context(), demo.Options{
			Dir: dir, Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Influx: "127.0.0.1:0",
			Now: atNoon, Speed: 1, Seed: 1, Version: "test",
			Log: slog.New(slog.DiscardHandler), Progress: func(string, int, int) {},
		})
		if err != nil {
			b.Fatal(err)
		}
		return d
	}
	if err := open().Stop(); err != nil {
		b.Fatal(err)
	}
	for _, county := range []struct{ name, area string }{{"jiangyuan", "220605"}, {"changbai", "220623"}, {"both", ""}} {
		b.Run(county.name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				d := open()
				j := *d.History().Progress
				all := j.Targets
				j.Targets = nil
				for _, t := range all {
					if county.area == "" || t.Area == county.area {
						j.Targets = append(j.Targets, t)
					}
				}
				b.StartTimer()
				standings, err := j.Evaluate(b.Context(), measure.DayOf(noon, china).Add(-1))
				b.StopTimer()
				if err != nil || len(standings) == 0 {
					b.Fatalf("%d targets, error %v", len(standings), err)
				}
				if err := d.Stop(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1000, "ms/board")
		})
	}
}
