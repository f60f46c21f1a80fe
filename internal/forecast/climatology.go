package forecast

// climatology is the reference that a forecast has to beat: every remaining day is
// good with the share of its calendar month in the other years, shrunk to that of
// the year by 20 days, independently of all other days.
type climatology [12]float64

func climatologyOf(others []*record) climatology {
	var months [12]tally
	good, judged := 0, 0
	for _, r := range others {
		for m, t := range r.months {
			months[m].good += t.good
			months[m].exceeding += t.exceeding
		}
		good += r.good
		judged += r.judged
	}
	rate := float64(good) / float64(judged)
	var c climatology
	for m, t := range months {
		c[m] = (float64(t.good) + 20*rate) / (float64(t.judged()) + 20)
	}
	return c
}

// chances are the probabilities of goal good days, issued on the 1st of each month
// of r with the good days before it known.
func (c climatology) chances(r *record, goal int) [12]float64 {
	spans := monthSpans(r.year)
	var chances [12]float64
	var ahead poissonBinomial
	for m := 11; m >= 0; m-- {
		for range spans[m].to - spans[m].from {
			ahead.add(c[m])
		}
		chances[m] = ahead.atLeast(goal - tallyOf(r.days[:spans[m].from]).good)
	}
	return chances
}

// Climatology is the probability of the goal that the plain record of the other years
// gives: every remaining day is good with the shrunk share of its month, apart from all
// others. A forecast has to beat it. 0 without a usable year.
func Climatology(c Case) float64 {
	years := c.years()
	if len(years) == 0 {
		return 0
	}
	shares, so := climatologyOf(years), c.soFar()
	elapsed := c.elapsed()
	var ahead poissonBinomial
	for m, s := range monthSpans(so.year) {
		for n := max(s.from, elapsed); n < s.to; n++ {
			ahead.add(shares[m])
		}
	}
	return ahead.atLeast(c.Goal - tallyOf(so.days[:elapsed]).good)
}

// poissonBinomial is the exact distribution of a number of independent days, of
// which each has its own chance; entry k is the probability of k.
type poissonBinomial []float64

// add takes in one more day.
func (b *poissonBinomial) add(p float64) {
	if len(*b) == 0 {
		*b = append(make([]float64, 0, 367), 1)
	}
	chance := append(*b, 0)
	for k := len(chance) - 1; k > 0; k-- {
		chance[k] = chance[k]*(1-p) + chance[k-1]*p
	}
	chance[0] *= 1 - p
	*b = chance
}

// atLeast is the probability of k days or more.
func (b poissonBinomial) atLeast(k int) float64 {
	if k <= 0 {
		return 1
	}
	sum := 0.0
	for i := len(b) - 1; i >= k; i-- {
		sum += b[i]
	}
	return min(sum, 1)
}
