package assess

import (
	"lanbi/internal/measure"
)

// DayHours are the hours of one natural day at one station: Value[p][i] is the hour
// that starts at i:00, of official label i+1, and bit i of Valid[p] tells whether it
// counts. What has not arrived, or is flagged, does not.
type DayHours struct {
	Value [measure.O3 + 1][24]measure.Concentration
	Valid [measure.O3 + 1]uint32
	// Arrived counts the hours of the day up to the newest from which anything came,
	// valid or not; 0 when nothing came yet.
	Arrived int
}

// collect takes the 24 hours from first on out of s. Labels 01 to 24 of the natural day
// that begins at first are exactly these.
func (d *DayHours) collect(s *Series, first measure.Hour) {
	for p := measure.PM25; p <= measure.O3; p++ {
		for i := range d.Value[p] {
			c := s.At(first+measure.Hour(i), p)
			if c.Source != 0 {
				d.Arrived = max(d.Arrived, i+1)
			}
			if c.Valid() {
				d.Value[p][i] = c.Value
				d.Valid[p] |= 1 << i
			}
		}
	}
}

// RunningStation is an assessed station on a day that runs.
type RunningStation struct {
	Code, Name string
	Plan       measure.Set // never empty
	DayHours
}

// Running collects the hours of day that have arrived at the area's assessed stations
// on duty, in their order: those that enter the area's value. A station without a
// series is there, with nothing.
func (a *Air) Running(series []Series, day measure.Day) []RunningStation {
	first := measure.HourOf(day.Start(a.Zone))
	var running []RunningStation
	for _, m := range a.members(series) {
		if !m.Assess || !m.Span.Covers(day) {
			continue
		}
		at := RunningStation{Code: m.Code, Name: m.Name, Plan: m.plan}
		at.collect(m.record, first)
		running = append(running, at)
	}
	return running
}
