package gb3838

import "lanbi/internal/measure"

// ClassOf is the class of one item: the best class whose limit c meets, limits
// included, and 劣Ⅴ beyond the limit of class Ⅴ. Where classes share a limit it is
// the better one.
//
// It is 0 for what does not enter the class of a section: water temperature,
// total nitrogen, faecal coliform and everything outside Table 1. c is the value
// as measured or computed, never rounded: published classes follow the raw
// value. c may come from measure.ParseConcentration or measure.Quotient; no limit
// is odd, so values rounded to odd compare as the exact ones.
func ClassOf(p measure.Parameter, body measure.Body, c measure.Concentration) Class {
	item := itemOf(p)
	if item == nil || !item.Evaluated {
		return 0
	}
	return item.class(body, c)
}

// ClassApart is the class of an item that is reported apart (单独评价) and never
// enters the class of a section: total nitrogen and faecal coliform. It is 0 for
// any other.
func ClassApart(p measure.Parameter, c measure.Concentration) Class {
	item := itemOf(p)
	if item == nil || item.Evaluated || item.Direction == NoLimit {
		return 0
	}
	return item.class(measure.River, c)
}

// LimitOf is the limit of an item of Table 1 for a class from Ⅰ to Ⅴ; dissolved
// oxygen must not be below it, every other must not be above it. ok is false for
// water temperature and pH (see PHLow and PHHigh), for 劣Ⅴ and for whatever is not
// in Table 1.
func LimitOf(p measure.Parameter, body measure.Body, class Class) (limit measure.Concentration, ok bool) {
	item := itemOf(p)
	if item == nil || class < ClassI || class > ClassV {
		return 0, false
	}
	if item.Direction == NoLimit || item.Direction == Within {
		return 0, false
	}
	return item.limits(body)[class-ClassI], true
}

// DirectionOf tells on which side of its limit the item is good, 0 for whatever
// is not in Table 1.
func DirectionOf(p measure.Parameter) Direction {
	if item := itemOf(p); item != nil {
		return item.Direction
	}
	return 0
}

func (item *Item) limits(body measure.Body) *Limits {
	if body == measure.Lake && item.Lake != nil {
		return item.Lake
	}
	return &item.Limits
}

func (item *Item) class(body measure.Body, c measure.Concentration) Class {
	switch item.Direction {
	case Within:
		if c < PHLow || c > PHHigh {
			return InferiorV
		}
		return ClassI
	case AtLeast:
		for i, limit := range item.limits(body) {
			if c >= limit {
				return ClassI + Class(i)
			}
		}
	default:
		for i, limit := range item.limits(body) {
			if c <= limit {
				return ClassI + Class(i)
			}
		}
	}
	return InferiorV
}
