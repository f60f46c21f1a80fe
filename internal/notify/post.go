// Package notify holds what the channels to people share: one HTTP request, the
// question whether to try again, and the limits that receivers set.
//
// The address of a receiver may hold a key, in its path, its query or its host
// name. So neither it nor any secret nor anything a receiver answered is in an
// error, and nothing here or in a channel logs.
package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// DefaultTimeout bounds one sending, connection and answer included.
const DefaultTimeout = 10 * time.Second

// maxAnswer is as much of an answer as is read.
const maxAnswer = 64 << 10

// Options describe one receiver reached by HTTP.
type Options struct {
	Kind    string // of the channel, such as "wecom"
	Name    string // stands for the receiver in errors
	URL     string // http or https
	Timeout time.Duration
	Now     func() time.Time
}

// Client sends requests to one receiver. Its methods may be called from any
// goroutine.
type Client struct {
	channel string
	address string
	now     func() time.Time
	http    *http.Client
}

// NewClient checks the options. It connects to nothing.
func NewClient(o Options) (*Client, error) {
	channel := fmt.Sprintf("%s %q", o.Kind, o.Name)
	// The fault of url.Parse repeats the address and is kept out.
	u, err := url.Parse(o.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%s: url is not an http or https address", channel)
	}
	if o.Now == nil {
		return nil, errors.New(channel + ": no clock given")
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return &Client{
		channel: channel, address: o.URL, now: o.Now,
		http: &http.Client{
			Timeout: o.Timeout,
			// A redirect would hand the message to an address nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// String names the receiver without its address.
func (c *Client) String() string { return c.channel }

// Now is the time by the clock of the options.
func (c *Client) Now() time.Time { return c.now() }

// Address is the configured address, with parameters added to its query.
func (c *Client) Address(add url.Values) string {
	u, err := url.Parse(c.address)
	if err != nil || len(add) == 0 {
		return c.address
	}
	query := u.Query()
	for name, values := range add {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// Request is one HTTP request on behalf of a message.
type Request struct {
	Message string // id of the message
	Method  string // POST when empty
	Address string // the configured one when empty
	Header  http.Header
	Body    []byte
}

// JSONHeader is the header of a JSON body.
func JSONHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}}
}

// Do sends the request once and returns the body of the answer, up to 64 KiB. The
// error is nil for an answer of 200 to 299 and else an *Error; beside it the body is
// there for receivers that tell in it whether to try again.
func (c *Client) Do(ctx context.Context, r Request) ([]byte, error) {
	if r.Method == "" {
		r.Method = http.MethodPost
	}
	if r.Address == "" {
		r.Address = c.address
	}
	request, err := http.NewRequestWithContext(ctx, r.Method, r.Address, bytes.NewReader(r.Body))
	if err != nil {
		return nil, c.Fault(r.Message, "the request cannot be built")
	}
	for name, values := range r.Header {
		request.Header[name] = values
	}
	request.Header.Set("User-Agent", "lanbi")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, Failed(ctx, c.channel, r.Message, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if response.StatusCode/100 == 2 {
		if err != nil {
			return nil, Failed(ctx, c.channel, r.Message, err)
		}
		return answer, nil
	}
	e := &Error{
		Channel: c.channel, Message: r.Message, Status: response.StatusCode,
		Reason: "answered " + strconv.Itoa(response.StatusCode) + " " + http.StatusText(response.StatusCode),
		Retry:  retryable(response.StatusCode),
		After:  askedWait(response.Header, c.now()),
	}
	return answer, e
}

// Fault is an error that sending again cannot mend.
func (c *Client) Fault(message, reason string) *Error {
	return &Error{Channel: c.channel, Message: message, Reason: reason}
}

// Busy is the error of a message held back because the receiver takes no more for
// wait.
func (c *Client) Busy(message string, wait time.Duration) *Error {
	return &Error{Channel: c.channel, Message: message, Reason: "as many messages as the receiver takes a minute have been sent",
		Retry: true, After: wait}
}

// Refused is the error of an answer of 200 whose body holds a code other than
// success.
func (c *Client) Refused(message, code string, retry bool) *Error {
	return &Error{Channel: c.channel, Message: message, Status: http.StatusOK, Code: code,
		Reason: "answered code " + code, Retry: retry}
}

// Retry tells whether sending again can help against err, which comes from Do or
// is made here.
func Retry(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Retry
}

// retryable tells whether the same request can succeed later: a time-out, too
// many requests, or a fault of the server. Every other answer is about the
// request itself.
func retryable(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status/100 == 5
}

// askedWait is how long the receiver asks to wait: Retry-After (RFC 9110 §10.2.3), or
// the header by which Feishu tells when its limit ends (飞书开放平台《频控策略》).
func askedWait(header http.Header, now time.Time) time.Duration {
	if wait := retryAfter(header.Get("Retry-After"), now); wait > 0 {
		return wait
	}
	return retryAfter(header.Get("X-Ogw-Ratelimit-Reset"), now)
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
