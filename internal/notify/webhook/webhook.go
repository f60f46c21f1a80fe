// Package webhook sends messages as JSON to an HTTP address.
//
// The body is alert.Message as JSON. The headers are
//
//	X-Lanbi-Id         the message's id, the same on every copy
//	X-Lanbi-Timestamp  Unix seconds of the sending
//	X-Lanbi-Signature  "sha256=" and, in hex, the HMAC-SHA256 of timestamp + "." + body,
//	                   only with a secret
//
// The address may hold a key, in its path, its query or its host name. So neither
// it nor the secret is in any error, and nothing here logs.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lanbi/internal/alert"
)

// DefaultTimeout bounds one sending, connection and answer included.
const DefaultTimeout = 10 * time.Second

// Options describe one receiver.
type Options struct {
	Name    string        // stands for the receiver in errors
	URL     string        // http or https
	Secret  string        // signs the body; empty sends no signature
	Timeout time.Duration // DefaultTimeout when 0
	Now     func() time.Time
}

// Webhook sends to one receiver. Its methods may be called from any goroutine.
type Webhook struct {
	name    string
	address string
	secret  []byte
	now     func() time.Time
	client  *http.Client
}

// New checks the options. It connects to nothing.
func New(o Options) (*Webhook, error) {
	// The fault of url.Parse repeats the address and is kept out.
	u, err := url.Parse(o.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("webhook %q: url is not an http or https address", o.Name)
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Now == nil {
		return nil, fmt.Errorf("webhook %q: no clock given", o.Name)
	}
	return &Webhook{
		name: o.Name, address: o.URL, secret: []byte(o.Secret), now: o.Now,
		client: &http.Client{
			Timeout: o.Timeout,
			// A redirect would hand the message to an address nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// String names the receiver without its address.
func (w *Webhook) String() string { return fmt.Sprintf("webhook %q", w.name) }

// Send posts the message once. err is nil once the receiver has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then an
// *Error.
func (w *Webhook) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	body, err := json.Marshal(m.Marked())
	if err != nil {
		return false, fmt.Errorf("send message %s to %s: encode: %w", m.ID, w, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address, bytes.NewReader(body))
	if err != nil {
		return false, &Error{webhook: w.name, message: m.ID, reason: "the request cannot be built"}
	}
	w.sign(request, m.ID, body)
	response, err := w.client.Do(request)
	if err != nil {
		e := &Error{webhook: w.name, message: m.ID, reason: failure(err), retry: ctx.Err() == nil}
		if ctx.Err() != nil {
			e.cause = context.Cause(ctx)
		}
		return e.retry, e
	}
	defer response.Body.Close()
	// The answer is read so that the connection can be used again, and forgotten:
	// it may repeat the key.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode/100 == 2 {
		return false, nil
	}
	e := &Error{
		webhook: w.name, message: m.ID, Status: response.StatusCode,
		reason: "answered " + strconv.Itoa(response.StatusCode) + " " + http.StatusText(response.StatusCode),
		retry:  retryable(response.StatusCode),
	}
	if e.retry {
		e.after = retryAfter(response.Header.Get("Retry-After"), w.now())
	}
	return e.retry, e
}

func (w *Webhook) sign(request *http.Request, id string, body []byte) {
	stamp := strconv.FormatInt(w.now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "lanbi")
	request.Header.Set("X-Lanbi-Id", id)
	request.Header.Set("X-Lanbi-Timestamp", stamp)
	if len(w.secret) > 0 {
		request.Header.Set("X-Lanbi-Signature", "sha256="+Signature(w.secret, stamp, body))
	}
}

// Signature is the HMAC-SHA256 of stamp + "." + body in hex, as a receiver has
// to compute it.
func Signature(secret []byte, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(stamp))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// retryable tells whether the same request can succeed later: a time-out, too
// many requests, or a fault of the server. Every other answer is about the
// request itself.
func retryable(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status/100 == 5
}

// retryAfter reads the header, which is whole seconds or a date; 0 when it is
// absent, past or unreadable. An hour is the most that is believed.
func retryAfter(header string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), time.Hour)
}

// failure says why no answer came, in words that hold no part of the address:
// the text of the error itself often does.
func failure(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped before an answer came"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return connectFailure(err)
}
