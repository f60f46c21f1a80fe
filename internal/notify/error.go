package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// Error tells why a message was not accepted. It names the receiver by its
// configured name only, and repeats nothing the receiver answered but a code: an
// answer may hold the key.
type Error struct {
	Channel string // kind and configured name, such as `wecom "值班"`
	Message string // id of the message
	Status  int    // HTTP or SMTP status of the answer, 0 when none came
	Code    string // code in the body of the answer, empty when there is none
	Reason  string
	Retry   bool          // sending the same again can help
	After   time.Duration // how long the receiver asked to wait, 0 when it did not

	cause error // of a cancelled context only
}

// Error names the message, the receiver and the reason.
func (e *Error) Error() string {
	return fmt.Sprintf("send message %s to %s: %s", e.Message, e.Channel, e.Reason)
}

// Permanent tells that sending the same again cannot help.
func (e *Error) Permanent() bool { return !e.Retry }

// RetryAfter is how long the receiver asked to wait, 0 when it did not or when
// trying again cannot help.
func (e *Error) RetryAfter() time.Duration {
	if !e.Retry {
		return 0
	}
	return e.After
}

// Unwrap is the reason of the cancelled context, if that is what ended it.
func (e *Error) Unwrap() error { return e.cause }

// Failed is the error of a sending that got no answer because of err, of which
// no text is repeated.
func Failed(ctx context.Context, channel, message string, err error) *Error {
	e := &Error{Channel: channel, Message: message, Reason: failure(err), Retry: ctx.Err() == nil}
	if ctx.Err() != nil {
		e.cause = context.Cause(ctx)
	}
	return e
}

// failure says why no answer came, in words that hold no part of the address:
// the text of the error itself often does.
func failure(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped before an answer came"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return connectFailure(err)
}

// connectFailure names the common faults of a connection without repeating any
// text of the error, which may hold the host name.
func connectFailure(err error) string {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		operation   *net.OpError
	)
	switch {
	case errors.As(err, &name):
		return "the host name is not found"
	case errors.As(err, &certificate):
		return "the certificate is not trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection is refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection was cut"
	case errors.As(err, &operation):
		return "the network failed at " + operation.Op
	}
	return "the connection failed"
}
