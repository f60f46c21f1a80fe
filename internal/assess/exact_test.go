package assess_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
	"lanbi/internal/standard/hj633"
)

// TestAir_ExactMeans holds the area's means, through stations of unequal numbers of
// hours, to the quotient of whole fractions, rounded once.
func TestAir_ExactMeans(t *testing.T) {
	day := measure.Date(2026, 7, 1)
	rapid.Check(t, func(t *rapid.T) {
		area := &measure.Area{Code: "area"}
		var series []assess.Series
		stations := rapid.IntRange(1, 5).Draw(t, "stations")
		mean := new(big.Rat)
		for i := range stations {
			code := string(rune('a' + i))
			area.Stations = append(area.Stations, measure.Station{Code: code, Assess: true})
			s := assess.NewSeries(code, measure.HourOf(day.Start(beijing)), 24)
			n := rapid.IntRange(20, 24).Draw(t, "hours")
			sum := int64(0)
			for h := range n {
				// Half micrograms make ties frequent.
				v := 500 * rapid.Int64Range(0, 250).Draw(t, "value")
				sum += v
				s.Set(s.First+measure.Hour(h), measure.PM25, assess.Cell{Value: measure.Concentration(v), Source: measure.Sent})
			}
			mean.Add(mean, big.NewRat(sum, int64(n)))
			series = append(series, s)
		}
		mean.Quo(mean, new(big.Rat).SetInt64(int64(stations)))
		air := assess.Air{Area: area, Zone: beijing}
		rows := air.Days(nil, series, day, day)
		got := rows[len(rows)-1].Mean[measure.PM25]
		if want := nearestEven(mean, 1000); gbt8170.Round(got, 1000) != want {
			t.Fatalf("mean %s ng/m³ is kept as %d, which rounds to %d, want %d", mean.RatString(), got, gbt8170.Round(got, 1000), want)
		}
	})
}

// nearestEven rounds v to a multiple of step, half to even.
func nearestEven(v *big.Rat, step int64) measure.Concentration {
	q := new(big.Rat).Quo(v, new(big.Rat).SetInt64(step))
	floor := new(big.Int).Div(q.Num(), q.Denom())
	rest := new(big.Rat).Sub(q, new(big.Rat).SetInt(floor))
	half := rest.Cmp(big.NewRat(1, 2))
	if half > 0 || half == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return measure.Concentration(floor.Int64() * step)
}

// TestRejudge_AsFromReadings judges random days again from the stored means and
// compares with the judgement from the readings under the same options.
func TestRejudge_AsFromReadings(t *testing.T) {
	options := []hj633.Options{
		{}, {Missing2012: hj633.Strict2012}, {PM10Missing2026: hj633.AsPublishedPM10},
		{Missing2012: hj633.Strict2012, PM10Missing2026: hj633.AsPublishedPM10},
	}
	day := measure.Date(2026, 3, 1)
	rapid.Check(t, func(t *rapid.T) {
		area := &measure.Area{Code: "area"}
		var series []assess.Series
		for i := range rapid.IntRange(1, 3).Draw(t, "stations") {
			code := string(rune('a' + i))
			plan := measure.AirPollutants
			if rapid.Bool().Draw(t, "without CO") {
				plan = plan.Without(measure.CO)
			}
			area.Stations = append(area.Stations, measure.Station{Code: code, Assess: true, Plan: plan})
			series = append(series, randomDay(t, code, day))
		}
		stored := (&assess.Air{Area: area, Zone: beijing}).Days(nil, series, day, day)
		for _, o := range options {
			direct := (&assess.Air{Area: area, Zone: beijing, Options: o}).Days(nil, series, day, day)
			for i := range stored {
				kept := stored[i]
				kept.Plan = assess.PlanOn(area, kept.Place, day) // as read back
				kept.Index = hj633.Index{}
				if got := assess.Rejudge(kept, kept.Edition, o); got != direct[i] {
					t.Fatalf("judged again with %+v:\n%+v, want\n%+v", o, got, direct[i])
				}
			}
		}
	})
}

// TestAir_NeverAssumedGood takes one pollutant away from days and checks that none
// becomes good under 2026.
func TestAir_NeverAssumedGood(t *testing.T) {
	day := measure.Date(2026, 3, 1)
	rapid.Check(t, func(t *rapid.T) {
		area := &measure.Area{Code: "area", Stations: []measure.Station{{Code: "a", Assess: true}}}
		series := randomDay(t, "a", day)
		gone := measure.Parameter(rapid.IntRange(int(measure.PM25), int(measure.O3)).Draw(t, "gone"))
		for h := series.First; h < series.End(); h++ {
			series.Set(h, gone, assess.Cell{})
		}
		for _, row := range (&assess.Air{Area: area, Zone: beijing}).Days(nil, []assess.Series{series}, day, day) {
			if row.Edition == hj633.E2026 && row.Verdict == assess.Good {
				t.Fatalf("good without %s: %+v", gone, row)
			}
		}
	})
}

func randomDay(t *rapid.T, code string, day measure.Day) assess.Series {
	s := assess.NewSeries(code, measure.HourOf(day.Start(beijing)), 24)
	for p := measure.PM25; p <= measure.O3; p++ {
		top := rapid.SampledFrom([]int64{40, 130, 900}).Draw(t, "top")
		missing := rapid.IntRange(0, 8).Draw(t, "missing")
		for h := missing; h < 24; h++ {
			v := measure.Concentration(rapid.Int64Range(0, top*1000).Draw(t, "value"))
			if p == measure.CO {
				v *= 20
			}
			s.Set(s.First+measure.Hour(h), p, assess.Cell{Value: v, Source: measure.Sent})
		}
	}
	return s
}

// TestAir_OzoneAbove800 looks up the highest hour under 2012 and the cap under 2026.
func TestAir_OzoneAbove800(t *testing.T) {
	day := measure.Date(2026, 3, 1)
	s := assess.NewSeries("a", measure.HourOf(day.Start(beijing)), 24)
	for h := s.First; h < s.End(); h++ {
		s.Set(h, measure.O3, assess.Cell{Value: 820 * measure.Microgram, Source: measure.Sent})
	}
	s.Set(s.First+12, measure.O3, assess.Cell{Value: 1100 * measure.Microgram, Source: measure.Sent})
	area := &measure.Area{Code: "area", Stations: []measure.Station{{Code: "a", Assess: true}}}
	want := map[hj633.Edition]int{
		hj633.E2012: 450, // 1 h 1100, half-way from 1000 (400) to 1200 (500)
		hj633.E2026: 300, // above 800 the 8 h index is 300
	}
	for _, row := range (&assess.Air{Area: area, Zone: beijing}).Days(nil, []assess.Series{s}, day, day) {
		if row.Index.AQI != want[row.Edition] {
			t.Errorf("%s under %s: AQI %d, want %d", row.Place, row.Edition, row.Index.AQI, want[row.Edition])
		}
		again := assess.Rejudge(row, row.Edition, hj633.Options{})
		if again != row {
			t.Errorf("%s under %s: judged again %+v, want %+v", row.Place, row.Edition, again, row)
		}
	}
}

// TestPM10MissingDays lists exactly the days whose verdict hangs on the reading.
func TestPM10MissingDays(t *testing.T) {
	day := measure.Date(2026, 4, 1)
	all := measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)
	row := func(n int, has measure.Set, pm25 measure.Concentration) assess.AirDay {
		d := assess.AirDay{Place: "a", Day: day.Add(n), Has: has}
		d.Mean[measure.PM25] = pm25 * measure.Microgram
		return assess.Rejudge(d, hj633.E2026, hj633.Options{})
	}
	got := assess.PM10MissingDays([]assess.AirDay{
		row(0, all, 20),
		row(1, all.Without(measure.PM10), 20),
		row(2, all.Without(measure.PM10), 90),                     // exceeding either way
		row(3, all.Without(measure.PM10).Without(measure.CO), 20), // more than PM10 is missing
	})
	if len(got) != 1 || got[0] != day.Add(1) {
		t.Errorf("days %v, want %v alone", got, day.Add(1))
	}
}
