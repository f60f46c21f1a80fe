package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanbi/internal/alert"
)

// Duty is what people may do to alerts. Every call needs a token or a session, on
// loopback too.
type Duty struct {
	// States are where all alerts stand.
	States      func() (map[string]alert.State, error)
	Acknowledge func(a alert.Acknowledgement, author string) error
	Silence     func(s alert.Silence, at time.Time, author string) error
	// SendTest sends a test message to every channel. Its error is shown, so it must
	// hold no secret.
	SendTest func(ctx context.Context) error
}

// dutyRoutes adds the form and the writing endpoints.
func (s *Server) dutyRoutes(mux *http.ServeMux) {
	if s.o.Duty == nil {
		return
	}
	mux.Handle("GET "+dutyPage.path, s.writing(s.dutyForm))
	mux.Handle("POST "+dutyPage.path, s.writing(s.dutyPost))
	mux.Handle("POST /api/v1/alerts/acknowledge", s.writing(s.postJSON(s.acknowledge)))
	mux.Handle("POST /api/v1/silences", s.writing(s.postJSON(s.silence)))
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
			s.o.Log.Warn("refuse change of alerts", "path", r.URL.Path, "error", err)
			writeProblem(w, problem{Status: http.StatusUnprocessableEntity, Title: "未能执行", Detail: err.Error()})
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func decodeBody(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func (s *Server) acknowledge(r *http.Request, body []byte) error {
	var said struct{ Alert, By, Comment string }
	if err := decodeBody(body, &said); err != nil {
		return fmt.Errorf("read body: want alert, by, comment: %w", err)
	}
	return s.o.Duty.Acknowledge(alert.Acknowledgement{Alert: said.Alert, By: said.By, Comment: said.Comment, At: s.o.Now()}, authorOf(r.Context()).Name)
}

// silence begins at once unless the body says when.
func (s *Server) silence(r *http.Request, body []byte) error {
	var said alert.Silence
	if err := decodeBody(body, &said); err != nil {
		return fmt.Errorf("read body: want kinds, areas, targets, from, until, by, comment: %w", err)
	}
	now := s.o.Now()
	if said.From.IsZero() {
		said.From = now
	}
	if said.ID == "" {
		said.ID = now.UTC().Format(time.RFC3339Nano)
	}
	return s.o.Duty.Silence(said, now, authorOf(r.Context()).Name)
}

func (s *Server) sendTest(r *http.Request, _ []byte) error {
	err := s.o.Duty.SendTest(r.Context())
	done := "sent"
	if err != nil {
		done = "failed: " + err.Error()
	}
	s.record(r.Context(), "alert/test", done, "测试通知渠道")
	return err
}

func (s *Server) dutyForm(w http.ResponseWriter, r *http.Request) {
	s.renderDuty(w, r, http.StatusOK, "")
}

func (s *Server) renderDuty(w http.ResponseWriter, r *http.Request, status int, said string) {
	states, err := s.o.Duty.States()
	if err != nil {
		s.o.Log.Error("read alerts for page", "error", err)
		http.Error(w, "提醒状态暂时读不到，原因见服务日志", http.StatusServiceUnavailable)
		return
	}
	var firing []alert.State
	for _, state := range states {
		if state.Phase == alert.Firing {
			firing = append(firing, state)
		}
	}
	slices.SortFunc(firing, func(a, b alert.State) int { return strings.Compare(a.ID, b.ID) })
	f := s.frameOf(r, &dutyPage)
	f.Said = said
	s.render(w, status, &dutyPage, f, firing)
}

// dutyPost takes the form: an acknowledgement, or the wish for a test message.
func (s *Server) dutyPost(w http.ResponseWriter, r *http.Request) {
	if !s.formHolds(w, r) {
		return
	}
	var err error
	said := "已确认。"
	if r.PostForm.Get("do") == "test" {
		said, err = "测试消息已发出。", s.sendTest(r, nil)
	} else {
		err = s.o.Duty.Acknowledge(alert.Acknowledgement{Alert: r.PostForm.Get("alert"), By: r.PostForm.Get("by"),
			Comment: r.PostForm.Get("comment"), At: s.o.Now()}, authorOf(r.Context()).Name)
	}
	if err != nil {
		s.renderDuty(w, r, http.StatusUnprocessableEntity, "未能执行："+err.Error())
		return
	}
	s.renderDuty(w, r, http.StatusOK, said)
}
