package web

import (
	"fmt"
	"math"
	"net/http"
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// areas answers GET /api/v1/areas: every area with where its targets stand, so that a
// prefecture's board is one request.
func (s *Server) areas(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	progress, err := s.o.Reads.Board.Progress(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read progress of targets: %w", err)
	}
	var bodies []object
	for i := range s.o.Areas {
		a := &s.o.Areas[i]
		o := object{{"code", a.Code}, {"name", a.Name}}
		if a.Parent != "" {
			o.add("parent", a.Parent)
		}
		if members := membersOf(s.o.Areas, a.Code); len(members) > 0 {
			o.add("members", members)
		}
		o = append(o, object{{"stations", len(a.Stations)}, {"sections", len(a.Sections)}, {"sources", len(a.Sources)}}...)
		targets := []object{}
		for k := range progress {
			if progress[k].Target.Area == a.Code {
				targets = append(targets, standingOf(&progress[k]))
			}
		}
		o.add("targets", targets)
		bodies = append(bodies, o)
	}
	return list("areas", bodies), nil
}

// membersOf are the codes of the areas that are part of a prefecture.
func membersOf(areas []measure.Area, parent string) []string {
	var codes []string
	for i := range areas {
		if areas[i].Parent == parent {
			codes = append(codes, areas[i].Code)
		}
	}
	return codes
}

// standingOf is a target in short.
func standingOf(p *target.Progress) object {
	_, headline := p.Headline()
	o := object{{"id", p.Target.ID}, {"name", p.Target.Name}, {"kind", string(p.Target.Kind)}, {"year", p.Target.Year},
		{"status", p.Status.String()}, {"headline_status", headline.String()}}
	if p.HasValue {
		o.number("value", p.Value)
	}
	if d := p.Days; d != nil {
		o = append(o, object{{"good", d.Good}, {"budget", d.Budget}}...)
	}
	if f := p.Forecast; f != nil {
		o.number("probability", f.Probability)
	}
	return o
}

// memberView is one row of a prefecture's table: a county's target that counts good
// days, or the county alone where it has none.
type memberView struct {
	Code, Name        string
	Target, Goal      string
	Good, Budget      string
	Remaining         string
	Probability, Pace string
	Short             bool
	Statuses          []statusView
	Tally             []tallyView
	Count             int // of the county's targets
}

// membersView lists the counties of a prefecture, the one that is worst off first.
// views are of all areas.
func membersView(parent string, areas []measure.Area, views []areaView, progress []target.Progress) []memberView {
	var counties [][]memberView
	for i := range areas {
		a := &areas[i]
		if a.Parent != parent {
			continue
		}
		first := memberView{Code: a.Code, Name: a.Name}
		for k := range views {
			if views[k].Code == a.Code {
				first.Tally, first.Count = views[k].Tally, views[k].TargetCount()
			}
		}
		rows := []memberView{first}
		named := false
		for k := range progress {
			p := &progress[k]
			if p.Target.Area != a.Code || p.Target.Kind != target.GoodAirDays || p.Days == nil {
				continue
			}
			if named {
				rows = append(rows, memberView{Code: a.Code})
			}
			rows[len(rows)-1].fill(p)
			named = true
		}
		counties = append(counties, rows)
	}
	slices.SortStableFunc(counties, func(a, b []memberView) int { return a[0].rank() - b[0].rank() })
	return slices.Concat(counties...)
}

// rank orders counties by the status that is shown first; one without a target of good
// air days comes last.
func (v *memberView) rank() int {
	if len(v.Statuses) == 0 {
		return len(gravity)
	}
	return gravityOf(v.Statuses[0].Key)
}

func (v *memberView) fill(p *target.Progress) {
	v.Target, v.Goal = p.Target.Name, target.GoalText(p.Target)
	v.Good, v.Budget, v.Short = fmt.Sprint(p.Days.Good), target.BudgetText(p.Target.Kind, p.Days.Budget), p.Days.Budget < 0
	v.Remaining = fmt.Sprintf("剩余 %d 天", p.Days.Remaining)
	v.Pace = signed(p.Days.Pace, "超前", "落后", "天")
	v.Statuses = statusesOf(p)
	switch p.Status { // where arithmetic decides, or nothing is known, a percentage would mislead
	case target.OnTrack, target.Watch, target.AtRisk, target.Unlikely:
		if f := p.Forecast; f != nil {
			v.Probability = probabilityText(f)
		}
	}
}

// prefecturesFirst orders the areas as the page shows them: a prefecture, then its
// counties, else the order of the configuration.
func prefecturesFirst(areas []measure.Area) []measure.Area {
	var ordered []measure.Area
	for i := range areas {
		if areas[i].Parent != "" {
			continue
		}
		ordered = append(ordered, areas[i])
		for k := range areas {
			if areas[k].Parent == areas[i].Code {
				ordered = append(ordered, areas[k])
			}
		}
	}
	return ordered
}

// probabilityText rounds to 5 %, and says neither never nor always.
func probabilityText(f *target.Forecast) string {
	near := func(v float64) int { return min(95, max(5, int(math.Round(v*20))*5)) }
	return fmt.Sprintf("约 %d%%（%d%%～%d%%）", near(f.Probability), near(f.Low), near(f.High))
}
