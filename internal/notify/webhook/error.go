package webhook

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// Error tells why a message was not accepted. It names the receiver by its
// configured name only.
type Error struct {
	Status  int // HTTP status of the answer, 0 when none came
	webhook string
	message string
	reason  string
	retry   bool
	after   time.Duration
	cause   error // of a cancelled context only
}

// Error names the message, the receiver and the reason.
func (e *Error) Error() string {
	return fmt.Sprintf("send message %s to webhook %q: %s", e.message, e.webhook, e.reason)
}

// Permanent tells that sending the same again cannot help.
func (e *Error) Permanent() bool { return !e.retry }

// RetryAfter is how long the receiver asked to wait, 0 when it did not.
func (e *Error) RetryAfter() time.Duration { return e.after }

// Unwrap is the reason of the cancelled context, if that is what ended it.
func (e *Error) Unwrap() error { return e.cause }

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
