package simulate

import (
	"math"

	"lanbi/internal/measure"
)

// section simulates one automatic water station. Sections of one river share its
// water.
type section struct {
	facts  measure.Section
	region regional
	own    stream
	river  stream
	burden float64 // how much people add, 1 is usual
}

func newSection(facts measure.Section, region regional, area stream) *section {
	s := &section{facts: facts, region: region, own: area.sub(facts.Code), river: area.sub("river " + facts.River)}
	s.burden = math.Exp(0.12*s.river.normal(0) + 0.06*s.own.normal(0))
	return s
}

// waterItems are what an automatic station measures, with the decimals it
// reports.
var waterItems = [...]struct {
	parameter measure.Parameter
	decimals  int
}{
	{measure.WaterTemperature, 1}, {measure.PH, 2}, {measure.DO, 2}, {measure.CODMn, 1}, {measure.NH3N, 2},
	{measure.TP, 3}, {measure.TN, 2}, {measure.Conductivity, 0}, {measure.Turbidity, 1},
}

// waterLevels are in the order of waterItems.
type waterLevels [len(waterItems)]float64

// WaterSample is what the section's automatic station sends for the four hours
// that begin with h; they begin at 0, 4, 8 … local time. ok is false at other
// hours, in a gap, outside the section's span and for an unknown section.
func (c *Counties) WaterSample(code string, h measure.Hour) (sample measure.Sample, ok bool) {
	s := c.sections[code]
	if s == nil {
		return measure.Sample{}, false
	}
	m := momentOf(h, c.zone)
	if int64(m.hour)%4 != 0 || !s.facts.Span.Covers(measure.Day(m.day)) || s.silent(m) {
		return measure.Sample{}, false
	}
	values := s.levels(m)
	out := make([]measure.Reading, len(waterItems))
	for i, item := range waterItems {
		out[i] = measure.Reading{Parameter: item.parameter, Flag: s.mark(i, m), Value: decimal(values[i], item.decimals)}
		if out[i].Flag == measure.Fault {
			out[i].Value = 0
		}
	}
	return measure.Sample{
		Medium: measure.Water, Station: code, Start: h.Start(), Interval: measure.FourHours, Source: measure.Sent, Readings: out,
	}, true
}

// decimal is v, of a unit of scale 1,000,000, rounded to so many decimals.
func decimal(v float64, decimals int) measure.Concentration {
	step := int64(1_000_000)
	for range decimals {
		step /= 10
	}
	return measure.Concentration(int64(math.Round(v*1e6/float64(step))) * step)
}

// levels is the true water: cold and clear under ice, with more ammonia where
// little flows; brown and full of phosphorus for a few days after summer rain.
func (s *section) levels(m moment) waterLevels {
	ice := m.ice()
	summer := max(0, m.wave(0.56))
	// Rain of the region, felt by each river in its own way, days long.
	flood := max(0, 0.8*s.region.rain.smooth(m.t, 70)+0.6*s.river.sub32(1).smooth(m.t, 60)-0.9) * (0.1 + 0.9*summer) * (1 - ice)
	people := s.burden * math.Exp(0.10*s.own.sub32(1).smooth(m.t, 150)) * math.Pow(0.99, (m.t-19358*24)/8766)

	temperature := max(0.1, 9.2-11.8*m.wave(0.06)+1.3*s.river.sub32(2).smooth(m.t, 110)+0.5*m.daily(17)*(1-ice))
	saturated := 0.95 * (14.6 - 0.41*temperature + 0.008*temperature*temperature - 0.000078*temperature*temperature*temperature)
	oxygen := saturated * (0.93 + 0.03*s.own.sub32(2).smooth(m.t, 90) + 0.03*summer*m.daily(16) - 0.05*min(flood, 1.5) - 0.06*ice)
	return waterLevels{
		temperature,
		min(max(7.65+0.15*s.river.sub32(3).smooth(m.t, 200)+0.06*summer*m.daily(16)-0.1*flood, 6.7), 8.7),
		oxygen,
		2.0 * people * math.Exp(0.16*s.own.sub32(3).smooth(m.t, 60)) * (1 + 0.75*flood),
		0.11 * people * math.Exp(0.38*s.own.sub32(4).smooth(m.t, 80)) * (1 + 1.3*ice + 0.3*flood),
		0.034 * people * math.Exp(0.28*s.own.sub32(5).smooth(m.t, 70)) * (1 + 1.3*flood),
		2.5 * people * math.Exp(0.12*s.own.sub32(6).smooth(m.t, 160)) * (1 + 0.2*ice + 0.15*flood),
		195 * math.Sqrt(people) * (1 + 0.2*ice - 0.2*min(flood, 1.5)) * math.Exp(0.05*s.own.sub32(7).smooth(m.t, 120)),
		4 * math.Exp(0.4*s.own.sub32(8).smooth(m.t, 30)) * (1 - 0.4*ice + 25*flood*flood),
	}
}

// silent tells whether no message arrives.
func (s *section) silent(m moment) bool {
	t := int64(m.t)
	return s.own.sub32(11).window(t, 40*24, 0.35, 4, 48) || s.own.sub32(12).window(t, 200*24, 0.3, 48, 200)
}

// mark is the flag of item i, 0 for a valid value: maintenance once a week,
// faults of single analysers.
func (s *section) mark(i int, m moment) measure.Flag {
	if (m.day+int64(7*s.own.uniform(3)))%7 == 0 && m.hour == 8 {
		return measure.Maintenance
	}
	if s.own.sub32(20+uint64(i)).window(int64(m.t), 60*24, 0.1, 8, 90) {
		return measure.Fault
	}
	return 0
}
