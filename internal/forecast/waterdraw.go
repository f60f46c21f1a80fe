package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// A projection draws mixtures of the history, and years from each.
const (
	mixtures = 40
	perMix   = 200
)

// drawing simulates the rest of a year.
type drawing struct {
	c        *WaterCase
	sections []*river
	rng      *rand.Rand
	stays    func(months int) float64
	years    []int   // that any section has
	index    [][]int // by section and year: its place in the section's own years, −1 without
	weights  []float64
	month    [12]int // of which year each month is
	year     int     // whose deviation the rest of the year has
	counts   counts
}

// counts is what became of the simulated years.
type counts struct {
	reached int                       // targets reached
	worst   [gb3838.InferiorV + 1]int // by worst class; 0 is a year without class
	met     []int                     // by number of sections in class
	section []sectionCount
}

type sectionCount struct {
	met, void int // years in class, years without class
	threat    map[measure.Parameter]int
}

// simulate fills the projection.
func simulate(c *WaterCase, sections []*river, p *WaterProjection) {
	d := drawing{c: c, sections: sections, rng: rand.New(rand.NewPCG(c.Seed, 0)), stays: persistence(sections)}
	d.prepare()
	chances := make([]float64, mixtures)
	for k := range chances {
		d.mix()
		before := d.counts.reached
		for range perMix {
			d.one()
		}
		chances[k] = float64(d.counts.reached-before) / perMix
	}
	const n = mixtures * perMix
	slices.Sort(chances)
	p.P = share(d.counts.reached, n)
	p.Low, p.High = min(chances[mixtures/10], p.P), max(chances[mixtures-1-mixtures/10], p.P)
	var void []string
	for i, s := range d.counts.section {
		chance := &p.Sections[i]
		if 2*s.void > n {
			void = append(void, chance.Name)
		}
		if !chance.Lost {
			chance.P = share(s.met, n)
			chance.Threat = mostOften(s.threat)
		}
	}
	if len(void) > 0 {
		p.Why = fmt.Sprintf("断面%s年内有效月数预计不足 %d 个月，不作概率研判", strings.Join(void, "、"), c.YearMonths)
		return
	}
	p.HasChance = true
	p.Worst, p.WorstLow, p.WorstHigh = gb3838.Class(quantileOf(d.counts.worst[:], 0.5)),
		gb3838.Class(quantileOf(d.counts.worst[:], 0.1)), gb3838.Class(quantileOf(d.counts.worst[:], 0.9))
	p.MetLow, p.MetHigh = quantileOf(d.counts.met, 0.1), quantileOf(d.counts.met, 0.9)
	for k, times := range d.counts.met {
		p.Met += float64(k*times) / n
	}
}

// share is k of n, never quite 0 or 1: only arithmetic is certain.
func share(k, n int) float64 { return (float64(k) + 0.5) / float64(n+1) }

// quantileOf is the smallest value that is not exceeded with probability p.
func quantileOf(times []int, p float64) int {
	n, sum := 0, 0
	for _, t := range times {
		n += t
	}
	for v, t := range times {
		if sum += t; float64(sum) >= p*float64(n) {
			return v
		}
	}
	return len(times) - 1
}

// mostOften is the item named most often, the earlier one of Table 1 among equals.
func mostOften(times map[measure.Parameter]int) (item measure.Parameter) {
	most := 0
	for p, n := range times {
		if n > most || n == most && p < item {
			item, most = p, n
		}
	}
	return item
}

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

// one simulates a year: which year each remaining month is like, and which year the
// rest as a whole, are the same for all sections and items.
func (d *drawing) one() {
	d.year = d.pick()
	first := 12
	for _, r := range d.sections {
		first = min(first, r.closed)
	}
	for m := first; m < 12; m++ {
		d.month[m] = d.pick()
	}
	met, worst, void := 0, gb3838.ClassI, false
	for s, r := range d.sections {
		class := d.section(s, r)
		switch count := &d.counts.section[s]; {
		case class == 0:
			count.void++
			void = true
		case class <= r.section.Goal:
			count.met++
			met++
		}
		worst = max(worst, class)
	}
	if void {
		worst = 0
	}
	d.counts.worst[worst]++
	d.counts.met[met]++
	if met >= d.c.Need {
		d.counts.reached++
	}
}

// section is the class in which the section ends, 0 for none.
func (d *drawing) section(s int, r *river) gb3838.Class {
	own := func(year int) int {
		if i := d.index[s][year]; i >= 0 {
			return i
		}
		return d.rng.IntN(len(r.order)) // the section has no such year
	}
	year := own(d.year)
	var months [12]int
	for m := r.closed; m < 12; m++ {
		months[m] = own(d.month[m])
	}
	worst, void, deciding := gb3838.Class(0), false, measure.Parameter(0)
	for i := range r.items {
		it := &r.items[i]
		if it.idle {
			worst = max(worst, gb3838.ClassI)
			continue
		}
		sum, n := it.draw(r, &months, year, d.rng)
		switch {
		case n == 0:
			continue
		case n < r.least:
			void = true
			continue
		}
		if class := it.limits.class(sum / float64(n)); class > worst {
			worst, deciding = class, it.parameter
		}
	}
	if worst > r.section.Goal {
		d.counts.section[s].threat[deciding]++
	}
	if void {
		return 0
	}
	return worst
}

// draw is the year's sum of monthly values and their number.
func (it *item) draw(r *river, months *[12]int, year int, rng *rand.Rand) (sum float64, n int) {
	sum, n = it.sum, it.months
	for m := r.closed; m < 12; m++ {
		var v float64
		if it.seen != nil {
			v = it.seen[rng.IntN(len(it.seen))]
		} else {
			v = it.value[m][months[m]] * it.factor[year]
		}
		if m == r.closed && !math.IsNaN(it.now) {
			v = it.blend(r.open, v)
		}
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum, n
}

// blend is the open month: an automatic item goes on from its days so far, a
// laboratory's sample stands for its month.
func (it *item) blend(over, rest float64) float64 {
	if math.IsNaN(rest) || !gb3838.Automatic.Has(it.parameter) {
		return it.now
	}
	return over*it.now + (1-over)*rest
}
