package report

import (
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Span are the statistics of a place over a month or the year to date, under the
// edition in force on each day and with dust kept.
type Span struct {
	assess.AirPeriod
	Through measure.Day
	ByLevel [7]int // days of each level 1 to 6
}

// Spans are the months and the year to date of a place up to asOf, from its rows of the
// year under every edition. They are those of assess.AirPeriods.
func Spans(place string, rows []assess.AirDay, asOf measure.Day) []Span {
	var months []measure.Day
	for first := asOf.FirstOfYear(); first <= asOf; first = first.LastOfMonth().Add(1) {
		months = append(months, first)
	}
	var spans []Span
	for _, p := range assess.AirPeriods(nil, place, rows, months, asOf) {
		if p.Edition != assess.ByDate || p.DustExcluded || p.Period != assess.Month && p.Period != assess.YearToDate {
			continue
		}
		s := Span{AirPeriod: p}
		_, s.Through = p.Period.Bounds(p.Start)
		if s.Through = min(s.Through, asOf); p.Period == assess.YearToDate {
			s.Through = asOf
		}
		for i := range rows {
			d := &rows[i]
			if d.Place == place && d.Day >= s.Start && d.Day <= s.Through && underItsEdition(d) {
				s.ByLevel[d.Index.Level()]++
			}
		}
		s.ByLevel[0] = 0
		spans = append(spans, s)
	}
	return spans
}

// underItsEdition tells whether a row is computed, under the edition in force on its day.
func underItsEdition(d *assess.AirDay) bool {
	return d.Source == assess.ComputedDay && d.Edition == hj633.EditionOn(d.Day)
}

// span finds the statistics of a place that begin on a day; nil where there are none.
func (a *Area) span(place string, period assess.Period, start measure.Day) *Span {
	for i := range a.Spans {
		if s := &a.Spans[i]; s.Place == place && s.Period == period && s.Start == start {
			return s
		}
	}
	return nil
}

// daysOf are the rows of a place in the period under the edition in force, in order of
// their days.
func (a *Area) daysOf(place string) []*assess.AirDay { return inOrder(a.Days, place) }

func inOrder(days []assess.AirDay, place string) []*assess.AirDay {
	var rows []*assess.AirDay
	for i := range days {
		if d := &days[i]; d.Place == place && underItsEdition(d) {
			rows = append(rows, d)
		}
	}
	slices.SortFunc(rows, func(x, y *assess.AirDay) int { return int(x.Day - y.Day) })
	return rows
}

// places are the codes of the area and of its stations, in the order of the reports.
func (a *Area) places() []string {
	codes := []string{a.Code}
	for i := range a.Stations {
		codes = append(codes, a.Stations[i].Code)
	}
	return codes
}

// placeName is the name of the area itself or of a station.
func (a *Area) placeName(code string) string {
	if code == a.Code {
		return "全区县"
	}
	return a.StationName(code)
}
