package config

import (
	"log/slog"
	"time"

	"lanbi/internal/measure"
)

// Years that a configuration can reasonably speak of. HJ 633 began in 2012.
const (
	firstYear = 2012
	lastYear  = 2100
)

// config reads the whole file.
func (l *loader) config(root node) {
	before := len(l.faults)
	o := root.object()
	if o.order == nil && len(l.faults) > before {
		return // not a mapping: every key would be missing
	}
	c := &l.cfg
	c.Timezone = l.timezone(o.key("timezone"))
	c.Roles = l.roles(o.key("roles"))
	if c.DataDir = o.key("data_dir").str("data"); c.DataDir == "" {
		o.key("data_dir").fault("is empty")
	}
	c.Spool = l.spool(o.key("spool"))
	c.Log = l.log(o.key("log"))
	l.areas(o.key("areas"))
	c.MQTT = l.mqtt(o.key("mqtt"))
	c.Influx = l.influx(o.key("influx"), c.DataDir)
	l.feeds(o.key("feeds"), o.key("mqtt"))
	c.Jobs = l.jobs(o.key("jobs"))
	c.Alerts = l.alerts(o.key("alerts"))
	c.Web = l.web(o.key("web"))
	o.done()
}

func (l *loader) timezone(n node) *time.Location {
	name := n.str("Asia/Shanghai")
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		n.fault("unknown time zone %q (want such as Asia/Shanghai)", name)
		return time.UTC
	}
	return zone
}

func (l *loader) roles(n node) Roles {
	if n.absent() {
		return Roles{Intake: true, Assess: true}
	}
	var r Roles
	all := n.list()
	for _, one := range all {
		switch one.oneOf("", "intake", "assess") {
		case "intake":
			r.Intake = true
		case "assess":
			r.Assess = true
		}
	}
	if all != nil && len(all) == 0 {
		n.fault("no duty is left (have intake, assess)")
	}
	return r
}

func (l *loader) log(n node) Log {
	o := n.object()
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	out := Log{
		Level: levels[o.key("level").oneOf("info", "debug", "info", "warn", "error")],
		JSON:  o.key("format").oneOf("text", "text", "json") == "json",
	}
	o.done()
	return out
}

// codes holds every code in use and what uses it. Stations, sections, sources
// and areas share one name space: each can be a place of results.
type codes map[string]string

// code reads a code and reports one that is taken or cannot be a level of a
// topic and a tag.
func (l *loader) code(n node, what string) string {
	code := n.required()
	if code == "" {
		return ""
	}
	if fault := badCode(code); fault != "" {
		n.fault("%q %s", code, fault)
		return code
	}
	if user, taken := l.codes[code]; taken {
		n.fault("%q is already %s", code, user)
		return code
	}
	l.codes[code] = what + " at " + n.path
	return code
}

// badCode says why a text cannot be a code, empty when it can.
func badCode(code string) string {
	for _, c := range code {
		switch {
		case c == '/' || c == '+' || c == '#' || c == '"' || c == '\\':
			return "has one of / + # \" \\, which a topic or a query cannot carry"
		case c <= ' ' || c == 0x7f || c == 0xfffd || c == 0x3000:
			return "has a blank or control character"
		}
	}
	if len(code) > 64 {
		return "is longer than 64 bytes"
	}
	return ""
}

// span reads from and until.
func (l *loader) span(o *object) measure.Span {
	s := measure.Span{From: o.key("from").day(), Until: o.key("until").day()}
	if s.From != 0 && s.Until != 0 && s.Until < s.From {
		o.key("until").fault("%s is before from, %s", s.Until, s.From)
	}
	return s
}

// parameters reads a list of parameter keys of one medium.
func (n node) parameters(def, have measure.Set) measure.Set {
	if n.absent() {
		return def
	}
	var s measure.Set
	all := n.list()
	if all != nil && len(all) == 0 {
		n.fault("is empty (have %s)", keys(have))
	}
	for _, one := range all {
		p, ok := one.parameter(have)
		if ok && s.Has(p) {
			one.fault("%q occurs twice", p.Key())
		}
		if ok {
			s = s.With(p)
		}
	}
	return s
}

// parameter reads the key of a parameter in have.
func (n node) parameter(have measure.Set) (measure.Parameter, bool) {
	key, ok := n.text()
	if !ok {
		return 0, false
	}
	p, known := measure.ParameterByKey(key)
	if !known || !have.Has(p) {
		n.fault("unknown parameter %q (have %s)", key, keys(have))
		return 0, false
	}
	return p, true
}

// keys lists the keys of a set for a fault.
func keys(s measure.Set) string {
	text := ""
	for p := range s.Each {
		if text != "" {
			text += ", "
		}
		text += p.Key()
	}
	return text
}
