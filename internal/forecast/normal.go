package forecast

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
	precision, right := c.prior, c.priorRight
	void, days := 0, 0
	for _, r := range years {
		if r.year == c.year {
			continue
		}
		c.enter(r, &precision, &right)
		for _, t := range r.months {
			void += t.undetermined
			days += t.days()
		}
	}
	var covariance [larger * larger]float64
	invert(covariance[:], precision[:], larger)
	whole := c.within
	for i := range size {
		for j := range larger {
			n.mean[i] += covariance[i*larger+j] * right[j]
		}
		for j := range size {
			n.baseline[i][j] = covariance[i*larger+j]
			whole[i][j] += n.baseline[i][j] + c.extra
		}
	}
	n.precision = whole.inverse()
	n.right = n.precision.times(&n.mean)
	n.void = (float64(void) + 365*c.void) / float64(days+365)
	return n
}

// enter adds the information of one other year: its months are the place's normal
// (level, season, slope × years apart) plus the common year plus its own deviation.
func (c *common) enter(r *record, precision *[larger * larger]float64, right *[larger]float64) {
	apart := float64(r.year - c.year)
	offset := c.offset[r.year]
	var centre vector
	for m := range size {
		centre[m] = c.season[m] + offset
	}
	// Level of the year first, so that the working response starts near its end.
	level := logit((float64(r.judged-r.good)+1)/(float64(r.judged)+2)) - averageLogit(&c.season)
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
	var rows vector // A·1
	var seen vector // A·(response − offset)
	total, totalSeen := 0.0, 0.0
	for i := range size {
		for j := range size {
			a := -weight[i] * inner[i][j] * weight[j]
			if i == j {
				a += weight[i]
			}
			precision[i*larger+j] += a
			rows[i] += a
			seen[i] += a * (response[j] - offset)
		}
		total += rows[i]
		totalSeen += seen[i]
	}
	for i := range size {
		precision[i*larger+size] += apart * rows[i]
		precision[size*larger+i] += apart * rows[i]
		right[i] += seen[i]
	}
	precision[size*larger+size] += apart * apart * total
	right[size] += apart * totalSeen
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
