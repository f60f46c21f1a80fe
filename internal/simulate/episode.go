package simulate

import "math"

// smoke is what burning straw adds to PM2.5, in µg/m³: some evenings before
// sowing and after harvest, through the night.
func (c *county) smoke(m moment) float64 {
	chance := 0.075 * (rise(m.year, 0.22, 0.25)*(1-rise(m.year, 0.31, 0.33)) + rise(m.year, 0.76, 0.79)*(1-rise(m.year, 0.86, 0.88)))
	if chance == 0 {
		return 0
	}
	var sum float64
	for back := range int64(2) {
		day := m.day - back
		if c.burning.uniform(2*day) >= chance {
			continue
		}
		since := m.hour + 24*float64(back) - 16 // hours after four in the afternoon
		if since < 0 || since > 20 {
			continue
		}
		// Rises to its height in four hours, thins out until noon.
		shape := since / 4 * math.Exp(1-since/4)
		sum += 75 * math.Exp(0.6*c.burning.normal(2*day+1)) * shape
	}
	return sum
}

// dustAt is the dust from the deserts, in µg/m³ of PM10: a few events from March
// to May, rare ones in late autumn, hours to a day and a half long, the same for
// the whole region but for the share that arrives.
func (c *county) dustAt(m moment) float64 {
	chance := 0.04*rise(m.year, 0.17, 0.21)*(1-rise(m.year, 0.38, 0.42)) + 0.005*rise(m.year, 0.80, 0.84)*(1-rise(m.year, 0.90, 0.93))
	if chance == 0 {
		return 0
	}
	var sum float64
	for back := range int64(3) {
		day := m.day - back
		dust := c.region.dust
		if dust.uniform(4*day) >= chance {
			continue
		}
		since := m.hour + 24*float64(back) - math.Floor(24*dust.uniform(4*day+1))
		if since < 0 {
			continue
		}
		height := 210 * math.Exp(0.75*dust.normal(4*day+2))
		lasting := 5 + 12*dust.uniform(4*day+3)
		sum += height * c.dust * rise(since, -1, 2) * math.Exp(-since/lasting)
	}
	if sum < 5 {
		return 0
	}
	return sum
}
