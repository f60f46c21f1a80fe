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
			void = append(void, fmt.Sprintf("%s（需 %d 个月）", chance.Name, c.Sections[i].yearMonths(c)))
		}
		if !chance.Lost {
			chance.P = share(s.met, n)
			chance.Threat = mostOften(s.threat)
		}
	}
	if len(void) > 0 {
		p.Why = fmt.Sprintf("断面%s年内有效月数预计不足，不作概率研判", strings.Join(void, "、"))
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
