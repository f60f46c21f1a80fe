package forecast

import "math"

// learnYears finds how the years differ in all places alike, and what that leads
// one to expect of the forecast year: first for the year as a whole, then for each
// month about it, since winters and summers need not share a trend.
func (c *common) learnYears(places []*place) {
	effects, count := yearEffects(places, c.year, wholeYear)
	if count < manyPlaces || len(effects) < 2 {
		c.s.year = c.s.alone
		return
	}
	c.learnSpread(places, effects)
	noise := c.s.common*c.s.common + c.s.year*c.s.year/float64(count)
	expected, extra := c.trend(effects, noise, c.s.commonSlope)
	c.extra = c.s.common*c.s.common + extra
	offsets := make([]vector, len(effects))
	for i := range effects {
		effects[i].value -= expected
	}
	for m := range size {
		months, _ := yearEffects(places, c.year, calendarMonth(m))
		shift := 0.0
		for i := range months {
			months[i].value -= effects[i].value
			shift += months[i].value / float64(len(months))
		}
		expected, extra := c.trend(months, c.s.shock*c.s.shock, c.s.monthSlope)
		c.extraMonth += extra / size
		for i := range offsets {
			offsets[i][m] = effects[i].value + months[i].value - expected
		}
	}
	for i, e := range effects {
		c.offset[e.year] = offsets[i]
	}
}

// trend is the value expected of the forecast year by a local straight line, and its
// variance for want of knowing the slope. Near years weigh more; the slope is shrunk
// from its usual spread, given the variance of single values.
func (c *common) trend(effects []yearEffect, noise, usual float64) (expected, variance float64) {
	var w, wt, wg, wtt, wtg float64
	for _, e := range effects {
		t := float64(e.year - c.year)
		weight := math.Exp(-math.Abs(t) / c.s.horizon)
		w += weight
		wt += weight * t
		wg += weight * e.value
		wtt += weight * t * t
		wtg += weight * t * e.value
	}
	spread := wtt - wt*wt/w + noise/(usual*usual)
	slope := (wtg - wt*wg/w) / spread
	return wg/w - slope*wt/w, noise / spread * (wt / w) * (wt / w)
}

// yearEffect is how far a year stands above the others in all places alike, as a
// logit.
type yearEffect struct {
	year  int
	value float64
}

// wholeYear is a year's level, all years weighing the same.
func wholeYear(r *record) (value, weight float64) { return r.level(), 1 }

// calendarMonth is the level of month m, weighing as much as it tells.
func calendarMonth(m int) func(*record) (value, weight float64) {
	return func(r *record) (value, weight float64) {
		bad, good := float64(r.months[m].exceeding)+0.5, float64(r.months[m].good)+0.5
		return math.Log(bad / good), bad * good / (bad + good)
	}
}

// yearEffects fits level = place + year over all years but one; the result is
// ascending. count is the number of places with two or more years.
func yearEffects(places []*place, except int, level func(*record) (value, weight float64)) (effects []yearEffect, count int) {
	type cell struct {
		place, year   int
		value, weight float64
	}
	var cells []cell
	first, last := math.MaxInt, math.MinInt
	for _, at := range places {
		for _, r := range at.years {
			first, last = min(first, r.year), max(last, r.year)
		}
	}
	if first > last {
		return nil, 0
	}
	n := make([]int, len(places))
	ofPlace, placeWeight := make([]float64, len(places)), make([]float64, len(places))
	ofYear, yearWeight := make([]float64, last-first+1), make([]float64, last-first+1)
	for i, at := range places {
		for _, r := range at.years {
			if r.year != except {
				value, weight := level(r)
				cells = append(cells, cell{i, r.year - first, value, weight})
				placeWeight[i] += weight
				yearWeight[r.year-first] += weight
				n[i]++
			}
		}
	}
	// Alternating least squares; the places differ in few years, so it settles soon.
	for range 30 {
		clear(ofPlace)
		for _, x := range cells {
			ofPlace[x.place] += (x.value - ofYear[x.year]) * x.weight / placeWeight[x.place]
		}
		clear(ofYear)
		for _, x := range cells {
			ofYear[x.year] += (x.value - ofPlace[x.place]) * x.weight / yearWeight[x.year]
		}
	}
	for _, years := range n {
		if years > 1 {
			count++
		}
	}
	for y, weight := range yearWeight {
		if weight > 0 {
			effects = append(effects, yearEffect{first + y, ofYear[y]})
		}
	}
	return effects, count
}
