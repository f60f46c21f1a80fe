package config

import (
	"strings"
	"unicode/utf8"
)

// mqtt reads the broker.
func (l *loader) mqtt(n node) MQTT {
	o := n.object()
	m := MQTT{
		ClientID: o.key("client_id").str("lanbi"),
		Username: o.key("username").str(""),
		Password: o.key("password_file").secret(),
		TLS:      l.tls(o.key("tls")),
	}
	urls := o.key("urls").list()
	for _, one := range urls {
		if u := one.address("tcp", "mqtt", "ssl", "mqtts", "tls", "ws", "wss"); u != "" {
			m.URLs = append(m.URLs, u)
		}
	}
	if id := o.key("client_id"); m.ClientID == "" || len(m.ClientID) > 128 || strings.ContainsAny(m.ClientID, "+#/") {
		id.fault("%q (want 1 to 128 bytes without + # /)", m.ClientID)
	}
	if o.key("username").absent() && !o.key("password_file").absent() {
		o.key("password_file").fault("a password without username")
	}
	if m.ShareGroup = o.key("share_group").str(""); strings.ContainsAny(m.ShareGroup, "/+#") {
		o.key("share_group").fault("%q has one of / + #", m.ShareGroup)
	}
	m.PublishRejected = o.key("publish_rejected").boolean(false)
	embedded := o.key("embedded")
	eo := embedded.object()
	listen, loopback := eo.key("listen").listen("127.0.0.1:1883")
	eo.done()
	o.done()
	switch {
	case !embedded.absent() && !o.key("urls").absent():
		embedded.fault("urls and embedded are both there (want one)")
	case !embedded.absent():
		m.Embedded = &EmbeddedMQTT{Listen: listen}
		if !loopback && (m.Username == "" || m.Password.Empty()) {
			eo.key("listen").fault("%s is reachable from other machines: username and password_file are needed", listen)
		}
	case !n.absent() && o.key("urls").absent():
		n.fault("no broker (want urls or embedded)")
	case urls != nil && len(urls) == 0:
		o.key("urls").fault("is empty")
	}
	return m
}

func (l *loader) tls(n node) TLS {
	o := n.object()
	t := TLS{CA: o.key("ca").file(), Cert: o.key("cert").file(), Key: o.key("key").file()}
	if (t.Cert == "") != (t.Key == "") {
		n.fault("cert and key belong together, one is missing")
	}
	o.done()
	return t
}

// filterFault says what is wrong with an MQTT topic filter (MQTT 3.1.1 §4.7),
// empty when nothing is.
func filterFault(filter string) string {
	switch {
	case filter == "":
		return "is empty"
	case len(filter) > 65535 || !utf8.ValidString(filter) || strings.ContainsRune(filter, 0):
		return "is not a topic: too long, or with a character no topic can have"
	case strings.HasPrefix(filter, "$"):
		return "begins with $ (want a plain filter; mqtt.share_group makes it a shared subscription)"
	}
	levels := strings.Split(filter, "/")
	for i, level := range levels {
		if level == "#" && i < len(levels)-1 {
			return "has # before its end"
		}
		if len(level) > 1 && strings.ContainsAny(level, "+#") {
			return "has + or # as a part of a level"
		}
	}
	return ""
}

// overlap tells whether some topic matches both filters.
func overlap(a, b string) bool {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := 0; ; i++ {
		switch {
		// "a/#" matches "a" as well (§4.7.1.2).
		case i < len(as) && as[i] == "#", i < len(bs) && bs[i] == "#":
			return true
		case i == len(as) || i == len(bs):
			return len(as) == len(bs)
		case as[i] != bs[i] && as[i] != "+" && bs[i] != "+":
			return false
		}
	}
}
