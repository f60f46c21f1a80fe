package config

import (
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// alertKinds are the kinds of alerts that routes and templates name.
var alertKinds = []alert.Kind{alert.TargetStatus, alert.Budget, alert.Burn, alert.WaterClass, alert.WaterItem, alert.Control, alert.DustSuspected, alert.DayData,
	alert.Invalid, alert.Silent, alert.SpoolFills, alert.JobFailed, alert.Unreachable}

// alerts reads who is told of what.
func (l *loader) alerts(n node) Alerts {
	o := n.object()
	var a Alerts
	names := map[string]bool{}
	for _, one := range o.key("channels").list() {
		a.Channels = append(a.Channels, l.channel(one.object(), names))
	}
	a.Page = o.key("page").address("http", "https")
	a.Wording = l.wording(o)
	a.Desk = l.desk(o)
	if a.Wording != nil { // nil with a fault
		a.Desk.Language = a.Wording.Language
	}
	for i := range a.Channels {
		a.Desk.Channels = append(a.Desk.Channels, alert.Outlet{Name: a.Channels[i].Name, Digest: a.Channels[i].Digest})
	}
	for _, one := range o.key("routes").list() {
		a.Desk.Routes = append(a.Desk.Routes, l.route(one.object(), names))
	}
	a.Rules = alertRules(o.key("rules").object(), defaultRules(), true)
	for _, one := range o.key("overrides").list() {
		a.Rules.Overrides = append(a.Rules.Overrides, l.override(one, a.Rules))
	}
	o.done()
	return a
}

func (l *loader) wording(o *object) *alert.Wording {
	language := alert.Language(o.key("language").oneOf("zh", "zh", "en"))
	texts := map[alert.Kind]string{}
	o.key("templates").object().free("*", func(key, value node) {
		kind := alert.Kind(keyOfNode(key))
		if !slices.Contains(alertKinds, kind) {
			key.fault("unknown kind of alert %q (have %s)", kind, joined(alertKinds))
			return
		}
		text := value.str("")
		if err := alert.CheckTemplate(text); err != nil {
			value.fault("%v", err)
			return
		}
		texts[kind] = text
	})
	w, err := alert.NewWording(language, texts)
	if err != nil { // each template was checked by itself
		o.key("templates").fault("%v", err)
	}
	return w
}

func joined[T ~string](all []T) string {
	text := ""
	for i, one := range all {
		if i > 0 {
			text += ", "
		}
		text += string(one)
	}
	return text
}

func (l *loader) desk(o *object) alert.Desk {
	d := alert.Desk{Morning: -1, Repeat: o.key("repeat").duration(0, 0, 366*24*time.Hour)}
	if digest := o.key("digest"); digest.str("08:00") != "off" {
		d.Morning = digest.clock(alert.DefaultMorning)
	}
	quiet := o.key("quiet").object()
	d.Quiet = alert.Quiet{From: quiet.key("from").clock(22 * time.Hour), Until: quiet.key("until").clock(7 * time.Hour)}
	quiet.done()
	return d
}

// clock is a time of day such as 08:00.
func (n node) clock(def time.Duration) time.Duration {
	text, ok := n.text()
	if !ok {
		return def
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		n.fault("%q is not a time of day (want such as \"08:00\")", text)
		return def
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

func (l *loader) route(o *object, channels map[string]bool) alert.Route {
	var r alert.Route
	for _, one := range o.key("kinds").list() {
		kind := alert.Kind(one.required())
		if !slices.Contains(alertKinds, kind) {
			one.fault("unknown kind of alert %q (have %s)", kind, joined(alertKinds))
		}
		r.Kinds = append(r.Kinds, kind)
	}
	r.Areas, r.Targets = l.places(o)
	for _, one := range o.key("severity").list() {
		r.Severity = append(r.Severity, alert.Severity(one.oneOf("", severities...)))
	}
	known := func(name string) bool { return channels[name] }
	to := o.key("to")
	if to.require() {
		r.To = chosen(to, "channel", known)
	}
	r.Escalate = chosen(o.key("escalate"), "channel", known)
	r.After = o.key("after").duration(30*time.Minute, time.Minute, 7*24*time.Hour)
	o.done()
	return r
}

// places are the areas and targets for which something holds.
func (l *loader) places(o *object) (areas, targets []string) {
	areas = chosen(o.key("areas"), "area", func(code string) bool {
		return slices.ContainsFunc(l.cfg.Areas, func(a measure.Area) bool { return a.Code == code })
	})
	targets = chosen(o.key("targets"), "target", func(id string) bool {
		return slices.ContainsFunc(l.cfg.Targets, func(t target.Target) bool { return t.ID == id })
	})
	return areas, targets
}

var severities = []string{string(alert.Info), string(alert.Warning), string(alert.Critical)}

// chosen is a list of names, each of which must be known.
func chosen(n node, what string, known func(string) bool) []string {
	for _, one := range n.list() {
		if name := one.str(""); name != "" && !known(name) {
			one.fault("unknown %s %q", what, name)
		}
	}
	return n.texts()
}
