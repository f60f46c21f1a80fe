package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

const (
	key    = "k3y-in-path"
	secret = "s3cret-of-hmac"
)

var sent = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func message() alert.Message {
	return alert.Message{ID: "target-status/x/2026/2026-11-19#1", Alert: "target-status/x/2026/2026-11-19",
		Kind: alert.TargetStatus, Target: "x", Severity: alert.Warning, State: alert.Firing,
		Title: "【有风险】", Text: "【有风险】优良 301 天", Simulated: true}
}

func webhookTo(t *testing.T, base string) *Webhook { return impatient(t, base, 5*time.Second) }

func impatient(t *testing.T, base string, timeout time.Duration) *Webhook {
	t.Helper()
	w, err := New(Options{Name: "值班", URL: base + "/hook/" + key + "?token=" + key, Secret: secret,
		Timeout: timeout, Now: func() time.Time { return sent }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// secretless fails when the error tells the key, the secret or the host.
func secretless(t *testing.T, err error, base string) {
	t.Helper()
	host := base[strings.LastIndex(base, "/")+1:]
	for e := err; e != nil; e = errors.Unwrap(e) {
		for _, hidden := range []string{key, secret, host, "http://"} {
			if strings.Contains(e.Error(), hidden) {
				t.Errorf("error tells %q: %v", hidden, e)
			}
		}
	}
}

func TestSend_BodyAndSignature(t *testing.T) {
	type request struct {
		header http.Header
		body   []byte
		method string
	}
	got := make(chan request, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- request{r.Header, body, r.Method + " " + r.URL.RequestURI()}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	if retry, err := webhookTo(t, server.URL).Send(t.Context(), message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	r := <-got
	if want := "POST /hook/" + key + "?token=" + key; r.method != want {
		t.Errorf("request %s, want %s", r.method, want)
	}
	var m alert.Message
	if err := json.Unmarshal(r.body, &m); err != nil {
		t.Fatal(err)
	}
	if m != message().Marked() || !strings.Contains(m.Text, "模拟数据，非实测，不得引用") {
		t.Errorf("body %s", r.body)
	}
	for name, want := range map[string]string{
		"Content-Type":      "application/json; charset=utf-8",
		"X-Lanbi-Id":        message().ID,
		"X-Lanbi-Timestamp": "1795219200",
		"X-Lanbi-Signature": "sha256=" + Signature([]byte(secret), "1795219200", r.body),
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// The vector was computed with: printf '1795219200.{"a":1}' | openssl dgst -sha256 -hmac key
func TestSignature_KnownVector(t *testing.T) {
	const want = "efac48c00cfeae2c3b061c1b10dd97b8096d1eaa978151ec4526353eea067a0d"
	if got := Signature([]byte("key"), "1795219200", []byte(`{"a":1}`)); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestSend_NoSecretNoSignature(t *testing.T) {
	signature := make(chan []string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		signature <- r.Header.Values("X-Lanbi-Signature")
	}))
	defer server.Close()
	w, err := New(Options{Name: "n", URL: server.URL, Now: func() time.Time { return sent }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if s := <-signature; len(s) != 0 {
		t.Errorf("signature without secret: %q", s)
	}
}

func TestSend_RetryByStatus(t *testing.T) {
	cases := []struct {
		status     int
		retryAfter string
		retry      bool
		after      time.Duration
	}{
		{http.StatusFound, "", false, 0},
		{http.StatusBadRequest, "120", false, 0},
		{http.StatusUnauthorized, "", false, 0},
		{http.StatusNotFound, "", false, 0},
		{http.StatusRequestTimeout, "", true, 0},
		{http.StatusRequestEntityTooLarge, "", false, 0},
		{http.StatusTooManyRequests, "30", true, 30 * time.Second},
		{http.StatusInternalServerError, "", true, 0},
		{http.StatusServiceUnavailable, "Sat, 21 Nov 2026 00:02:00 GMT", true, 2 * time.Minute},
		{http.StatusServiceUnavailable, "Fri, 20 Nov 2026 00:02:00 GMT", true, 0},
		{http.StatusServiceUnavailable, "86400", true, time.Hour},
		{http.StatusServiceUnavailable, "soon", true, 0},
	}
	for _, c := range cases {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c.retryAfter != "" {
				w.Header().Set("Retry-After", c.retryAfter)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			io.WriteString(w, "no such key: "+key+" "+r.URL.String())
		}))
		retry, err := webhookTo(t, server.URL).Send(t.Context(), message())
		var e *notify.Error
		if !errors.As(err, &e) || retry != c.retry || e.Permanent() == c.retry || e.RetryAfter() != c.after || e.Status != c.status {
			t.Errorf("status %d, Retry-After %q: retry %v, %+v; want retry %v after %v", c.status, c.retryAfter, retry, err, c.retry, c.after)
		}
		if err != nil {
			secretless(t, err, server.URL)
		}
		server.Close()
	}
}

func TestSend_NetworkFaultsAreRetriedAndTellNoSecret(t *testing.T) {
	hang := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer hanging.Close()
	defer close(hang)
	cutting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		panic(http.ErrAbortHandler)
	}))
	defer cutting.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = nil
	untrusted.StartTLS()
	defer untrusted.Close()

	for name, base := range map[string]string{
		"refused":   "http://" + refusedAddress(t),
		"cut":       cutting.URL,
		"untrusted": untrusted.URL,
		"hanging":   hanging.URL,
		"no host":   "http://" + key + ".invalid",
	} {
		w := webhookTo(t, base)
		if name == "hanging" {
			w = impatient(t, base, 50*time.Millisecond)
		}
		retry, err := w.Send(t.Context(), message())
		if !retry || err == nil {
			t.Errorf("%s: retry %v, %v; want an error to be retried", name, retry, err)
			continue
		}
		secretless(t, err, base)
		if !strings.Contains(err.Error(), "值班") {
			t.Errorf("%s: %v does not name the receiver", name, err)
		}
	}
}

// refusedAddress is an address at which nothing listens.
func refusedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestSend_CancelledIsNotRetried(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	retry, err := webhookTo(t, "http://127.0.0.1:1").Send(ctx, message())
	if retry || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: retry %v, %v", retry, err)
	}
	secretless(t, err, "http://127.0.0.1:1")
}

func TestNew_RefusesBadAddressWithoutRepeatingIt(t *testing.T) {
	for _, address := range []string{"", "hook/" + key, "ftp://h/" + key, "http://h:x/" + key, "https:///" + key, "http://[::1/" + key} {
		_, err := New(Options{Name: "n", URL: address, Now: time.Now})
		if err == nil {
			t.Errorf("address %q was accepted", address)
			continue
		}
		secretless(t, err, "h/x")
	}
}

func TestString_HidesAddress(t *testing.T) {
	if s := webhookTo(t, "http://127.0.0.1:1").String(); s != `webhook "值班"` {
		t.Errorf("String() = %s", s)
	}
}
