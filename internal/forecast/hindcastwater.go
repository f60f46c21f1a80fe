package forecast

import (
	"slices"

	"lanbi/internal/measure"
)

// HindcastWater forecasts every past year of a target on classes from its other years,
// on the 1st of each month: of the case the Year and AsOf are replaced, and Months are
// those of whole years. Years that some section lacks, or that have fewer than
// minYears others, are left out. A year without a class did not meet the target.
func HindcastWater(c WaterCase, name string, minYears int) []Issued {
	past := c
	past.Year = 0 // before every month there is, so that all are history
	var sections []*river
	for i := range c.Sections {
		sections = append(sections, riverOf(&past, &c.Sections[i]))
	}
	var all []Issued
	for _, year := range sharedYears(sections) {
		if slices.ContainsFunc(sections, func(s *river) bool { return len(s.years)-1 < max(minYears, MinYears) }) {
			break
		}
		met := 0
		for _, s := range sections {
			if s.met(year) {
				met++
			}
		}
		then := c
		then.Year = year
		for _, s := range monthSpans(year) {
			first := measure.Date(year, 1, 1).Add(s.from)
			then.AsOf = first.Add(-1)
			if p := Water(then); p.HasChance {
				all = append(all, Issued{Place: name, Year: year, Day: first, Target: c.Need, Probability: p.P,
					Low: p.MetLow, High: p.MetHigh, Final: met, Outcome: met >= c.Need, Climatology: p.Reference})
			}
		}
	}
	return all
}

// sharedYears are the years that every section has, ascending.
func sharedYears(sections []*river) []int {
	var years []int
	if len(sections) > 0 {
		for _, year := range sections[0].order {
			if !slices.ContainsFunc(sections, func(s *river) bool { return s.years[year] == nil }) {
				years = append(years, year)
			}
		}
	}
	return years
}
