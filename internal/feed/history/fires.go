package history

import (
	"strconv"
	"time"

	"lanbi/internal/measure"
)

// ReasonPlace is a row without a readable place on the map.
const ReasonPlace = "place"

// defaultFires is the kind of events that fire points are of where the table does not
// say.
const defaultFires = "straw-burning"

// fire reads a row of reported fire points.
func (t *tables) fire(r row) {
	if r.cells["fire"] == "" {
		t.reject(r.src, r.line, ReasonColumns, "column fire is empty")
		return
	}
	at, err := parseTime(r.cells["time"], t.o.Zone)
	if err != nil {
		t.reject(r.src, r.line, ReasonTime, "%v", err)
		return
	}
	lat, lon, ok := t.place(r)
	if !ok {
		return
	}
	code, ok := t.known(r, "area")
	if !ok {
		return
	}
	kind := r.cells["kind"]
	if kind == "" {
		kind = defaultFires
	}
	t.report.Fires = append(t.report.Fires, measure.FirePoint{Time: at.In(time.UTC), Area: code, Kind: kind, ID: r.cells["fire"],
		Lat: lat, Lon: lon, Source: r.cells["source"], Text: r.cells["text"]})
}

// burn reads a row of approved burns.
func (t *tables) burn(r row) {
	var days [2]measure.Day
	for i, column := range [...]string{"from", "until"} {
		day, err := measure.ParseDay(r.cells[column])
		if err != nil {
			t.reject(r.src, r.line, ReasonTime, "%s: %v", column, err)
			return
		}
		days[i] = day
	}
	if days[1] < days[0] {
		t.reject(r.src, r.line, ReasonTime, "until %s is before from %s", days[1], days[0])
		return
	}
	lat, lon, ok := t.place(r)
	if !ok {
		return
	}
	radius, ok := t.value(r, "radius_km")
	if !ok {
		return
	}
	if radius <= 0 || radius > measure.WidestBurn {
		t.reject(r.src, r.line, ReasonValue, "radius_km %s, want above 0 and at most %d", r.cells["radius_km"], measure.WidestBurn)
		return
	}
	if r.cells["document"] == "" {
		t.reject(r.src, r.line, ReasonColumns, "column document is empty")
		return
	}
	code, ok := t.known(r, "area")
	if !ok {
		return
	}
	t.report.Burns = append(t.report.Burns, measure.Burn{Area: code, From: days[0], Until: days[1], Lat: lat, Lon: lon,
		Radius: radius, Document: r.cells["document"]})
}

// place reads degrees north and east.
func (t *tables) place(r row) (lat, lon float64, ok bool) {
	lat, errLat := strconv.ParseFloat(r.cells["lat"], 64)
	lon, errLon := strconv.ParseFloat(r.cells["lon"], 64)
	if errLat != nil || errLon != nil || !measure.OnMap(lat, lon) {
		t.reject(r.src, r.line, ReasonPlace, "lat %q, lon %q, want degrees north and east", r.cells["lat"], r.cells["lon"])
		return 0, 0, false
	}
	return lat, lon, true
}
