//go:build !noembed

package influx_test

import (
	"reflect"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func airSample(station, start string, source measure.Source, readings ...measure.Reading) measure.Sample {
	return measure.Sample{
		Medium: measure.Air, Station: station, Start: at(start), Interval: measure.OneHour, Source: source, Readings: readings,
	}
}

func waterSample(section, start string, i measure.Interval, source measure.Source, readings ...measure.Reading) measure.Sample {
	return measure.Sample{
		Medium: measure.Water, Station: section, Start: at(start), Interval: i, Source: source, Readings: readings,
	}
}

// Odd codes must come back as they are and must not reach other stations.
var oddCodes = []string{"JY 001", "JY,001", "JY=001", `JY"001`, "JY'001", `JY\001`, "江源一站", `x' OR "station"='JY 001`, "a;DROP MEASUREMENT air"}

func TestAirSeries_RoundTrip(t *testing.T) {
	db := openDB(t)
	values := [...]measure.Concentration{35_000, 52_100, 8_201, 21_001, 600_000, 88_333}
	var samples []measure.Sample
	for i, code := range oddCodes {
		s := airSample(code, "2026-02-28T23:00", measure.Sent)
		for p := measure.PM25; p <= measure.O3; p++ {
			s.Readings = append(s.Readings, measure.Reading{Parameter: p, Value: values[p-1] + measure.Concentration(i)})
		}
		s.Readings[1].Flag = measure.Maintenance
		s.Readings[2].Value = -400
		samples = append(samples, s)
	}
	writeSamples(t, db, samples...)
	got, err := db.AirSeries(t.Context(), oddCodes, hour("2026-02-28T22:00"), hour("2026-03-01T01:00"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(oddCodes) {
		t.Fatalf("got %d series, want %d", len(got), len(oddCodes))
	}
	for i, s := range got {
		if s.Station != oddCodes[i] || s.First != hour("2026-02-28T22:00") || s.Len() != 3 {
			t.Fatalf("series %d: got %q from %d, %d hours", i, s.Station, s.First, s.Len())
		}
		if before, after := s.Hour(s.First), s.Hour(s.First+2); before != (assess.HourCells{}) || after != (assess.HourCells{}) {
			t.Errorf("%q: hours without data are not empty: %v, %v", s.Station, before, after)
		}
		for p := measure.PM25; p <= measure.O3; p++ {
			want := assess.Cell{Value: values[p-1] + measure.Concentration(i), Flag: measure.Normal, Source: measure.Sent}
			switch p {
			case measure.PM10:
				want.Flag = measure.Maintenance
			case measure.SO2:
				want.Value = -400
			}
			if got := s.At(s.First+1, p); got != want {
				t.Errorf("%q %s: got %+v, want %+v", s.Station, p, got, want)
			}
		}
	}
}

func TestAirSeries_SourcePriority(t *testing.T) {
	db := openDB(t)
	const start = "2026-05-01T08:00"
	pm := func(v measure.Concentration) measure.Reading {
		return measure.Reading{Parameter: measure.PM25, Value: v}
	}
	no2 := func(v measure.Concentration) measure.Reading {
		return measure.Reading{Parameter: measure.NO2, Value: v}
	}
	// Written in the order audited first, computed last: the time of writing must
	// not decide.
	writeSamples(t, db, airSample("A", start, measure.Audited, pm(1_000)))
	writeSamples(t, db, airSample("A", start, measure.Lab, pm(2_000), no2(2_000)))
	writeSamples(t, db, airSample("A", start, measure.Sent, pm(3_000), no2(3_000), measure.Reading{Parameter: measure.CO, Value: 3_000}))
	writeSamples(t, db, airSample("A", start, measure.Computed, pm(4_000), no2(4_000), measure.Reading{Parameter: measure.CO, Value: 4_000}))
	got, err := db.AirSeries(t.Context(), []string{"A"}, hour(start), hour(start)+1)
	if err != nil {
		t.Fatal(err)
	}
	cells := got[0].Hour(hour(start))
	for p, want := range map[measure.Parameter]assess.Cell{
		measure.PM25: {Value: 1_000, Flag: 'N', Source: measure.Audited},
		measure.NO2:  {Value: 2_000, Flag: 'N', Source: measure.Lab},
		measure.CO:   {Value: 3_000, Flag: 'N', Source: measure.Sent},
		measure.O3:   {},
	} {
		if cells[p] != want {
			t.Errorf("%s: got %+v, want %+v", p, cells[p], want)
		}
	}
}

// TestAirSeries_HourlyOnly keeps minutes, and days that the station computed itself,
// out of the hourly record.
func TestAirSeries_HourlyOnly(t *testing.T) {
	db := openDB(t)
	s := airSample("A", "2026-05-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 9_000})
	s.Interval = measure.OneMinute
	day := s
	day.Interval = measure.OneDay
	writeSamples(t, db, s, day)
	got, err := db.AirSeries(t.Context(), []string{"A"}, hour("2026-05-01T08:00"), hour("2026-05-01T09:00"))
	if err != nil || got[0].Hour(got[0].First) != (assess.HourCells{}) {
		t.Errorf("got %v, %v, want an empty hour", got, err)
	}
}

// TestAppendSample_FlagResentValid is the merge trap of flags: the value comes
// once with D, then again valid.
func TestAppendSample_FlagResentValid(t *testing.T) {
	db := openDB(t)
	const start = "2026-05-01T08:00"
	read := func() assess.Cell {
		t.Helper()
		got, err := db.AirSeries(t.Context(), []string{"A"}, hour(start), hour(start)+1)
		if err != nil {
			t.Fatal(err)
		}
		return got[0].At(hour(start), measure.SO2)
	}
	bad := airSample("A", start, measure.Sent, measure.Reading{Parameter: measure.SO2, Value: 70_000, Flag: measure.Fault})
	good := airSample("A", start, measure.Sent, measure.Reading{Parameter: measure.SO2, Value: 8_000})
	writeSamples(t, db, bad)
	if c := read(); c.Flag != measure.Fault || c.Valid() {
		t.Fatalf("got %+v, want flag D", c)
	}
	if err := db.Write(t.Context(), "", influx.AppendSample(nil, &good, measure.SetOf(measure.SO2))); err != nil {
		t.Fatal(err)
	}
	if c := read(); !c.Valid() || c.Value != 8_000 {
		t.Errorf("got %+v, want 8 µg/m³ and valid", c)
	}
}

// TestAirSeries_ManyChunks reads more rows than the server sends at a time.
func TestAirSeries_ManyChunks(t *testing.T) {
	db := openDB(t)
	const hours = 21_000
	first := hour("2023-01-01T00:00")
	var lines []byte
	for h := range hours {
		s := measure.Sample{
			Medium: measure.Air, Station: "A", Start: (first + measure.Hour(h)).Start(), Interval: measure.OneHour, Source: measure.Sent,
			Readings: []measure.Reading{{Parameter: measure.PM10, Value: measure.Concentration(h)}},
		}
		lines = influx.AppendSample(lines, &s, measure.Set{})
	}
	if err := db.Write(t.Context(), "", lines); err != nil {
		t.Fatal(err)
	}
	got, err := db.AirSeries(t.Context(), []string{"A"}, first, first+hours)
	if err != nil {
		t.Fatal(err)
	}
	for h := range hours {
		if c := got[0].At(first+measure.Hour(h), measure.PM10); c.Value != measure.Concentration(h) || !c.Valid() {
			t.Fatalf("hour %d: got %+v", h, c)
		}
	}
}

func TestWaterSamples_RoundTrip(t *testing.T) {
	db := openDB(t)
	reading := func(p measure.Parameter, v measure.Concentration) measure.Reading {
		return measure.Reading{Parameter: p, Value: v, Flag: measure.Normal}
	}
	below := measure.Reading{Parameter: measure.Mercury, Value: 20, Flag: measure.Normal, Below: true}
	faulty := measure.Reading{Parameter: measure.PH, Value: 14_500_000, Flag: measure.OutOfReality}
	automatic := waterSample("HJ-01", "2026-11-21T08:00", measure.FourHours, measure.Sent,
		reading(measure.WaterTemperature, 6_400_000), faulty, reading(measure.NH3N, 120_001), reading(measure.TP, 31_000), reading(measure.Conductivity, 210_000_000))
	manual := waterSample("HJ-01", "2026-11-21T10:20", measure.Single, measure.Lab, reading(measure.COD, 8_000_000), below)
	audited := waterSample("HJ-01", "2026-11-21T08:00", measure.FourHours, measure.Audited, reading(measure.TP, 33_000))
	other := waterSample("HJ-02", "2026-11-21T04:00", measure.FourHours, measure.Sent, reading(measure.DO, 9_120_000))
	outside := waterSample("HJ-01", "2026-11-22T00:00", measure.FourHours, measure.Sent, reading(measure.DO, 1))
	day := waterSample("HJ-01", "2026-11-21T00:00", measure.OneDay, measure.Sent, reading(measure.DO, 2))
	writeSamples(t, db, automatic, manual, audited, other, outside, day)

	got, err := db.WaterSamples(t.Context(), []string{"HJ-02", "HJ-01"}, at("2026-11-21T00:00"), at("2026-11-22T00:00"))
	if err != nil {
		t.Fatal(err)
	}
	// The audited total phosphorus takes the place of the sent one.
	automatic.Readings = append(automatic.Readings[:3:3], automatic.Readings[4])
	want := []measure.Sample{other, audited, automatic, manual}
	compareSamples(t, got, want)
}

// A laboratory result of the very moment of an automatic value stays beside it: the two
// are merged item by item over a month, never one over the other.
func TestWaterSamples_LabApart(t *testing.T) {
	db := openDB(t)
	tp := func(v measure.Concentration) measure.Reading {
		return measure.Reading{Parameter: measure.TP, Value: v, Flag: measure.Normal}
	}
	automatic := waterSample("HJ-01", "2026-11-21T08:00", measure.FourHours, measure.Sent, tp(31_000))
	manual := waterSample("HJ-01", "2026-11-21T08:00", measure.Single, measure.Lab, tp(33_000))
	writeSamples(t, db, automatic, manual)
	got, err := db.WaterSamples(t.Context(), []string{"HJ-01"}, at("2026-11-21T00:00"), at("2026-11-22T00:00"))
	if err != nil {
		t.Fatal(err)
	}
	compareSamples(t, got, []measure.Sample{automatic, manual})
}

func compareSamples(t *testing.T, got, want []measure.Sample) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d samples, want %d:\n%+v", len(got), len(want), got)
	}
	for i := range got {
		if !got[i].Start.Equal(want[i].Start) {
			t.Errorf("sample %d: starts %v, want %v", i, got[i].Start, want[i].Start)
		}
		got[i].Start = want[i].Start
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("sample %d: got  %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestLatest_NewestOfEveryStation(t *testing.T) {
	db := openDB(t)
	r := func(v measure.Concentration) measure.Reading {
		return measure.Reading{Parameter: measure.PM25, Value: v, Flag: measure.Normal}
	}
	old, newest := airSample("A", "2026-05-01T08:00", measure.Sent, r(1)), airSample("A", "2026-05-01T09:00", measure.Sent, r(2))
	audited := airSample("A", "2026-05-01T08:00", measure.Audited, r(3))
	b := airSample("B", "2025-01-01T00:00", measure.Computed, r(4))
	day := airSample("A", "2026-05-02T00:00", measure.Sent, r(5))
	day.Interval = measure.OneDay
	writeSamples(t, db, newest, old, audited, b, day)
	got, err := db.Latest(t.Context(), measure.Air)
	if err != nil {
		t.Fatal(err)
	}
	compareSamples(t, got, []measure.Sample{newest, b})
	if got, err := db.Latest(t.Context(), measure.Water); err != nil || len(got) > 0 {
		t.Errorf("water: got %v, %v, want nothing", got, err)
	}
}

// TestWrite_OneRefusedPoint has one line of the wrong type among good ones.
func TestWrite_OneRefusedPoint(t *testing.T) {
	db := openDB(t)
	good := airSample("A", "2026-05-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 35_000})
	writeSamples(t, db, good)
	for name, bad := range map[string]string{
		"field type": `air,interval=1h,source=sent,station=B pm2_5="x" 1777593600000000000` + "\n",
		"syntax":     "air,interval=1h,source=sent,station=B pm2_5= 1777593600000000000\n",
	} {
		t.Run(name, func(t *testing.T) {
			next := airSample("A", "2026-05-01T09:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 36_000})
			lines := influx.AppendSample([]byte(bad), &next, measure.Set{})
			err := db.Write(t.Context(), "", lines)
			e, ok := err.(*influx.Error)
			// 1.8 answers 400 and stores the good line. 2.7 answers 422 to the one, and
			// refuses all lines with 400 for the other.
			partial := !onReal2() || name == "field type"
			if !ok || e.Status != 400 && e.Status != 422 || !e.Permanent() || e.Partial != partial {
				t.Fatalf("got %#v, want a permanent write error, partial %v", err, partial)
			}
			if !partial {
				return
			}
			if name == "field type" && e.Dropped != 1 {
				t.Errorf("dropped %d, want 1", e.Dropped)
			}
			if !strings.Contains(err.Error(), `bucket "lanbi"`) {
				t.Errorf("error does not name the bucket: %v", err)
			}
			got, err := db.AirSeries(t.Context(), []string{"A"}, hour("2026-05-01T09:00"), hour("2026-05-01T10:00"))
			if err != nil || got[0].At(got[0].First, measure.PM25).Value != 36_000 {
				t.Errorf("the good point of the batch: got %v, %v", got, err)
			}
		})
	}
}
