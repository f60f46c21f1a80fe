package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// world is a made-up history, on the logit scale.
type world struct {
	name              string
	share             float64 // of exceeding days
	year, walk, trend float64 // spread of single years, drift a year, trend a year
}

// places makes six years of n places, with a season and with days that are like the
// day before in four of ten cases.
func (w world) places(t *testing.T, n int) []*place {
	t.Helper()
	chance := rand.New(rand.NewPCG(1, 9))
	p := &Panel{}
	for i := range n {
		level := logit(w.share) + 0.3*chance.NormFloat64()
		for year := 2010; year < 2016; year++ {
			level += w.walk*chance.NormFloat64() + w.trend
			this := level + w.year*chance.NormFloat64()
			v := assess.Good
			for d := range measure.DaysInYear(year) {
				if d == 0 || chance.Float64() > 0.4 {
					v = assess.Good
					if chance.Float64() < logistic(this+0.8*math.Cos(float64(d)/58)) {
						v = assess.Exceeding
					}
				}
				if err := p.Add(fmt.Sprintf("%03d", i), measure.Date(year, 1, 1).Add(d), v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return p.prepared()
}

// TestHindcast_MadeUpWorlds holds a county that is alone, and a panel, to do no worse
// than climatology where there is no trend to be found, and better where there is.
func TestHindcast_MadeUpWorlds(t *testing.T) {
	worlds := []struct {
		world
		skill float64 // at least
	}{
		{world{"clean, years differ", 0.04, 0.3, 0, 0}, 0},
		{world{"clean, drifting", 0.04, 0.1, 0.2, 0}, 0},
		{world{"dirty, years differ", 0.2, 0.3, 0, 0}, 0},
		{world{"dirty, getting cleaner", 0.2, 0.15, 0, -0.2}, 0.2},
	}
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			places := w.places(t, 30)
			var alone, panel []Issued
			for _, g := range percentiles {
				panel = append(panel, hindcast(places, g, 3, usual)...)
				for _, at := range places {
					alone = append(alone, hindcast([]*place{at}, g, 3, usual)...)
				}
			}
			for name, issued := range map[string][]Issued{"alone": alone, "panel": panel} {
				s := ScoreOf(issued)
				t.Logf("%s: skill %.3f, reliability error %.3f", name, s.Skill, s.ReliabilityError())
				if s.Skill < w.skill || s.ReliabilityError() > 0.1 {
					t.Errorf("%s: skill %.3f, want at least %.2f; reliability error %.3f, want at most 0.1",
						name, s.Skill, w.skill, s.ReliabilityError())
				}
			}
		})
	}
}
