package feed

import "lanbi/internal/measure"

// span is what a value can physically be, both ends included.
type span struct{ low, high measure.Concentration }

const (
	ug = measure.Microgram
	mg = measure.Milligram
	// one is one of the unit for parameters kept as millionths.
	one measure.Concentration = 1_000_000
)

// possible holds the physical range of parameters. The lower ends of what an
// analyser measures are its zero drift: HJ 653 allows PM ±10 µg/m³ at zero in
// the field, HJ 654 allows ±5 nmol/mol for SO₂, NO₂ and O₃ and ±1 µmol/mol for
// CO in 24 h, here as mass at 25 °C. Upper ends are those of the design, or well
// above anything that was ever measured. What is not listed is 0 to 10⁶ mg/L.
var possible = map[measure.Parameter]span{
	measure.PM25: {-10 * ug, 10_000 * ug},
	measure.PM10: {-10 * ug, 15_000 * ug},
	measure.SO2:  {-14 * ug, 10_000 * ug},
	measure.NO2:  {-10 * ug, 8_000 * ug},
	measure.O3:   {-10 * ug, 3_000 * ug},
	measure.CO:   {-1_200 * ug, 500 * mg},

	measure.WaterTemperature: {-5 * one, 60 * one},
	measure.PH:               {0, 14 * one},
	measure.DO:               {-one / 2, 60 * one},
	measure.CODMn:            {-one / 2, 20_000 * one},
	measure.NH3N:             {-one / 10, 20_000 * one},
	measure.TP:               {-one / 20, 20_000 * one},
	measure.TN:               {-one / 10, 20_000 * one},
	measure.Conductivity:     {0, 300_000 * one},
	measure.Turbidity:        {-one, 20_000 * one},
	measure.ChlorophyllA:     {-5 * one, 100_000 * one},
	measure.Transparency:     {0, 10_000 * one},
	measure.FaecalColiform:   {0, 9_000_000 * 1000 * one},
	measure.AlgaeDensity:     {0, 9_000_000 * 1000 * one},
}

var anything = span{0, 1_000_000 * one}

// ranges is possible as an array, for speed.
var ranges = func() (r [128]span) {
	for i := range r {
		r[i] = anything
	}
	for p, s := range possible {
		r[p] = s
	}
	return r
}()

// Possible tells whether c is a physically possible value of p, zero drift
// allowed. What is not is stored with flag R and never counts.
func Possible(p measure.Parameter, c measure.Concentration) bool {
	r := &ranges[p&127]
	return c >= r.low && c <= r.high
}
