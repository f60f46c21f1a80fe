package config

import (
	"net/url"
	"time"

	"lanbi/internal/target"
)

// alerts reads who is told of what.
func (l *loader) alerts(n node) Alerts {
	o := n.object()
	var a Alerts
	names := map[string]bool{}
	for _, one := range o.key("channels").list() {
		a.Channels = append(a.Channels, l.channel(one.object(), names))
	}
	a.Page = o.key("page").address("http", "https")
	rules := o.key("rules").object()
	status := rules.key("target_status").object()
	a.Rules.TargetStatus = TargetStatusRule{
		On:    status.key("on").boolean(true),
		Apart: status.key("apart").duration(36*time.Hour, time.Minute, 366*24*time.Hour),
	}
	from := status.key("from")
	severity := from.oneOf("at_risk", "watch", "at_risk", "unlikely", "lost")
	a.Rules.TargetStatus.From, _ = target.ParseStatus(severity)
	status.done()
	rules.done()
	o.done()
	return a
}

func (l *loader) channel(o *object, names map[string]bool) Channel {
	c := Channel{Name: o.key("name").required()}
	if names[c.Name] && c.Name != "" {
		o.key("name").fault("%q occurs twice", c.Name)
	}
	names[c.Name] = true
	if kind := o.key("type"); kind.require() {
		c.Type = kind.oneOf("webhook", "webhook")
	}
	direct, file := o.key("url"), o.key("url_file")
	switch {
	case !direct.absent() && !file.absent():
		file.fault("url and url_file are both there (want one)")
	case direct.absent() && file.absent():
		direct.fault("is missing (want url or url_file)")
	case direct.absent():
		c.URL = file.secret()
		checkWebhook(file, c.URL)
	default:
		text, ok := direct.text()
		c.URL = Secret{text}
		if ok {
			checkWebhook(direct, c.URL)
		}
	}
	c.Secret = o.key("secret_file").secret()
	c.Timeout = o.key("timeout").duration(10*time.Second, time.Second, time.Minute)
	o.done()
	return c
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
