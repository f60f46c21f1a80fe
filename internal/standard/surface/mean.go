package surface

import (
	"math/big"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Mean is an exact arithmetic mean (算术平均值) of one item: means of means stay
// exact up to the year. The zero value is "none". It is immutable.
//
// pH is averaged plainly like any other item; whether 82 号 asks for the mean of
// hydrogen ions was not found.
type Mean struct{ value *big.Rat }

// MeanOf is the mean of values; none when there are none.
func MeanOf(values ...measure.Concentration) Mean {
	if len(values) == 0 {
		return Mean{}
	}
	sum := new(big.Int)
	var v big.Int
	for _, c := range values {
		sum.Add(sum, v.SetInt64(int64(c)))
	}
	return Mean{new(big.Rat).SetFrac(sum, big.NewInt(int64(len(values))))}
}

// MeanOfMeans is the mean of those means that are known, each with equal weight;
// none when none is known.
func MeanOfMeans(means ...Mean) Mean {
	sum := new(big.Rat)
	n := int64(0)
	for _, m := range means {
		if m.Known() {
			sum.Add(sum, m.value)
			n++
		}
	}
	if n == 0 {
		return Mean{}
	}
	return Mean{sum.Quo(sum, new(big.Rat).SetInt64(n))}
}

// Known tells whether there is a mean.
func (m Mean) Known() bool { return m.value != nil }

// Concentration is the mean rounded to odd (see measure.Quotient): it compares
// with every limit, and rounds to every coarser step, as the exact mean does. It
// is 0 when there is none.
func (m Mean) Concentration() measure.Concentration {
	if m.value == nil {
		return 0
	}
	// Euclidean division: the remainder is never negative, so q is the floor.
	var q, r big.Int
	q.DivMod(m.value.Num(), m.value.Denom(), &r)
	c := measure.Concentration(q.Int64())
	if r.Sign() != 0 {
		c |= 1
	}
	return c
}

// Item is the mean as an item of p, missing when there is none.
func (m Mean) Item(p measure.Parameter) Item {
	return Item{Parameter: p, Value: m.Concentration(), Missing: !m.Known()}
}

// Rounding chooses whether month and year values are rounded before the class is
// taken. The rounding rules of 82 号 were not found, hence the choice.
type Rounding uint8

const (
	Unrounded Rounding = iota // raw values, as the real-time platform uses them
	// ByGBT8170 rounds to Step half to even before comparing (修约值比较法).
	ByGBT8170
)

// Step is the last digit to which a month or year value of p is rounded: the
// decimals the national platform displays for what automatic stations measure (T
// 1, pH 2, DO 2, CODMn 2, NH₃-N 3, TP 3, TN 2), and the decimals of the finest
// limit in Table 1 for the rest, as GB/T 8170 §4.3.3 compares. The second half is a
// choice of ours.
func Step(p measure.Parameter) measure.Concentration {
	const mg = measure.Milligram
	switch p {
	case measure.COD, measure.BOD5, measure.FaecalColiform:
		return mg
	case measure.WaterTemperature, measure.Fluoride, measure.AnionicSurfactant:
		return mg / 10
	case measure.PH, measure.DO, measure.CODMn, measure.TN, measure.Copper, measure.Zinc, measure.Selenium,
		measure.Arsenic, measure.ChromiumVI, measure.Lead, measure.Petroleum, measure.Sulfide:
		return mg / 100
	case measure.NH3N, measure.TP, measure.Cadmium, measure.Cyanide, measure.VolatilePhenol:
		return mg / 1000
	case measure.Mercury:
		return mg / 100_000
	}
	return measure.Nanogram
}

// Round is c rounded to the Step of p by GB/T 8170.
func Round(p measure.Parameter, c measure.Concentration) measure.Concentration {
	return gbt8170.Round(c, Step(p))
}
