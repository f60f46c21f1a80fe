package job_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

func (s *store) WriteAirControls(_ context.Context, controls []forecast.PlaceControl) error {
	s.controls = append(s.controls, controls...)
	return s.err("WriteAirControls")
}

// controlTypical is about what 24 h of a pollutant at an index of 100 are, in ng/m³.
var controlTypical = [...]float64{measure.PM25: 62e3, measure.PM10: 130e3, measure.SO2: 150e3, measure.NO2: 80e3, measure.CO: 4e6, measure.O3: 140e3}

// randomDay fills the first hours of day at a station, some missing or flagged.
func randomDay(chance *rand.Rand, s *store, station string, day measure.Day, hours int) {
	s.air[station] = map[measure.Hour]assess.HourCells{}
	first := measure.HourOf(day.Start(beijing))
	gaps := chance.IntN(4)
	for h := range hours {
		var cells assess.HourCells
		for p := measure.PM25; p <= measure.O3; p++ {
			cells[p] = assess.Cell{Source: measure.Sent,
				Value: measure.Concentration(controlTypical[p] * (0.2 + 1.5*chance.Float64()))}
			switch {
			case chance.IntN(24) < gaps:
				cells[p] = assess.Cell{}
			case chance.IntN(40) == 0:
				cells[p].Flag = measure.Maintenance
			}
		}
		s.air[station][first+measure.Hour(h)] = cells
	}
}

// finished is the index of every pollutant at place once all remaining hours of all
// stations have rest, by the assessment of whole days; ok is false without a value.
func finished(area *measure.Area, s *store, place string, day measure.Day, closed int, p measure.Parameter, rest measure.Concentration) (index int, ok bool) {
	first := measure.HourOf(day.Start(beijing))
	var series []assess.Series
	for _, station := range area.Stations {
		whole := assess.NewSeries(station.Code, first, 24)
		for h := first; h < whole.End(); h++ {
			for p := measure.PM25; p <= measure.O3; p++ {
				cell := s.air[station.Code][h][p]
				if h >= first+measure.Hour(closed) {
					cell = assess.Cell{Value: rest, Source: measure.Sent}
				}
				whole.Set(h, p, cell)
			}
		}
		series = append(series, whole)
	}
	air := assess.Air{Area: area, Zone: beijing}
	for _, d := range air.Days(nil, series, day, day) {
		if d.Place == place && d.Edition == hj633.EditionOn(day) {
			if d.Has.Has(p) && !d.Index.Has.Has(p) { // ozone above 800 µg/m³ has none
				return 500, true
			}
			return d.Index.IAQI[p], d.Has.Has(p)
		}
	}
	return 0, false
}

// The control value against the assessment of the finished day, on both sides of the
// change of editions: at Highest the index is at most 100, one nanogram above it is not.
func TestControl_AgainstFinishedDays(t *testing.T) {
	chance := rand.New(rand.NewPCG(7, 8))
	states := map[forecast.ControlState]int{}
	for round := range 150 {
		day := measure.Date(2026, 2, 28).Add(chance.IntN(2))
		closed := chance.IntN(24)
		area := measure.Area{Code: "A", StationShare: float64(chance.IntN(3)) / 2, Stations: []measure.Station{
			{Code: "S1", Area: "A", Assess: true}, {Code: "S2", Area: "A", Assess: true, Plan: measure.SetOf(measure.PM25, measure.O3)},
			{Code: "S3", Area: "A"}}}
		s := newStore()
		for _, station := range area.Stations {
			randomDay(chance, s, station.Code, day, closed)
		}
		j := job.Control{Areas: []measure.Area{area}, Zone: beijing, Readings: s, Results: s}
		now := day.Start(beijing).Add(time.Duration(closed)*time.Hour + 9*time.Minute)
		controls, err := j.At(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range controls {
			states[c.State]++
			over := 24 - c.Left
			low, known := finished(&area, s, c.Place, day, over, c.Parameter, 0)
			high, _ := finished(&area, s, c.Place, day, over, c.Parameter, 20*measure.Milligram*50)
			want := forecast.Open
			switch {
			case !known:
				want = forecast.Void
			case low > 100:
				want = forecast.Lost
			case high <= 100:
				want = forecast.Safe
			}
			if c.State != want {
				t.Fatalf("round %d, %s %s, %d hours over: %s, want %s", round, c.Place, c.Parameter, over, c.State, want)
			}
			if want != forecast.Open {
				continue
			}
			at, _ := finished(&area, s, c.Place, day, over, c.Parameter, c.Highest)
			above, _ := finished(&area, s, c.Place, day, over, c.Parameter, c.Highest+1)
			if at > 100 || above <= 100 {
				t.Fatalf("round %d, %s %s, %d hours over: index %d at %d, %d one above", round, c.Place, c.Parameter, over, at, c.Highest, above)
			}
		}
	}
	// Safe asks for a finished day, and then another day runs.
	for _, state := range []forecast.ControlState{forecast.Void, forecast.Open, forecast.Lost} {
		if states[state] < 10 {
			t.Errorf("only %d cases of %s", states[state], state)
		}
	}
}

// 14 hours at 62 leave (24 × 60.5 − 14 × 62) / 10 = 58.4 for the other ten under 2026.
func TestControl_Words(t *testing.T) {
	day := measure.Date(2026, 11, 21)
	s := newStore()
	s.put("S1", day, 62)
	first := measure.HourOf(day.Start(beijing))
	for h := first + 14; h < first+24; h++ {
		delete(s.air["S1"], h)
	}
	areas := []measure.Area{{Code: "A", Name: "甲县", Stations: []measure.Station{{Code: "S1", Name: "一", Area: "A", Assess: true}}}}
	j := job.Control{Areas: areas, Zone: beijing, Readings: s, Results: s}
	// 15:05: the hour of label 15 is under way, and not missing yet.
	if err := j.Run(ctx, day.Start(beijing).Add(15*time.Hour+5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if len(s.controls) != 12 {
		t.Fatalf("%d control values, want 6 of the area and 6 of the station", len(s.controls))
	}
	c := s.controls[0]
	if c.Place != "A" || c.Parameter != measure.PM25 || c.State != forecast.Open || c.Highest != 58_400 || c.Left != 10 {
		t.Errorf("got %+v, want 58.4 µg/m³ for 10 hours of A", c)
	}
	want := "PM2.5：已过 14 小时，均值 62；其余 10 小时均值不高于 58 微克/立方米，今日仍可达标"
	if got := c.Sentence(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := c.Needs[0].Sentence(c.Left), "24 时前还须 6 个有效小时，最迟自 19 时起逐时有效"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	station := s.controls[6]
	if station.Place != "S1" || station.Valid != 14 || station.Missing != 0 || station.Recent != 62*measure.Microgram {
		t.Errorf("got %+v, want S1 with 14 valid hours and 62 lately", station)
	}
	// Two hours later still nothing: now the hours of labels 15 count as missing.
	late, err := j.At(ctx, day.Start(beijing).Add(17*time.Hour+5*time.Minute))
	if err != nil || late[6].Missing != 1 || late[6].Left != 9 {
		t.Errorf("got %+v, %v, want one missing hour and 9 left", late[6], err)
	}
}

func TestControl_OneAreaUnread(t *testing.T) {
	s := newStore()
	s.fail = "AirSeries"
	j := job.Control{Areas: []measure.Area{{Code: "A", Stations: []measure.Station{{Code: "S1", Assess: true}}}, {Code: "B"}}, Zone: beijing, Readings: s, Results: s}
	if err := j.Run(ctx, measure.Date(2026, 11, 21).Start(beijing)); err == nil || len(s.controls) != 0 {
		t.Errorf("got %v and %d control values, want the error and none", err, len(s.controls))
	}
	s.fail = "WriteAirControls"
	if err := j.Run(ctx, measure.Date(2026, 11, 21).Start(beijing)); err == nil {
		t.Error("a failed write was not told")
	}
}

// Alerts get the control values and the time of day in the zone.
func TestControl_Facts(t *testing.T) {
	s := newStore()
	day := measure.Date(2026, 11, 21)
	s.put("S1", day, 62)
	j := job.Control{Areas: []measure.Area{{Code: "A", Stations: []measure.Station{{Code: "S1", Assess: true}}}}, Zone: beijing, Readings: s}
	var facts alert.Facts
	if err := j.Facts(ctx, day-1, time.Date(2026, 11, 21, 6, 5, 0, 0, time.UTC), &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts.Control) != 12 || facts.Clock != 14*time.Hour+5*time.Minute {
		t.Errorf("%d control values at %s, want 12 at 14:05", len(facts.Control), facts.Clock)
	}
}
