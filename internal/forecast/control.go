package forecast

import (
	"math/bits"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// StationDay is one pollutant's hours of today at one station.
type StationDay struct {
	Station string
	// Hours[i] is the hour that starts at i:00, of official label i+1; bit i of Valid
	// tells whether it counts.
	Hours [24]measure.Concentration
	Valid uint32
}

// ControlState tells what can still be done about a pollutant today.
type ControlState uint8

const (
	// Void: too few hours are left for a valid daily value, whatever they measure.
	Void ControlState = iota
	Open              // Highest is the control value
	Safe              // no possible value of the remaining hours takes the index above 100
	Lost              // the index is above 100 even with 0 in every remaining hour
)

var controlStates = [...]struct{ key, zh string }{
	Void: {"void", "数据不足"}, Open: {"open", "可控"}, Safe: {"safe", "已保住"}, Lost: {"lost", "已超标"},
}

// String is the value in API and InfluxDB: void, open, safe, lost.
func (s ControlState) String() string { return controlStates[s].key }

// Chinese is the word for people.
func (s ControlState) Chinese() string { return controlStates[s].zh }

// Control (控制浓度) is what the remaining hours of today must keep to so that the
// place's daily index of one pollutant stays at most 100.
type Control struct {
	Parameter measure.Parameter // PM2.5, PM10, SO2, NO2, CO, or O38h for ozone
	State     ControlState
	// Highest is, in State Open, the highest concentration in ng/m³ that all remaining
	// hours of all stations may have. Of a 24 h mean that is the highest mean of the
	// remaining hours, however they differ; of O38h, where windows overlap, no remaining
	// hour should exceed it. All remaining hours are taken to arrive and to be valid.
	Highest measure.Concentration
	Left    int    // hours not yet closed
	Needs   []Need // by station, in the order given
}

// Need is what a station still has to deliver for a valid daily value.
type Need struct {
	Station string
	// Hours is the least number of further valid hours; 0 when there are enough, −1 when
	// the remaining hours cannot suffice.
	Hours int
	// Spare is how many of the remaining hours may at most be lost, if they are lost at
	// once and from now on; −1 when none suffices.
	Spare int
	// From is the official label (1–24) from which on every hour must be valid if none
	// before it is; 0 when nothing more is needed or nothing suffices. 「须自 From 时起逐时
	// 有效，至 24 时」.
	From int
}

// ControlDay is a pollutant's day at a place.
type ControlDay struct {
	Parameter measure.Parameter // O38h for ozone, whose 1 h values are the hours
	Edition   hj633.Edition
	Day       measure.Day // chooses the limit that decides an ozone day of few windows
	Closed    int         // hours of the day that are over, 0 to 24; later bits of Valid are not looked at
	// Stations holds one station, or all assessed stations of an area.
	Stations []StationDay
	// StationShare is the least share of Stations, 0 to 1, for a value of the area.
	StationShare float64
}

// beyond is more than a reading of p can be and still count: what even this keeps at
// 100 is safe.
func beyond(p measure.Parameter) measure.Concentration {
	if p == measure.CO {
		return 1_000 * measure.Milligram
	}
	return 20 * measure.Milligram
}

// Control computes the control value and what each station still has to deliver.
func (d *ControlDay) Control() Control {
	c := Control{Parameter: d.Parameter, Left: 24 - d.Closed}
	for i := range d.Stations {
		c.Needs = append(c.Needs, d.need(&d.Stations[i]))
	}
	switch d.standing(0) {
	case Void:
		return c
	case Lost:
		c.State = Lost
		return c
	}
	// The index rises with what the remaining hours have, so the answer lies between
	// two neighbours. A station of too few ozone windows counts only where it exceeds,
	// which can only raise an index that the others keep at 100.
	low, high := measure.Concentration(0), beyond(d.Parameter)
	if d.standing(high) == Safe {
		c.State = Safe
		return c
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if d.standing(middle) == Safe {
			low = middle
		} else {
			high = middle
		}
	}
	c.State, c.Highest = Open, low
	return c
}

// standing is Safe, Lost or Void for the day whose remaining hours all have rest.
func (d *ControlDay) standing(rest measure.Concentration) ControlState {
	limit, _ := gb3095.Limit(gb3095.EditionOn(d.Day), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	means := make([]hj663.Mean, 0, len(d.Stations))
	for i := range d.Stations {
		hours, valid := d.filled(&d.Stations[i], rest)
		var mean hj663.Mean
		if d.Parameter == measure.O38h {
			mean, _ = hj663.MDA8(&hours, valid, limit)
		} else {
			mean, _ = hj663.DailyMean(&hours, valid)
		}
		if mean.Known() {
			means = append(means, mean)
		}
	}
	if !measure.EnoughStations(len(means), len(d.Stations), d.StationShare) {
		return Void
	}
	mean, _ := hj663.AreaMean(means)
	index := hj633.IAQI(d.Edition, hj633.DayColumn(d.Parameter), mean.Value())
	// Without an index ozone is above 800 µg/m³ (HJ 633-2012).
	if index == hj633.NoIndex || index > 100 {
		return Lost
	}
	return Safe
}

// filled is the station's day with rest in every hour that is not closed.
func (d *ControlDay) filled(s *StationDay, rest measure.Concentration) (hours [24]measure.Concentration, valid uint32) {
	hours = s.Hours
	for h := d.Closed; h < 24; h++ {
		hours[h] = rest
	}
	return hours, d.closed(s) | ahead(d.Closed)
}

// closed are the valid hours that are over, ahead those from an hour on.
func (d *ControlDay) closed(s *StationDay) uint32 { return s.Valid & (1<<d.Closed - 1) }

func ahead(hour int) uint32 { return (1<<24 - 1) &^ (1<<hour - 1) }

// need is what the station has to deliver.
func (d *ControlDay) need(s *StationDay) Need {
	n := Need{Station: s.Station}
	got := d.closed(s)
	if d.suffices(got) {
		n.Spare = 24 - d.Closed
		return n
	}
	for n.Spare = 24 - d.Closed; n.Spare >= 0; n.Spare-- {
		if d.suffices(got | ahead(d.Closed+n.Spare)) {
			break
		}
	}
	if n.Spare < 0 {
		n.Hours = -1
		return n
	}
	n.From = d.Closed + n.Spare + 1
	n.Hours = gb3095.DayHours - bits.OnesCount32(got)
	if d.Parameter == measure.O38h {
		n.Hours = fewestForWindows(got, d.Closed)
	}
	return n
}

// suffices tells whether the valid hours make a daily value.
func (d *ControlDay) suffices(valid uint32) bool {
	if d.Parameter != measure.O38h {
		return bits.OnesCount32(valid) >= gb3095.DayHours
	}
	windows := 0
	for h := 7; h < 24; h++ {
		if bits.OnesCount32(valid>>(h-7)&0xff) >= gb3095.EightHourHours {
			windows++
		}
	}
	return windows >= hj663.MinWindows
}

// fewestForWindows is the least number of further valid hours with which 14 of the 17
// windows of 8 hours have 6, given the valid hours up to closed; they must exist.
//
// It walks through the hours with, for every pattern of the last seven and every
// number of valid windows, the fewest hours spent.
func fewestForWindows(got uint32, closed int) int {
	const never = 25
	type table [128][hj663.Windows + 1]int8
	var fewest table
	clearAll := func(t *table) {
		for i := range t {
			for j := range t[i] {
				t[i][j] = never
			}
		}
	}
	clearAll(&fewest)
	fewest[0][0] = 0
	for h := range 24 {
		var next table
		clearAll(&next)
		for last := range fewest {
			for windows, spent := range fewest[last] {
				if spent == never {
					continue
				}
				for valid := range 2 {
					if h < closed && valid != int(got>>h&1) {
						continue
					}
					w, cost := windows, spent
					eight := last<<1 | valid
					if h >= 7 && bits.OnesCount(uint(eight)) >= gb3095.EightHourHours {
						w++
					}
					if h >= closed {
						cost += int8(valid)
					}
					cell := &next[eight&127][w]
					*cell = min(*cell, cost)
				}
			}
		}
		fewest = next
	}
	least := int8(never)
	for last := range fewest {
		for w := hj663.MinWindows; w <= hj663.Windows; w++ {
			least = min(least, fewest[last][w])
		}
	}
	return int(least)
}
