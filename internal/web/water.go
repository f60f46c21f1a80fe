package web

import (
	"fmt"
	"net/http"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

func (s *Server) waterPeriods(r *http.Request) (any, error) {
	q := queryOf(r)
	section := q.code("station", false, s.isSection)
	period := q.period("period", assess.Month)
	year := q.year("year", s.today().Year())
	if err := q.err(); err != nil {
		return nil, err
	}
	sections := s.sectionCodes()
	if section != "" {
		sections = []string{section}
	}
	first := measure.Date(year, time.January, 1)
	periods, err := s.o.Reads.Water.WaterPeriods(r.Context(), sections, period, first, first.LastOfYear())
	if err != nil {
		return nil, fmt.Errorf("read water periods of %d: %w", year, err)
	}
	reasons, err := s.classless(r.Context(), periods)
	if err != nil {
		return nil, err
	}
	var entries []object
	for i := range periods {
		body := s.waterPeriodBody(&periods[i])
		if reasons[i] != "" {
			body.add("reason", reasons[i])
		}
		entries = append(entries, body)
	}
	return list("periods", entries), nil
}

func (s *Server) waterPeriodBody(p *assess.WaterPeriod) object {
	o := object{{"time", s.dayStamp(p.Start)}, {"station", p.Section}, {"period", p.Period.String()}}
	if p.Class != 0 {
		o.add("class", int(p.Class))
		o.add("deciding", p.Deciding.String())
	}
	o.add("items", p.Items)
	for _, item := range p.Means {
		o.number(item.Parameter.Key(), item.Value.Float(item.Parameter.Unit()))
	}
	for _, item := range p.Headroom {
		o.number("headroom_"+item.Parameter.Key(), item.Value.Float(item.Parameter.Unit()))
	}
	return o
}
