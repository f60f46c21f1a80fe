// Package webhook sends messages as JSON to an HTTP address.
//
// The body is alert.Message as JSON. The headers are
//
//	X-Lanbi-Id         the message's id, the same on every copy
//	X-Lanbi-Timestamp  Unix seconds of the sending
//	X-Lanbi-Signature  "sha256=" and, in hex, the HMAC-SHA256 of timestamp + "." + body,
//	                   only with a secret
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Options describe one receiver.
type Options struct {
	Name    string        // stands for the receiver in errors
	URL     string        // http or https
	Secret  string        // signs the body; empty sends no signature
	Timeout time.Duration // notify.DefaultTimeout when 0
	Now     func() time.Time
}

// Webhook sends to one receiver. Its methods may be called from any goroutine.
type Webhook struct {
	client *notify.Client
	secret []byte
}

// New checks the options. It connects to nothing.
func New(o Options) (*Webhook, error) {
	client, err := notify.NewClient(notify.Options{Kind: "webhook", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	return &Webhook{client: client, secret: []byte(o.Secret)}, nil
}

// String names the receiver without its address.
func (w *Webhook) String() string { return w.client.String() }

// Send posts the message once. err is nil once the receiver has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (w *Webhook) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	body, err := json.Marshal(m.Marked())
	if err != nil {
		return false, fmt.Errorf("send message %s to %s: encode: %w", m.ID, w, err)
	}
	_, err = w.client.Do(ctx, notify.Request{Message: m.ID, Header: w.header(m.ID, body), Body: body})
	return notify.Retry(err), err
}

func (w *Webhook) header(id string, body []byte) http.Header {
	stamp := strconv.FormatInt(w.client.Now().Unix(), 10)
	header := notify.JSONHeader()
	header.Set("X-Lanbi-Id", id)
	header.Set("X-Lanbi-Timestamp", stamp)
	if len(w.secret) > 0 {
		header.Set("X-Lanbi-Signature", "sha256="+Signature(w.secret, stamp, body))
	}
	return header
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
