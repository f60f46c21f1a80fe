package forecast

import "math"

// normal is what a place's other years say about the months of the forecast year,
// before any of its days: a normal distribution of the twelve logits.
type normal struct {
	c    *common
	mean vector
	// baseline is the covariance of the place's normal, for want of years; whole adds
	// the chance of the year itself.
	baseline  matrix
	precision matrix // of whole
	right     vector // precision × mean
	void      float64
}

// rounds is how often the working response is renewed; the change after three is
// below what a forecast shows.
const rounds = 3

// normalOf learns from the years of a place other than c.year.
func normalOf(c *common, years []*record) *normal {
	n := &normal{c: c}
	years = nearestOf(years, c.year)
	system := newSystem(c, years)
	void, days := 0, 0
	for i, r := range years {
		system.enter(c, r, size+i)
		for _, t := range r.months {
			void += t.undetermined
			days += t.days()
		}
	}
	n.mean, n.baseline = system.solve()
	whole := c.within
	for i := range size {
		for j := range size {
			whole[i][j] += n.baseline[i][j] + c.ahead[i][j]
		}
	}
	n.precision = whole.inverse()
	n.right = n.precision.times(&n.mean)
	n.void = (float64(void) + 365*c.void) / float64(days+365)
	return n
}

// nearestOf are the nearest other years, ascending.
func nearestOf(years []*record, year int) []*record {
	var others []*record
	for _, r := range years {
		if r.year != year {
			others = append(others, r)
		}
	}
	for len(others) > nearest {
		if year-others[0].year > others[len(others)-1].year-year {
			others = others[1:]
		} else {
			others = others[:len(others)-1]
		}
	}
	return others
}

// system is the linear system of a place: the unknowns are its normal months in the
// forecast year, then how far each other year had drifted from there.
type system struct {
	n         int
	precision [most * most]float64
	right     [most]float64
}

func newSystem(c *common, years []*record) *system {
	s := &system{n: size + len(years)}
	for i := range size {
		copy(s.precision[i*s.n:], c.prior[i][:])
		s.right[i] = c.priorRight[i]
	}
	var drift [most * most]float64
	k := len(years)
	for i, a := range years {
		for j, b := range years {
			from, to := float64(a.year-c.year), float64(b.year-c.year)
			cov := c.s.slope * c.s.slope * from * to
			if from*to > 0 {
				cov += c.s.walk * c.s.walk * min(math.Abs(from), math.Abs(to))
			}
			if i == j {
				cov += 1e-6
			}
			drift[i*k+j] = cov
		}
	}
	invert(drift[:], drift[:], k)
	for i := range k {
		copy(s.precision[(size+i)*s.n+size:], drift[i*k:(i+1)*k])
	}
	return s
}

// enter adds the information of one other year, whose drift is unknown number at:
// its months are the place's normal, its drift, the common year and its own
// deviation.
func (s *system) enter(c *common, r *record, at int) {
	offset := c.offset[r.year]
	// The year's own level first, so that the working response starts near its end.
	level := logit((float64(r.judged-r.good)+1)/(float64(r.judged)+2)) - averageLogit(&c.season)
	var centre vector
	for m := range size {
		centre[m] = c.season[m] + level
	}
	response, weight := c.months(r.months, centre)
	// A = W − W (K⁻¹ + W)⁻¹ W, the precision of the months about the normal.
	inner := c.withinInv
	for m := range size {
		inner[m][m] += weight[m]
	}
	inner = inner.inverse()
	for i := range size {
		row, seen := 0.0, 0.0
		for j := range size {
			a := -weight[i] * inner[i][j] * weight[j]
			if i == j {
				a += weight[i]
			}
			s.precision[i*s.n+j] += a
			row += a
			seen += a * (response[j] - offset[j])
		}
		s.right[i] += seen
		s.right[at] += seen
		s.precision[i*s.n+at] += row
		s.precision[at*s.n+i] += row
		s.precision[at*s.n+at] += row
	}
}

// solve is the mean and covariance of the normal months.
func (s *system) solve() (mean vector, covariance matrix) {
	var all [most * most]float64
	invert(all[:], s.precision[:], s.n)
	for i := range size {
		for j := range s.n {
			mean[i] += all[i*s.n+j] * s.right[j]
		}
		copy(covariance[i][:], all[i*s.n:])
	}
	return mean, covariance
}

func averageLogit(v *vector) float64 {
	sum := 0.0
	for _, x := range v {
		sum += logistic(x)
	}
	return logit(sum / size)
}

// months turns counts into normal observations of the months' logits: the working
// response of a generalised linear model and its weight, found at the mode of the
// months about centre.
func (c *common) months(counts [12]tally, centre vector) (response, weight vector) {
	at := centre
	prior := c.withinInv.times(&centre)
	for range rounds {
		response, weight = c.respond(counts, &at)
		inner := c.withinInv
		right := prior
		for m := range size {
			inner[m][m] += weight[m]
			right[m] += weight[m] * response[m]
		}
		inner = inner.inverse()
		at = inner.times(&right)
	}
	return c.respond(counts, &at)
}

// respond is the working response and weight at given logits.
func (c *common) respond(counts [12]tally, at *vector) (response, weight vector) {
	for m, t := range counts {
		n := float64(t.judged())
		p := logistic(at[m])
		weight[m] = n * p * (1 - p) / c.cluster
		if n > 0 {
			response[m] = at[m] + (float64(t.exceeding)-n*p)/(n*p*(1-p))
		}
	}
	return response, weight
}
