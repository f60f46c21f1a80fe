package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// dustView is the page: the list of a year, or one dossier.
type dustView struct {
	Unread  bool
	Year    int
	Areas   []dustAreaView
	Dossier *dossierView
}

type dustAreaView struct {
	Name  string
	Rows  []dustRowView
	Years []yearLink
}

type yearLink struct {
	Year int
	Href string
}

type dustRowView struct{ Days, State, Class, By, Document, Text, Href string }

type dossierView struct {
	ID, Area, Days, State, Class, Document, JSON string
	Steps                                        []dustStepView
	Stations                                     []dustStationView
	Charts                                       []chartView
	Effects                                      []dustEffectView
	Files                                        []evidenceFile
	MayAttach                                    bool
	Next                                         string // form for the next step; empty where there is none
}

type dustStepView struct{ Time, State, By, Document, Text string }

type dustStationView struct{ Name, Span, Before, Peak, PeakTime, Ratio, Hours string }

type dustEffectView struct {
	Name  string
	Under [3]string // in the order of target.DustPolicies
	Own   [3]bool   // the reading that the target's basis has
}

// dustClasses are how the states look.
var dustClasses = map[string]string{target.DustSuspected: "watch", target.DustReported: "at_risk",
	target.DustRecognised: "on_track"}

func dustClass(state string) string { return cmp.Or(dustClasses[state], "unknown") }

// dustPageGet answers GET /dust.
func (s *Server) dustPageGet(w http.ResponseWriter, r *http.Request) {
	q := queryOf(r)
	id, year := q.text("id"), q.year("year", s.today().Year())
	if err := q.err(); err != nil {
		s.refuse(w, r, err)
		return
	}
	if id != "" {
		s.renderDossier(w, r, http.StatusOK, id, "")
		return
	}
	view := dustView{Year: year}
	status := http.StatusOK
	for i := range s.o.Areas {
		area := &s.o.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		v, err := s.dustAreaView(r.Context(), area, year)
		if err != nil {
			s.o.Log.Error("read dust events for page", "area", area.Code, "error", err)
			view.Unread, status = true, http.StatusServiceUnavailable
		}
		view.Areas = append(view.Areas, v)
	}
	s.render(w, status, &dustPage, s.frameOf(r, &dustPage), view)
}

func (s *Server) dustAreaView(ctx context.Context, area *measure.Area, year int) (dustAreaView, error) {
	v := dustAreaView{Name: area.Name}
	stories, err := s.dustStories(ctx, area.Code)
	for i := range stories {
		story := &stories[i]
		began := story.Start.Year()
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != began {
			v.Years = append(v.Years, yearLink{began, fmt.Sprintf("%s?year=%d", dustPage.path, began)})
		}
		if began != year {
			continue
		}
		last := story.Steps[len(story.Steps)-1]
		v.Rows = append(v.Rows, dustRowView{Days: spanText(story), State: story.State, Class: dustClass(story.State),
			By: last.By, Document: story.Document, Text: story.Steps[0].Text, Href: dossierHref(story.ID)})
	}
	return v, err
}

func dossierHref(id string) string { return dustPage.path + "?" + url.Values{"id": {id}}.Encode() }

func spanText(story *target.Story) string {
	if story.End == story.Start {
		return story.Start.Chinese()
	}
	return story.Start.Chinese() + "至" + story.End.Chinese()
}

// renderDossier answers with one dossier and what became of a file just sent.
func (s *Server) renderDossier(w http.ResponseWriter, r *http.Request, status int, id, said string) {
	d, err := s.dossierOf(r.Context(), id)
	var p problem
	if errors.As(err, &p) {
		s.refuse(w, r, err)
		return
	}
	f := s.frameOf(r, &dustPage)
	f.Said = said
	view := dustView{}
	if err != nil {
		s.o.Log.Error("read dossier for page", "event", id, "error", err)
		view.Unread, status = true, http.StatusServiceUnavailable
	} else {
		view.Dossier = s.dossierViewOf(d)
		view.Dossier.MayAttach = f.MayWrite
		if s.o.Entry != nil {
			view.Dossier.Next = nextStepHref(d.story.Area, target.Dust, id)
		}
	}
	s.render(w, status, &dustPage, f, view)
}

func (s *Server) dossierViewOf(d *dossier) *dossierView {
	v := &dossierView{ID: d.story.ID, Area: d.area.Name, Days: spanText(d.story), State: d.story.State, Class: dustClass(d.story.State),
		Document: d.story.Document, JSON: (&url.URL{Path: "/api/v1/dust/" + d.story.ID}).String(),
		Charts: s.dustCharts(d), Files: s.evidenceFiles(d.story.ID, d.files)}
	for i := range v.Files {
		v.Files[i].Time = s.moment(d.files[i].At) // RFC 3339 is for programs
	}
	for _, e := range d.story.Steps {
		v.Steps = append(v.Steps, dustStepView{e.Time.In(s.o.Zone).Format("2006-01-02 15:04"), e.State, e.By, e.Document, e.Text})
	}
	for i := range d.episodes {
		for k := range d.episodes[i].Stations {
			v.Stations = append(v.Stations, s.dustStationViewOf(d, &d.episodes[i].Stations[k]))
		}
	}
	for i := range d.effects {
		v.Effects = append(v.Effects, dustEffectViewOf(&d.effects[i]))
	}
	return v
}

func (s *Server) dustStationViewOf(d *dossier, x *assess.DustEvidence) dustStationView {
	v := dustStationView{Name: d.area.StationName(x.Station), Span: s.minute(x.First.Start()) + " 起，仍在持续",
		// A mean has more digits than anybody wants.
		Before: fmt.Sprintf("%.0f", x.Before.Float(measure.PM10.Unit())), Peak: x.Peak.In(measure.PM10.Unit()), PeakTime: s.minute(x.PeakHour.Start()),
		Ratio: fmt.Sprintf("%.2f", float64(x.Ratio)/1000), Hours: fmt.Sprint(x.Hours)}
	if !x.Open {
		v.Span = s.minute(x.First.Start()) + " 至 " + s.minute(x.End.Start())
	}
	if x.RatioBefore > 0 {
		v.Ratio = fmt.Sprintf("%.2f → %s", float64(x.RatioBefore)/1000, v.Ratio)
	}
	return v
}

func dustEffectViewOf(e *target.DustEffect) dustEffectView {
	v := dustEffectView{Name: e.Target.Name}
	for i := range e.Under {
		p := &e.Under[i]
		var parts []string
		if p.Days != nil {
			parts = append(parts, fmt.Sprintf("优良 %d 天，超标 %d 天，无效 %d 天", p.Days.Good, p.Days.Exceeding, p.Days.Undetermined),
				target.BudgetText(e.Target.Kind, p.Days.Budget))
		} else if p.HasValue {
			parts = append(parts, fmt.Sprintf("%.4g %s", p.Value, e.Target.Unit))
		}
		// Only what is certain has its word here: without a forecast the others are
		// judged by days alone, and would contradict the board.
		if word, _ := statusText(p); p.Status == target.Achieved || p.Status == target.Lost || len(parts) == 0 {
			parts = append(parts, word)
		}
		v.Under[i] = strings.Join(parts, "；")
		v.Own[i] = target.DustPolicies[i] == cmp.Or(e.Target.Basis.Dust, "keep")
	}
	return v
}
