// Package mail sends messages by SMTP, one mail to all its recipients.
//
// The connection is always encrypted, by STARTTLS or by TLS from the start: a
// server that offers neither gets nothing, and least of all the password. The
// Message-Id follows from the message's id, so that a receiver can tell the copy
// that follows a crash.
package mail

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net/textproto"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Options describe a server and who is written to.
type Options struct {
	Name     string // stands for the recipients in errors
	Host     string
	Port     int
	TLS      bool // from the start (port 465); STARTTLS otherwise (port 587)
	Username string
	Password string // empty with Username: the server asks for none
	From     string
	To       []string
	Timeout  time.Duration
	Now      func() time.Time
	// Security replaces the system's authorities; nil keeps them.
	Security *tls.Config
}

// Mail sends to fixed recipients. Its methods may be called from any goroutine.
type Mail struct {
	o       Options
	channel string
}

// New checks the options. It connects to nothing.
func New(o Options) (*Mail, error) {
	m := &Mail{o: o, channel: fmt.Sprintf("mail %q", o.Name)}
	if o.Timeout <= 0 {
		m.o.Timeout = notify.DefaultTimeout
	}
	switch {
	case o.Now == nil:
		return nil, errors.New(m.channel + ": no clock given")
	case len(o.To) == 0:
		return nil, errors.New(m.channel + ": no recipient")
	}
	if _, err := m.client(); err != nil {
		return nil, fmt.Errorf("%s: host %q or port %d cannot be used", m.channel, o.Host, o.Port)
	}
	if _, err := m.compose(alert.Message{}); err != nil {
		return nil, fmt.Errorf("%s: sender or a recipient is not an address", m.channel)
	}
	return m, nil
}

// String names the recipients by the configured name.
func (m *Mail) String() string { return m.channel }

func (m *Mail) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(m.o.Port), gomail.WithTimeout(m.o.Timeout), gomail.WithTLSPolicy(gomail.TLSMandatory),
		// What follows the server's acceptance must not turn it into a failure.
		gomail.WithoutRset(), gomail.WithoutNoop(),
	}
	if m.o.TLS {
		options = append(options, gomail.WithSSL())
	}
	if m.o.Security != nil {
		options = append(options, gomail.WithTLSConfig(m.o.Security))
	}
	if m.o.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(m.o.Username), gomail.WithPassword(m.o.Password))
	}
	return gomail.NewClient(m.o.Host, options...)
}

func (m *Mail) compose(message alert.Message) (*gomail.Msg, error) {
	mail := gomail.NewMsg()
	if err := errors.Join(mail.From(m.o.From), mail.To(m.o.To...)); err != nil {
		return nil, err
	}
	message = message.Marked()
	sum := sha256.Sum256([]byte(message.ID))
	mail.SetMessageIDWithValue(hex.EncodeToString(sum[:16]) + "@lanbi")
	mail.SetDateWithValue(m.o.Now())
	mail.SetGenHeader("X-Lanbi-Id", message.ID)
	mail.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answer by machines
	mail.Subject(message.Title)
	mail.SetBodyString(gomail.TypeTextPlain, message.WithLink())
	return mail, nil
}

// Send hands the mail over once. err is nil once the server has accepted it for
// all recipients. Otherwise retry tells whether sending the same again can help;
// err is then a *notify.Error.
func (m *Mail) Send(ctx context.Context, message alert.Message) (retry bool, err error) {
	mail, err := m.compose(message)
	if err != nil {
		return false, &notify.Error{Channel: m.channel, Message: message.ID, Reason: "the mail cannot be composed"}
	}
	client, err := m.client()
	if err != nil {
		return false, &notify.Error{Channel: m.channel, Message: message.ID, Reason: "the server's name or port cannot be used"}
	}
	ctx, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err == nil {
		err = client.SendWithSMTPClient(connection, mail)
		// A server that hangs up instead of saying goodbye has accepted all the same.
		_ = client.CloseWithSMTPClient(connection)
	}
	if err == nil {
		return false, nil
	}
	return m.failure(ctx, message.ID, err)
}

// failure classifies by the code of the answer: 4yz passes, 5yz does not (RFC 5321
// §4.2.1). The server's words are left out.
func (m *Mail) failure(ctx context.Context, id string, err error) (bool, error) {
	code := 0
	var answer *textproto.Error
	var sending *gomail.SendError
	switch {
	case errors.As(err, &answer):
		code = answer.Code
	case errors.As(err, &sending):
		code = sending.ErrorCode()
	}
	if code == 0 {
		e := notify.Failed(ctx, m.channel, id, err)
		if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			e.Retry, e.Reason = true, "no answer in time"
		}
		return e.Retry, e
	}
	e := &notify.Error{Channel: m.channel, Message: id, Status: code, Reason: "answered " + strconv.Itoa(code), Retry: code/100 == 4}
	return e.Retry, e
}
