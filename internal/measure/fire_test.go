package measure_test

import (
	"math"
	"testing"
	"time"

	"lanbi/internal/measure"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct{ lat1, lon1, lat2, lon2, want float64 }{
		{41, 128, 41, 128, 0},
		{0, 0, 0, 1, 111.195},       // a degree of the equator, 2π × 6371 / 360
		{41, 128, 42, 128, 111.195}, // and of a meridian
		{60, 0, 60, 1, 55.597},      // half of it at 60°, all but for the curve
		{0, 0, 0, 180, 20015.09},    // half way round
	} {
		if got := measure.Distance(c.lat1, c.lon1, c.lat2, c.lon2); math.Abs(got-c.want) > 0.002+c.want*1e-5 {
			t.Errorf("%v: %.3f km, want %.3f", c, got, c.want)
		}
	}
}

func TestBurn_Covers(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	burn := measure.Burn{Area: "cb", From: measure.Date(2026, 4, 1), Until: measure.Date(2026, 4, 3), Lat: 41.4, Lon: 128.2, Radius: 2}
	fire := measure.FirePoint{Area: "cb", Time: time.Date(2026, 4, 3, 23, 59, 0, 0, zone), Lat: 41.41, Lon: 128.2} // 1.1 km away
	if !burn.Covers(&fire, zone) {
		t.Error("the last minute of the last day is not covered")
	}
	for name, change := range map[string]func(*measure.FirePoint){
		"another area":   func(f *measure.FirePoint) { f.Area = "jy" },
		"the day after":  func(f *measure.FirePoint) { f.Time = f.Time.Add(time.Minute) },
		"the day before": func(f *measure.FirePoint) { f.Time = time.Date(2026, 3, 31, 23, 59, 0, 0, zone) },
		"too far":        func(f *measure.FirePoint) { f.Lat = 41.42 }, // 2.2 km
	} {
		other := fire
		change(&other)
		if burn.Covers(&other, zone) {
			t.Errorf("%s is covered", name)
		}
	}
}
