package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanbi/internal/alert"
)

const dutyPath = "/alerts"

// Duty is what people may do to alerts. Every call needs a token or a session, on
// loopback too.
type Duty struct {
	// States are where all alerts stand.
	States      func() (map[string]alert.State, error)
	Acknowledge func(alert.Acknowledgement) error
	Silence     func(s alert.Silence, at time.Time) error
	// SendTest sends a test message to every channel. Its error is shown, so it must
	// hold no secret.
	SendTest func(ctx context.Context) error
}

// dutyRoutes adds the form and the writing endpoints.
func (s *Server) dutyRoutes(mux *http.ServeMux) {
	if s.o.Duty == nil {
		return
	}
	mux.Handle("GET "+dutyPath, s.known(s.dutyForm))
	mux.Handle("POST "+dutyPath, s.known(s.dutyPost))
	mux.Handle("POST /api/v1/alerts/acknowledge", s.writing(s.postJSON(s.acknowledge)))
	mux.Handle("POST /api/v1/silences", s.writing(s.postJSON(s.silence)))
	mux.Handle("POST /api/v1/alerts/test", s.writing(s.postJSON(s.sendTest)))
}

// known lets only those see and send the form who carry a token or a session, on
// loopback too.
func (s *Server) known(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.signedIn(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="lanbi"`)
			writeProblem(w, problem{Status: http.StatusUnauthorized, Title: "需要令牌",
				Detail: "写操作一律需要令牌（配置 web.auth），本机访问也不例外"})
			return
		}
		next(w, r)
	})
}

// postJSON hands the body on, and answers 204 once it was taken.
func (s *Server) postJSON(do func(r *http.Request, body []byte) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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

func (s *Server) acknowledge(_ *http.Request, body []byte) error {
	var said struct{ Alert, By, Comment string }
	if err := decodeBody(body, &said); err != nil {
		return fmt.Errorf("read body: want alert, by, comment: %w", err)
	}
	return s.o.Duty.Acknowledge(alert.Acknowledgement{Alert: said.Alert, By: said.By, Comment: said.Comment, At: s.o.Now()})
}

// silence begins at once unless the body says when.
func (s *Server) silence(_ *http.Request, body []byte) error {
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
	return s.o.Duty.Silence(said, now)
}

func (s *Server) sendTest(r *http.Request, _ []byte) error { return s.o.Duty.SendTest(r.Context()) }

// csrf is what a form must carry: bound to the session of the person who got it.
func (s *Server) csrf(r *http.Request) string {
	mac := hmac.New(sha256.New, s.sessions.key)
	mac.Write([]byte("form\x00"))
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		mac.Write([]byte(cookie.Value))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

type dutyView struct {
	Simulated    bool
	Notice, CSRF string
	Said         string
	Alerts       []alert.State
}

func (s *Server) dutyForm(w http.ResponseWriter, r *http.Request) {
	s.renderDuty(w, r, http.StatusOK, "")
}

func (s *Server) renderDuty(w http.ResponseWriter, r *http.Request, status int, said string) {
	states, err := s.o.Duty.States()
	view := dutyView{Simulated: s.o.Simulated, Notice: simulatedNotice, CSRF: s.csrf(r), Said: said}
	for _, state := range states {
		if state.Phase == alert.Firing {
			view.Alerts = append(view.Alerts, state)
		}
	}
	slices.SortFunc(view.Alerts, func(a, b alert.State) int { return strings.Compare(a.ID, b.ID) })
	var page bytes.Buffer
	if err = errors.Join(err, s.page.duty.Execute(&page, view)); err != nil {
		s.o.Log.Error("render alerts form", "error", err)
		http.Error(w, "页面生成失败，原因见服务日志", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes())
}

// dutyPost takes the form: an acknowledgement, or the wish for a test message.
func (s *Server) dutyPost(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || !hmac.Equal([]byte(r.PostForm.Get("csrf")), []byte(s.csrf(r))) {
		writeProblem(w, problem{Status: http.StatusForbidden, Title: "表单已失效", Detail: "请重新打开页面后再提交"})
		return
	}
	var err error
	said := "已确认。"
	if r.PostForm.Get("do") == "test" {
		said, err = "测试消息已发出。", s.o.Duty.SendTest(r.Context())
	} else {
		err = s.o.Duty.Acknowledge(alert.Acknowledgement{Alert: r.PostForm.Get("alert"), By: r.PostForm.Get("by"),
			Comment: r.PostForm.Get("comment"), At: s.o.Now()})
	}
	if err != nil {
		s.renderDuty(w, r, http.StatusUnprocessableEntity, "未能执行："+err.Error())
		return
	}
	s.renderDuty(w, r, http.StatusOK, said)
}
