package assess

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Hours appends the real-time index of each hour from first to before end: per hour
// every station on duty, then the area, each under every edition.
//
// The area's hour is the mean of its assessed stations' 1 h values, with the area's
// StationShare. A place from which nothing arrived in the hour has no row; one whose
// values are all invalid has a row without an index.
func (a *Air) Hours(dst []AirHour, series []Series, first, end measure.Hour) []AirHour {
	members := a.members(series)
	day, dayEnd := measure.Day(0), first // the day of the hour, and the hour after it
	for h := first; h < end; h++ {
		if h == dayEnd {
			day = measure.DayOf(h.Start(), a.Zone)
			dayEnd = measure.HourOf(day.Add(1).Start(a.Zone))
		}
		var mean areaHour
		for i := range members {
			m := &members[i]
			if !m.Span.Covers(day) {
				continue
			}
			values := hj633.Values{Plan: m.plan}
			arrived := m.record.hour(h, &values)
			if m.Assess {
				mean.add(&values, arrived)
			}
			if arrived {
				dst = a.appendHour(dst, m.Code, h, &values)
			}
		}
		if mean.arrived {
			values := mean.values(a.Area.StationShare)
			dst = a.appendHour(dst, a.Area.Code, h, &values)
		}
	}
	return dst
}

func (a *Air) appendHour(dst []AirHour, place string, h measure.Hour, v *hj633.Values) []AirHour {
	for _, e := range hj633.Editions {
		dst = append(dst, AirHour{Place: place, Hour: h, Edition: e, Index: hj633.Hour(e, v, a.Options)})
	}
	return dst
}

// hour fills in the valid values of hour h of what v.Plan asks for, and tells whether
// anything of the station arrived, valid or not.
func (s *Series) hour(h measure.Hour, v *hj633.Values) (arrived bool) {
	if h < s.First || h >= s.End() {
		return false
	}
	i := int(h - s.First)
	for p := measure.PM25; p <= measure.O3; p++ {
		c := &s.columns[p]
		arrived = arrived || c.sources[i] != 0
		if c.valid.bit(i) != 0 && v.Plan.Has(p) {
			v.Has = v.Has.With(p)
			v.C[p] = c.values[i]
		}
	}
	return arrived
}

// areaHour sums up the stations of an area for one hour.
type areaHour struct {
	plan     measure.Set
	sum      [measure.O3 + 1]int64
	stations [measure.O3 + 1]int64
	planned  [measure.O3 + 1]int
	arrived  bool
}

func (a *areaHour) add(v *hj633.Values, arrived bool) {
	for p := measure.PM25; p <= measure.O3; p++ {
		if v.Plan.Has(p) {
			a.planned[p]++
		}
		if v.Has.Has(p) {
			a.sum[p] += int64(v.C[p])
			a.stations[p]++
		}
	}
	a.plan = a.plan.Union(v.Plan)
	a.arrived = a.arrived || arrived
}

func (a *areaHour) values(share float64) hj633.Values {
	v := hj633.Values{Plan: a.plan}
	for p := measure.PM25; p <= measure.O3; p++ {
		if !measure.EnoughStations(int(a.stations[p]), a.planned[p], share) {
			continue
		}
		v.Has = v.Has.With(p)
		v.C[p] = measure.Quotient(a.sum[p], a.stations[p])
	}
	return v
}
