package simulate

import (
	"math"
	"time"

	"lanbi/internal/measure"
)

// source simulates one drinking-water source.
type source struct {
	facts measure.DrinkingSource
	own   stream
}

// assay is one item that a laboratory determines: the usual value, how far it
// scatters (of its logarithm), decimals and detection limit, in the item's unit.
type assay struct {
	parameter measure.Parameter
	usual     float64
	scatter   float64
	decimals  int
	detection float64
}

// surfaceAssays are the items of GB 3838 table 1 beside temperature and total
// nitrogen, in a mountain river without industry: metals and organics below
// detection nearly always.
var surfaceAssays = []assay{
	{measure.PH, 7.6, 0.02, 1, 0},
	{measure.DO, 9.0, 0.08, 1, 0},
	{measure.CODMn, 2.1, 0.18, 1, 0.5},
	{measure.COD, 9, 0.2, 0, 4},
	{measure.BOD5, 1.0, 0.4, 1, 0.5},
	{measure.NH3N, 0.13, 0.4, 3, 0.025},
	{measure.TP, 0.034, 0.3, 2, 0.01},
	{measure.Copper, 0.0006, 0.6, 5, 0.00008},
	{measure.Zinc, 0.003, 0.6, 5, 0.00067},
	{measure.Fluoride, 0.18, 0.2, 3, 0.006},
	{measure.Selenium, 0.0002, 0.3, 4, 0.0004},
	{measure.Arsenic, 0.0007, 0.4, 4, 0.0003},
	{measure.Mercury, 0.00001, 0.3, 5, 0.00004},
	{measure.Cadmium, 0.00002, 0.5, 5, 0.00005},
	{measure.ChromiumVI, 0.001, 0.4, 3, 0.004},
	{measure.Lead, 0.00006, 0.5, 5, 0.00009},
	{measure.Cyanide, 0.0003, 0.4, 3, 0.001},
	{measure.VolatilePhenol, 0.0001, 0.4, 4, 0.0003},
	{measure.Petroleum, 0.005, 0.4, 2, 0.01},
	{measure.AnionicSurfactant, 0.02, 0.3, 2, 0.05},
	{measure.Sulfide, 0.003, 0.4, 3, 0.01},
	{measure.FaecalColiform, 420, 0.6, 0, 20},
}

// supplementAssays are the items of GB 3838 table 2, determined at surface
// sources in addition.
var supplementAssays = []assay{
	{measure.Sulfate, 18, 0.2, 1, 0.018},
	{measure.Chloride, 5, 0.25, 1, 0.007},
	{measure.Nitrate, 1.6, 0.25, 2, 0.004},
	{measure.Iron, 0.05, 0.4, 2, 0.01},
	{measure.Manganese, 0.008, 0.5, 3, 0.004},
}

// groundAssays are routine items of GB/T 14848 that say something in mountain
// groundwater.
var groundAssays = []assay{
	{measure.PH, 7.2, 0.02, 1, 0},
	{measure.Colour, 3, 0.2, 0, 5},
	{measure.Turbidity, 0.5, 0.3, 1, 0.3},
	{measure.TotalHardness, 120, 0.12, 0, 5},
	{measure.DissolvedSolids, 210, 0.12, 0, 5},
	{measure.Sulfate, 22, 0.2, 1, 0.018},
	{measure.Chloride, 8, 0.25, 1, 0.007},
	{measure.Iron, 0.05, 0.4, 2, 0.01},
	{measure.Manganese, 0.012, 0.5, 3, 0.004},
	{measure.Copper, 0.0006, 0.6, 5, 0.00008},
	{measure.Zinc, 0.004, 0.6, 5, 0.00067},
	{measure.Aluminium, 0.012, 0.5, 3, 0.008},
	{measure.VolatilePhenol, 0.0001, 0.4, 4, 0.0003},
	{measure.AnionicSurfactant, 0.02, 0.3, 2, 0.05},
	{measure.CODMn, 0.8, 0.2, 1, 0.5},
	{measure.NH3N, 0.03, 0.4, 3, 0.025},
	{measure.Sulfide, 0.001, 0.4, 3, 0.003},
	{measure.Sodium, 9, 0.2, 1, 0.02},
	{measure.TotalColiform, 1, 0.2, 0, 2},
	{measure.ColonyCount, 12, 0.5, 0, 1},
	{measure.Nitrite, 0.002, 0.4, 3, 0.003},
	{measure.Nitrate, 3.2, 0.25, 2, 0.004},
	{measure.Cyanide, 0.0003, 0.4, 3, 0.001},
	{measure.Fluoride, 0.22, 0.2, 3, 0.006},
	{measure.Iodide, 0.003, 0.4, 3, 0.002},
	{measure.Mercury, 0.00001, 0.3, 5, 0.00004},
	{measure.Arsenic, 0.0006, 0.4, 4, 0.0003},
	{measure.Selenium, 0.0002, 0.3, 4, 0.0004},
	{measure.Cadmium, 0.00002, 0.5, 5, 0.00005},
	{measure.ChromiumVI, 0.001, 0.4, 3, 0.004},
	{measure.Lead, 0.00006, 0.5, 5, 0.00009},
	{measure.Chloroform, 0.0002, 0.4, 5, 0.0004},
	{measure.CarbonTetrachloride, 0.0001, 0.4, 5, 0.0004},
	{measure.Benzene, 0.0001, 0.4, 5, 0.0004},
	{measure.Toluene, 0.0001, 0.4, 5, 0.0003},
	{measure.TotalAlpha, 0.03, 0.4, 3, 0.016},
	{measure.TotalBeta, 0.06, 0.3, 3, 0.028},
}

// LabSample is the laboratory's sample of a section or drinking-water source in
// the month of the given day, taken on one of its first days. ok is false in a
// month in which the place is not sampled. A value below the detection limit is
// the limit itself, marked Below.
func (c *Counties) LabSample(place string, month measure.Day) (sample measure.Sample, ok bool) {
	month = month.FirstOfMonth()
	var own stream
	var items []assay
	switch {
	case c.sections[place] != nil:
		s := c.sections[place]
		own, items = s.own.sub("lab"), surfaceAssays
		if !s.facts.Span.Covers(month) {
			return measure.Sample{}, false
		}
	case c.sources[place] != nil:
		s := c.sources[place]
		if !s.facts.InUse || !sampledIn(s.facts.Frequency, month.Month()) {
			return measure.Sample{}, false
		}
		own, items = s.own, groundAssays
		if !s.facts.Groundwater {
			items = append(surfaceAssays[:len(surfaceAssays):len(surfaceAssays)], supplementAssays...)
		}
	default:
		return measure.Sample{}, false
	}
	day := month.Add(2 + int(8*own.uniform(int64(month))))
	return measure.Sample{
		Medium: measure.Water, Station: place, Interval: measure.Single, Source: measure.Lab,
		Start:    day.Start(c.zone).Add(10*time.Hour + 20*time.Minute),
		Readings: assays(own, int64(month), items),
	}, true
}

func assays(own stream, month int64, items []assay) []measure.Reading {
	out := make([]measure.Reading, len(items))
	for i, a := range items {
		v := a.usual * math.Exp(a.scatter*own.sub32(uint64(100+i)).normal(month))
		out[i] = measure.Reading{Parameter: a.parameter, Value: decimal(v, a.decimals)}
		if v < a.detection {
			out[i].Value, out[i].Below = decimal(a.detection, 6), true
		}
	}
	return out
}

// sampledIn tells whether a source of that frequency is sampled in the month;
// any other frequency is taken as monthly.
func sampledIn(frequency string, m time.Month) bool {
	switch frequency {
	case "quarter":
		return m%3 == 2
	case "half-year":
		return m == time.April || m == time.October
	case "year":
		return m == time.July
	}
	return true
}
