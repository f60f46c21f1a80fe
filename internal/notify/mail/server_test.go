package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify/notifytest"
)

// server is an SMTP server of the least that a client needs. refuse answers a
// command, by its first word, otherwise than with success; hangUp ends the
// connection after the mail was accepted.
type server struct {
	listener net.Listener
	security *tls.Config
	pool     *x509.CertPool
	implicit bool
	noTLS    bool
	hangUp   bool
	refuse   map[string]string
	mails    chan mail
}

type mail struct {
	encrypted bool
	login     string // user and password as given
	from      string
	to        []string
	text      string
}

func serve(t *testing.T, change func(*server)) *server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{mails: make(chan mail, 10), refuse: map[string]string{}, pool: x509.NewCertPool(),
		security: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}}
	s.pool.AddCert(certificate)
	if change != nil {
		change(s)
	}
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.listener.Close() })
	go func() {
		for {
			c, err := s.listener.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *server) talk(c net.Conn) {
	defer func() { c.Close() }()
	var m mail
	if s.implicit {
		c, m.encrypted = tls.Server(c, s.security), true
	}
	in := bufio.NewReader(c)
	say := func(text string) { fmt.Fprintf(c, "%s\r\n", text) }
	say("220 test")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		if answer := s.refuse[verb]; answer != "" {
			say(answer)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-test greets you")
			if !m.encrypted && !s.noTLS {
				say("250-STARTTLS")
			}
			say("250-8BITMIME")
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go on")
			c, m.encrypted = tls.Server(c, s.security), true
			in = bufio.NewReader(c)
		case "AUTH":
			_, token, _ := strings.Cut(rest, " ")
			raw, _ := base64.StdEncoding.DecodeString(token)
			m.login = strings.ReplaceAll(string(raw), "\x00", "|")
			if m.login != "|lanbi|"+notifytest.Secret {
				say("535 5.7.8 wrong password " + notifytest.Secret)
				continue
			}
			say("235 welcome")
		case "MAIL":
			m.from = rest
			say("250 ok")
		case "RCPT":
			m.to = append(m.to, rest)
			say("250 ok")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			m.text = text.String()
			s.mails <- m
			say("250 accepted")
			if s.hangUp {
				return
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}
