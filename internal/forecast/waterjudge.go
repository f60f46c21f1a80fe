package forecast

import (
	"math"
	"sort"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// limits are the values of one item at which its class changes, found by asking
// gb3838.ClassOf for the value as the year is judged (rounded or not), so that a
// simulated year is judged as the real one will be.
type limits struct {
	direction gb3838.Direction
	// meets[c] is the highest value of class c or better; of dissolved oxygen the
	// lowest. Of pH it is the highest of all classes, and low the lowest.
	meets [gb3838.InferiorV]measure.Concentration
	low   measure.Concentration
}

// beyondAll is more than any limit and any value that water can have: 10 g/L.
const beyondAll = 10_000 * measure.Milligram

func limitsOf(p measure.Parameter, body measure.Body, rounded bool) limits {
	class := func(c measure.Concentration) gb3838.Class {
		if rounded {
			c = surface.Round(p, c)
		}
		return gb3838.ClassOf(p, body, c)
	}
	first := func(n measure.Concentration, holds func(measure.Concentration) bool) measure.Concentration {
		return measure.Concentration(sort.Search(int(n), func(v int) bool { return holds(measure.Concentration(v)) }))
	}
	l := limits{direction: gb3838.DirectionOf(p)}
	for c := gb3838.ClassI; c < gb3838.InferiorV; c++ {
		within := func(v measure.Concentration) bool { return class(v) <= c }
		without := func(v measure.Concentration) bool { return class(v) > c }
		switch l.direction {
		case gb3838.AtLeast:
			l.meets[c] = first(beyondAll, within)
		case gb3838.Within:
			const middle = (gb3838.PHLow + gb3838.PHHigh) / 2
			l.low = first(middle, within)
			l.meets[c] = middle - 1 + first(middle, func(v measure.Concentration) bool { return without(middle + v) })
		default:
			l.meets[c] = first(beyondAll, without) - 1
		}
	}
	return l
}

// class is that of a mean in ng/L, taken as measure.Quotient would: a mean between
// two whole values counts as the odd one.
func (l *limits) class(mean float64) gb3838.Class {
	v := measure.Concentration(mean)
	if float64(v) != mean {
		v |= 1
	}
	for c := gb3838.ClassI; c < gb3838.InferiorV; c++ {
		switch l.direction {
		case gb3838.AtLeast:
			if v >= l.meets[c] {
				return c
			}
		case gb3838.Within:
			if v >= l.low && v <= l.meets[c] {
				return c
			}
		default:
			if v <= l.meets[c] {
				return c
			}
		}
	}
	return gb3838.InferiorV
}

// Bounds of what a month can still be: no water is cleaner. They are those by which
// package target calls a mean beyond remedy.
const (
	mostOxygen = 20 * measure.Milligram
	mostPH     = 14_000_000
)

// best is the best class that the mean can still have when sum is that of the
// months before and rest more months come.
func (l *limits) best(sum float64, months, rest int) gb3838.Class {
	n := float64(months + rest)
	if n == 0 {
		return gb3838.ClassI
	}
	switch l.direction {
	case gb3838.AtLeast:
		return l.class((sum + float64(rest)*float64(mostOxygen)) / n)
	case gb3838.Within:
		highest := (sum + float64(rest)*mostPH) / n
		return l.class(math.Min(math.Max(sum/n, float64(l.low)), highest))
	}
	return l.class(sum / n)
}
