package assess_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// plainRecord is a station's hours as plainly as can be: what the layout of a Series is held
// against.
type plainRecord map[measure.Hour]assess.HourCells

// anyRecord draws a series that begins and ends anywhere around three days from first,
// and the record it is to hold. Every fifth cell is missing, flagged or of another source.
func anyRecord(t *rapid.T, station string, first measure.Hour) (assess.Series, plainRecord) {
	s := assess.NewSeries(station, first+measure.Hour(rapid.IntRange(-40, 60).Draw(t, "offset")), rapid.IntRange(0, 110).Draw(t, "hours"))
	r := plainRecord{}
	sources := rapid.SampledFrom([][]measure.Source{{measure.Sent}, {measure.Audited}, {measure.Computed, measure.Sent, measure.Lab, measure.Audited}}).Draw(t, "sources")
	for h := s.First; h < s.End(); h++ {
		var cells assess.HourCells
		for p := measure.PM25; p <= measure.O3; p++ {
			draw := rapid.Uint32().Draw(t, "cell")
			if draw%10 == 0 {
				continue
			}
			top := []uint32{90_000, 90_000, 400_000, 1_000_000}[draw>>8%4]
			cells[p] = assess.Cell{Value: measure.Concentration(draw>>4%top) - 2000, Source: sources[int(draw>>3)%len(sources)]}
			if p == measure.CO {
				cells[p].Value *= 20
			}
			if draw%10 == 1 {
				cells[p].Flag = []measure.Flag{measure.Normal, measure.Maintenance, measure.Fault, measure.OutOfReality}[draw>>6%4]
			}
			s.Set(h, p, assess.Cell{Value: 7, Flag: measure.Calibration, Source: measure.Audited}) // written over
			s.Set(h, p, cells[p])
		}
		r[h] = cells
	}
	return s, r
}

func TestSeries_HoldsWhatWasSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, r := anyRecord(t, "a", dustDay)
		if s.Len() != len(r) {
			t.Fatalf("%d hours, want %d", s.Len(), len(r))
		}
		for h := s.First - 30; h < s.End()+30; h++ {
			if got := s.Hour(h); got != r[h] {
				t.Fatalf("hour %d: %+v, want %+v", h-s.First, got, r[h])
			}
			for p := measure.PM25; p <= measure.O3; p++ {
				if got := s.At(h, p); got != r[h][p] {
					t.Fatalf("hour %d, %s: %+v, want %+v", h-s.First, p, got, r[h][p])
				}
			}
		}
	})
}

// anyArea draws an area of stations with plans, spans, and one that may replace another.
func anyArea(t *rapid.T, first measure.Day) *measure.Area {
	area := &measure.Area{Code: "area", StationShare: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "share")}
	for i := range rapid.IntRange(1, 4).Draw(t, "stations") {
		station := measure.Station{Code: fmt.Sprint("s", i), Assess: rapid.IntRange(0, 3).Draw(t, "assess") > 0}
		if rapid.IntRange(0, 3).Draw(t, "plan") == 0 {
			station.Plan = measure.SetOf(measure.PM25, measure.CO, measure.O3)
		}
		if rapid.IntRange(0, 3).Draw(t, "span") == 0 {
			station.Span.From = first.Add(rapid.IntRange(-1, 2).Draw(t, "from"))
			station.Span.Until = station.Span.From.Add(rapid.IntRange(0, 2).Draw(t, "until"))
		}
		if i > 0 && rapid.IntRange(0, 2).Draw(t, "replaces") == 0 && station.Span.From != 0 {
			station.Replaces = "s0"
			end(&area.Stations[0].Span, &station.Span)
		}
		area.Stations = append(area.Stations, station)
	}
	return area
}

// planFor is the plan of a station on a day, empty where it is not on duty.
func planFor(area *measure.Area, station *measure.Station, day measure.Day) measure.Set {
	switch {
	case !station.Span.Covers(day):
		return measure.Set{}
	case station.Plan.Empty():
		return measure.AirPollutants
	}
	return station.Plan
}

// TestAir_AsFromPlainRecords assesses hours and days of random records, with gaps, flags,
// sources and days in part, and holds them against a computation from single hours in
// fractions.
func TestAir_AsFromPlainRecords(t *testing.T) {
	first := measure.Date(2026, 2, 27) // both editions of the limits
	begin := measure.HourOf(first.Start(beijing))
	rapid.Check(t, func(t *rapid.T) {
		area := anyArea(t, first)
		var series []assess.Series
		records := map[string]plainRecord{}
		for _, station := range area.Stations {
			if rapid.IntRange(0, 5).Draw(t, "silent") == 0 {
				continue
			}
			s, r := anyRecord(t, station.Code, begin)
			series, records[station.Code] = append(series, s), r
		}
		air := &assess.Air{Area: area, Zone: beijing}
		var days []assess.AirDay
		for day := first; day < first.Add(3); day++ {
			days = plainDay(days, area, records, day)
		}
		same(t, air.Days(nil, series, first, first.Add(2)), days)
		var hours []assess.AirHour
		for h := begin - 5; h < begin+77; h++ {
			hours = plainHour(hours, area, records, h)
		}
		same(t, air.Hours(nil, series, begin-5, begin+77), hours)
	})
}

func same[T comparable](t *rapid.T, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("row %d:\n%+v, want\n%+v", i, got[i], want[i])
		}
	}
}
