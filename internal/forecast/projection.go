package forecast

import (
	"math"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// MinYears is the least number of years of history for a probability.
const MinYears = 3

// Year is the verdicts of one year, judged under the target's own basis, from
// 1 January on. Days that are not there are undetermined.
type Year struct {
	Year int
	Days []assess.Verdict
}

// Case is a target of good air days (优良天数) in one year and what is known about it.
type Case struct {
	// History holds other years of the same place, in any order. Years with fewer than
	// MinJudged judged days are not used, nor is a row for the year of SoFar or a second
	// one for the same year.
	History []Year
	// SoFar is the year of AsOf; days after AsOf are not looked at.
	SoFar Year
	// AsOf is the last assessed day; the day before 1 January where none is. Its next
	// day belongs to the rest.
	AsOf measure.Day
	Goal int // good days
	// Recoverable counts the undetermined days so far that late or audited data could
	// still turn good.
	Recoverable int
}

// Projection (年终预测) is where a year's good days are heading.
type Projection struct {
	Good, Remaining int
	// Budget is how many of the remaining days need not be good; below 0 the goal is
	// missed by that many.
	Budget int
	// Certain tells that arithmetic alone decides: P is 1 with the goal reached, 0 with
	// it out of reach even if every recoverable day turned good.
	Certain bool
	// HasChance tells that P, Low and High are valid: certain, or with enough history.
	// The expected count and its band ask for the history even then.
	HasChance, HasExpected bool
	// P is the probability, 0 to 1, of Goal good days, with undetermined days lost. Low
	// and High are its range: what P would be if the place's normal, known from few
	// years only, lay at either end of its own 80 % band; High also takes every
	// recoverable day as recovered.
	P, Low, High float64
	// Expected is the mean of the final number of good days, ExpectedLow and
	// ExpectedHigh hold 80 %.
	Expected                  float64
	ExpectedLow, ExpectedHigh int
	// Allowed shares Budget out over the months left, by what each is expected to
	// need; index 0 is January. All 0 when Budget is not positive.
	Allowed [12]int
	// EarliestSafe is the day that reaches the goal if every day from now on is good,
	// EarliestLost the one that puts it out of reach if none is; 0 where that cannot
	// happen any more or has happened. A day that may be recovered keeps the goal in
	// reach, as it does for the status; it does not make the goal safe.
	EarliestSafe, EarliestLost measure.Day
	// Factor is this year's exceeding days over those of the same judged days in the
	// mean of the history; valid when HasFactor, which asks for a year of history and at
	// least three expected days. 0.8 is 「为常年的 0.8 倍」.
	Factor    float64
	HasFactor bool
	Years     int // of history used
}

// GoodDays projects a target of good air days. It is a pure function of the case and
// learns from this place alone.
func GoodDays(c Case) Projection {
	r := c.soFar()
	elapsed := c.elapsed()
	good := tallyOf(r.days[:elapsed]).good
	p := Projection{Good: good, Remaining: len(r.days) - elapsed}
	p.Budget = good + p.Remaining - c.Goal
	years := c.years()
	p.Years = len(years)
	p.dates(&c)

	need := evenly(r.year, elapsed)
	if p.Years >= MinYears {
		at := &place{years: years}
		o := normalOf(learn([]*place{at}, r.year, usual), years).given(r.days[:elapsed])
		p.expect(o, c.Goal, c.Recoverable)
		need = o.months
	}
	p.Allowed = apportion(p.Budget, need)
	p.compare(years, r.year, r.days[:elapsed])
	switch {
	case good >= c.Goal:
		p.P, p.Low, p.High, p.Certain, p.HasChance = 1, 1, 1, true, true
	case p.Budget+max(c.Recoverable, 0) < 0:
		p.P, p.Low, p.High, p.Certain, p.HasChance = 0, 0, 0, true, true
	}
	return p
}

// elapsed counts the days of the year up to AsOf.
func (c *Case) elapsed() int {
	return min(max(c.AsOf.Since(measure.Date(c.SoFar.Year, 1, 1))+1, 0), measure.DaysInYear(c.SoFar.Year))
}

// soFar is this year without the days after AsOf.
func (c *Case) soFar() *record {
	return recordOf(c.SoFar.Year, c.SoFar.Days[:min(len(c.SoFar.Days), c.elapsed())])
}

// years are the usable years of history, ascending.
func (c *Case) years() []*record {
	at := &place{}
	for _, y := range c.History {
		r := recordOf(y.Year, y.Days)
		if y.Year != c.SoFar.Year && r.judged >= MinJudged {
			if i, found := at.find(r.year); !found {
				at.years = slices.Insert(at.years, i, r)
			}
		}
	}
	return at.years
}

// expect fills what the model says.
func (p *Projection) expect(o *outlook, goal, recoverable int) {
	p.HasChance, p.HasExpected = true, true
	p.P = o.chance(goal)
	// Shifting the mean of the rest by the part of its spread that is ignorance of the
	// place's normal leaves the other part as spread.
	const tenth = 1.2815515655446004 // 90 % quantile of the standard normal
	shift := tenth * math.Sqrt(o.unsure)
	p.Low = o.shifted(shift).chance(goal)
	p.High = o.shifted(-shift).chance(goal - max(recoverable, 0))
	p.Low, p.High = min(p.Low, p.P), max(p.High, p.P)
	p.Expected = float64(o.good+o.remaining) - o.rest.Mean()
	p.ExpectedLow, p.ExpectedHigh = o.band()
}

// shifted is the outlook with the normal known to differ by days.
func (o *outlook) shifted(days float64) *outlook {
	moved := *o
	moved.mean = min(max(o.mean+days, 0), float64(o.remaining))
	moved.variance = o.variance - o.unsure
	moved.rest = betaBinomial(o.remaining, moved.mean, moved.variance)
	return &moved
}

// dates sets EarliestSafe and EarliestLost.
func (p *Projection) dates(c *Case) {
	first := measure.Date(c.SoFar.Year, 1, 1).Add(c.elapsed())
	if need := c.Goal - p.Good; need > 0 && need <= p.Remaining {
		p.EarliestSafe = first.Add(need - 1)
	}
	if spare := p.Budget + c.Recoverable; p.Good < c.Goal && spare >= 0 && spare < p.Remaining {
		p.EarliestLost = first.Add(spare)
	}
}

// compare sets Factor from the history and the days so far.
func (p *Projection) compare(history []*record, year int, days []assess.Verdict) {
	var normal [12]tally
	for _, r := range history {
		for m, t := range r.months {
			normal[m].good += t.good
			normal[m].exceeding += t.exceeding
		}
	}
	expected, seen := 0.0, 0
	for m, s := range monthSpans(year) {
		t := tallyOf(days[min(s.from, len(days)):min(s.to, len(days))])
		if n := normal[m].judged(); n > 0 {
			expected += float64(t.judged()) * float64(normal[m].exceeding) / float64(n)
		}
		seen += t.exceeding
	}
	if expected >= 3 {
		p.Factor, p.HasFactor = float64(seen)/expected, true
	}
}

// evenly is the number of days left in each month.
func evenly(year, elapsed int) vector {
	var left vector
	for m, s := range monthSpans(year) {
		left[m] = float64(s.to - min(max(s.from, elapsed), s.to))
	}
	return left
}

// apportion shares budget out in proportion to need, in whole days: each month gets
// its share rounded down, and what is left goes to the largest remainders, the
// earlier month first.
func apportion(budget int, need vector) [12]int {
	var shares [12]int
	total := 0.0
	for _, n := range need {
		total += n
	}
	if budget <= 0 || total <= 0 {
		return shares
	}
	var rest vector
	left := budget
	for m, n := range need {
		exact := float64(budget) * n / total
		shares[m] = int(exact)
		rest[m] = exact - float64(shares[m])
		left -= shares[m]
	}
	for range left {
		largest := 0
		for m := range rest {
			if rest[m] > rest[largest] {
				largest = m
			}
		}
		shares[largest]++
		rest[largest] = -1
	}
	return shares
}
