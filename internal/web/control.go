package web

import (
	"context"
	"fmt"
	"net/http"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/target"
)

// controls are the control values of today; nil where the process has none.
func (s *Server) controls(ctx context.Context) ([]forecast.PlaceControl, error) {
	if s.o.Reads.Control == nil {
		return nil, nil
	}
	controls, err := s.o.Reads.Control(ctx, s.o.Now())
	if err != nil {
		return controls, fmt.Errorf("compute control values: %w", err)
	}
	return controls, nil
}

// control answers GET /api/v1/control: of one place, or of all.
func (s *Server) control(r *http.Request) (any, error) {
	q := queryOf(r)
	place := q.code("place", false, s.isPlace)
	if err := q.err(); err != nil {
		return nil, err
	}
	controls, err := s.controls(r.Context())
	if err != nil {
		return nil, err
	}
	var entries []object
	for i := range controls {
		if c := &controls[i]; place == "" || c.Place == place {
			entries = append(entries, s.controlBody(c))
		}
	}
	return list("control", entries), nil
}

// needBody is what a station still has to deliver by a moment: hours more, and from an
// official label on every one. Impossible: the remaining hours cannot suffice.
type needBody struct {
	Station    string `json:"station"`
	Hours      int    `json:"hours,omitempty"`
	From       int    `json:"from,omitempty"`
	By         string `json:"by,omitempty"`
	Impossible bool   `json:"impossible,omitempty"`
}

// controlBody leaves out what is not known; highest is there in state open only, and
// outlook where the day is kept if it goes on like the last hours.
func (s *Server) controlBody(c *forecast.PlaceControl) object {
	unit := c.Parameter.Unit()
	o := object{{"place", c.Place}, {"area", c.Area}, {"day", c.Day.String()},
		{"as_of", s.stamp(c.Closed(s.o.Zone))}, {"parameter", c.Parameter.Key()}, {"state", c.State.String()}}
	if c.State == forecast.Open {
		o.number("highest", c.Highest.Float(unit))
	}
	o.add("unit", string(unit))
	o.add("hours_left", c.Left)
	if c.HasSoFar {
		o.number("mean_so_far", c.SoFar.Float(unit))
	}
	if c.HasRecent {
		o.number("mean_recent", c.Recent.Float(unit))
	}
	if text := c.OutlookText(); text != "" {
		o.add("outlook", text)
	}
	if c.Place != c.Area {
		o.add("valid_hours", c.Valid)
		o.add("missing_hours", c.Missing)
	}
	needs := []needBody{}
	for _, n := range c.Needs {
		switch {
		case n.Hours < 0:
			needs = append(needs, needBody{Station: n.Station, Impossible: true})
		case n.Hours > 0:
			needs = append(needs, needBody{Station: n.Station, Hours: n.Hours, From: n.From, By: s.dayStamp(c.Day.Add(1))})
		}
	}
	o.add("needs", needs)
	o.add("text", c.Sentence())
	return o
}

// validity answers GET /api/v1/validity: of one place, or of all.
func (s *Server) validity(r *http.Request) (any, error) {
	q := queryOf(r)
	place := q.code("place", false, s.isPlace)
	if err := q.err(); err != nil {
		return nil, err
	}
	entries, err := s.validityBodies(r, place)
	if err != nil {
		return nil, err
	}
	return list("validity", entries), nil
}

// validityBodies are the entries of a place, of all when it is empty.
func (s *Server) validityBodies(r *http.Request, place string) ([]validityBody, error) {
	if s.o.Reads.Validity == nil {
		return nil, nil
	}
	all, err := s.o.Reads.Validity(r.Context())
	if err != nil {
		return nil, fmt.Errorf("count valid days: %w", err)
	}
	var bodies []validityBody
	for i := range all {
		if v := &all[i]; place == "" || v.Place == place {
			bodies = append(bodies, validityBodyOf(v))
		}
	}
	return bodies, nil
}

type validityBody struct {
	Place     string        `json:"place"`
	AsOf      string        `json:"as_of"`
	Parameter string        `json:"parameter"`
	Month     validDaysBody `json:"month"`
	Year      validDaysBody `json:"year"`
	// ShortMonths lack too many days already: with one of them the year is void.
	ShortMonths []int `json:"short_months"`
}

// validDaysBody counts days. Spare is how many more may lack a value, below 0 how many
// must be recovered.
type validDaysBody struct {
	Valid   int `json:"valid"`
	Missing int `json:"missing"`
	Ahead   int `json:"ahead"`
	Needed  int `json:"needed"`
	Spare   int `json:"spare"`
	// Outages are the reported ones that touch a day without a value.
	Outages []outageBody `json:"outages,omitempty"`
}

func validityBodyOf(v *target.Validity) validityBody {
	days := func(d *target.ValidDays, reported []assess.Outage) validDaysBody {
		return validDaysBody{Valid: d.Valid, Missing: d.Missing, Ahead: d.Ahead, Needed: d.Needed, Spare: d.Spare(), Outages: outageBodies(reported)}
	}
	body := validityBody{Place: v.Place, AsOf: v.AsOf.String(), Parameter: v.Parameter.Key(),
		Month: days(&v.Month, v.MonthOutages), Year: days(&v.Year, v.YearOutages), ShortMonths: make([]int, len(v.Short))}
	for i, m := range v.Short {
		body.ShortMonths[i] = int(m)
	}
	return body
}
