package web

import (
	"fmt"
	"net/http"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Flip is a day that a new assessment judged otherwise, and when that was.
type Flip struct {
	Time time.Time
	assess.Flip
}

// reconcileRoutes adds the page of reconciliation and its lists.
func (s *Server) reconcileRoutes(mux *http.ServeMux) {
	mux.Handle("GET /api/v1/reconciliation", s.api(s.reconciliation))
	mux.Handle("GET /api/v1/flips", s.api(s.flips))
	if s.o.Reads.Reconcile != nil {
		mux.HandleFunc("GET "+reconcilePage.path, s.reconcileForm)
	}
}

// areaAndYear reads the parameters that the lists share: an area, all of them when it
// is absent, and a year.
func (s *Server) areaAndYear(r *http.Request) (areas []measure.Area, year int, err error) {
	q := queryOf(r)
	code := q.code("area", false, s.isArea)
	year = q.year("year", s.today().Year())
	for _, a := range s.o.Areas {
		if code == "" || a.Code == code {
			areas = append(areas, a)
		}
	}
	return areas, year, q.err()
}

func (s *Server) reconciliation(r *http.Request) (any, error) {
	areas, year, err := s.areaAndYear(r)
	if err != nil || s.o.Reads.Reconcile == nil {
		return list[object]("reconciliation", nil), err
	}
	var bodies []object
	for i := range areas {
		if len(areas[i].Stations) == 0 {
			continue
		}
		c, err := s.o.Reads.Reconcile(r.Context(), areas[i].Code, year)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, reconciliationBody(&c))
	}
	return list("reconciliation", bodies), nil
}

// reconciliationBody has no member of what is not published.
func reconciliationBody(c *target.Reconciliation) object {
	o := object{{"area", c.Area}, {"year", c.Year}}
	differences := []object{}
	for i := range c.Differences {
		differences = append(differences, differenceBody(&c.Differences[i]))
	}
	if f := c.Official; f != nil {
		o = append(o, object{{"from", f.From.String()}, {"through", f.Through.String()}, {"source", f.Source},
			{"official", tallyBody(f.Published)}, {"ours", tallyBody(f.Ours)}, {"text", officialText(f)}}...)
		o.heavy(f.Heavy)
		months := []object{}
		for _, m := range f.Months {
			month := object{{"month", m.First.String()[:7]}, {"official", tallyBody(m.Published)}, {"ours", tallyBody(m.Ours)}, {"counted", m.Counted}}
			if m.Counted && m.HasDaily {
				month.add("daily", tallyBody(m.Daily))
			}
			month.heavy(m.Heavy)
			months = append(months, month)
		}
		o.add("months", months)
		var unpublished []string
		for _, first := range f.Unpublished {
			unpublished = append(unpublished, first.String()[:7])
		}
		if unpublished != nil {
			o.add("unpublished", unpublished)
		}
	}
	o.add("differences", differences)
	return o
}

func tallyBody(t target.Tally) object {
	return object{{"good", t.Good}, {"exceeding", t.Exceeding}, {"undetermined", t.Undetermined}}
}

// heavy adds the days of heavy pollution where they are published.
func (o *object) heavy(h target.HeavyCount) {
	if h.Known {
		o.add("heavy", object{{"official", h.Published}, {"ours", h.Ours}})
	}
}

// officialText compares good days, and heavy ones where they are published.
func officialText(o *target.Official) string {
	if o.Heavy.Known {
		return o.Text() + "；" + o.Heavy.Text()
	}
	return o.Text()
}

func officialSpan(o *target.Official) string {
	return o.From.ShortChinese() + "～" + o.Through.ShortChinese()
}

func differenceBody(d *target.Difference) object {
	o := object{{"day", d.Day.String()}, {"differs", string(d.Differs)}, {"pollutants", d.Pollutants.String()}, {"reasons", d.Reasons}}
	for _, side := range []struct {
		key string
		row *assess.AirDay
	}{{"official", d.Official}, {"ours", d.Ours}} {
		if side.row == nil {
			continue
		}
		one := object{{"verdict", side.row.Verdict.String()}}
		one.index(side.row.Index)
		o.add(side.key, one)
	}
	return o
}

func (s *Server) flips(r *http.Request) (any, error) {
	areas, year, err := s.areaAndYear(r)
	if err != nil || s.o.Reads.Flips == nil {
		return list[object]("flips", nil), err
	}
	flips, err := s.o.Reads.Flips(r.Context(), placesOf(areas), year)
	if err != nil {
		return nil, fmt.Errorf("read flips of %d: %w", year, err)
	}
	var bodies []object
	for i := range flips {
		f := &flips[i]
		bodies = append(bodies, object{{"time", s.stamp(f.Time)}, {"place", f.Place}, {"day", f.Day.String()}, {"edition", f.Edition.String()},
			{"old", standingBody(f.Old)}, {"new", standingBody(f.New)}, {"cause", f.Cause}})
	}
	return list("flips", bodies), nil
}

func standingBody(s assess.Standing) object {
	o := object{{"verdict", s.Verdict.String()}}
	if s.HasAQI {
		o.add("aqi", s.AQI)
	}
	o.add("dust", s.Dust)
	return o
}

// placesOf are the codes of areas and of their air stations.
func placesOf(areas []measure.Area) []string {
	var codes []string
	for i := range areas {
		codes = append(codes, areas[i].Code)
		for k := range areas[i].Stations {
			codes = append(codes, areas[i].Stations[k].Code)
		}
	}
	return codes
}
