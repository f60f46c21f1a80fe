package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// whatIfBody is the answer to an assumption. Base and WhatIf have the members of a
// target.
type whatIfBody struct {
	Target    string     `json:"target"`
	Simulated bool       `json:"simulated"`
	Note      string     `json:"note"`
	Base      targetBody `json:"base"`
	WhatIf    targetBody `json:"what_if"`
	Changes   []string   `json:"changes"`
}

func whatIfBodyOf(simulated bool, a *whatif.Answer) whatIfBody {
	return whatIfBody{Target: a.Base.Target.ID, Simulated: simulated, Note: whatif.Note,
		Base: targetBodyOf(&a.Base), WhatIf: targetBodyOf(&a.WhatIf), Changes: a.Changes}
}

// EncodeWhatIf writes the body of GET /api/v1/what-if: one line of JSON.
func EncodeWhatIf(w io.Writer, simulated bool, a *whatif.Answer) error {
	if err := json.NewEncoder(w).Encode(whatIfBodyOf(simulated, a)); err != nil {
		return fmt.Errorf("encode what-if: %w", err)
	}
	return nil
}

// question is what a request asks.
type question struct {
	target     string
	assumption whatif.Assumption
}

// questionOf reads target, like, bad, dust and edition; faults are kept in q.
func questionOf(q *query) question {
	w := question{target: q.text("target")}
	a := &w.assumption
	a.Like = q.year("like", 0)
	var err error
	for _, text := range q.texts("bad") {
		q.keep(a.ParseBad(text))
	}
	a.Dust, err = whatif.ParseDust(q.text("dust"))
	q.keep(err)
	if rule, given := q.editionRule("edition"); given {
		a.Edition = &rule
	}
	return w
}

// keep notes a whatif.Fault; nil is none.
func (q *query) keep(err error) {
	var f whatif.Fault
	if errors.As(err, &f) {
		q.fault(f.Parameter, "%s", f.Detail)
	}
}

// whatIf answers GET /api/v1/what-if.
func (s *Server) whatIf(r *http.Request) (any, error) {
	if s.o.Reads.WhatIf == nil {
		return nil, problem{Status: http.StatusNotFound, Title: "本进程不能推演"}
	}
	q := queryOf(r)
	w := questionOf(q)
	if w.target == "" {
		q.fault("target", "未给出，应为目标编号，见 /api/v1/targets")
	}
	if w.assumption.Empty() && len(q.faults) == 0 {
		q.fault("like", "未给出任何假设，可用 like、bad、dust、edition")
	}
	answer, err := s.suppose(r, q, w)
	if err != nil {
		return nil, err
	}
	return whatIfBodyOf(s.simulated(), &answer), nil
}

// suppose answers the question, or says as a problem what is wrong with it.
func (s *Server) suppose(r *http.Request, q *query, w question) (whatif.Answer, error) {
	if err := q.err(); err != nil {
		return whatif.Answer{}, err
	}
	answer, err := s.o.Reads.WhatIf(r.Context(), w.target, w.assumption)
	var fault whatif.Fault
	switch {
	case errors.As(err, &fault):
		q.keep(fault)
		return answer, q.err()
	case err != nil:
		return answer, fmt.Errorf("judge target %s under an assumption: %w", w.target, err)
	}
	return answer, nil
}

// whatIfView is the page 推演.
type whatIfView struct {
	Note    string
	Targets []option
	Like    string
	Bad     []string // as entered, and one empty field more
	Dust    []option
	Edition []option
	Fault   string
	Name    string // of the target asked for; empty while nothing is asked
	Columns []whatIfColumn
	Changes []string
	API     string // address of the same answer
}

type option struct {
	Value, Name string
	Chosen      bool
}

// whatIfColumn is a target before or after.
type whatIfColumn struct {
	Name, Status, StatusText, AsOf, Value, Basis string
	Good, Exceeding, Undetermined, Remaining     string
	Budget, Probability, Expected, Reason        string
}

// whatIfForm answers GET /what-if: the form, and the answer when a target is chosen.
func (s *Server) whatIfForm(w http.ResponseWriter, r *http.Request) {
	f := s.frameOf(r, &whatIfPage)
	if s.o.Reads.WhatIf == nil {
		s.notFound(w, r)
		return
	}
	q := queryOf(r)
	asked := questionOf(q)
	view := s.whatIfViewOf(r, &asked)
	status := http.StatusOK
	if asked.target != "" || len(q.faults) > 0 {
		answer, err := s.suppose(r, q, asked)
		var p problem
		switch {
		case errors.As(err, &p):
			view.Fault, status = p.Title+"："+assumedText(p), p.Status
		case err != nil:
			s.o.Log.Error("what-if for page", "target", asked.target, "error", err)
			view.Fault, status = "数据暂时读不到，请稍后再试。", http.StatusServiceUnavailable
		default:
			view.Name, view.Changes, view.API = answer.Base.Target.Name, answer.Changes, "/api/v1/what-if?"+r.URL.RawQuery
			view.Columns = []whatIfColumn{columnOf("现状", &answer.Base), columnOf("推演", &answer.WhatIf)}
		}
	}
	s.render(w, status, &whatIfPage, f, view)
}

// assumedWords are the fields of the form, for people.
var assumedWords = map[string]string{"target": "目标", "like": "其余天数按某年同期", "bad": "某月超标增减", "dust": "沙尘", "edition": "执行标准"}

// assumedText names what is wrong by the fields of the form.
func assumedText(p problem) string {
	if len(p.Errors) == 0 {
		return p.Detail
	}
	var texts []string
	for _, f := range p.Errors {
		texts = append(texts, wordFor(assumedWords, f.Parameter)+"："+f.Detail)
	}
	return strings.Join(texts, "；")
}

func (s *Server) whatIfViewOf(r *http.Request, asked *question) whatIfView {
	values := r.URL.Query()
	view := whatIfView{Note: whatif.Note, Like: values.Get("like"),
		Dust: []option{{"", "按现有认定", false}, {string(whatif.Accepted), "疑似全部获上级认定", false}, {string(whatif.Refused), "均未获上级认定", false}},
		Edition: []option{{"", "按目标口径", false}, {"by-date", "按当日执行标准", false}, {"2012", "全年按 HJ 633—2012", false},
			{"2026", "全年按 HJ 633—2026", false}},
	}
	for _, text := range values["bad"] {
		if text != "" {
			view.Bad = append(view.Bad, strings.ReplaceAll(text, ": ", ":+"))
		}
	}
	view.Bad = append(view.Bad, "")
	choose(view.Dust, values.Get("dust"))
	choose(view.Edition, values.Get("edition"))
	for i := range s.o.Targets {
		if t := &s.o.Targets[i]; t.Kind.OnAirDays() {
			view.Targets = append(view.Targets, option{t.ID, fmt.Sprintf("%s %s（%d 年）", s.areaName(t.Area), t.Name, t.Year), t.ID == asked.target})
		}
	}
	return view
}

func choose(choices []option, value string) {
	for i := range choices {
		choices[i].Chosen = choices[i].Value == value
	}
}

func columnOf(name string, p *target.Progress) whatIfColumn {
	status, reason := statusText(p)
	c := whatIfColumn{Name: name, Status: p.Status.String(), StatusText: status, Reason: reason,
		AsOf: p.AsOf.Chinese(), Value: target.ValueText(p), Basis: target.BasisText(p.Target)}
	if d := p.Days; d != nil {
		days := func(n int) string { return fmt.Sprintf("%d 天", n) }
		c.Good, c.Exceeding, c.Undetermined, c.Remaining = days(d.Good), days(d.Exceeding), days(d.Undetermined), days(d.Remaining)
		c.Budget = target.BudgetText(p.Target.Kind, d.Budget)
	}
	if f := p.Forecast; f != nil {
		c.Probability = f.Sentence
		c.Expected = fmt.Sprintf("%.0f 天（%.0f～%.0f）", f.Expected, f.ExpectedLow, f.ExpectedHigh)
	}
	return c
}
