// Package notifytest holds what the tests of all channels ask for: a message, a
// receiver that answers as told, and that no error tells a secret.
package notifytest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
)

// Secrets of the receivers under test. No error may hold one.
const (
	Key    = "k3y-of-the-address"
	Secret = "s3cret-of-the-signature"
)

// Sent is the time of every sending: Unix second 1795219200.
var Sent = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// Now is the clock of every channel under test.
func Now() time.Time { return Sent }

// Message is a message on simulated data.
func Message() alert.Message {
	return alert.Message{ID: "target-status/x/2026/2026-11-19#1", Alert: "target-status/x/2026/2026-11-19",
		Kind: alert.TargetStatus, Target: "x", Area: "220605", Severity: alert.Warning, State: alert.Firing,
		Title: "【有风险】江源区", Text: "【有风险】优良 \"301\" 天", Simulated: true, Link: "https://lanbi.example/#x"}
}

// Request is what a receiver got.
type Request struct {
	Method, URL string
	Header      http.Header
	Body        []byte
}

// Receiver is an HTTP server that keeps the last request and answers as told.
type Receiver struct {
	*httptest.Server
	Got    chan Request // of the last request
	Status int
	Answer string
}

// Serve starts a receiver that answers 200 with the given body.
func Serve(t *testing.T, answer string) *Receiver {
	t.Helper()
	r := &Receiver{Got: make(chan Request, 100), Status: http.StatusOK, Answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.Got <- Request{request.Method, request.URL.RequestURI(), request.Header, body}
		w.WriteHeader(r.Status)
		_, _ = io.WriteString(w, r.Answer)
	}))
	t.Cleanup(r.Close)
	return r
}

// Address is the receiver's address with the key in path and query.
func (r *Receiver) Address() string { return r.URL + "/" + Key + "?key=" + Key }

// Limited sends messages whose text is far too long, and wants the receiver to get the
// first most of them, none with a body of more than 20,000 bytes, and the next to be
// kept for later.
func Limited(t *testing.T, r *Receiver, send func(context.Context, alert.Message) (retry bool, err error), most int) {
	t.Helper()
	m := Message()
	m.Text = strings.Repeat("\"达标\"\n", 5000)
	for i := range most {
		if _, err := send(t.Context(), m); err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
	}
	if retry, err := send(t.Context(), m); !retry || err == nil || len(r.Got) != most {
		t.Errorf("message %d: retry %v, %v, %d requests", most+1, retry, err, len(r.Got))
	}
	if body := (<-r.Got).Body; len(body) > 20000 || !json.Valid(body) {
		t.Errorf("body of %d bytes, want at most 20,000", len(body))
	}
}

// Secretless fails when an error of the chain tells a secret, the host or an
// address.
func Secretless(t *testing.T, err error, more ...string) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, hidden := range append(more, Key, Secret, "http://", "127.0.0.1") {
			if hidden != "" && strings.Contains(e.Error(), hidden) {
				t.Errorf("error tells %q: %v", hidden, e)
			}
		}
	}
}
