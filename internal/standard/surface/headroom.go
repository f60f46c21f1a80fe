package surface

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// SoFar is the year so far of one item: the sum of its monthly values in ng/L
// (millionths for pH) and their number. Monthly means rounded to odd make the sum
// exact to 1 ng/L a month.
type SoFar struct {
	Sum   int64
	Count int
}

// Headroom is the room one item leaves (剩余空间): between which bounds the mean of
// the remaining months must lie for the mean of the year to meet a class.
type Headroom struct {
	// Low is the lowest mean allowed, for dissolved oxygen and pH.
	Low    measure.Concentration
	HasLow bool
	// High is the highest mean allowed, for every item but dissolved oxygen.
	High    measure.Concentration
	HasHigh bool
}

// Reachable is false when no real value meets the bound: a highest mean below
// zero.
func (h Headroom) Reachable() bool { return !h.HasHigh || h.High >= 0 }

// HeadroomOf is the room of item p for target class, given the months so far and
// the number of months that remain. Bounds are inclusive and exact: the mean of
// the year from Sum and a rest at the bound meets the class, a step of 1 ng/L
// further does not. A lowest mean is never below 0. ok is false for items that do
// not enter the class, a class other than Ⅰ–Ⅴ, or without remaining months.
func HeadroomOf(p measure.Parameter, body measure.Body, class gb3838.Class, soFar SoFar, remaining int) (h Headroom, ok bool) {
	if remaining <= 0 || class < gb3838.ClassI || class > gb3838.ClassV || !gb3838.Evaluated.Has(p) {
		return Headroom{}, false
	}
	rest := func(limit measure.Concentration) int64 {
		return int64(limit)*int64(soFar.Count+remaining) - soFar.Sum
	}
	n := int64(remaining)
	switch gb3838.DirectionOf(p) {
	case gb3838.Within:
		h.Low, h.HasLow = max(0, ceilDiv(rest(gb3838.PHLow), n)), true
		h.High, h.HasHigh = floorDiv(rest(gb3838.PHHigh), n), true
	case gb3838.AtLeast:
		limit, _ := gb3838.LimitOf(p, body, class)
		h.Low, h.HasLow = max(0, ceilDiv(rest(limit), n)), true
	default:
		limit, _ := gb3838.LimitOf(p, body, class)
		h.High, h.HasHigh = floorDiv(rest(limit), n), true
	}
	return h, true
}

func floorDiv(a, b int64) measure.Concentration {
	q := a / b
	if a%b < 0 {
		q--
	}
	return measure.Concentration(q)
}

func ceilDiv(a, b int64) measure.Concentration { return -floorDiv(-a, b) }
