package hj663

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/gbt8170"
)

// Composite is the composite index (环境空气质量综合指数) of a month, quarter or year
// in hundredths, I = Σ Ci/Si over six pollutants (环办〔2014〕64 号), rounded once.
// ok is false unless all six are in has.
//
// c is indexed by measure.Parameter and holds Ci: the mean of SO₂, NO₂, PM₁₀ and
// PM₂.₅, the 95th percentile of CO, the 90th of O38h, none negative and each below
// 1 g/m³. Si are the class II limits of year, day (CO) and 8 hours (O38h).
//
// No text tells which limits serve after 2026-03-01; CompositeLimits is the default.
// Weights that one public transcription gives for 2026 are not used, for no official
// text has them. Published indices come from rounded concentrations, so a value from
// unrounded ones may differ by 0.01.
func Composite(limits gb3095.Edition, c *[measure.AirCount]measure.Concentration, has measure.Set) (hundredths int, ok bool) {
	var s [len(assessed)]int64
	common := int64(1)
	for i, p := range assessed {
		limit, ok := compositeLimit(limits, p)
		if !ok || !has.Has(p) {
			return 0, false
		}
		s[i] = int64(limit)
		common = common / gcd(common, s[i]) * s[i]
	}
	var sum int64
	for i, p := range assessed {
		sum += int64(c[p]) * (common / s[i])
	}
	return int(gbt8170.RoundRatio(sum*100, common, 1)), true
}

// SingleIndex is Ci/Si of one pollutant in hundredths (单项指数), rounded for display;
// the composite is not made from it.
func SingleIndex(limits gb3095.Edition, p measure.Parameter, c measure.Concentration) (hundredths int, ok bool) {
	limit, ok := compositeLimit(limits, p)
	if !ok {
		return 0, false
	}
	return int(gbt8170.RoundRatio(int64(c)*100, int64(limit), 1)), true
}

// CompositeLimits are the limits by which a period ending on day last is indexed
// unless the configuration says otherwise: those in force on that day.
func CompositeLimits(last measure.Day) gb3095.Edition { return gb3095.EditionOn(last) }

func compositeLimit(limits gb3095.Edition, p measure.Parameter) (measure.Concentration, bool) {
	over := gb3095.Year
	switch p {
	case measure.CO:
		over = gb3095.Day
	case measure.O38h:
		over = gb3095.Max8h
	}
	return gb3095.Limit(limits, gb3095.ClassII, p, over)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
