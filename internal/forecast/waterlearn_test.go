package forecast

import (
	"math/rand/v2"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// The end of a simulated year must be judged as assess judges a real one.
func TestRiver_JudgesYearsAsAssess(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	zone := time.FixedZone("CST", 8*3600)
	for trial := range 300 {
		place := &measure.Section{Code: "s", Body: measure.Body(trial % 2), Class: 2}
		rounded := trial%3 == 0
		var samples []measure.Sample
		for m := range time.Month(12) {
			if rng.Float64() < 0.2 {
				continue
			}
			sample := measure.Sample{Station: "s", Medium: measure.Water, Interval: measure.Single, Source: measure.Lab,
				Start: time.Date(2025, m+1, 10, 9, 0, 0, 0, zone)}
			for p, around := range map[measure.Parameter]int{measure.TP: 100_000, measure.NH3N: 500_000, measure.DO: 6_000_000, measure.PH: 8_900_000} {
				sample.Readings = append(sample.Readings, measure.Reading{Parameter: p,
					Value: measure.Concentration(around/2 + rng.IntN(around))})
			}
			samples = append(samples, sample)
		}
		water := assess.Water{Section: place, Zone: zone}
		record := water.Record(samples)
		year := record.Year(2025)
		want := gb3838.Class(0)
		if classes := year.Classes(place.Body); rounded {
			want = classes.Rounded.Class
		} else {
			want = classes.Raw.Class
		}
		c := WaterCase{Year: 2025, AsOf: measure.Date(2025, 12, 31), YearMonths: 8, Rounded: rounded}
		s := WaterSection{Body: place.Body, Goal: gb3838.ClassII}
		for m := range time.Month(12) {
			s.Months = append(s.Months, record.Month(measure.Date(2025, m+1, 1), c.AsOf))
		}
		d := drawing{c: &c, sections: []*river{riverOf(&c, &s)}, rng: rng}
		d.prepare()
		d.index = [][]int{{0}} // a year that is over draws nothing
		if got := d.section(0, d.sections[0]); got != want {
			t.Fatalf("trial %d: class %s, assess says %s (%v)", trial, got, want, year.Means)
		}
	}
}
