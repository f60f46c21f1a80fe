package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	apihttp "github.com/influxdata/influxdb-client-go/v2/api/http"
)

// maxMessage bounds how much of a server's answer an error repeats, in bytes.
const maxMessage = 512

// Error is a request that InfluxDB did not fulfil. It names no credentials.
type Error struct {
	// Doing says what was asked for, such as `write to bucket "lanbi"`.
	Doing string
	// Status is the HTTP status, 0 when there was no answer.
	Status int
	// Message is what the server said, cut to half a kilobyte.
	Message string
	// Partial tells that the server stored the good points of the batch; Dropped
	// is how many it dropped, where it says so.
	Partial bool
	Dropped int
	// Err is the reason of a request without answer.
	Err error

	refused bool
	after   time.Duration
}

// Error says what was asked for and why it failed.
func (e *Error) Error() string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("%s: %v", e.Doing, e.Err)
	case e.Status != 0:
		return fmt.Sprintf("%s: HTTP %d: %s", e.Doing, e.Status, e.Message)
	}
	return fmt.Sprintf("%s: %s", e.Doing, e.Message)
}

// Unwrap is the reason of a request without answer.
func (e *Error) Unwrap() error { return e.Err }

// Permanent tells that the same data will be refused again, so that the batch is
// to be halved and a single refused point set aside: 400 and 422 of an InfluxDB,
// and 413. All else can heal without touching the data: no answer, 429 and 5xx,
// missing rights (401, 403), a missing database (404), and a 400 that comes from
// something else at this address, such as a proxy.
func (e *Error) Permanent() bool { return e.refused }

// TooLarge tells that the batch must be made smaller.
func (e *Error) TooLarge() bool { return e.Status == http.StatusRequestEntityTooLarge }

// RetryAfter is how long the server asks to wait, 0 where it does not say.
func (e *Error) RetryAfter() time.Duration { return e.after }

var dropped = regexp.MustCompile(`dropped=(\d+)`)

// writeError is the *Error of what the client library returned, nil for nil.
func writeError(bucket string, err error) error {
	if err == nil {
		return nil
	}
	doing := fmt.Sprintf("write to bucket %q", bucket)
	var he *apihttp.Error
	if !errors.As(err, &he) || he.StatusCode == 0 {
		return noAnswer(doing, err)
	}
	message := he.Message
	if message == "" {
		message = he.Code
	}
	fromInflux := he.Header.Get("X-Influxdb-Version") != "" || he.Header.Get("X-Influxdb-Build") != "" ||
		strings.HasPrefix(he.Header.Get("Content-Type"), "application/json")
	return answer(doing, he.StatusCode, message, he.Header.Get("Retry-After"), fromInflux)
}

// answer is the *Error of an HTTP answer that is not a success.
func answer(doing string, status int, message, after string, fromInflux bool) *Error {
	e := &Error{Doing: doing, Status: status, Message: cut(message)}
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		e.refused = fromInflux
	case http.StatusRequestEntityTooLarge:
		e.refused = true
	}
	if strings.Contains(message, "partial write") {
		e.Partial = true
		if m := dropped.FindAllStringSubmatch(message, -1); m != nil {
			e.Dropped, _ = strconv.Atoi(m[len(m)-1][1])
		}
	}
	if seconds, err := strconv.Atoi(after); err == nil && seconds > 0 {
		e.after = time.Duration(min(seconds, 3600)) * time.Second
	}
	return e
}

// noAnswer is the *Error of a request that failed on the way. The URL is taken
// out: it repeats the address and the whole query.
func noAnswer(doing string, err error) *Error {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	var he *apihttp.Error
	if errors.As(err, &he) && he.Err != nil {
		err = he.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("no answer in time: %w", err)
	}
	return &Error{Doing: doing, Err: err}
}

func cut(message string) string {
	message = strings.TrimSpace(message)
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	return message
}

// isTemporary tells whether asking again can help.
func isTemporary(err error) bool {
	var e *Error
	return errors.As(err, &e) && !e.refused && (e.Status == 0 && e.Err != nil || e.Status == http.StatusTooManyRequests || e.Status >= 500)
}
