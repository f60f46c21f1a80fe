package web

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// lapsesOn names the outages of a place of area that touch day; empty for none.
func lapsesOn(outages []assess.Outage, area, place string, day measure.Day) string {
	return assess.OutagesText(outages, area, []string{place}, day, day)
}

// sectionLapses says which outages were reported for a section of the configuration, or
// for those it replaced, from first to last; empty for none.
func (s *Server) sectionLapses(lapses map[string][]assess.Outage, code string, first, last measure.Day) string {
	for i := range s.o.Areas {
		a := &s.o.Areas[i]
		for k := range a.Sections {
			if section := &a.Sections[k]; section.Code == code {
				return assess.OutagesText(lapses[a.Code], a.Code, assess.CodesOf(a.Sections, section), first, last)
			}
		}
	}
	return ""
}

// classless says why periods of sections have no class, with the outages reported; empty
// for those that have one.
func (s *Server) classless(ctx context.Context, periods []assess.WaterPeriod) ([]string, error) {
	reasons := make([]string, len(periods))
	var lapses map[string][]assess.Outage
	for i := range periods {
		p := &periods[i]
		if p.Class != 0 {
			continue
		}
		if lapses == nil {
			var err error
			if lapses, err = s.lapses(ctx, s.o.Areas); err != nil {
				return nil, err
			}
		}
		reasons[i] = assess.NoClass
		_, last := p.Period.Bounds(p.Start)
		if p.Period == assess.YearToDate {
			last = p.Start.LastOfYear()
		}
		if text := s.sectionLapses(lapses, p.Section, p.Start, min(last, s.today())); text != "" {
			reasons[i] += "，" + text
		}
	}
	return reasons, nil
}

// addSectionLapses lists, of every area, the months and years so far that its sections
// have no class of and for which an outage was reported.
func (s *Server) addSectionLapses(areas []areaView, periods sectionHistory, lapses map[string][]assess.Outage) {
	for i := range areas {
		for k := range areas[i].Sections {
			v := &areas[i].Sections[k]
			for m := time.January; m <= periods.until.Month(); m++ {
				if periods.month[monthKey{v.Code, m}].Known() {
					continue
				}
				first := measure.Date(periods.until.Year(), m, 1)
				if text := s.sectionLapses(lapses, v.Code, first, min(first.LastOfMonth(), s.today())); text != "" {
					areas[i].SectionLapses = append(areas[i].SectionLapses, fmt.Sprintf("%s（%s）%d月：%s", v.Name, v.Code, m, text))
				}
			}
		}
	}
}
