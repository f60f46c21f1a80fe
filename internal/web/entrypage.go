package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// entriesOnPage is how many of the last entries the form shows.
const entriesOnPage = 30

// entryView is everything the form says.
type entryView struct {
	Today, Year string
	Unread      bool
	Areas       []askedView
	Form        map[string]string // what was posted and not taken, by the name of the field
	Figures     []figureView
	Events      []eventView
	Entries     []changeView
}

// askedView is what is asked for in one area.
type askedView struct {
	Name                   string
	Figures, Events, Burns []choiceView
}

type choiceView struct {
	Value, Name string
	Chosen      bool
	States      []string
}

type figureView struct{ Area, Name, ID, Period, Value, Source, By string }

type eventView struct{ Area, Kind, ID, State, Time, Days, Document, By, Text, Next, Proposal, Exempt string }

type changeView struct {
	Number                                      uint64
	At, Who, Subject, Old, New, Source, By, Why string
	About                                       string // the subject in words
}

// entryForm answers GET /entry. With area, kind and id the form for the next step of
// that event is filled in so far, with state and document as proposed.
func (s *Server) entryForm(w http.ResponseWriter, r *http.Request) {
	q := queryOf(r)
	area, kind, id, state, document := s.namedArea(q), q.text("kind"), q.text("id"), q.text("state"), q.text("document")
	if err := q.err(); err != nil {
		s.refuse(w, r, err)
		return
	}
	var form url.Values
	if kind != "" {
		form = url.Values{"do": {"step"}, "what": {area + "/" + kind}, "id": {id}, "state": {state}, "document": {document}}
	}
	s.renderEntry(w, r, http.StatusOK, "", form)
}

// nextStepHref is the form for the next step of an event.
func nextStepHref(area, kind, id string) string {
	return entryPage.path + "?" + url.Values{"area": {area}, "kind": {kind}, "id": {id}}.Encode()
}

// entryPost takes one of the forms, and shows the page again with what became of it.
// A form that is refused stays filled in.
func (s *Server) entryPost(w http.ResponseWriter, r *http.Request) {
	if !s.formHolds(w, r) {
		return
	}
	form := r.PostForm
	area, id, _ := strings.Cut(form.Get("what"), "/")
	author := authorOf(r.Context()).Name
	var outcomes []entry.Outcome
	var err error
	if do := form.Get("do"); do == "step" || do == "burn" {
		b := eventBody{Area: area, Kind: id, ID: form.Get("id"), State: form.Get("state"), Time: form.Get("time"), Start: form.Get("start"),
			End: form.Get("end"), Document: form.Get("document"), By: form.Get("by"), Text: form.Get("text")}
		if do == "burn" {
			b = burnBody(area, form)
		}
		step, faults := b.step(s.o.Zone)
		if outcomes = []entry.Outcome{{Faults: faults}}; len(faults) == 0 {
			outcomes, err = s.o.Entry.Steps(r.Context(), author, []entry.Step{step})
		}
	} else {
		b := figureBody{Area: area, Indicator: id, Period: periodText(strings.TrimSpace(form.Get("period"))), Source: form.Get("source"),
			By: form.Get("by"), Why: form.Get("why")}
		if v, err := strconv.ParseFloat(strings.TrimSpace(form.Get("value")), 64); err == nil && !math.IsInf(v, 0) {
			b.Value = &v
		}
		outcomes, err = s.o.Entry.Figures(r.Context(), author, []entry.Figure{b.figure()})
	}
	switch {
	case err != nil:
		s.o.Log.Error("take entry from page", "error", err)
		s.renderEntry(w, r, http.StatusServiceUnavailable, "没有存入：存储暂时不可用，原因见服务日志，请稍后再试。", form)
	case len(outcomes[0].Faults) > 0:
		s.renderEntry(w, r, http.StatusUnprocessableEntity, "没有存入。"+faultText(nameValue(outcomes[0].Faults, form.Get("value"))), form)
	case !outcomes[0].Changed:
		s.renderEntry(w, r, http.StatusOK, "与已存内容相同，没有变化。", nil)
	case outcomes[0].ID != "":
		s.renderEntry(w, r, http.StatusOK, "已存入，事件编号 "+outcomes[0].ID+"。", nil)
	default:
		s.renderEntry(w, r, http.StatusOK, "已存入。", nil)
	}
}

// fieldWords are the fields of the forms, for people.
var fieldWords = map[string]string{
	"area": "区县", "indicator": "指标", "period": "期间", "value": "数值", "source": "来源", "by": "报告人", "why": "理由",
	"kind": "事件类型", "id": "事件编号", "state": "状态", "time": "时间", "start": "开始日期", "end": "结束日期", "document": "文号", "text": "说明",
}

// nameValue says of a value that is no number what was typed.
func nameValue(faults []entry.Fault, typed string) []entry.Fault {
	if typed = strings.TrimSpace(typed); typed == "" {
		return faults
	}
	if v, err := strconv.ParseFloat(typed, 64); err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
		return faults
	}
	for i := range faults {
		if faults[i].Field == "value" {
			faults[i].Detail = fmt.Sprintf("%q 不是数，应如 73.4，不带单位和千分号", cut(typed))
		}
	}
	return faults
}

func faultText(faults []entry.Fault) string {
	var texts []string
	for _, f := range faults {
		texts = append(texts, wordFor(fieldWords, f.Field)+"："+f.Detail)
	}
	return strings.Join(texts, "；") + "。"
}

func (s *Server) renderEntry(w http.ResponseWriter, r *http.Request, status int, said string, form url.Values) {
	f := s.frameOf(r, &entryPage)
	f.Said = said
	year := s.today().Year()
	view := entryView{Today: s.today().String(), Year: strconv.Itoa(year), Form: map[string]string{}}
	for name := range form {
		view.Form[form.Get("do")+"."+name] = form.Get(name)
	}
	view.Areas = s.askedViews(view.Form)
	unread := func(err error) bool {
		if err != nil {
			s.o.Log.Error("read entries for page", "error", err)
			view.Unread = true
		}
		return err != nil
	}
	figures, err := s.present(r.Context(), "", year)
	if !unread(err) {
		view.Figures = s.figureViews(figures)
	}
	steps, err := s.steps(r.Context(), "", "", year)
	if !unread(err) {
		proposals, err := s.proposals(r.Context(), steps)
		unread(err)
		view.Events = s.eventViews(steps, proposals)
	}
	if s.o.Trail != nil {
		lines, err := s.o.Trail.Newest(entriesOnPage, entry.ReportedHere)
		if !unread(err) {
			view.Entries = s.changeViews(lines)
		}
	}
	s.render(w, status, &entryPage, f, view)
}

// eventViews are the newest steps, the newest first.
func (s *Server) eventViews(steps []measure.Event, proposals map[int]target.Proposal) []eventView {
	var views []eventView
	for i := len(steps) - 1; i >= max(0, len(steps)-entriesOnPage); i-- {
		e := &steps[i]
		days := dayOrNot(e.Start)
		if e.End != 0 && e.End != e.Start {
			days += " 至 " + e.End.String()
		}
		v := eventView{Area: s.areaName(e.Area), Kind: s.words().Asked(e.Area, e.Kind, true), ID: e.ID, State: e.State,
			Time: e.Time.In(s.o.Zone).Format("2006-01-02 15:04"), Days: days, Document: e.Document, By: e.By, Text: e.Text,
			Next: nextStepHref(e.Area, e.Kind, e.ID)}
		if p, proposed := proposals[i]; proposed {
			v.Proposal, v.Exempt = p.Text(), exemptHref(e, &p)
		}
		views = append(views, v)
	}
	return views
}

// askedViews are the choices of the forms.
func (s *Server) askedViews(form map[string]string) []askedView {
	var areas []askedView
	for _, a := range s.o.Areas {
		v := askedView{Name: a.Name}
		for _, asked := range target.AskedBy(s.o.Entry.Targets) {
			if asked.Area != a.Code {
				continue
			}
			choice := choiceView{Value: a.Code + "/" + asked.ID, Name: asked.Name}
			if asked.Event {
				choice.Chosen = form["step.what"] == choice.Value
				choice.States = target.States(asked.ID)
				v.Events = append(v.Events, choice)
				if asked.ID == target.KindBurn {
					v.Burns = append(v.Burns, choiceView{Value: choice.Value, Name: a.Name, Chosen: form["burn.what"] == choice.Value})
				}
				continue
			}
			if asked.Unit != "" {
				choice.Name += "（" + asked.Unit + "）"
			}
			choice.Chosen = form["figure.what"] == choice.Value
			v.Figures = append(v.Figures, choice)
		}
		areas = append(areas, v)
	}
	return areas
}

// States are the states of all kinds of events asked for, each once.
func (v entryView) States() []string {
	var all []string
	for _, a := range v.Areas {
		for _, kind := range a.Events {
			for _, state := range kind.States {
				if !slices.Contains(all, state) {
					all = append(all, state)
				}
			}
		}
	}
	return all
}

// figureViews are the figures asked for, each with its newest period; one that nobody
// has reported this year is there without a value.
func (s *Server) figureViews(figures []presentFigure) []figureView {
	var views []figureView
	for _, asked := range target.AskedBy(s.o.Entry.Targets) {
		if asked.Event {
			continue
		}
		v := figureView{Area: s.areaName(asked.Area), Name: asked.Name, ID: asked.ID}
		newest := measure.Day(0)
		for _, f := range figures {
			_, last, err := measure.ParsePeriod(f.Period)
			if f.Area != asked.Area || f.ID != asked.ID || err != nil || last < newest {
				continue
			}
			newest = last
			v.Period, v.Value, v.Source, v.By = f.Period, entry.ValueText(f.Value), f.Source, f.By
			if asked.Unit != "" {
				v.Value += " " + asked.Unit
			}
		}
		views = append(views, v)
	}
	return views
}

func (s *Server) areaName(code string) string {
	if a := measure.AreaOf(s.o.Areas, code); a != nil {
		return a.Name
	}
	return code
}

// words names what people report and what lines of the audit trail are about.
func (s *Server) words() *entry.Words {
	w := entry.Words{Areas: s.o.Areas, Targets: s.o.Targets, Zone: s.o.Zone}
	if s.o.Entry != nil {
		w.Targets = s.o.Entry.Targets
	}
	return &w
}

func (s *Server) changeViews(lines []entry.Change) []changeView {
	views, w := make([]changeView, len(lines)), s.words()
	for i, c := range lines {
		views[i] = changeView{Number: c.Number, At: c.At.In(s.o.Zone).Format("2006-01-02 15:04:05"), Who: c.Who, Subject: c.Subject,
			About: w.Subject(c.Subject), Old: w.Value(c.Subject, c.Old), New: w.Value(c.Subject, c.New), Source: c.Source, By: c.By, Why: c.Why}
	}
	return views
}
