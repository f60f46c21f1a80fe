package forecast

import (
	"math"
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

func (d *drawing) prepare() {
	for _, r := range d.sections {
		d.years = append(d.years, r.order...)
	}
	slices.Sort(d.years)
	d.years = slices.Compact(d.years)
	for _, r := range d.sections {
		index := make([]int, len(d.years))
		for y, year := range d.years {
			i, found := slices.BinarySearch(r.order, year)
			if index[y] = i; !found {
				index[y] = -1
			}
		}
		d.index = append(d.index, index)
	}
	for _, r := range d.sections {
		for i := range r.items {
			r.items[i].idle = r.items[i].harmless(r, d.stays)
		}
	}
	d.weights = make([]float64, len(d.years))
	d.counts.met = make([]int, len(d.sections)+1)
	d.counts.section = make([]sectionCount, len(d.sections))
	for i := range d.counts.section {
		d.counts.section[i].threat = map[measure.Parameter]int{}
	}
}

// mix draws how much each year of the history is worth: the Bayesian bootstrap.
func (d *drawing) mix() {
	sum := 0.0
	for i := range d.weights {
		d.weights[i] = d.rng.ExpFloat64()
		sum += d.weights[i]
	}
	for i := range d.weights {
		d.weights[i] /= sum
	}
	for s, r := range d.sections {
		for i := range r.items {
			if it := &r.items[i]; !it.idle {
				it.mixed(d.weights, d.index[s], d.stays)
			}
		}
	}
}

// mixed sets the deviation of the rest of the year for each year that it may be
// taken from, as a factor.
func (it *item) mixed(weights []float64, index []int, stays func(int) float64) {
	if it.seen != nil {
		return
	}
	mean, sum := 0.0, 0.0
	for y, i := range index {
		if i >= 0 {
			mean += weights[y] * it.year[i]
			sum += weights[y]
		}
	}
	mean /= sum
	keep := stays(it.ownMonths)
	n := float64(len(it.year))
	spread := math.Sqrt((1 - keep) * n / (n - 1))
	it.factor = it.factor[:0]
	for _, deviation := range it.year {
		it.factor = append(it.factor, math.Exp(keep*it.own+(1-keep)*mean+spread*(deviation-mean)))
	}
}

// harmless tells whether the item is of class Ⅰ in every year that can be drawn, as
// most metals are: its year need not be simulated then.
func (it *item) harmless(r *river, stays func(int) float64) bool {
	if it.seen != nil || it.limits.direction != gb3838.AtMost {
		return false
	}
	low, high := slices.Min(it.year), slices.Max(it.year)
	keep, n := stays(it.ownMonths), float64(len(it.year))
	factor := math.Exp(keep*it.own + (1-keep)*high + math.Sqrt((1-keep)*n/(n-1))*(high-low))
	worst, months := 0.0, it.months
	if it.months > 0 {
		worst = it.sum / float64(it.months)
	}
	if !math.IsNaN(it.now) {
		worst = max(worst, it.now)
	}
	for m := r.closed; m < 12; m++ {
		always := true
		for _, v := range it.value[m] {
			if math.IsNaN(v) {
				always = false
			} else {
				worst = max(worst, v*factor)
			}
		}
		if always {
			months++
		}
	}
	return months >= r.least && it.limits.class(worst) == gb3838.ClassI
}

// pick draws a year by the weights.
func (d *drawing) pick() int {
	u := d.rng.Float64()
	for y, w := range d.weights {
		if u -= w; u < 0 {
			return y
		}
	}
	return len(d.weights) - 1
}
