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
// it (待核实). Where it lies within an approved burn its text proposes 豁免 and Document
// is that of the permit; hints of smoke stand beside it. Neither decides anything: a
// target counts what a person has confirmed. name gives a station's name.
func FireStep(f *measure.FirePoint, burns []measure.Burn, hints []assess.SmokeHint, zone *time.Location, name func(station string) string) measure.Event {
	day := measure.DayOf(f.Time, zone)
	e := measure.Event{Time: f.Time, Area: f.Area, Kind: f.Kind, ID: f.ID, State: EventWaiting, Start: day, End: day, By: f.Source}
	parts := []string{fmt.Sprintf("火点 %.4f°N %.4f°E", f.Lat, f.Lon)}
	if f.Source != "" {
		parts = append(parts, "来源 "+f.Source)
	}
	if f.Text != "" {
		parts = append(parts, f.Text)
	}
	for i := range burns {
		if b := &burns[i]; b.Covers(f, zone) {
			e.Document = b.Document
			parts = append(parts, fmt.Sprintf("建议豁免：在批准焚烧范围内（%s，%s 至 %s，距中心 %.1f km），待人工确认", b.Document, b.From, b.Until,
				measure.Distance(b.Lat, b.Lon, f.Lat, f.Lon)))
			break
		}
	}
	for _, h := range hints {
		parts = append(parts, fmt.Sprintf("线索（不作依据）：%s %s PM2.5 由 %.0f 升至 %.0f µg/m³，CO 由 %.1f 升至 %.1f mg/m³", name(h.Station),
			h.Hour.Start().In(zone).Format("01-02 15:04"), h.FineBefore.Float(measure.PM25.Unit()), h.Fine.Float(measure.PM25.Unit()),
			h.COBefore.Float(measure.CO.Unit()), h.CO.Float(measure.CO.Unit())))
	}
	e.Text = strings.Join(parts, "；")
	return e
}
