package web

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// lapses reads the outages reported for the places of areas, by area.
func (s *Server) lapses(ctx context.Context, areas []measure.Area) (map[string][]assess.Outage, error) {
	if s.o.Reads.Outages == nil {
		return nil, nil
	}
	all := map[string][]assess.Outage{}
	for i := range areas {
		code := areas[i].Code
		outages, err := s.o.Reads.Outages(ctx, code)
		if err != nil {
			return all, fmt.Errorf("read outages of area %s: %w", code, err)
		}
		all[code] = outages
	}
	return all, nil
}

// ofAir are the outages of areas and air stations among those of areas.
func (s *Server) ofAir(lapses map[string][]assess.Outage) map[string][]assess.Outage {
	air := map[string][]assess.Outage{}
	for area, outages := range lapses {
		air[area] = slices.DeleteFunc(slices.Clone(outages), func(o assess.Outage) bool { return !s.isPlace(o.Place) })
	}
	return air
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
					list = append(list, cell.day.ShortChinese()+" "+cell.Lapse)
				}
			}
		}
	}
	return list
}

// reasons says why days of a place have no verdict, by day: station by station what
// is missing, and the outages reported. days are computed rows of the place with their
// plan.
func (s *Server) reasons(ctx context.Context, area *measure.Area, place string, days []assess.AirDay) (map[measure.Day]string, error) {
	var open []*assess.AirDay
	for i := range days {
		if d := &days[i]; d.Verdict == assess.Undetermined && d.Source == assess.ComputedDay {
			open = append(open, d)
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	lapses, err := s.lapses(ctx, []measure.Area{*area})
	if err != nil {
		return nil, err
	}
	stations := days
	if place == area.Code {
		codes := placesOf([]measure.Area{*area})[1:]
		if stations, err = s.o.Reads.Air.AirDays(ctx, codes, open[0].Day, open[len(open)-1].Day); err != nil {
			return nil, fmt.Errorf("read air days of the stations of %s: %w", place, err)
		}
	}
	reasons := map[measure.Day]string{}
	for _, d := range open {
		if place == area.Code {
			reasons[d.Day] = strings.Join(assess.WhyMissing(area, d.Day, d, stations, lapses[area.Code]), "；")
			continue
		}
		reasons[d.Day] = assess.MissingText(d, measure.AirPollutants.With(measure.O38h))
		if text := lapseText(lapses[area.Code], area.Code, place, d.Day); text != "" {
			reasons[d.Day] += "；已报 " + text
		}
	}
	return reasons, nil
}
