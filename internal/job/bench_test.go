//go:build !noembed

package job_test

import (
	"context"
	"fmt"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// openInflux starts an embedded InfluxDB for the length of the benchmark.
func openInflux(b *testing.B) *influx.DB {
	b.Helper()
	server, err := embedded.StartInflux(b.Context(), embedded.InfluxOptions{Dir: b.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	db, err := influx.Open(influx.Options{URL: server.URL(), Bucket: "lanbi", Zone: beijing})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	if err := db.Create(b.Context()); err != nil {
		b.Fatal(err)
	}
	return db
}

// network is as many areas of six stations.
func network(areas int) []measure.Area {
	all := make([]measure.Area, areas)
	for i := range all {
		all[i].Code = fmt.Sprintf("area%03d", i)
		for k := range 6 {
			all[i].Stations = append(all[i].Stations, measure.Station{Code: fmt.Sprintf("station%03d-%d", i, k), Assess: true})
		}
	}
	return all
}

// writeHours stores the readings of every station for the days from first to last,
// varied enough that days differ.
func writeHours(b *testing.B, db *influx.DB, areas []measure.Area, first, last measure.Day) {
	b.Helper()
	var lines []byte
	for i := range areas {
		for k := range areas[i].Stations {
			for h := measure.HourOf(first.Start(beijing)); h < measure.HourOf(last.Add(1).Start(beijing)); h++ {
				s := measure.Sample{Medium: measure.Air, Station: areas[i].Stations[k].Code, Start: h.Start(), Interval: measure.OneHour, Source: measure.Sent}
				for p := measure.PM25; p <= measure.O3; p++ {
					value := measure.Concentration(10+(int(h)*int(p)*7+i*13+k*5)%77) * measure.Microgram
					if p == measure.CO {
						value *= 10
					}
					s.Readings = append(s.Readings, measure.Reading{Parameter: p, Value: value})
				}
				lines = influx.AppendSample(lines, &s, measure.Set{})
			}
		}
		if len(lines) > 1<<20 || i == len(areas)-1 {
			if err := db.Write(b.Context(), "", lines); err != nil {
				b.Fatal(err)
			}
			lines = lines[:0]
		}
	}
}

// writeDays stores the assessed days of every place from first to last, as the daily
// jobs of these days left them.
func writeDays(b *testing.B, db *influx.DB, areas []measure.Area, first, last measure.Day) {
	b.Helper()
	for i := range areas {
		var series []assess.Series
		for k := range areas[i].Stations {
			s := assess.NewSeries(areas[i].Stations[k].Code, measure.HourOf(first.Start(beijing)), 24*(last.Since(first)+1))
			for h := range s.Len() {
				for p := measure.PM25; p <= measure.O3; p++ {
					value := measure.Concentration(10+(h*int(p)*7+i*13+k*5)%77) * measure.Microgram
					s.Set(s.First+measure.Hour(h), p, assess.Cell{Value: value, Source: measure.Sent})
				}
			}
			series = append(series, s)
		}
		air := assess.Air{Area: &areas[i], Zone: beijing}
		if err := db.WriteAirDays(b.Context(), air.Days(nil, series, first, last)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAirDay_NationalNetwork is the daily job of 1,800 stations in 300 areas on
// 20 November, with the days of the year before it stored: hours, days, and the
// statistics of month, quarter and year to date of 2,100 places. The budget is 20 s.
// With -short it is a tenth of that.
func BenchmarkAirDay_NationalNetwork(b *testing.B) {
	areas := network(300)
	if testing.Short() {
		areas = areas[:30]
	}
	db := openInflux(b)
	last := measure.Date(2026, 11, 20)
	writeDays(b, db, areas, measure.Date(2026, 1, 1), last.Add(-2))
	writeHours(b, db, areas, last.Add(-1), last)
	run := func(due measure.Day) {
		j := job.AirDay{Air: job.Air{Areas: areas, Zone: beijing, Readings: db, Results: db, Hours: db}, Watermarks: &ledger{}}
		if err := j.Run(context.Background(), at(due, 0, 30)); err != nil {
			b.Fatal(err)
		}
	}
	run(last) // the day before, whose series the database keeps
	for b.Loop() {
		run(last.Add(1))
	}
}
