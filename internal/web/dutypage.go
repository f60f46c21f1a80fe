package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/entry"
)

type choice struct{ Value, Word string }

// kindChoices are the kinds of alerts, in the order of the form.
func kindChoices() []choice {
	var all []choice
	for _, kind := range alert.Kinds() {
		all = append(all, choice{string(kind), kind.Chinese()})
	}
	return all
}

// dutyView is everything the page of the duty officer says.
type dutyView struct {
	Alerts   []dutyAlert
	Silences []dutySilence
	Kinds    []choice
	Areas    []choice
	Form     dutyForm
}

// dutyForm is what the fields of the forms hold: at first who is signed in and an end
// tomorrow, then what was typed and not taken, in the form it was typed in.
type dutyForm struct {
	Name                            string // of who is signed in
	Do, Alert, Silence, By, Comment string
	Kind, Area, Until               string
}

// Taking is what the form on an alert holds.
func (f dutyForm) Taking(id string) dutyForm { return f.of(f.Do == "" && f.Alert == id) }

// Ending is what the form to end a silence holds.
func (f dutyForm) Ending(id string) dutyForm { return f.of(f.Do == "end" && f.Silence == id) }

// Beginning is what the form of a silence holds.
func (f dutyForm) Beginning() dutyForm { return f.of(f.Do == "silence") }

// of is the form itself when it was the one typed in, else an empty one.
func (f dutyForm) of(typed bool) dutyForm {
	if typed && f.By+f.Comment != "" {
		return f
	}
	return dutyForm{By: f.Name, Until: f.Until}
}

type dutyAlert struct {
	ID, Severity, Word, Kind, Title, Text, Since string
	Excused                                      string // the reported outage behind it; empty without one
	Ack                                          *alert.Acknowledgement
	At                                           string // of the acknowledgement
}

type dutySilence struct {
	ID, From, Until, By, Comment string
	Fits                         string // what it holds back
	ToCome                       bool
}

func (s *Server) dutyGet(w http.ResponseWriter, r *http.Request) {
	s.renderDuty(w, r, http.StatusOK, "", nil)
}

func (s *Server) renderDuty(w http.ResponseWriter, r *http.Request, status int, said string, typed url.Values) {
	states, err := s.o.Duty.States()
	book, failed := s.o.Duty.Book()
	running, unread := s.runningSilences()
	if err := errors.Join(err, failed, unread); err != nil {
		s.o.Log.Error("read alerts for page", "error", err)
		http.Error(w, "提醒状态暂时读不到，原因见服务日志", http.StatusServiceUnavailable)
		return
	}
	f := s.frameOf(r, &dutyPage)
	f.Said = said
	view := dutyView{Alerts: s.dutyAlerts(states, book), Kinds: kindChoices(), Form: dutyForm{Do: typed.Get("do"), Alert: typed.Get("alert"),
		Silence: typed.Get("silence"), By: typed.Get("by"), Comment: typed.Get("comment"), Kind: typed.Get("kind"), Area: typed.Get("area"),
		Until: cmp.Or(typed.Get("until"), s.o.Now().In(s.o.Zone).AddDate(0, 0, 1).Format(localTime))}}
	if f.Reader != nil {
		view.Form.Name = f.Reader.Name
	}
	for i := range s.o.Areas {
		view.Areas = append(view.Areas, choice{s.o.Areas[i].Code, s.o.Areas[i].Name})
	}
	for _, one := range running {
		view.Silences = append(view.Silences, dutySilence{ID: one.ID, From: s.moment(one.From), Until: s.moment(one.Until),
			By: one.By, Comment: one.Comment, Fits: s.fits(&one), ToCome: one.From.After(s.o.Now())})
	}
	s.render(w, status, &dutyPage, f, view)
}

// dutyAlerts are the alerts that last: those nobody has taken on first, the most
// urgent of them first, the newest first.
func (s *Server) dutyAlerts(states map[string]alert.State, book alert.Book) []dutyAlert {
	var firing []alert.State
	for _, state := range states {
		if state.Phase == alert.Firing {
			firing = append(firing, state)
		}
	}
	urgency := []alert.Severity{alert.Critical, alert.Warning, alert.Info}
	order := func(state *alert.State) int {
		at := slices.Index(urgency, state.Severity)
		if _, taken := book.Acks[state.ID]; taken {
			at += len(urgency)
		}
		return at
	}
	slices.SortFunc(firing, func(a, b alert.State) int {
		if c := order(&a) - order(&b); c != 0 {
			return c
		}
		if c := b.Since.Compare(a.Since); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	out := make([]dutyAlert, len(firing))
	for i, state := range firing {
		out[i] = dutyAlert{ID: state.ID, Severity: string(state.Severity), Word: wordFor(severityWords, string(state.Severity)), Kind: state.Kind.Chinese(),
			Title: cmp.Or(state.Title, state.Key), Text: state.Text, Since: s.moment(state.Since), Excused: state.Excused}
		if ack, taken := book.Acks[state.ID]; taken {
			out[i].Ack, out[i].At = &ack, s.moment(ack.At)
		}
	}
	return out
}

// fits says what a silence holds back.
func (s *Server) fits(one *alert.Silence) string {
	var parts []string
	for _, kind := range one.Kinds {
		parts = append(parts, kind.Chinese())
	}
	for _, code := range one.Areas {
		parts = append(parts, s.areaName(code))
	}
	parts = append(parts, one.Targets...)
	if len(parts) == 0 {
		return "全部提醒"
	}
	return strings.Join(parts, "、")
}

// moment is a time of any year for people.
func (s *Server) moment(at time.Time) string { return at.In(s.o.Zone).Format("2006-01-02 15:04") }

// localTime is what a browser's field for date and time holds.
const localTime = "2006-01-02T15:04"

// dutyPost takes the forms of the page.
func (s *Server) dutyPost(w http.ResponseWriter, r *http.Request) {
	if !s.formHolds(w, r) {
		return
	}
	said, err := s.dutyDo(r)
	var p problem
	switch {
	case errors.As(dutyProblem(err), &p):
		s.renderDuty(w, r, p.Status, p.Title+"："+dutyFaultText(err), r.PostForm)
		return
	case err != nil:
		s.o.Log.Error("take change of alerts from page", "error", err)
		s.renderDuty(w, r, http.StatusServiceUnavailable, "未能执行：存储暂时不可用，原因见服务日志，请稍后再试。", r.PostForm)
		return
	}
	s.renderDuty(w, r, http.StatusOK, said, nil)
}

func (s *Server) dutyDo(r *http.Request) (said string, err error) {
	get := r.PostForm.Get
	switch get("do") {
	case "test":
		return "测试消息已发出。", s.sendTest(r, nil)
	case "silence":
		until, err := time.ParseInLocation(localTime, get("until"), s.o.Zone)
		if err != nil {
			return "", &alert.Fault{Field: "until", Detail: fmt.Sprintf("%q 不是时间，应如 2026-11-22T08:00", get("until"))}
		}
		if until.After(s.o.Now().AddDate(1, 0, 0)) { // a slip of the year, and nobody would be told for as long
			return "", &alert.Fault{Field: "until", Detail: s.moment(until) + " 在一年以后，应在一年以内"}
		}
		one := alert.Silence{Until: until, By: get("by"), Comment: get("comment")}
		if kind := get("kind"); kind != "" {
			one.Kinds = []alert.Kind{alert.Kind(kind)}
		}
		if area := get("area"); area != "" {
			one.Areas = []string{area}
		}
		if again, err := s.silenced(&one); again || err != nil {
			return unchanged, err
		}
		return "已静默。", s.beginSilence(one, authorOf(r.Context()).Name)
	case "end":
		return "静默已结束。", s.stopSilence(r, get("silence"), get("by"), get("comment"))
	}
	if again, err := s.taken(get("alert"), get("by"), get("comment")); again || err != nil {
		return unchanged, err
	}
	return "已确认。", s.takeOn(r, get("alert"), get("by"), get("comment"))
}

// unchanged answers a form that was sent twice.
const unchanged = "与已存内容相同，没有变化。"

// silenced tells whether the same silence runs already.
func (s *Server) silenced(one *alert.Silence) (bool, error) {
	running, err := s.runningSilences()
	return slices.ContainsFunc(running, func(have alert.Silence) bool {
		return slices.Equal(have.Kinds, one.Kinds) && slices.Equal(have.Areas, one.Areas) && len(have.Targets) == 0 && have.Until.Equal(one.Until) &&
			have.By == entry.Plain(one.By) && have.Comment == entry.Plain(one.Comment)
	}), err
}

// taken tells whether the same person has taken on the alert with the same words.
func (s *Server) taken(id, by, comment string) (bool, error) {
	book, err := s.o.Duty.Book()
	have, known := book.Acks[id]
	return known && have.By == entry.Plain(by) && have.Comment == entry.Plain(comment), err
}
