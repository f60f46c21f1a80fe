package surface

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// CWQI is the water quality index of a city's water body (城市水质指数) by
// 《城市地表水环境质量排名技术规定（试行）》 of June 2017: the sum of the indices of its
// evaluated items; less is better. The formulas have one source (public code), and
// how a missing item counts was not found: ok is false when one is missing or
// nothing was measured. Nothing is rounded on the way.
func CWQI(body measure.Body, items []Item) (index float64, ok bool) {
	var counted measure.Set
	for _, item := range items {
		if !gb3838.Evaluated.Has(item.Parameter) || counted.Has(item.Parameter) {
			continue
		}
		if item.Missing {
			return 0, false
		}
		part, ok := itemIndex(body, item)
		if !ok {
			return 0, false
		}
		counted = counted.With(item.Parameter)
		index += part
	}
	return index, !counted.Empty()
}

// itemIndex is the index of one item: pH by its distance from 7, halved above 7;
// dissolved oxygen 5/C; every other C over its Class Ⅲ limit.
func itemIndex(body measure.Body, item Item) (index float64, ok bool) {
	c := item.Value.Float(item.Parameter.Unit())
	switch item.Parameter {
	case measure.PH:
		if c <= 7 {
			return 7 - c, true
		}
		return (c - 7) / 2, true
	case measure.DO:
		if c <= 0 {
			return 0, false
		}
		return 5 / c, true
	}
	limit, ok := gb3838.LimitOf(item.Parameter, body, gb3838.ClassIII)
	return c / limit.Float(item.Parameter.Unit()), ok
}

// CityCWQI is the index of a city with m river sections of index river and n lake
// points of index lake: their mean weighted by number. The formula is recalled, not
// confirmed. ok is false without sections and points.
func CityCWQI(river float64, m int, lake float64, n int) (index float64, ok bool) {
	if m < 0 || n < 0 || m+n == 0 {
		return 0, false
	}
	return (river*float64(m) + lake*float64(n)) / float64(m+n), true
}
