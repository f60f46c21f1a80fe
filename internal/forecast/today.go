package forecast

import (
	"math/bits"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// Straggle is how many hours after its end an hour may still come before it counts as
// missing.
const Straggle = 2

// RecentHours are behind PlaceControl.Recent.
const RecentHours = 3

// Today is the day that runs in an area, as far as it has arrived.
type Today struct {
	Area     *measure.Area
	Day      measure.Day
	Over     int // hours of the day that are over by the clock, 0 to 24
	Stations []assess.RunningStation
}

// PlaceControl is the control value (控制浓度) of one pollutant at one place, with the
// day so far.
type PlaceControl struct {
	Place, Name string
	Area        string // code of the area, which is Place itself for the area's value
	Day         measure.Day
	Control
	// SoFar is the mean of the valid hours so far in ng/m³; of O38h the highest 8-hour
	// mean so far. Of an area it is the mean over its stations. Valid when HasSoFar.
	SoFar    measure.Concentration
	HasSoFar bool
	// Recent is the mean of the valid values of the last RecentHours closed hours: of
	// O38h of the 1 h values. Valid when HasRecent.
	Recent    measure.Concentration
	HasRecent bool
	// Valid and Missing count the closed hours with and without a valid value; with
	// Left they add up to 24. Both are 0 for an area, whose Needs name the stations.
	Valid, Missing int
}

// Closed is the end of the last closed hour in zone.
func (c *PlaceControl) Closed(zone *time.Location) time.Time {
	return c.Day.Start(zone).Add(time.Duration(24-c.Left) * time.Hour)
}

// AtRisk tells that the day is lost, or will be if the remaining hours go on like the
// last ones.
func (c *PlaceControl) AtRisk() bool {
	return c.State == Lost || c.State == Open && c.HasRecent && c.Recent > c.Highest
}

// Kept tells that the day stays at AQI 100 for this pollutant if the remaining hours go on
// like the last ones, with a fifth of the control value to spare: for information, where
// Safe would be certain. Safe hardly ever comes before midnight, as an hour may measure up
// to 10,000 µg/m³. It is told from noon on, of ozone from 17:00, when its highest hours
// are over; the same hours of the morning say nothing of the afternoon.
func (c *PlaceControl) Kept() bool {
	from := 12
	if c.Parameter == measure.O38h {
		from = 17
	}
	return c.State == Open && c.HasRecent && 24-c.Left >= from && 5*c.Recent <= 4*c.Highest
}

// todayParameters are the daily statistics in the order of results.
var todayParameters = [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h}

// Controls lists the control values under the edition in force on the day: those of
// the area first, then of each station, each in the order of results. A pollutant that
// is not planned is left out; an area without assessed stations has none.
//
// An hour is closed once a station has delivered it or a later one, at the latest
// Straggle hours after its end: what is under way is not taken for lost. For the area
// the station that is furthest decides.
func (t *Today) Controls() []PlaceControl {
	var out []PlaceControl
	arrived := 0
	for i := range t.Stations {
		arrived = max(arrived, t.Stations[i].Arrived)
	}
	for _, p := range todayParameters {
		if planned := t.measuring(p); len(planned) > 0 {
			out = append(out, t.control(p, t.Area.Code, t.Area.Name, t.closed(arrived), planned))
		}
	}
	for i := range t.Stations {
		s := &t.Stations[i]
		for _, p := range todayParameters {
			if !s.Plan.Has(hourly(p)) {
				continue
			}
			c := t.control(p, s.Code, s.Name, t.closed(s.Arrived), []*assess.RunningStation{s})
			closed := 24 - c.Left
			c.Valid = bits.OnesCount32(s.Valid[hourly(p)] & (1<<closed - 1))
			c.Missing = closed - c.Valid
			out = append(out, c)
		}
	}
	return out
}

// hourly is the parameter whose hours p is computed from.
func hourly(p measure.Parameter) measure.Parameter {
	if p == measure.O38h {
		return measure.O3
	}
	return p
}

// closed counts the closed hours at a place that delivered the first arrived.
func (t *Today) closed(arrived int) int { return min(max(arrived, t.Over-Straggle, 0), t.Over) }

// measuring are the stations with p in their plan.
func (t *Today) measuring(p measure.Parameter) []*assess.RunningStation {
	var planned []*assess.RunningStation
	for i := range t.Stations {
		if t.Stations[i].Plan.Has(hourly(p)) {
			planned = append(planned, &t.Stations[i])
		}
	}
	return planned
}

func (t *Today) control(p measure.Parameter, place, name string, closed int, stations []*assess.RunningStation) PlaceControl {
	day := ControlDay{Parameter: p, Edition: hj633.EditionOn(t.Day), Day: t.Day, Closed: closed}
	if place == t.Area.Code {
		day.StationShare = t.Area.StationShare
	}
	soFar := make([]hj663.Mean, 0, len(stations))
	var recent hj663.Mean
	for _, s := range stations {
		hours := StationDay{Station: s.Code, Hours: s.Value[hourly(p)], Valid: s.Valid[hourly(p)]}
		day.Stations = append(day.Stations, hours)
		valid := hours.Valid & (1<<closed - 1)
		soFar = append(soFar, meanSoFar(p, &hours.Hours, valid, closed))
		last := sum(&hours.Hours, valid&^(1<<max(closed-RecentHours, 0)-1))
		recent.Sum, recent.N = recent.Sum+last.Sum, recent.N+last.N
	}
	c := PlaceControl{Place: place, Name: name, Area: t.Area.Code, Day: t.Day, Control: day.Control(),
		Recent: recent.Value(), HasRecent: recent.Known()}
	if mean, known := hj663.AreaMean(soFar); known > 0 {
		c.SoFar, c.HasSoFar = mean.Value(), true
	}
	return c
}

// meanSoFar is the mean of the valid hours, of O38h the highest of the windows of 8
// hours that are over and have enough of them. Whether they make a valid day is not
// asked.
func meanSoFar(p measure.Parameter, hours *[24]measure.Concentration, valid uint32, closed int) hj663.Mean {
	if p != measure.O38h {
		return sum(hours, valid)
	}
	var highest hj663.Mean
	for end := 8; end <= closed; end++ {
		window := sum(hours, valid&(0xff<<(end-8)))
		if window.N >= gb3095.EightHourHours && (!highest.Known() || window.Sum*highest.N > highest.Sum*window.N) {
			highest = window
		}
	}
	return highest
}

// sum is the mean of the valid hours.
func sum(hours *[24]measure.Concentration, valid uint32) hj663.Mean {
	var m hj663.Mean
	for i, c := range hours {
		if valid>>i&1 != 0 {
			m.Sum += int64(c)
			m.N++
		}
	}
	return m
}
