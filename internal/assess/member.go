package assess

import "lanbi/internal/measure"

// member is a station of an area in an assessment: what it is planned to measure, and
// its record.
type member struct {
	*measure.Station
	plan   measure.Set
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
		members[i] = member{Station: station, plan: planOf(station), record: record}
	}
	return members
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
		case place == area.Code && station.Assess && station.Span.Covers(day):
			plan = plan.Union(planOf(station))
		}
	}
	return plan
}
