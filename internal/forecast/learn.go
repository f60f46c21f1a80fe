package forecast

import "math"

// common is what all places' other years teach about one year.
type common struct {
	year    int
	s       spread
	season  vector  // logit of the share of exceeding days by month
	cluster float64 // variance of a count over that of independent days
	void    float64 // share of undetermined days
	// offset is the common year minus what is expected of the forecast year, by year
	// and month; extra and extraMonth are the variances of that expectation, for the
	// year as a whole and for each month.
	offset     map[int]vector
	extra      float64
	extraMonth float64

	prior      matrix // precision of a place's months
	priorRight vector // prior × season
	within     matrix // covariance of the months of one year
	withinInv  matrix
	// ahead is the covariance of what the forecast year may have in common with all
	// places beyond what is expected.
	ahead matrix
}

// learn uses every year but the forecast one.
func learn(places []*place, year int, s spread) *common {
	c := &common{year: year, s: s, offset: map[int]vector{}}
	c.learnDays(places)
	c.learnYears(places)
	c.prepare()
	return c
}

// learnDays pools season, clustering and undetermined days.
func (c *common) learnDays(places []*place) {
	var months [12]tally
	var all tally
	lag0, lag1, pairs, days := 0.0, 0.0, 0, 0
	for _, at := range places {
		for _, r := range at.years {
			if r.year == c.year {
				continue
			}
			for m, t := range r.months {
				months[m].good += t.good
				months[m].exceeding += t.exceeding
				all.good += t.good
				all.exceeding += t.exceeding
				all.undetermined += t.undetermined
			}
			lag0 += r.lag0
			lag1 += r.lag1
			pairs += r.pairs
			days += r.judged
		}
	}
	rate := (float64(all.exceeding) + 1) / (float64(all.judged()) + 2)
	for m, t := range months {
		c.season[m] = logit((float64(t.exceeding) + 20*rate) / (float64(t.judged()) + 20))
	}
	// A short history is steadied by the usual clustering. The mean of a month is its
	// own, which biases the correlation by about −(1+4ρ)/30.
	const usualLag = 0.45
	lag := usualLag
	if days > 0 && lag0 > 0 && pairs > 0 {
		seen := lag1 / float64(pairs) / (lag0 / float64(days))
		seen = (seen + 1.0/30) / (1 - 4.0/30)
		weight := lag0 / (lag0 + 20)
		lag = weight*seen + (1-weight)*usualLag
	}
	lag = min(max(lag, 0), 0.8)
	c.cluster = (1 + lag) / (1 - lag)
	c.void = (float64(all.undetermined) + 1) / (float64(all.days()) + 200)
}

// prepare builds the matrices that all places share.
func (c *common) prepare() {
	var prior matrix
	for i := range size {
		for j := range size {
			apart := min((i-j+size)%size, (j-i+size)%size)
			prior[i][j] = c.s.place*c.s.place + c.s.season*c.s.season*math.Pow(c.s.seasonReach, float64(apart))
			c.within[i][j] = c.s.year*c.s.year + c.s.month*c.s.month*math.Pow(c.s.monthReach, math.Abs(float64(i-j)))
		}
	}
	for i := range size {
		for j := range size {
			c.ahead[i][j] = c.extra + c.s.shock*c.s.shock*math.Pow(c.s.monthReach, math.Abs(float64(i-j)))
		}
		c.ahead[i][i] += c.extraMonth
	}
	c.prior = prior.inverse()
	c.priorRight = c.prior.times(&c.season)
	c.withinInv = c.within.inverse()
}
