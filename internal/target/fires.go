package target

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// KindStraw is the kind of events about straw burning (秸秆焚烧火点).
const KindStraw = "straw-burning"

// FireStep is the first step of a reported fire point: it waits for a person to verify
// it (待核实). Its text begins with the place, against which Proposals holds the approved
// burns; hints of smoke stand beside it and decide nothing: a target counts what a person
// has confirmed. name gives a station's name.
func FireStep(f *measure.FirePoint, hints []assess.SmokeHint, zone *time.Location, name func(station string) string) measure.Event {
	day := measure.DayOf(f.Time, zone)
	e := measure.Event{Time: f.Time, Area: f.Area, Kind: f.Kind, ID: f.ID, State: EventWaiting, Start: day, End: day, By: f.Source}
	parts := []string{firePrefix + degrees(f.Lat) + north + degrees(f.Lon) + east}
	if f.Source != "" {
		parts = append(parts, "来源 "+f.Source)
	}
	if f.Text != "" {
		parts = append(parts, f.Text)
	}
	for _, h := range hints {
		parts = append(parts, fmt.Sprintf("线索（不作依据）：%s %s PM2.5 由 %.0f 升至 %.0f µg/m³，CO 由 %.1f 升至 %.1f mg/m³", name(h.Station),
			h.Hour.Start().In(zone).Format("01-02 15:04"), h.FineBefore.Float(measure.PM25.Unit()), h.Fine.Float(measure.PM25.Unit()),
			h.COBefore.Float(measure.CO.Unit()), h.CO.Float(measure.CO.Unit())))
	}
	e.Text = strings.Join(parts, "；")
	return e
}

// What a place is written with in the text of a fire point: 火点 41.5000°N 128.2000°E.
const firePrefix, north, east = "火点 ", "°N ", "°E"

// firePlace reads degrees north and east from one of the parts of a text that semicolons
// divide.
func firePlace(text string) (lat, lon float64, ok bool) {
	for part := range strings.SplitSeq(text, "；") {
		place, begins := strings.CutPrefix(strings.TrimSpace(part), firePrefix)
		place, ends := strings.CutSuffix(place, east)
		a, b, cut := strings.Cut(place, north)
		lat, okLat := decimal(a)
		lon, okLon := decimal(b)
		if begins && ends && cut && okLat && okLon && measure.OnMap(lat, lon) {
			return lat, lon, true
		}
	}
	return 0, 0, false
}
