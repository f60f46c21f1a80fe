package forecast

import (
	"math"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// leastMonths of data make a year of a section one to learn from: half of it, or
// all of a section that is sampled every second month.
const leastMonths = 6

// river is a section prepared: its months sorted, its items learned.
type river struct {
	section *WaterSection
	least   int                             // months behind a yearly mean
	years   map[int]*[12][]assess.ItemValue // usable other years
	order   []int                           // their numbers, ascending
	this    [12][]assess.ItemValue          // months of the year that have data
	closed  int                             // months of the year that are over
	open    float64                         // share of the open month that is over
	items   []item                          // in the order of Parameter
}

// item is one item of one section.
type item struct {
	parameter measure.Parameter
	limits    limits
	sum       float64 // of the closed months that have it, ng/L
	months    int     // their number
	now       float64 // mean of the open month so far, NaN without
	// seen are its values of this year, with which it goes on where history knows too
	// little of it; nil where history knows.
	seen []float64
	// value[m][i] is what month m was in the i-th year, with that year's own deviation
	// taken off, the rest of its deviation widened for the mean being its own; NaN
	// where it has no value.
	value [12][]float64
	// year[i] is the deviation of the i-th year from the normal, a logarithm, and own
	// that of this year, known from ownMonths months.
	year      []float64
	own       float64
	ownMonths int
	// factor[i] is what the rest of the year is multiplied with when it deviates like
	// the i-th year, for the present mixture.
	factor []float64
	idle   bool // of class Ⅰ whatever is drawn
	// ratio is the variance of years over that of months, as it comes.
	ratio float64
}

// yearMonths is how many monthly values make the section's yearly mean.
func (s *WaterSection) yearMonths(c *WaterCase) int {
	if s.Sampled == 0 {
		return c.YearMonths
	}
	return min(c.YearMonths, s.Sampled)
}

func riverOf(c *WaterCase, s *WaterSection) *river {
	r := &river{section: s, least: s.yearMonths(c), years: map[int]*[12][]assess.ItemValue{}}
	r.sort(c)
	for p := range evaluated(r).Each {
		if r.has(p) {
			it := item{parameter: p, limits: limitsOf(p, s.Body, c.Rounded), now: math.NaN()}
			it.take(r)
			it.learn(r)
			r.items = append(r.items, it)
		}
	}
	return r
}

// sort puts the rows in their places.
func (r *river) sort(c *WaterCase) {
	all := map[int]*[12][]assess.ItemValue{}
	for i := range r.section.Months {
		row := &r.section.Months[i]
		year, month := row.Start.Year(), row.Start.Month()-1
		switch {
		case row.Period != assess.Month || len(row.Means) == 0:
		case year == c.Year && row.Start <= c.AsOf:
			r.this[month] = row.Means
		case year != c.Year:
			if all[year] == nil {
				all[year] = &[12][]assess.ItemValue{}
			}
			all[year][month] = row.Means
		}
	}
	for year, months := range all {
		n := 0
		for _, month := range months {
			if len(month) > 0 {
				n++
			}
		}
		if n >= leastMonths {
			r.years[year] = months
			r.order = append(r.order, year)
		}
	}
	slices.Sort(r.order)
	for m, span := range monthSpans(c.Year) {
		over := c.AsOf.Since(measure.Date(c.Year, 1, 1)) + 1 - span.from
		if days := span.to - span.from; over >= days {
			r.closed = m + 1
		} else if over > 0 {
			r.open = float64(over) / float64(days)
		}
	}
}

// evaluated are the items of Table 1 that enter a class and that the section has
// in some month.
func evaluated(r *river) measure.Set {
	var set measure.Set
	add := func(months *[12][]assess.ItemValue) {
		for _, month := range months {
			for _, v := range month {
				if gb3838.Evaluated.Has(v.Parameter) {
					set = set.With(v.Parameter)
				}
			}
		}
	}
	add(&r.this)
	for _, months := range r.years {
		add(months)
	}
	return set
}

// valueOf is the mean of p in a month, NaN without one.
func valueOf(month []assess.ItemValue, p measure.Parameter) float64 {
	for _, v := range month {
		if v.Parameter == p {
			return float64(v.Value)
		}
	}
	return math.NaN()
}

// has tells whether the year will be judged by p: it has been seen this year, or
// was not due yet, since the newest year of history did not have it in these months
// either.
func (r *river) has(p measure.Parameter) bool {
	due := false
	for m, month := range r.this {
		if len(month) == 0 {
			continue
		}
		if !math.IsNaN(valueOf(month, p)) {
			return true
		}
		if n := len(r.order); n > 0 && m < r.closed {
			due = due || !math.IsNaN(valueOf(r.years[r.order[n-1]][m], p))
		}
	}
	return !due
}

// take adds up the year so far.
func (it *item) take(r *river) {
	for m, month := range r.this {
		switch v := valueOf(month, it.parameter); {
		case math.IsNaN(v):
		case m < r.closed:
			it.sum += v
			it.months++
			it.seen = append(it.seen, v)
		default:
			it.now = v
		}
	}
	if it.months == 0 && !math.IsNaN(it.now) {
		it.seen = append(it.seen, it.now)
	}
}

// learn splits the history of the item into the normal of each month, the deviation
// of each year and what is left, all of logarithms.
func (it *item) learn(r *river) {
	n := len(r.order)
	logs := make([][12]float64, n)
	known := 0
	for i, year := range r.order {
		found := false
		for m, month := range r.years[year] {
			logs[i][m] = math.Log(max(valueOf(month, it.parameter), 1))
			found = found || !math.IsNaN(logs[i][m])
		}
		if found {
			known++
		}
	}
	if known < MinYears && len(it.seen) > 0 {
		return
	}
	it.seen = nil
	normal := monthMeans(logs)
	it.year = make([]float64, n)
	sumYears, sumRest, cells := 0.0, 0.0, 0
	for i := range logs {
		it.year[i], _ = deviation(&logs[i], &normal)
		sumYears += it.year[i] * it.year[i]
		for m, x := range logs[i] {
			if !math.IsNaN(x) {
				rest := x - normal[m] - it.year[i]
				sumRest += rest * rest
				cells++
			}
		}
	}
	widen := math.Sqrt(float64(n) / float64(max(n-1, 1)))
	for m := range it.value {
		it.value[m] = make([]float64, n)
		for i := range logs {
			it.value[m][i] = math.Exp(normal[m] + widen*(logs[i][m]-normal[m]-it.year[i]))
		}
	}
	var this [12]float64
	for m := range this {
		this[m] = math.NaN()
		if m < r.closed {
			this[m] = math.Log(max(valueOf(r.this[m], it.parameter), 1))
		}
	}
	it.own, it.ownMonths = deviation(&this, &normal)
	if free := float64(cells - 12 - n + 1); n > 1 && free > 0 && sumRest > 0 {
		rest := sumRest / free
		it.ratio = sumYears/float64(n-1)/rest - float64(n)/float64(cells)
	}
}

// met tells whether a year of the history ended in class, as assess.WaterRecord.Year
// judges it from its months.
func (r *river) met(year int) bool {
	for p := range gb3838.Evaluated.Each {
		sum, n := 0.0, 0
		for _, month := range r.years[year] {
			if v := valueOf(month, p); !math.IsNaN(v) {
				sum += v
				n++
			}
		}
		if n == 0 {
			continue
		}
		l := r.limitsOf(p)
		if n < r.least || l.class(sum/float64(n)) > r.section.Goal {
			return false
		}
	}
	return true
}

// limitsOf are the limits of an item of this year; of one that the section no longer
// has, limits that everything meets.
func (r *river) limitsOf(p measure.Parameter) *limits {
	i := slices.IndexFunc(r.items, func(it item) bool { return it.parameter == p })
	if i < 0 {
		return &limits{direction: gb3838.AtMost, meets: [gb3838.InferiorV]measure.Concentration{gb3838.ClassI: beyondAll}}
	}
	return &r.items[i].limits
}
