package config

import (
	"net/mail"
	"net/url"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// channelTypes are the ways to people, each with what only it asks for.
var channelTypes = []string{"webhook", "wecom", "dingtalk", "feishu", "mail", "gateway", "alertmanager", "mqtt"}

// channel reads one way to people.
func (l *loader) channel(o *object, names map[string]bool) Channel {
	c := Channel{Name: o.key("name").required()}
	if names[c.Name] && c.Name != "" {
		o.key("name").fault("%q occurs twice", c.Name)
	}
	names[c.Name] = true
	kind := o.key("type")
	if !kind.require() {
		return c
	}
	c.Type = kind.oneOf("", channelTypes...)
	switch c.Type {
	case "":
		return c // what else it may have is not known
	case "mail":
		c.Mail = l.mail(o)
	case "mqtt":
		c.Topic = o.key("topic").str("lanbi/alert/{area}/{kind}")
		if strings.ContainsAny(c.Topic, "+#") || !strings.HasPrefix(c.Topic, "lanbi/") {
			o.key("topic").fault("%q is not a topic below lanbi/, where no feed may listen", c.Topic)
		}
	default:
		c.URL = l.channelURL(o)
	}
	switch c.Type {
	case "webhook", "dingtalk", "feishu", "gateway", "alertmanager":
		c.Secret = o.key("secret_file").secret()
	}
	switch c.Type {
	case "wecom", "dingtalk", "feishu":
		c.Mention = o.key("mention").texts()
	case "gateway":
		c.Gateway = l.gateway(o)
	}
	// Machines want each message by itself, with its figures.
	people := c.Type != "webhook" && c.Type != "alertmanager" && c.Type != "mqtt"
	c.Digest = o.key("digest").boolean(people)
	c.Timeout = o.key("timeout").duration(10*time.Second, time.Second, time.Minute)
	o.done()
	return c
}

// channelURL reads an address that may hold a key, and therefore stand in a file.
func (l *loader) channelURL(o *object) Secret {
	direct, file := o.key("url"), o.key("url_file")
	switch {
	case !direct.absent() && !file.absent():
		file.fault("url and url_file are both there (want one)")
	case direct.absent() && file.absent():
		direct.fault("is missing (want url or url_file)")
	case direct.absent():
		address := file.secret()
		checkWebhook(file, address)
		return address
	default:
		text, ok := direct.text()
		if ok {
			checkWebhook(direct, Secret{text})
		}
		return Secret{text}
	}
	return Secret{}
}

// checkWebhook never repeats the address: it may hold a key.
func checkWebhook(at node, address Secret) {
	u, err := url.Parse(address.Reveal())
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		if !address.Empty() {
			at.fault("is not an address (want http://… or https://…)")
		}
	}
}

// mail reads a mail server and who is written to.
func (l *loader) mail(o *object) *MailChannel {
	m := &MailChannel{Host: o.key("host").required()}
	m.TLS = o.key("tls").oneOf("starttls", "starttls", "tls") == "tls"
	port := 587
	if m.TLS {
		port = 465
	}
	m.Port = o.key("port").integer(port, 1, 65535)
	m.Username = o.key("username").str("")
	password := o.key("password_file")
	m.Password = password.secret()
	if m.Username == "" && !m.Password.Empty() {
		password.fault("is there without username")
	}
	m.From = o.key("from").required()
	checkMail(o.key("from"), m.From)
	to := o.key("to")
	if to.require() {
		m.To = to.texts()
		for _, one := range to.list() {
			checkMail(one, one.str(""))
		}
		if len(m.To) == 0 {
			to.fault("is empty: nobody would be written to")
		}
	}
	return m
}

func checkMail(at node, address string) {
	if _, err := mail.ParseAddress(address); err != nil && address != "" {
		at.fault("%q is not a mail address", address)
	}
}

// gateway reads an HTTP interface. Its templates are checked where they are
// compiled, by the options' CheckTemplate.
func (l *loader) gateway(o *object) *GatewayChannel {
	g := &GatewayChannel{
		Method: o.key("method").oneOf("POST", "POST", "GET", "PUT"),
		To:     o.key("to").texts(),
		Query:  l.templates(o.key("query")),
		Header: l.templates(o.key("header")),
		Body:   l.template(o.key("body")),
	}
	success := o.key("success").object()
	g.SuccessPath = success.key("path").str("")
	codes := success.key("codes")
	g.Success, g.Busy = codes.texts(), success.key("busy").texts()
	if g.SuccessPath != "" && len(g.Success) == 0 {
		codes.fault("is missing: no answer would count as accepted")
	}
	success.done()
	return g
}

func (l *loader) templates(n node) map[string]string {
	out := map[string]string{}
	n.object().free("*", func(key, value node) { out[keyOfNode(key)] = l.template(value) })
	return out
}

func keyOfNode(key node) string {
	if s, ok := key.n.(ast.ScalarNode); ok {
		return s.GetToken().Value
	}
	return ""
}

func (l *loader) template(n node) string {
	text := n.str("")
	if l.o.CheckTemplate != nil && text != "" {
		if err := l.o.CheckTemplate(text); err != nil {
			n.fault("%v", err)
		}
	}
	return text
}

// texts is a list of single values, none of them blank.
func (n node) texts() []string {
	var out []string
	for _, one := range n.list() {
		if text := one.required(); text != "" {
			out = append(out, text)
		}
	}
	return out
}
