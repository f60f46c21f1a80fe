//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// believable is one hourly sample of six pollutants.
func believable(dst []measure.Reading, i int) []measure.Reading {
	for p := measure.PM25; p <= measure.O3; p++ {
		unit := measure.Microgram
		if p == measure.CO {
			unit = 10 * measure.Microgram
		}
		dst = append(dst, measure.Reading{Parameter: p, Value: measure.Concentration(10+(i*int(p))%77) * unit})
	}
	return dst
}

// load writes hours hours of stations in batches of 5,000 points.
func load(b *testing.B, db *influx.DB, stations []string, first measure.Hour, hours int) int {
	b.Helper()
	var lines []byte
	var readings []measure.Reading
	points := 0
	for h := range hours {
		for i, station := range stations {
			readings = believable(readings[:0], h+i)
			s := measure.Sample{Medium: measure.Air, Station: station, Start: (first + measure.Hour(h)).Start(), Interval: measure.OneHour, Source: measure.Sent, Readings: readings}
			lines = influx.AppendSample(lines, &s, measure.Set{})
			if points++; points%5_000 == 0 {
				if err := db.Write(b.Context(), "", lines); err != nil {
					b.Fatal(err)
				}
				lines = lines[:0]
			}
		}
	}
	if err := db.Write(b.Context(), "", lines); err != nil {
		b.Fatal(err)
	}
	return points
}

// BenchmarkWrite100k writes 100,000 points of six values into a fresh server.
func BenchmarkWrite100k(b *testing.B) {
	points := 0
	for b.Loop() {
		b.StopTimer()
		db := openDB(b)
		b.StartTimer()
		points += load(b, db, []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J"}, hour("2024-01-01T00:00"), 10_000)
	}
	b.ReportMetric(float64(points)/b.Elapsed().Seconds(), "points/s")
}

func BenchmarkAppendSample(b *testing.B) {
	s := measure.Sample{Medium: measure.Air, Station: "JY001", Start: at("2026-11-21T08:00"), Interval: measure.OneHour, Source: measure.Sent, Readings: believable(nil, 1)}
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		dst = influx.AppendSample(dst[:0], &s, measure.Set{})
	}
}

// BenchmarkRead reads back six stations of five years: one station-year, all of
// it, and what the page asks for.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	server, err := embedded.StartInflux(b.Context(), embedded.InfluxOptions{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	db, err := influx.Open(influx.Options{URL: server.URL(), Bucket: "lanbi", Zone: shanghai})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Create(b.Context()); err != nil {
		b.Fatal(err)
	}
	stations := []string{"A", "B", "C", "D", "E", "F"}
	first := hour("2021-01-01T00:00")
	const year = 8_760
	load(b, db, stations, first, 5*year)
	b.Logf("%d files open", openFiles(b, dir))
	read := func(stations []string, from, to measure.Hour) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := db.AirSeries(b.Context(), stations, from, to)
				if err != nil || !s[0].At(s[0].First, measure.PM25).Valid() {
					b.Fatalf("got %v", err)
				}
			}
		}
	}
	b.Run("station-day", read(stations[:1], first+year, first+year+24))
	b.Run("station-year", read(stations[:1], first, first+year))
	b.Run("6-stations-5-years", read(stations, first, first+5*year))
	b.Run("latest", func(b *testing.B) {
		for b.Loop() {
			if s, err := db.Latest(b.Context(), measure.Air); err != nil || len(s) != 6 {
				b.Fatalf("got %v, %v", s, err)
			}
		}
	})
}
