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
	records := a.records(series)
	for h := first; h < end; h++ {
		day := measure.DayOf(h.Start(), a.Zone)
		var mean areaHour
		for i := range a.Area.Stations {
			station := &a.Area.Stations[i]
			if !onDuty(a.Area.Stations, station, day) {
				continue
			}
			cells := records[i].Hour(h)
			if station.Assess {
				mean.add(&cells, planOf(station))
			}
			if cells.arrived() {
				values := cells.values(planOf(station))
				dst = a.appendHour(dst, station.Code, h, &values)
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

// arrived tells whether any value came, valid or not.
func (c *HourCells) arrived() bool {
	for p := measure.PM25; p <= measure.O3; p++ {
		if c[p].Source != 0 {
			return true
		}
	}
	return false
}

// values are the valid values of the planned pollutants.
func (c *HourCells) values(plan measure.Set) hj633.Values {
	v := hj633.Values{Plan: plan}
	for p := measure.PM25; p <= measure.O3; p++ {
		if plan.Has(p) && c[p].Valid() {
			v.Has = v.Has.With(p)
			v.C[p] = c[p].Value
		}
	}
	return v
}

// areaHour sums up the stations of an area for one hour.
type areaHour struct {
	plan     measure.Set
	sum      [measure.O3 + 1]int64
	stations [measure.O3 + 1]int64
	planned  [measure.O3 + 1]int
	arrived  bool
}

func (a *areaHour) add(c *HourCells, plan measure.Set) {
	for p := measure.PM25; p <= measure.O3; p++ {
		if !plan.Has(p) {
			continue
		}
		a.plan = a.plan.With(p)
		a.planned[p]++
		if c[p].Valid() {
			a.sum[p] += int64(c[p].Value)
			a.stations[p]++
		}
	}
	a.arrived = a.arrived || c.arrived()
}

func (a *areaHour) values(share float64) hj633.Values {
	v := hj633.Values{Plan: a.plan}
	for p := measure.PM25; p <= measure.O3; p++ {
		if !enough(int(a.stations[p]), a.planned[p], share) {
			continue
		}
		v.Has = v.Has.With(p)
		v.C[p] = measure.Quotient(a.sum[p], a.stations[p])
	}
	return v
}
