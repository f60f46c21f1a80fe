package assess

import (
	"fmt"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj663"
)

// AssessedOn are the stations of area that enter its value on day: the assessed ones
// on duty, in the order of the area.
func AssessedOn(area *measure.Area, day measure.Day) []*measure.Station {
	var on []*measure.Station
	for i := range area.Stations {
		if station := &area.Stations[i]; station.Assess && station.Span.Covers(day) {
			on = append(on, station)
		}
	}
	return on
}

// MissingOf are the pollutants planned for day's place that have no valid daily
// value, ozone as O38h. Plan has to be set (PlanOn), or stands for the usual six.
func MissingOf(day *AirDay) measure.Set {
	var missing measure.Set
	for _, p := range dailyParameters {
		if planned(day.Plan, p) && !day.Has.Has(p) {
			missing = missing.With(p)
		}
	}
	return missing
}

// MissingText says, for people, what a station's day lacks: 全天无数据, or the
// pollutants with the hours they have; empty where nothing is missing. Of the
// pollutants only those in among are named. day is nil where there is no row.
func MissingText(day *AirDay, among measure.Set) string {
	if day == nil || day.Hours == [measure.AirCount]int{} {
		return "全天无数据"
	}
	var parts []string
	names := map[int]measure.Set{} // pollutants by the hours they have
	for p := range MissingOf(day).Each {
		if among.Has(p) && p != measure.O38h {
			names[day.Hours[p]] = names[day.Hours[p]].With(p)
		}
	}
	for hours := range gb3095.DayHours {
		if set := names[hours]; !set.Empty() {
			parts = append(parts, fmt.Sprintf("%s 有效 %d 小时（至少 %d 小时）", set.Names(), hours, gb3095.DayHours))
		}
	}
	if MissingOf(day).Has(measure.O38h) && among.Has(measure.O38h) {
		parts = append(parts, fmt.Sprintf("O₃ 有效 8 小时窗口 %d 个（至少 %d 个）", day.Hours[measure.O38h], hj663.MinWindows))
	}
	return strings.Join(parts, "，")
}

// WhyMissing explains an area's day that lacks some pollutants: station by station
// what is missing, with the outages reported for it. row is the area's row, nil where
// there is none; stations are rows of its stations, of any days; outages those of the
// area.
func WhyMissing(area *measure.Area, day measure.Day, row *AirDay, stations []AirDay, outages []Outage) []string {
	among := measure.AirPollutants.With(measure.O38h)
	if row != nil {
		among = MissingOf(row)
	}
	var reasons []string
	on := AssessedOn(area, day)
	for _, station := range on {
		text := MissingText(rowOf(stations, station, day), among)
		if text == "" {
			continue
		}
		text = nameOf(station) + text
		if reported := OutagesText(outages, area.Code, []string{station.Code}, day, day); reported != "" {
			text += "，" + reported
		}
		reasons = append(reasons, text)
	}
	switch {
	case len(on) == 0:
		return []string{"当日没有参评站点"}
	case len(reasons) > 0 && len(reasons) < len(on) && area.StationShare > 0:
		reasons = append(reasons, fmt.Sprintf("有效站点不足 %.4g%%", area.StationShare*100))
	}
	return reasons
}

func nameOf(station *measure.Station) string {
	if station.Name == "" || station.Name == station.Code {
		return station.Code + " "
	}
	return station.Name + "（" + station.Code + "）"
}

// rowOf is a computed row of the station on day with its plan; what it measured is
// the same under every edition.
func rowOf(rows []AirDay, station *measure.Station, day measure.Day) *AirDay {
	for i := range rows {
		if rows[i].Place == station.Code && rows[i].Day == day && rows[i].Source == ComputedDay {
			row := rows[i]
			row.Plan = planOf(station)
			return &row
		}
	}
	return nil
}
