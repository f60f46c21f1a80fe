package forecast

import "math"

// spread holds the standard deviations of the model, on the logit scale.
type spread struct {
	place, season       float64 // of a place's level; of its season about the common one
	seasonReach         float64 // correlation of neighbouring months of the season
	year                float64 // of a place's year about its normal
	month, monthReach   float64 // of a month about its year, and its lag-1 correlation
	shock               float64 // of a month common to all places
	slope               float64 // of a place's own yearly trend
	walk                float64 // of a place's drift from one year to the next
	alone               float64 // stands for year where the common year cannot be seen
	monthSlope          float64 // of the trend of a month about that of the year, common to all places
	common, commonSlope float64 // of a year common to all places, of its trend
	horizon             float64 // years over which a trend is taken as straight
}

// usual are the values when nothing is learned; found by cross-validation (see the
// package comment).
var usual = spread{
	place: 1.7, season: 0.35, seasonReach: 0.4,
	year: 0.1, month: 0.1, monthReach: 0.5, shock: 0.15, monthSlope: 0.2,
	slope: 0.2, walk: 0.2, alone: 0.15,
	common: 0.1, commonSlope: 0.5, horizon: 4,
}

// manyPlaces is how many places make a common year visible.
const manyPlaces = 10

// learnSpread scales drift and deviation of the years by what the places show: the
// squared changes from one year to the next, less the common change and what chance
// alone makes of clustered days, against those that the model expects. The usual
// spread counts as much as usualPairs changes.
func (c *common) learnSpread(places []*place, effects []yearEffect) {
	const usualPairs = 20
	effect := map[int]float64{}
	for _, e := range effects {
		effect[e.year] = e.value
	}
	seen, expected, pairs := 0.0, 0.0, 0.0
	for _, at := range places {
		var before *record
		for _, r := range at.years {
			if r.year == c.year {
				continue
			}
			if before != nil {
				change := r.level() - before.level() - effect[r.year] + effect[before.year]
				apart := float64(r.year - before.year)
				model := c.s.slope*c.s.slope*apart*apart + c.s.walk*c.s.walk*apart + 2*c.s.year*c.s.year
				chance := c.chanceOf(r) + c.chanceOf(before)
				weight := 1 / ((model + chance) * (model + chance))
				seen += weight * (change*change - chance) * model
				expected += weight * model * model
				pairs += model / (model + chance)
			}
			before = r
		}
	}
	if pairs == 0 {
		return
	}
	factor := (pairs*max(seen/expected, 0) + usualPairs) / (pairs + usualPairs)
	factor = math.Sqrt(min(max(factor, 0.1), 10))
	c.s.slope *= factor
	c.s.walk *= factor
	c.s.year *= factor
}

// level is the logit of a year's share of exceeding days, kept off 0 and 1.
func (r *record) level() float64 {
	return math.Log((float64(r.judged-r.good) + 1) / (float64(r.good) + 1))
}

// chanceOf is the variance of level by chance alone.
func (c *common) chanceOf(r *record) float64 {
	days := 0.0
	for _, t := range r.months {
		if n := float64(t.judged()); n > 0 {
			p := (float64(t.exceeding) + 0.5) / (n + 1)
			days += n * p * (1 - p)
		}
	}
	share := (float64(r.judged-r.good) + 1) / (float64(r.judged) + 2)
	whole := float64(r.judged) * share * (1 - share)
	return c.cluster * days / (whole * whole)
}
