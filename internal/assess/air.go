package assess

import (
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// Air assesses the air of one area: every station of it, and the area itself as
// the mean of its assessed stations (HJ 663 §4: a city's daily value is the mean of
// its points' daily values, of ozone the mean of their own daily maxima).
//
// Zone is where natural days begin, a whole number of hours from UTC. Dust tells
// the days which the superior authority decided are affected by dust; nil is none.
// Options are those of stored results: leave them zero, and judge again with
// Rejudge for a target with other ones.
type Air struct {
	Area    *measure.Area
	Zone    *time.Location
	Dust    func(measure.Day) bool
	Options hj633.Options
}

// Days appends the assessment of each natural day from first to last, both
// included: per day every station within its span of validity in the order of the
// area, then the area; each under every edition, oldest first.
//
// series holds the hourly record of the stations in any order; a station without
// one delivered nothing, and its days are undetermined. An area without stations
// has no rows.
func (a *Air) Days(dst []AirDay, series []Series, first, last measure.Day) []AirDay {
	members := a.members(series)
	var mean areaDay
	var d daily
	for day := first; day <= last && len(members) > 0; day++ {
		hour := measure.HourOf(day.Start(a.Zone))
		dust := a.Dust != nil && a.Dust(day)
		mean.reset()
		for i := range members {
			m := &members[i]
			if !m.Span.Covers(day) {
				continue
			}
			d.take(m.record, day, hour)
			if m.Assess {
				mean.add(&d, m.plan)
			}
			result := AirDay{Place: m.Code, Day: day, Plan: m.plan, Dust: dust}
			d.fill(&result)
			dst = a.append(dst, &result)
		}
		result := AirDay{Place: a.Area.Code, Day: day, Dust: dust}
		mean.fill(&result, a.Area.StationShare)
		dst = a.append(dst, &result)
	}
	return dst
}

// append adds the day under every edition.
func (a *Air) append(dst []AirDay, day *AirDay) []AirDay {
	values := valuesOf(day)
	for _, e := range hj633.Editions {
		dst = append(dst, *day)
		judge(&dst[len(dst)-1], &values, e, a.Options)
	}
	return dst
}

// planned tells whether p, of which O38h is the daily statistic of O3, is in plan.
func planned(plan measure.Set, p measure.Parameter) bool {
	if p == measure.O38h {
		p = measure.O3
	}
	return plan.Empty() || plan.Has(p)
}

// daily statistics in the order of results.
var dailyParameters = [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h}

// fill puts the station's day into result, whose Plan is set.
func (d *daily) fill(result *AirDay) {
	for _, p := range dailyParameters {
		if planned(result.Plan, p) {
			result.Hours[p] = d.count[p]
			result.put(p, d.mean[p])
		}
	}
	if planned(result.Plan, measure.O3) {
		result.Hours[measure.O3] = d.count[measure.O3]
	}
	result.putHighestHour(d.mean[measure.O3])
	result.Provisional, result.PartlyAudited = d.unaudited || !d.any, d.unaudited && d.audited
}

// put stores a mean that is known.
func (day *AirDay) put(p measure.Parameter, mean hj663.Mean) {
	if mean.Known() {
		day.Has = day.Has.With(p)
		day.Mean[p] = mean.Value()
	}
}

// putHighestHour stores the highest 1 h mean of ozone where O38h is above 800
// µg/m³, its last breakpoint: HJ 633-2012 then looks up the hour (note to table 1).
func (day *AirDay) putHighestHour(mean hj663.Mean) {
	if day.Has.Has(measure.O38h) && day.Mean[measure.O38h] > 800*measure.Microgram {
		day.put(measure.O3, mean)
	}
}

// areaDay gathers the stations of an area for one day. It is used again for the
// next day, so that nothing is allocated per day.
type areaDay struct {
	plan    measure.Set
	means   [measure.AirCount][]hj663.Mean // of the stations with a valid daily value
	planned [measure.AirCount]int          // stations with the pollutant in their plan
	hours   [measure.AirCount]int          // least of the stations that entered
	// unaudited, audited and any are as in daily, of any station.
	unaudited, audited, any bool
}

func (a *areaDay) reset() {
	means := a.means
	for p := range means {
		means[p] = means[p][:0]
	}
	*a = areaDay{means: means}
}

func (a *areaDay) add(d *daily, plan measure.Set) {
	for _, p := range dailyParameters {
		if !planned(plan, p) {
			continue
		}
		a.planned[p]++
		if !d.mean[p].Known() {
			continue
		}
		if len(a.means[p]) == 0 || d.count[p] < a.hours[p] {
			a.hours[p] = d.count[p]
		}
		a.means[p] = append(a.means[p], d.mean[p])
		if p == measure.O38h {
			if n := d.count[measure.O3]; len(a.means[measure.O3]) == 0 || n < a.hours[measure.O3] {
				a.hours[measure.O3] = n
			}
			a.means[measure.O3] = append(a.means[measure.O3], d.mean[measure.O3])
		}
	}
	a.plan = a.plan.Union(plan)
	a.unaudited = a.unaudited || d.unaudited
	a.audited = a.audited || d.audited
	a.any = a.any || d.any
}

// fill puts the area's day into result. share is the smallest share of the
// stations with the pollutant in their plan that must have a valid daily value.
func (a *areaDay) fill(result *AirDay, share float64) {
	result.Plan = a.plan
	for _, p := range dailyParameters {
		if measure.EnoughStations(len(a.means[p]), a.planned[p], share) {
			mean, _ := hj663.AreaMean(a.means[p])
			result.Hours[p] = a.hours[p]
			result.put(p, mean)
		}
	}
	result.Hours[measure.O3] = a.hours[measure.O3]
	highest, _ := hj663.AreaMean(a.means[measure.O3])
	result.putHighestHour(highest)
	result.Provisional, result.PartlyAudited = a.unaudited || !a.any, a.unaudited && a.audited
}
