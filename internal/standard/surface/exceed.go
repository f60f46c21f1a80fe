package surface

import (
	"fmt"
	"math/bits"
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/gbt8170"
)

// MainCount is how many main pollution indicators are named at most (22 号).
const MainCount = 3

// priority are the items that come first whenever they are worse than Class Ⅲ:
// cyanide and heavy metals (22 号: 氰化物或铅、铬等重金属). The document names lead and
// chromium only; the others are taken from common use, arsenic among them.
var priority = measure.SetOf(measure.Cyanide, measure.Lead, measure.ChromiumVI, measure.Cadmium,
	measure.Mercury, measure.Arsenic, measure.Copper, measure.Zinc)

// Exceedance is an item worse than Class Ⅲ.
type Exceedance struct {
	Parameter measure.Parameter
	Class     gb3838.Class
	Value     measure.Concentration
	// Limit is the Class Ⅲ limit; 0 for pH, which has a range.
	Limit measure.Concentration
}

// HasMultiple tells whether an exceedance multiple (超标倍数) is computed: not for
// temperature, pH and dissolved oxygen (22 号).
func (e Exceedance) HasMultiple() bool {
	return gb3838.DirectionOf(e.Parameter) == gb3838.AtMost && e.Limit > 0
}

// Hundredths is the exceedance multiple (C − S)/S against the Class Ⅲ limit S, in
// hundredths, rounded by GB/T 8170; 0 where there is none.
func (e Exceedance) Hundredths() int64 {
	if !e.HasMultiple() {
		return 0
	}
	over := e.Value - e.Limit
	// Whole multiples apart, so that ×100 cannot overflow.
	whole, rest := over/e.Limit, over%e.Limit
	return int64(whole)*100 + gbt8170.RoundRatio(int64(rest)*100, int64(e.Limit), 1)
}

// String is the item as reports write it: 高锰酸盐指数(1.2), the multiple to one
// decimal or to two where one would show 0.0; without a multiple the name alone.
func (e Exceedance) String() string {
	if !e.HasMultiple() {
		return e.Parameter.Name()
	}
	over := e.Value - e.Limit
	tenths := int64(over/e.Limit)*10 + gbt8170.RoundRatio(int64(over%e.Limit)*10, int64(e.Limit), 1)
	if tenths == 0 {
		return fmt.Sprintf("%s(0.%02d)", e.Parameter.Name(), e.Hundredths())
	}
	return fmt.Sprintf("%s(%d.%d)", e.Parameter.Name(), tenths/10, tenths%10)
}

// Exceedances lists the items worse than Class Ⅲ: cyanide and heavy metals
// first, then the worse class, then the larger multiple, then the order of Table
// 1. Items without a multiple follow those of the same class that have one.
// Missing items are left out.
func Exceedances(body measure.Body, items []Item) []Exceedance {
	var over []Exceedance
	for _, item := range items {
		if item.Missing {
			continue
		}
		class := gb3838.ClassOf(item.Parameter, body, item.Value)
		if class <= gb3838.ClassIII {
			continue
		}
		limit, _ := gb3838.LimitOf(item.Parameter, body, gb3838.ClassIII)
		over = append(over, Exceedance{item.Parameter, class, item.Value, limit})
	}
	slices.SortFunc(over, worseFirst)
	return over
}

// MainIndicators are the main pollution indicators (主要污染指标) of a section: the
// first three of Exceedances. A section at Class Ⅲ or better has none.
func MainIndicators(body measure.Body, items []Item) []Exceedance {
	over := Exceedances(body, items)
	return over[:min(len(over), MainCount)]
}

func worseFirst(a, b Exceedance) int {
	if pa, pb := priority.Has(a.Parameter), priority.Has(b.Parameter); pa != pb {
		if pa {
			return -1
		}
		return 1
	}
	if a.Class != b.Class {
		return int(b.Class - a.Class)
	}
	if c := compareMultiples(b, a); c != 0 {
		return c
	}
	return int(a.Parameter) - int(b.Parameter)
}

// compareMultiples compares (C − S)/S of both exactly; no multiple is below any.
func compareMultiples(a, b Exceedance) int {
	ha, hb := a.HasMultiple(), b.HasMultiple()
	switch {
	case !ha && !hb:
		return 0
	case !ha:
		return -1
	case !hb:
		return 1
	}
	// C/S compares as (C − S)/S does; both are positive here.
	hiA, loA := bits.Mul64(uint64(a.Value), uint64(b.Limit))
	hiB, loB := bits.Mul64(uint64(b.Value), uint64(a.Limit))
	switch {
	case hiA != hiB:
		if hiA < hiB {
			return -1
		}
		return 1
	case loA < loB:
		return -1
	case loA > loB:
		return 1
	}
	return 0
}
