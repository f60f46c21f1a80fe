package forecast

import (
	"math"

	"lanbi/internal/assess"
)

// outlook is the forecast of one place's year on one day.
type outlook struct {
	good, remaining int
	mean            float64 // expected remaining days that are not good
	variance        float64
	unsure          float64 // the part of variance that more years of history would remove
	months          vector  // expected remaining days that are not good, by month
	rest            Count   // remaining days that are not good
}

// given looks ahead from the first days of the year.
func (n *normal) given(days []assess.Verdict) *outlook {
	spans := monthSpans(n.c.year)
	elapsed := len(days)
	var counts [12]tally
	var left [12]int
	for m, s := range spans {
		if s.from < elapsed {
			counts[m] = tallyOf(days[s.from:min(s.to, elapsed)])
		}
		left[m] = s.to - max(s.from, min(s.to, elapsed))
	}
	mean, covariance := n.update(counts)
	o := &outlook{remaining: spans[11].to - elapsed}
	void := 0
	for _, t := range counts {
		o.good += t.good
		void += t.undetermined
	}
	// Outages are rarer and longer than bad air; a year's worth of the place's own
	// habit stands against what this year has shown.
	voidShare := (float64(void) + 200*n.void) / float64(elapsed+200)
	o.moments(n, &mean, &covariance, &left, voidShare)
	o.rest = betaBinomial(o.remaining, o.mean, o.variance)
	return o
}

// update conditions the months on what has been counted of them.
func (n *normal) update(counts [12]tally) (mean vector, covariance matrix) {
	mean = n.mean
	for range rounds {
		response, weight := n.c.respond(counts, &mean)
		covariance = n.precision
		right := n.right
		for m := range size {
			covariance[m][m] += weight[m]
			right[m] += weight[m] * response[m]
		}
		covariance = covariance.inverse()
		mean = covariance.times(&right)
	}
	return mean, covariance
}

// moments sums the remaining days over the months.
func (o *outlook) moments(n *normal, mean *vector, covariance *matrix, left *[12]int, void float64) {
	var sd, slope vector
	for m := range size {
		days := float64(left[m])
		if days == 0 {
			continue
		}
		first, second := logisticMoments(mean[m], covariance[m][m])
		bad := void + (1-void)*first
		o.months[m] = days * bad
		o.mean += days * bad
		o.variance += n.c.cluster * days * ((1-void)*(first-second) + void*(1-void)*first)
		sd[m] = days * (1 - void) * math.Sqrt(max(second-first*first, 0))
		p := logistic(mean[m])
		slope[m] = days * (1 - void) * p * (1 - p)
	}
	for i := range size {
		for j := range size {
			if sd[i] == 0 || sd[j] == 0 {
				continue
			}
			o.variance += sd[i] * sd[j] * covariance[i][j] / math.Sqrt(covariance[i][i]*covariance[j][j])
			o.unsure += slope[i] * slope[j] * n.baseline[i][j]
		}
	}
	o.unsure = min(o.unsure, 0.9*o.variance)
}

// chance is the probability of at least goal good days.
func (o *outlook) chance(goal int) float64 {
	budget := o.good + o.remaining - goal
	switch {
	case o.good >= goal:
		return 1
	case budget < 0:
		return 0
	}
	return o.rest.AtMost(budget)
}
