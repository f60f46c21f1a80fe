package mail_test

import (
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify"
	lanbimail "lanbi/internal/notify/mail"
	"lanbi/internal/notify/notifytest"
)

func to(t *testing.T, s *server, password string) *lanbimail.Mail {
	t.Helper()
	m, err := lanbimail.New(lanbimail.Options{Name: "局长", Host: "127.0.0.1", Port: s.port(), TLS: s.implicit, Username: "lanbi", Password: password,
		From: "蓝碧 <lanbi@example.cn>", To: []string{"a@example.cn", "b@example.cn"},
		Timeout: 5 * time.Second, Now: notifytest.Now, Security: &tls.Config{RootCAs: s.pool, ServerName: "127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSend_EncryptedMail(t *testing.T) {
	for name, change := range map[string]func(*server){
		"STARTTLS": nil,
		"TLS":      func(s *server) { s.implicit = true },
		"hangs up": func(s *server) { s.hangUp = true },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, change)
			if retry, err := to(t, s, notifytest.Secret).Send(t.Context(), notifytest.Message()); retry || err != nil {
				t.Fatalf("send: retry %v, %v", retry, err)
			}
			got := <-s.mails
			if !got.encrypted || got.login != "|lanbi|"+notifytest.Secret || !strings.HasPrefix(got.from, "FROM:<lanbi@example.cn>") ||
				!slices.Equal(got.to, []string{"TO:<a@example.cn>", "TO:<b@example.cn>"}) {
				t.Errorf("encrypted %v, login %s, %s, %v", got.encrypted, got.login, got.from, got.to)
			}
			checkText(t, got.text)
		})
	}
}

func checkText(t *testing.T, text string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "〔模拟数据，非实测，不得引用〕【有风险】江源区" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if id := m.Header.Get("X-Lanbi-Id"); id != notifytest.Message().ID {
		t.Errorf("id %q", id)
	}
	if m.Header.Get("Message-ID") != "<"+messageID+"@lanbi>" || m.Header.Get("Date") != "Sat, 21 Nov 2026 00:00:00 +0000" {
		t.Errorf("message id %q, date %q", m.Header.Get("Message-ID"), m.Header.Get("Date"))
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if want := "〔模拟数据，非实测，不得引用〕【有风险】优良 \"301\" 天\r\nhttps://lanbi.example/#x"; err != nil || strings.TrimSpace(string(body)) != want {
		t.Errorf("body %q, %v; want %q", body, err, want)
	}
}

// messageID is: printf %s ID | sha256sum, the first 32 digits.
const messageID = "b780e666dcdcf449fe23037c38e198dc"

func TestSend_RetryByCode(t *testing.T) {
	for _, c := range []struct {
		verb, answer string
		code         int
		retry        bool
	}{
		{"MAIL", "451 4.3.0 try later " + notifytest.Secret, 451, true},
		{"RCPT", "550 5.1.1 no such user", 550, false},
		{"RCPT", "450 4.2.1 mailbox busy", 450, true},
		{"DATA", "554 5.7.1 spam", 554, false},
		{"DATA", "452 4.3.1 no space", 452, true},
		{"AUTH", "454 4.7.0 later", 454, true},
	} {
		s := serve(t, func(s *server) { s.refuse[c.verb] = c.answer })
		retry, err := to(t, s, notifytest.Secret).Send(t.Context(), notifytest.Message())
		var e *notify.Error
		if !errors.As(err, &e) || retry != c.retry || e.Status != c.code {
			t.Errorf("%s → %s: retry %v, %v; want retry %v, code %d", c.verb, c.answer, retry, err, c.retry, c.code)
		}
		notifytest.Secretless(t, err, "example.cn")
	}
}

func TestSend_WrongPasswordIsNotRetried(t *testing.T) {
	retry, err := to(t, serve(t, nil), "wr0ng").Send(t.Context(), notifytest.Message())
	if retry || err == nil {
		t.Errorf("retry %v, %v", retry, err)
	}
	notifytest.Secretless(t, err, "wr0ng")
}

func TestSend_NoPasswordInTheClear(t *testing.T) {
	s := serve(t, func(s *server) { s.noTLS = true })
	_, err := to(t, s, notifytest.Secret).Send(t.Context(), notifytest.Message())
	if err == nil || len(s.mails) != 0 {
		t.Errorf("a server without encryption got the mail: %v", err)
	}
	notifytest.Secretless(t, err)
}

func TestSend_NobodyListens(t *testing.T) {
	s := serve(t, nil)
	s.listener.Close()
	retry, err := to(t, s, notifytest.Secret).Send(t.Context(), notifytest.Message())
	if !retry || err == nil {
		t.Errorf("retry %v, %v", retry, err)
	}
	notifytest.Secretless(t, err)
}

func TestNew_Faults(t *testing.T) {
	good := lanbimail.Options{Name: "n", Host: "h", Port: 587, From: "a@b.cn", To: []string{"c@d.cn"}, Now: notifytest.Now}
	for name, change := range map[string]func(*lanbimail.Options){
		"no recipient":  func(o *lanbimail.Options) { o.To = nil },
		"bad recipient": func(o *lanbimail.Options) { o.To = []string{"局长"} },
		"bad sender":    func(o *lanbimail.Options) { o.From = "" },
		"no host":       func(o *lanbimail.Options) { o.Host = "" },
		"no clock":      func(o *lanbimail.Options) { o.Now = nil },
	} {
		o := good
		change(&o)
		if _, err := lanbimail.New(o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
