package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// Bounds of what water can be: more oxygen than cool water dissolves, and the end of
// the scale of pH. Everything else can be 0.
const (
	mostOxygen = 20 * measure.Milligram
	mostPH     = measure.Concentration(14_000_000)
)

// beyondRepair are the items of a section whose mean no rest of the year can bring
// back to goal: even with the cleanest water there is in every month that is not over
// at asOf and in which the section is sampled. A month under way may still become anything.
func (t *Target) beyondRepair(f *Facts, s *measure.Section, goal gb3838.Class) measure.Set {
	soFar := map[measure.Parameter]surface.SoFar{}
	rest := int64(s.MonthsToCome(asOf(t, f)))
	for i := range f.Water {
		row := &f.Water[i]
		if row.Section != s.Code || row.Period != assess.Month || row.Start.Year() != t.Year || row.Start.LastOfMonth() > asOf(t, f) {
			continue
		}
		for _, mean := range row.Means {
			sum := soFar[mean.Parameter]
			soFar[mean.Parameter] = surface.SoFar{Sum: sum.Sum + int64(mean.Value), Count: sum.Count + 1}
		}
	}
	var lost measure.Set
	for p, sum := range soFar {
		best := cleanest(p, sum, rest)
		if t.Basis.YearRounding == "gbt8170" {
			best = surface.Round(p, best)
		}
		if gb3838.ClassOf(p, s.Body, best) > goal {
			lost = lost.With(p)
		}
	}
	return lost
}

// cleanest is the best mean that the year can still have.
func cleanest(p measure.Parameter, soFar surface.SoFar, rest int64) measure.Concentration {
	n := int64(soFar.Count) + rest
	lowest := measure.Quotient(soFar.Sum, n)
	switch gb3838.DirectionOf(p) {
	case gb3838.AtLeast:
		return measure.Quotient(soFar.Sum+rest*int64(mostOxygen), n)
	case gb3838.Within:
		return min(max(lowest, gb3838.PHLow), measure.Quotient(soFar.Sum+rest*int64(mostPH), n))
	}
	return lowest
}
