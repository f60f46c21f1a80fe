package assess

import "lanbi/internal/measure"

// member is a station of an area in an assessment: what it is planned to measure, on
// which days it measures, and its record.
type member struct {
	*measure.Station
	plan   measure.Set
	duty   measure.Span
	record *Series
}

// members are the area's stations in their order; one without a series has an empty
// record.
func (a *Air) members(series []Series) []member {
	byCode := make(map[string]*Series, len(series))
	for i := range series {
		byCode[series[i].Station] = &series[i]
	}
	members := make([]member, len(a.Area.Stations))
	for i := range a.Area.Stations {
		station := &a.Area.Stations[i]
		record := byCode[station.Code]
		if record == nil {
			record = &Series{Station: station.Code}
		}
		members[i] = member{Station: station, plan: planOf(station), duty: dutyOf(a.Area, station), record: record}
	}
	return members
}

// dutyOf are the days on which station measures: its span, up to the day before one that
// replaces it begins.
func dutyOf(area *measure.Area, station *measure.Station) measure.Span {
	duty := station.Span
	for i := range area.Stations {
		other := &area.Stations[i]
		if other.Replaces != station.Code || other.Span.From == 0 {
			continue
		}
		if last := other.Span.From.Add(-1); duty.Until == 0 || last < duty.Until {
			duty.Until = last
		}
	}
	return duty
}

// planOf is the station's plan; a station without one measures all six.
func planOf(station *measure.Station) measure.Set {
	if station.Plan.Empty() {
		return measure.AirPollutants
	}
	return station.Plan
}

// PlanOn is the set of pollutants planned for place on day: of a station its plan, of
// the area the union over the assessed stations on duty. It is empty for a place
// that is not of the area. Stored days do not hold their plan; set it before
// judging one again (see AirDay.Plan).
func PlanOn(area *measure.Area, place string, day measure.Day) measure.Set {
	var plan measure.Set
	for i := range area.Stations {
		station := &area.Stations[i]
		switch {
		case station.Code == place:
			return planOf(station)
		case place == area.Code && station.Assess && dutyOf(area, station).Covers(day):
			plan = plan.Union(planOf(station))
		}
	}
	return plan
}
