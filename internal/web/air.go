package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// longestRange bounds what one request for hours may ask: a leap year and the
// hours around it.
const longestRange = 367 * 24 * time.Hour

func (s *Server) airDays(r *http.Request) (any, error) {
	q := queryOf(r)
	place := q.code("place", true, s.isPlace)
	year := q.year("year", s.today().Year())
	rule, chosen := q.editionRule("edition")
	if err := q.err(); err != nil {
		return nil, err
	}
	first := measure.Date(year, time.January, 1)
	days, err := s.o.Reads.Air.AirDays(r.Context(), []string{place}, first, first.LastOfYear())
	if err != nil {
		return nil, fmt.Errorf("read air days of %s in %d: %w", place, year, err)
	}
	area := s.areaOf(place)
	for i := range days {
		days[i].Plan = assess.PlanOn(area, place, days[i].Day)
	}
	reasons, err := s.reasons(r.Context(), area, place, days)
	if err != nil {
		return nil, err
	}
	var entries []object
	for i := range days {
		d := &days[i]
		if chosen && d.Edition != rule.On(d.Day) {
			continue
		}
		body := s.airDayBody(d)
		if reason := reasons[d.Day]; reason != "" && d.Verdict == assess.Undetermined {
			body.add("reason", reason)
		}
		entries = append(entries, body)
	}
	return list("days", entries), nil
}

// areaOf is the area of a place, which is an area or an air station (isPlace).
func (s *Server) areaOf(place string) *measure.Area {
	for i := range s.o.Areas {
		a := &s.o.Areas[i]
		if a.Code == place || slices.ContainsFunc(a.Stations, func(st measure.Station) bool { return st.Code == place }) {
			return a
		}
	}
	return &measure.Area{}
}

func (s *Server) airDayBody(d *assess.AirDay) object {
	o := object{{"time", s.dayStamp(d.Day)}, {"place", d.Place}, {"edition", d.Edition.String()}, {"source", d.Source.String()}}
	o.index(d.Index)
	o.add("verdict", d.Verdict.String())
	for p := range d.Has.Each {
		o.number(p.Key(), d.Mean[p].Float(p.Unit()))
	}
	if d.Source == assess.ComputedDay {
		for p := measure.PM25; p <= measure.O38h; p++ {
			o.add("hours_"+p.Key(), d.Hours[p])
		}
	}
	o.add("dust", d.Dust)
	o.add("provisional", d.Provisional)
	return o
}

// index adds aqi, level and primary where the index is known.
func (o *object) index(i hj633.Index) {
	if !i.Known {
		return
	}
	o.add("aqi", i.AQI)
	o.add("level", int(i.Level()))
	o.add("primary", i.Primary.String())
}

func (s *Server) airHours(r *http.Request) (any, error) {
	q := queryOf(r)
	place := q.code("place", true, s.isPlace)
	to, toGiven := q.moment("to", s.o.Zone)
	from, fromGiven := q.moment("from", s.o.Zone)
	if !toGiven {
		to = s.o.Now()
	}
	if !fromGiven {
		from = to.Add(-24 * time.Hour)
	}
	if span := to.Sub(from); span < 0 || span > longestRange {
		q.fault("from", "到 to 应在 0～%d 天之间", int(longestRange.Hours())/24)
	}
	if err := q.err(); err != nil {
		return nil, err
	}
	hours, err := s.o.Reads.Air.AirHours(r.Context(), place, firstHourFrom(from), firstHourFrom(to))
	if err != nil {
		return nil, fmt.Errorf("read air hours of %s: %w", place, err)
	}
	var entries []object
	for _, h := range hours {
		o := object{{"time", s.stamp(h.Hour.Start())}, {"label", h.Hour.Label(s.o.Zone)},
			{"place", h.Place}, {"edition", h.Edition.String()}}
		o.index(h.Index)
		for p := range h.Index.Has.Each {
			o.add("iaqi_"+p.Key(), h.Index.IAQI[p])
		}
		entries = append(entries, o)
	}
	return list("hours", entries), nil
}

// firstHourFrom is the first hour that starts at t or later.
func firstHourFrom(t time.Time) measure.Hour {
	h := measure.HourOf(t)
	if h.Start().Before(t) {
		h++
	}
	return h
}
