package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// presentFigure is a stored figure with what is said of it where it is asked for.
type presentFigure struct {
	measure.Indicator
	Name, Unit string
}

// present reads the figures of a year, of one area or of all, in the order in which
// the targets ask for them.
func (s *Server) present(ctx context.Context, area string, year int) ([]presentFigure, error) {
	asked := target.AskedBy(s.o.Entry.Targets)
	rank := func(i *measure.Indicator) int {
		at := slices.IndexFunc(asked, func(a target.Asked) bool { return !a.Event && a.Area == i.Area && a.ID == i.ID })
		if at < 0 {
			return len(asked)
		}
		return at
	}
	var all []presentFigure
	for _, a := range s.o.Areas {
		if area != "" && a.Code != area {
			continue
		}
		stored, err := s.o.Entry.Store.Indicators(ctx, a.Code, measure.Date(year, 1, 1), measure.Date(year, 12, 31))
		if err != nil {
			return nil, fmt.Errorf("read figures of %s: %w", a.Code, err)
		}
		slices.SortStableFunc(stored, func(x, y measure.Indicator) int { return rank(&x) - rank(&y) })
		for i := range stored {
			p := presentFigure{Indicator: stored[i]}
			if at := rank(&stored[i]); at < len(asked) {
				p.Name, p.Unit = asked[at].Name, asked[at].Unit
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// namedArea maps the parameter area, a code or a name, to a code.
func (s *Server) namedArea(q *query) string {
	given := q.text("area")
	for _, a := range s.o.Areas {
		if given == a.Code || given == a.Name {
			return a.Code
		}
	}
	if given != "" {
		q.fault("area", "配置中没有 %q", given)
	}
	return ""
}

// figures answers GET /api/v1/indicators: the present figures of a year, each with its
// earlier values from the audit trail.
func (s *Server) figures(r *http.Request) (any, error) {
	q := queryOf(r)
	area, id, year := s.namedArea(q), q.text("indicator"), q.year("year", s.today().Year())
	if err := q.err(); err != nil {
		return nil, err
	}
	present, err := s.present(r.Context(), area, year)
	if err != nil {
		return nil, err
	}
	trail, err := s.trailOf("indicator/")
	if err != nil {
		return nil, err
	}
	var bodies []object
	for i := range present {
		p := &present[i]
		if id != "" && p.ID != id {
			continue
		}
		bodies = append(bodies, object{{"area", p.Area}, {"indicator", p.ID}, {"name", p.Name}, {"unit", p.Unit},
			{"period", p.Period}, {"value", p.Value}, {"source", p.Source}, {"by", p.By},
			{"history", s.changeBodies(trail[entry.FigureSubject(&p.Indicator)])}})
	}
	return list("indicators", bodies), nil
}

// trailOf are the lines of the audit trail of subjects with a prefix, by subject, oldest
// first; empty where there is no trail.
func (s *Server) trailOf(prefix string) (map[string][]entry.Change, error) {
	found := map[string][]entry.Change{}
	if s.o.Trail == nil {
		return found, nil
	}
	err := s.o.Trail.From(0, func(c entry.Change) bool {
		if strings.HasPrefix(c.Subject, prefix) {
			found[c.Subject] = append(found[c.Subject], c)
		}
		return true
	})
	return found, err
}

// events answers GET /api/v1/events: the steps, oldest first, of the events that began
// or moved in the year, and beside the last one of a fire point that waits what the
// approved burns propose.
func (s *Server) events(r *http.Request) (any, error) {
	q := queryOf(r)
	area, kind, year := s.namedArea(q), q.text("kind"), q.year("year", s.today().Year())
	if err := q.err(); err != nil {
		return nil, err
	}
	steps, err := s.steps(r.Context(), area, kind, year)
	if err != nil {
		return nil, err
	}
	proposals, err := s.proposals(r.Context(), steps)
	if err != nil {
		return nil, err
	}
	bodies := make([]object, len(steps))
	for i, e := range steps {
		bodies[i] = object{{"time", s.stamp(e.Time)}, {"area", e.Area}, {"kind", e.Kind}, {"id", e.ID}, {"state", e.State},
			{"start", dayOrNot(e.Start)}, {"end", dayOrNot(e.End)}, {"by", e.By}, {"document", e.Document}, {"text", e.Text}}
		if p, proposed := proposals[i]; proposed {
			bodies[i].add("proposal", object{{"state", target.EventExempt}, {"document", p.Burn.Document}, {"text", p.Text()}})
		}
	}
	return list("events", bodies), nil
}

func dayOrNot(d measure.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// steps reads the steps of the events, of one area and kind or of all, that have a step
// or their first day in the year.
func (s *Server) steps(ctx context.Context, area, kind string, year int) ([]measure.Event, error) {
	var all []measure.Event
	for _, a := range target.AskedBy(s.o.Entry.Targets) {
		if !a.Event || area != "" && a.Area != area || kind != "" && a.ID != kind {
			continue
		}
		steps, err := s.o.Entry.Store.Events(ctx, a.Area, a.ID, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read events of %s of kind %s: %w", a.Area, a.ID, err)
		}
		inYear := map[string]bool{}
		for i := range steps {
			e := &steps[i]
			if measure.DayOf(e.Time, s.o.Zone).Year() == year || e.Start != 0 && e.Start.Year() == year {
				inYear[e.ID] = true
			}
		}
		for i := range steps {
			if inYear[steps[i].ID] {
				all = append(all, steps[i])
			}
		}
	}
	slices.SortStableFunc(all, func(a, b measure.Event) int { return a.Time.Compare(b.Time) })
	return all, nil
}
