package simulate

import (
	"math"

	"lanbi/internal/measure"
)

// station simulates one air station.
type station struct {
	facts  measure.Station
	county *county
	own    stream
	local  stream  // hours of its own: a street, a slope
	size   float64 // of its concentrations against the county's
	faults [measure.O3 + 1]stream
	drift  [measure.O3 + 1]stream
	jitter [measure.O3 + 1]stream
}

func newStation(facts measure.Station, shared *county, own stream) *station {
	s := &station{facts: facts, county: shared, own: own, local: own.sub("local")}
	for p := range measure.AirPollutants.Each {
		s.faults[p] = own.sub("fault " + p.Key())
		s.drift[p] = own.sub("drift " + p.Key())
		s.jitter[p] = own.sub("jitter " + p.Key())
	}
	return s
}

// sizes tells the stations of a county apart: a clean-air site and a busy crossing
// differ by about 15 %, and the county as a whole stays what its climate says.
func sizes(stations []*station) {
	var sum float64
	for _, s := range stations {
		sum += s.own.normal(0)
	}
	for _, s := range stations {
		s.size = math.Exp(0.07 * (s.own.normal(0) - sum/float64(len(stations))))
	}
}

// levels are hourly means, indexed by measure.Parameter: µg/m³, CO in mg/m³.
type levels [measure.O3 + 1]float64

// AirHour is what the station sends for the hour. ok is false where nothing
// arrives: a gap, an hour outside the station's span, an unknown station. Values
// are rounded as instruments report them, whole µg/m³ and 0.1 mg/m³ for CO.
func (c *Counties) AirHour(code string, h measure.Hour) (sample measure.Sample, ok bool) {
	s := c.stations[code]
	if s == nil {
		return measure.Sample{}, false
	}
	m := momentOf(h, c.zone)
	if !s.facts.Span.Covers(measure.Day(m.day)) || s.silent(m) {
		return measure.Sample{}, false
	}
	return measure.Sample{
		Medium: measure.Air, Station: code, Start: h.Start(), Interval: measure.OneHour, Source: measure.Sent,
		Readings: s.readings(m),
	}, true
}

func (s *station) readings(m moment) []measure.Reading {
	values := s.levels(m)
	marks := s.marks(m)
	out := make([]measure.Reading, 0, 6)
	for p := measure.PM25; p <= measure.O3; p++ {
		if !s.facts.Plan.Empty() && !s.facts.Plan.Has(p) {
			continue
		}
		r := measure.Reading{Parameter: p, Flag: marks[p], Value: reported(p, s.instrument(p, m, values[p]))}
		switch r.Flag {
		case measure.Fault: // stuck, or at zero
			r.Value = reported(p, 0)
		case measure.Calibration: // the span gas
			r.Value = reported(p, 400)
		}
		out = append(out, r)
	}
	return out
}

// reported rounds as instruments do.
func reported(p measure.Parameter, v float64) measure.Concentration {
	if p == measure.CO {
		return measure.Concentration(math.Round(min(v, 40)*10)) * measure.Milligram / 10
	}
	return measure.Concentration(math.Round(v)) * measure.Microgram
}

// instrument adds what the analyser itself does: noise, and a zero that drifts
// for weeks.
func (s *station) instrument(p measure.Parameter, m moment, v float64) float64 {
	zero, scatter, least := 1.2, 0.02, 1.0
	switch p {
	case measure.CO:
		zero, least = 0.03, 0.1
	case measure.PM25, measure.PM10:
		zero, scatter = 0.8, 0.05
	}
	v *= 1 + scatter*s.jitter[p].normal(int64(m.t))
	return max(v+zero*s.drift[p].smooth(m.t, 480), least)
}

// stagnation is how still the air is: a bell curve with runs of days in it,
// mostly shared by the region, always by the county.
func (c *county) stagnation(m moment) float64 {
	long := 0.8*c.region.stagnant.smooth(m.t, 72) + 0.6*c.stagnant.smooth(m.t, 60)
	return 0.78*long + 0.52*c.stagnant.sub32(1).smooth(m.t, 28) + 0.35*c.stagnant.sub32(2).smooth(m.t, 9)
}

// sub32 is a numbered process below s, cheaper than a named one.
func (s stream) sub32(i uint64) stream { return stream(mix(uint64(s) + i)) }

// trend is the slow change: cleaner by 1.5 % a year, and years that differ.
func (c *county) trend(m moment) float64 {
	const year, from2023 = 365.2425 * 24, 19358 * 24
	return math.Pow(0.985, (m.t-from2023)/year) * math.Exp(0.04*c.region.year.smooth(m.t, year))
}

// levels is the true air at the station.
func (s *station) levels(m moment) (v levels) {
	c := s.county
	still, heat := c.stagnation(m), m.heating()*c.climate.coal
	trend := c.trend(m)
	local := s.size * math.Exp(0.10*s.local.smooth(m.t, 14))
	week := 1.02
	if weekday := (m.day + 4) % 7; weekday == 0 || weekday == 6 {
		week = 0.96
	}
	evening := 1 + (0.08+0.12*heat)*m.daily(21) + 0.07*math.Cos(4*math.Pi*(m.hour-8)/24)
	own := trend * local * week

	smoke := c.smoke(m)
	dust := c.dustAt(m)
	v[measure.PM25] = c.climate.particles*13.1*(1+1.35*heat)*math.Exp((0.42+0.13*heat)*still)*evening*own + smoke + 0.1*dust

	spring := 1 + 0.6*max(0, m.wave(0.29)) - 0.35*m.ice()
	coarse := 17 * spring * math.Exp(0.42*c.coarse.smooth(m.t, 36)+0.1*still) * (1 + 0.2*m.daily(15))
	v[measure.PM10] = 1.08*v[measure.PM25] + coarse*own + 0.9*dust

	v[measure.SO2] = (5 + 11*heat) * math.Exp(0.4*still) * evening * own * trend
	rush := 1 + 0.22*m.daily(20) + 0.18*math.Cos(4*math.Pi*(m.hour-7.5)/24)
	v[measure.NO2] = (11 + 11*heat) * math.Exp(0.36*still) * rush * own * week
	v[measure.CO] = (0.38+0.42*heat)*math.Exp(0.35*still)*evening*own + 0.006*smoke
	v[measure.O3] = c.ozone(m, still, heat) * (1 + 0.04*s.local.smooth(m.t, 30)) / math.Sqrt(s.size)
	return v
}

// ozone rises in the afternoon of bright days around midsummer, and is eaten by
// fresh exhaust in still winter nights.
func (c *county) ozone(m moment, still, heat float64) float64 {
	high := 0.5 + 0.5*m.wave(0.45)
	bright := 0.7*c.region.bright.smooth(m.t, 50) + 0.5*c.bright.smooth(m.t, 40) + 0.5*c.bright.sub32(1).smooth(m.t, 22)
	afternoon := math.Pow(max(0, 0.5+0.5*m.daily(15)), 1.6)
	base := 42 + 20*high - 9*heat*max(0, still)
	return c.climate.ozone * (base + (14+53*high)*math.Exp((0.2+0.07*high)*bright)*afternoon - 8*(1-afternoon))
}
