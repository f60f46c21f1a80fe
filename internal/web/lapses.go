package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// lapses reads the outages reported for the air stations of areas, by area.
func (s *Server) lapses(ctx context.Context, areas []string) (map[string][]assess.Outage, error) {
	if s.o.Reads.Outages == nil {
		return nil, nil
	}
	all := map[string][]assess.Outage{}
	for _, code := range areas {
		outages, err := s.o.Reads.Outages(ctx, code)
		if err != nil {
			return all, fmt.Errorf("read outages of area %s: %w", code, err)
		}
		all[code] = slices.DeleteFunc(outages, func(o assess.Outage) bool { return !s.isPlace(o.Place) }) // of water
	}
	return all, nil
}

// lapseText names the outages that touch day at a place of area, at any of its places
// where place is empty; empty for none.
func lapseText(outages []assess.Outage, area, place string, day measure.Day) string {
	var parts []string
	for i := range outages {
		o := &outages[i]
		at := place
		if at == "" {
			at = o.Place
		}
		if o.Covers(at, area, day) {
			parts = append(parts, o.Place+" "+o.Text())
		}
	}
	return strings.Join(parts, "；")
}

// explain puts the outages reported for them beside the days without a verdict.
func (m *monthView) explain(outages []assess.Outage) {
	for w := range m.Weeks {
		for d := range m.Weeks[w] {
			cell := &m.Weeks[w][d]
			if cell.Class != "na" {
				continue
			}
			if cell.Lapse = lapseText(outages, "", "", cell.day); cell.Lapse != "" {
				cell.Title += "；已报 " + cell.Lapse
			}
		}
	}
}

// lapsedDays lists the days without a verdict for which an outage was reported.
func lapsedDays(months []monthView) []string {
	var list []string
	for _, m := range months {
		for _, week := range m.Weeks {
			for _, cell := range week {
				if cell.Lapse != "" {
					list = append(list, shortDay(cell.day)+" "+cell.Lapse)
				}
			}
		}
	}
	return list
}

// reasonOfDay says why a day has no verdict: what its place lacks, and the outages
// reported for it; empty for a day with one. d.Plan has to be set.
func reasonOfDay(d *assess.AirDay, area string, outages []assess.Outage) string {
	if d.Verdict != assess.Undetermined || d.Source != assess.ComputedDay {
		return ""
	}
	place := d.Place
	if place == area {
		place = ""
	}
	reason := assess.MissingText(d, measure.AirPollutants.With(measure.O38h))
	if text := lapseText(outages, area, place, d.Day); text != "" {
		reason += "；已报 " + text
	}
	return reason
}
