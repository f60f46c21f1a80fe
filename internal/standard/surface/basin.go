package surface

import (
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// SharesFrom is the number of sections from which a river or basin is assessed
// by the shares of section classes; below it, by the means of items. That exactly
// five count as "five or more" is how 22 号 is remembered, not confirmed.
const SharesFrom = 5

// Basin is the condition of a river, a basin or a lake (河流、流域（水系）、湖库).
type Basin struct {
	Sections   int // sections with a class
	Unassessed int // sections without one; they enter nothing
	// Class is by the means of items and known only below SharesFrom sections.
	Class gb3838.Class
	Grade Grade
	// GoodCount counts sections at Ⅰ–Ⅲ, InferiorCount those at 劣Ⅴ.
	GoodCount, InferiorCount int
	// Main are the main pollution indicators; at most three, none at 优 or 良好.
	Main []measure.Parameter
}

// GoodShare is the share of sections at Ⅰ–Ⅲ (优良断面比例).
func (b Basin) GoodShare() Rate { return Rate{int64(b.GoodCount), int64(b.Sections)} }

// InferiorShare is the share of sections at 劣Ⅴ.
func (b Basin) InferiorShare() Rate { return Rate{int64(b.InferiorCount), int64(b.Sections)} }

// AssessBasin assesses a river or basin from the items of its sections, all of
// one kind of water body (22 号). A section without a class is counted as
// unassessed and otherwise left out. The order of sections makes no difference.
func AssessBasin(body measure.Body, sections [][]Item) Basin {
	var b Basin
	var assessed [][]Item
	for _, items := range sections {
		class := SingleFactor(body, items).Class
		if !class.Known() {
			b.Unassessed++
			continue
		}
		assessed = append(assessed, items)
		if class <= gb3838.ClassIII {
			b.GoodCount++
		}
		if class == gb3838.InferiorV {
			b.InferiorCount++
		}
	}
	b.Sections = len(assessed)
	switch {
	case b.Sections == 0:
	case b.Sections < SharesFrom:
		means := itemMeans(assessed)
		b.Class = SingleFactor(body, means).Class
		b.Grade = GradeOf(b.Class)
		if b.Grade > Good {
			for _, e := range MainIndicators(body, means) {
				b.Main = append(b.Main, e.Parameter)
			}
		}
	default:
		b.Grade = GradeByShares(b.GoodCount, b.InferiorCount, b.Sections)
		if b.Grade > Good {
			b.Main = mainByRate(body, assessed)
		}
	}
	return b
}

// GradeByShares is the condition of a river or basin with n sections, good of
// them at Ⅰ–Ⅲ and inferior at 劣Ⅴ; 0 when n is not positive.
//
// A good share of exactly 60 % with exactly 40 % 劣Ⅴ, for which copies of 22 号 differ,
// is 重度污染.
func GradeByShares(good, inferior, n int) Grade {
	switch {
	case n <= 0:
		return 0
	case good*100 >= 90*n:
		return Excellent
	case good*100 >= 75*n:
		return Good
	case inferior*100 < 20*n:
		return Light
	case inferior*100 < 40*n:
		return Moderate
	}
	return Heavy
}

// itemMeans is the mean of each item over the sections that have it.
func itemMeans(sections [][]Item) []Item {
	values := map[measure.Parameter][]measure.Concentration{}
	var have measure.Set
	for _, items := range sections {
		for _, item := range items {
			if item.Missing {
				continue
			}
			have = have.With(item.Parameter)
			values[item.Parameter] = append(values[item.Parameter], item.Value)
		}
	}
	means := make([]Item, 0, have.Len())
	for p := range have.Each {
		means = append(means, MeanOf(values[p]...).Item(p))
	}
	return means
}

// mainByRate ranks items by their section exceedance rate (断面超标率): the share of
// all sections at which the item is worse than Ⅲ. At most three; equal rates in
// the order of Table 1.
func mainByRate(body measure.Body, sections [][]Item) []measure.Parameter {
	worse := map[measure.Parameter]int{}
	var main []measure.Parameter
	for _, items := range sections {
		var counted measure.Set
		for _, e := range Exceedances(body, items) {
			if counted.Has(e.Parameter) {
				continue
			}
			counted = counted.With(e.Parameter)
			if worse[e.Parameter] == 0 {
				main = append(main, e.Parameter)
			}
			worse[e.Parameter]++
		}
	}
	slices.SortFunc(main, func(a, b measure.Parameter) int {
		if worse[a] != worse[b] {
			return worse[b] - worse[a]
		}
		return int(a) - int(b)
	})
	return main[:min(len(main), MainCount)]
}
