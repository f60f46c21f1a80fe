// Package gbt14848 holds the Class Ⅲ limits of GB/T 14848-2017, 《地下水质量标准》, for
// the 39 routine items (常规指标, Table 1), by which groundwater sources of drinking
// water are judged.
//
// The limits were written from general knowledge, not read in the text; they
// must be checked against it before a figure that rests on them leaves the house.
// Other classes and the 54 items of Table 2 are left out.
package gbt14848

import "lanbi/internal/measure"

// Limit is the Class Ⅲ limit of one routine item. A value complies when it
// is not above High and, for pH, not below Low.
type Limit struct {
	Parameter measure.Parameter
	// Low is 0 for every item but pH.
	Low measure.Concentration
	// High is in ng/L for items in mg/L, in millionths of the unit for any other.
	// It is 0 for the two items that must be absent, odour and taste (嗅和味: 无) and
	// visible matter (肉眼可见物: 无), whose value is 0 for none and positive for some.
	High measure.Concentration
}

const unit = measure.Concentration(1_000_000) // one mg/L, or one of any other unit

// class3 is Table 1, column Ⅲ, in the order of print.
var class3 = [...]Limit{
	{measure.Colour, 0, 15 * unit},
	{measure.Odour, 0, 0},
	{measure.Turbidity, 0, 3 * unit},
	{measure.VisibleMatter, 0, 0},
	{measure.PH, 65 * unit / 10, 85 * unit / 10},
	{measure.TotalHardness, 0, 450 * unit},
	{measure.DissolvedSolids, 0, 1000 * unit},
	{measure.Sulfate, 0, 250 * unit},
	{measure.Chloride, 0, 250 * unit},
	{measure.Iron, 0, 3 * unit / 10},
	{measure.Manganese, 0, unit / 10},
	{measure.Copper, 0, unit},
	{measure.Zinc, 0, unit},
	{measure.Aluminium, 0, 2 * unit / 10},
	{measure.VolatilePhenol, 0, 2 * unit / 1000},
	{measure.AnionicSurfactant, 0, 3 * unit / 10},
	{measure.CODMn, 0, 3 * unit}, // 耗氧量（CODMn 法，以 O₂ 计）
	{measure.NH3N, 0, 5 * unit / 10},
	{measure.Sulfide, 0, 2 * unit / 100},
	{measure.Sodium, 0, 200 * unit},
	{measure.TotalColiform, 0, 3 * unit},
	{measure.ColonyCount, 0, 100 * unit},
	{measure.Nitrite, 0, unit},
	{measure.Nitrate, 0, 20 * unit},
	{measure.Cyanide, 0, 5 * unit / 100},
	{measure.Fluoride, 0, unit},
	{measure.Iodide, 0, 8 * unit / 100},
	{measure.Mercury, 0, unit / 1000},
	{measure.Arsenic, 0, unit / 100},
	{measure.Selenium, 0, unit / 100},
	{measure.Cadmium, 0, 5 * unit / 1000},
	{measure.ChromiumVI, 0, 5 * unit / 100},
	{measure.Lead, 0, unit / 100},
	{measure.Chloroform, 0, 6 * unit / 100},
	{measure.CarbonTetrachloride, 0, 2 * unit / 1000},
	{measure.Benzene, 0, unit / 100},
	{measure.Toluene, 0, 7 * unit / 10},
	{measure.TotalAlpha, 0, 5 * unit / 10},
	{measure.TotalBeta, 0, unit},
}

// Class3 is a copy of the limits in the order of print.
func Class3() []Limit { return append([]Limit(nil), class3[:]...) }

// Routine are the 39 routine items.
var Routine = func() (s measure.Set) {
	for _, l := range class3 {
		s = s.With(l.Parameter)
	}
	return s
}()

// Within tells whether c meets Class Ⅲ, limits included; judged is false for a
// parameter that is no routine item. c is not rounded before.
func Within(p measure.Parameter, c measure.Concentration) (within, judged bool) {
	for i := range class3 {
		if l := &class3[i]; l.Parameter == p {
			return c <= l.High && (l.Low == 0 || c >= l.Low), true
		}
	}
	return false, false
}
