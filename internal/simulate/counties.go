// Package simulate is a believable pair of counties for the demo: what their air
// and water stations would send, hour by hour, with seasons, stagnant winter
// days, spring dust, straw burning, ice, floods, faulty instruments and gaps.
//
// Nothing is generated in sequence and nothing is remembered. Every value is a
// function of the seed, the station and the hour, made of smooth noise between
// hashed points, so that the live feed goes on exactly where the history ended
// and a second start finds the same past. What it makes is not measured: whoever
// shows it says 「模拟数据，非实测，不得引用」.
package simulate

import (
	"math"
	"time"

	"lanbi/internal/measure"
)

// Counties are the simulated areas. It is immutable and may be used from any
// goroutine.
type Counties struct {
	areas    []measure.Area
	zone     *time.Location
	stations map[string]*station
	sections map[string]*section
	sources  map[string]*source
	broken   stream
	reports  stream
	// published is where the province's figures depart from ours.
	published stream
	known     []measure.Station
}

// county is what the stations of one area share.
type county struct {
	climate  climate
	region   regional
	stagnant stream // weather of the county itself, around that of the region
	coarse   stream
	bright   stream
	burning  stream
	outage   stream
	dust     float64 // how much of the region's dust arrives
}

// regional is weather that all areas share.
type regional struct {
	stagnant, bright, dust, year, rain stream
}

// climate is how an area's air differs from another's. Factors are relative to
// 1.
type climate struct {
	particles float64 // PM2.5 of the area itself
	coal      float64 // how much heating adds
	ozone     float64
	dust      float64
}

// climates are of the two counties; every other area has the plain one.
//
// 江源区 lies in a coal-mining basin of the upper Hunjiang: more from heating.
// 长白县 lies open along the Yalu: less of its own, more ozone and dust from afar.
var climates = map[string]climate{
	"江源区":      {particles: 1.08, coal: 1.04, ozone: 1.03, dust: 1.1},
	"长白县":      {particles: 1.07, coal: 1.0, ozone: 1.08, dust: 1.5},
	"长白朝鲜族自治县": {particles: 1.07, coal: 1.0, ozone: 1.08, dust: 1.5},
}

var plainClimate = climate{particles: 1, coal: 1, ozone: 1, dust: 1}

// New prepares the areas. Hours, days and seasons follow zone. Two counties of
// the same seed have the same regional weather.
func New(seed uint64, areas []measure.Area, zone *time.Location) *Counties {
	root := stream(mix(seed))
	region := regional{
		stagnant: root.sub("stagnant"), bright: root.sub("bright"), dust: root.sub("dust"),
		year: root.sub("year"), rain: root.sub("rain"),
	}
	c := &Counties{
		areas: areas, zone: zone, broken: root.sub("broken"), reports: root.sub("reports"), published: root.sub("published"),
		stations: map[string]*station{}, sections: map[string]*section{}, sources: map[string]*source{},
	}
	for _, area := range areas {
		own := root.sub(area.Code)
		shared := &county{
			climate: climateOf(area.Name), region: region,
			stagnant: own.sub("stagnant"), coarse: own.sub("coarse"), bright: own.sub("bright"),
			burning: own.sub("burning"), outage: own.sub("outage"),
		}
		shared.dust = shared.climate.dust
		var stations []*station
		for _, s := range area.Stations {
			stations = append(stations, newStation(s, shared, own.sub(s.Code)))
			c.stations[s.Code] = stations[len(stations)-1]
		}
		sizes(stations)
		c.known = append(c.known, area.Stations...)
		for _, s := range area.Sections {
			c.sections[s.Code] = newSection(s, region, own)
		}
		for _, s := range area.Sources {
			c.sources[s.Code] = &source{facts: s, own: own.sub(s.Code)}
		}
	}
	return c
}

func climateOf(name string) climate {
	if c, ok := climates[name]; ok {
		return c
	}
	return plainClimate
}

// moment is one hour as the models see it.
type moment struct {
	t    float64 // hours since 1970, local
	day  int64   // local natural day
	hour float64 // local hour of the day, 0 to 23
	year float64 // part of the year gone, 0 on 1 January
}

// momentOf places the start of hour h in zone.
func momentOf(h measure.Hour, zone *time.Location) moment {
	_, offset := h.Start().In(zone).Zone()
	local := int64(h) + int64(offset/3600)
	const year, from2000 = 365.2425 * 24, 10957 * 24
	_, part := math.Modf(float64(local-from2000) / year)
	if part < 0 {
		part++
	}
	day := floorDiv(local, 24)
	return moment{t: float64(local), day: day, hour: float64(local - day*24), year: part}
}

// wave is a yearly wave from -1 to 1, highest at the part of the year given.
func (m moment) wave(highest float64) float64 { return math.Cos(2 * math.Pi * (m.year - highest)) }

// daily is a daily wave from -1 to 1, highest at the hour given.
func (m moment) daily(highest float64) float64 {
	return math.Cos(2 * math.Pi * (m.hour - highest) / 24)
}

// heating is how much is heated: 0 in summer, from mid-October to mid-April
// rising to 1 in January.
func (m moment) heating() float64 {
	on := rise(m.year, 0.77, 0.84) + 1 - rise(m.year, 0.24, 0.31)
	return on * (0.55 + 0.45*max(0, m.wave(0.04)))
}

// ice is 1 while rivers are frozen, from December to mid-March.
func (m moment) ice() float64 { return rise(m.year, 0.87, 0.93) + 1 - rise(m.year, 0.19, 0.25) }

// rise goes smoothly from 0 below a to 1 above b.
func rise(x, a, b float64) float64 {
	f := min(max((x-a)/(b-a), 0), 1)
	return f * f * (3 - 2*f)
}
