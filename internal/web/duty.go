package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/entry"
)

// Duty is what people may do to alerts. Every call needs a token or a session, on
// loopback too.
type Duty struct {
	// States are where all alerts stand, Book what was said to them.
	States      func() (map[string]alert.State, error)
	Book        func() (alert.Book, error)
	Acknowledge func(a alert.Acknowledgement, author string) error
	Silence     func(s alert.Silence, at time.Time, author string) error
	EndSilence  func(id, by, why string, at time.Time, author string) error
	// SendTest sends a test message to every channel. Its error is shown, so it must
	// hold no secret.
	SendTest func(ctx context.Context) error
}

// dutyRoutes adds the form and the writing endpoints.
func (s *Server) dutyRoutes(mux *http.ServeMux) {
	if s.o.Duty == nil {
		return
	}
	mux.Handle("GET "+dutyPage.path, s.signedIn(s.dutyGet))
	mux.Handle("POST "+dutyPage.path, s.writing(s.dutyPost))
	mux.Handle("POST /api/v1/alerts/acknowledge", s.writing(s.postJSON(s.acknowledge)))
	mux.Handle("GET /api/v1/silences", s.api(s.silences))
	mux.Handle("POST /api/v1/silences", s.writing(s.postJSON(s.silence)))
	mux.Handle("POST /api/v1/silences/{id}/end", s.writing(s.postJSON(s.endSilence)))
	mux.Handle("POST /api/v1/alerts/test", s.writing(s.postJSON(s.sendTest)))
}

// postJSON answers a posted body of JSON.
func (s *Server) postJSON(do func(r *http.Request, body []byte) error) http.HandlerFunc {
	return jsonOnly(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		if _, err := body.ReadFrom(r.Body); err != nil {
			writeProblem(w, problem{Status: http.StatusRequestEntityTooLarge, Title: "请求过大", Detail: "请求体超过上限"})
			return
		}
		if err := do(r, body.Bytes()); err != nil {
			s.refuse(w, r, dutyProblem(err))
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (s *Server) acknowledge(r *http.Request, body []byte) error {
	var said struct {
		Alert   string `json:"alert"`
		By      string `json:"by"`
		Comment string `json:"comment"`
	}
	if err := decodeSaid(body, &said, "alert、by、comment"); err != nil {
		return err
	}
	return s.takeOn(r, said.Alert, said.By, said.Comment)
}

// takeOn acknowledges an alert.
func (s *Server) takeOn(r *http.Request, id, by, comment string) error {
	return s.o.Duty.Acknowledge(alert.Acknowledgement{Alert: id, By: entry.Plain(by), Comment: entry.Plain(comment), At: s.o.Now()},
		authorOf(r.Context()).Name)
}

// silences are those that run or are to come, by their end.
func (s *Server) silences(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	running, err := s.runningSilences()
	if err != nil {
		return nil, err
	}
	bodies := make([]object, len(running))
	for i, one := range running {
		bodies[i] = object{{"id", one.ID}, {"kinds", orEmpty(one.Kinds)}, {"areas", orEmpty(one.Areas)}, {"targets", orEmpty(one.Targets)},
			{"from", s.stamp(one.From)}, {"until", s.stamp(one.Until)}, {"by", one.By}, {"comment", one.Comment}}
	}
	return list("silences", bodies), nil
}

// orEmpty is an empty list of JSON where there is none: it fits everything.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Server) runningSilences() ([]alert.Silence, error) {
	book, err := s.o.Duty.Book()
	if err != nil {
		return nil, fmt.Errorf("read silences: %w", err)
	}
	running := slices.DeleteFunc(book.Silences, func(one alert.Silence) bool { return !s.o.Now().Before(one.Until) })
	slices.SortFunc(running, func(a, b alert.Silence) int { return a.Until.Compare(b.Until) })
	return running, nil
}

// silence begins at once unless the body says when.
func (s *Server) silence(r *http.Request, body []byte) error {
	var said silenceBody
	if err := decodeSaid(body, &said, "id、kinds、areas、targets、from、until、by、comment"); err != nil {
		return err
	}
	one, err := said.silence(s.o.Zone)
	if err != nil {
		return err
	}
	return s.beginSilence(one, authorOf(r.Context()).Name)
}

func (s *Server) beginSilence(said alert.Silence, author string) error {
	now := s.o.Now()
	if said.From.IsZero() {
		said.From = now
	}
	if said.ID == "" {
		said.ID = now.UTC().Format(time.RFC3339Nano)
	}
	said.By, said.Comment = entry.Plain(said.By), entry.Plain(said.Comment)
	if !said.Until.IsZero() && !said.Until.After(now) {
		return &alert.Fault{Field: "until", Detail: s.moment(said.Until) + " 已经过去"}
	}
	if err := s.checkFits(&said); err != nil {
		return err
	}
	return s.o.Duty.Silence(said, now, author)
}

func (s *Server) endSilence(r *http.Request, body []byte) error {
	var said struct {
		By      string `json:"by"`
		Comment string `json:"comment"`
	}
	if err := decodeSaid(body, &said, "by、comment"); err != nil {
		return err
	}
	return s.stopSilence(r, r.PathValue("id"), said.By, said.Comment)
}

func (s *Server) stopSilence(r *http.Request, id, by, comment string) error {
	return s.o.Duty.EndSilence(id, entry.Plain(by), entry.Plain(comment), s.o.Now(), authorOf(r.Context()).Name)
}

func (s *Server) sendTest(r *http.Request, _ []byte) error {
	err := s.o.Duty.SendTest(r.Context())
	done := "已发出"
	if err != nil {
		done = "未送达：" + cmp.Or(dutyFaultText(err), err.Error())
		err = &alert.Fault{Detail: done}
	}
	s.record(r.Context(), "alert/test", done, "测试通知渠道")
	return err
}
