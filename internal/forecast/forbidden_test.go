package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

func quantile(values []float64, p float64) float64 {
	slices.Sort(values)
	return values[int(p*float64(len(values)-1)+0.5)]
}

// invented is a panel with a season, clusters, gaps and a common trend.
func invented(places, years int, seed uint64) *Panel {
	chance := rand.New(rand.NewPCG(seed, 11))
	p := &Panel{}
	for i := range places {
		level := chance.NormFloat64() - 2
		for y := range years {
			level += 0.2 * chance.NormFloat64()
			bad := false
			for d := range measure.DaysInYear(2010 + y) {
				x := level - 0.1*float64(y) + math.Cos(float64(d)/58)
				v := assess.Good
				if chance.Float64() < 0.4 && d > 0 {
					// As the day before.
				} else {
					bad = chance.Float64() < logistic(x)
				}
				if bad {
					v = assess.Exceeding
				}
				if chance.Float64() < 0.02 {
					v = assess.Undetermined
				}
				if err := p.Add(fmt.Sprintf("place %02d", i), measure.Date(2010+y, 1, 1).Add(d), v); err != nil {
					panic(err)
				}
			}
		}
	}
	return p
}

// noised is the panel with every row that a forecast must not use replaced: the
// place's own year from the day of issue on, and that year of all other places.
func noised(p *Panel, f Issued, seed uint64) *Panel {
	chance := rand.New(rand.NewPCG(seed, 5))
	q := &Panel{}
	for _, at := range p.places {
		for _, r := range at.years {
			for d, v := range r.days {
				day := measure.Date(r.year, 1, 1).Add(d)
				if r.year == f.Year && (at.name != f.Place || day >= f.Day) {
					v = assess.Verdict(1 + chance.IntN(2))
					if at.name != f.Place && chance.IntN(9) == 0 {
						v = assess.Undetermined
					}
				}
				if err := q.Add(at.name, day, v); err != nil {
					panic(err)
				}
			}
		}
	}
	return q
}

func TestHindcast_ForbiddenRowsDoNotMatter(t *testing.T) {
	for _, places := range []int{1, 3, 14} {
		panel := invented(places, 4, uint64(places))
		for _, g := range []Goal{{Days: 320}, {Percentile: 50}} {
			issued := Hindcast(panel, g, 3)
			if len(issued) == 0 {
				t.Fatalf("%d places: no forecasts", places)
			}
			for i := 0; i < len(issued); i += 7 {
				f := issued[i]
				again := Hindcast(noised(panel, f, uint64(i)), g, 3)
				j := slices.IndexFunc(again, func(o Issued) bool {
					return o.Place == f.Place && o.Year == f.Year && o.Day == f.Day
				})
				if j < 0 {
					t.Fatalf("%s %d %s: no forecast with noise", f.Place, f.Year, f.Day)
				}
				o := again[j]
				o.Outcome, o.Final = f.Outcome, f.Final
				if o != f {
					t.Fatalf("with noise %+v, without %+v", o, f)
				}
			}
		}
	}
}

func TestHindcast_RepeatsItself(t *testing.T) {
	panel := invented(12, 4, 3)
	first, second := Hindcast(panel, Goal{Percentile: 50}, 2), Hindcast(panel, Goal{Percentile: 50}, 2)
	if !slices.Equal(first, second) {
		t.Error("two runs differ")
	}
}

func BenchmarkHindcast(b *testing.B) {
	panel := invented(339, 10, 1)
	for b.Loop() {
		Hindcast(panel, Goal{Percentile: 50}, 3)
	}
}
