package config

import (
	"fmt"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// alertKinds are the kinds of alerts that routes and templates name.
var alertKinds = []alert.Kind{alert.TargetStatus, alert.Budget, alert.Burn, alert.WaterClass, alert.WaterItem, alert.Control, alert.DayData,
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
	a.Rules = alertRules(o.key("rules").object())
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
	r.Areas = chosen(o.key("areas"), "area", func(code string) bool {
		return slices.ContainsFunc(l.cfg.Areas, func(a measure.Area) bool { return a.Code == code })
	})
	r.Targets = chosen(o.key("targets"), "target", func(id string) bool {
		return slices.ContainsFunc(l.cfg.Targets, func(t target.Target) bool { return t.ID == id })
	})
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

// alertRules reads the thresholds of every rule.
func alertRules(o *object) alert.Rules {
	var r alert.Rules
	rule := func(name string, read func(o *object)) alert.Rule {
		one := o.key(name).object()
		out := alert.Rule{Off: !one.key("on").boolean(true), Severity: alert.Severity(one.key("severity").oneOf("", severities...))}
		if read != nil {
			read(one)
		}
		one.done()
		return out
	}
	r.TargetStatus.Rule = rule("target_status", func(o *object) {
		r.TargetStatus.Apart = o.key("apart").duration(36*time.Hour, time.Minute, 366*24*time.Hour)
		r.TargetStatus.From, _ = target.ParseStatus(o.key("from").oneOf("at_risk", "watch", "at_risk", "unlikely", "lost"))
	})
	r.Budget.Rule = rule("budget", func(o *object) { r.Budget.Left = left(o.key("left")) })
	r.Burn.Rule = rule("budget_burn", func(o *object) {
		r.Burn.Days, r.Burn.Times = o.key("days").integer(14, 3, 90), o.key("times").number(2, 1, 100)
	})
	r.WaterClass = rule("water_class", nil)
	r.WaterItem.Rule = rule("water_item", func(o *object) { r.WaterItem.Near = o.key("near").number(0.1, 0.01, 0.9) })
	r.Control.Rule = rule("control", func(o *object) {
		from, ozone := o.key("from").clock(12*time.Hour), o.key("ozone_from").clock(10*time.Hour)
		r.Control.From, r.Control.OzoneFrom = &from, &ozone
		r.Control.Near, r.Control.Stations = o.key("near").number(1, 0.1, 10), o.key("stations").boolean(false)
	})
	r.DayData.Rule = rule("day_data", func(o *object) { r.DayData.Spare = whole(o.key("spare"), 1, 4) })
	r.Validity.Rule = rule("validity", func(o *object) { r.Validity.Spare = whole(o.key("spare"), 1, 20) })
	r.Silent.Rule = rule("station_silent", func(o *object) {
		r.Silent.Air = o.key("air").duration(3*time.Hour, 10*time.Minute, 7*24*time.Hour)
		r.Silent.Water = o.key("water").duration(12*time.Hour, 10*time.Minute, 31*24*time.Hour)
	})
	r.Spool.Rule = rule("spool", func(o *object) {
		r.Spool.Age = o.key("age").duration(30*time.Minute, time.Minute, 7*24*time.Hour)
		r.Spool.Share = o.key("share").number(0.8, 0.01, 1)
	})
	r.Job.Rule = rule("job_failed", func(o *object) { r.Job.Failures = o.key("failures").integer(3, 1, 1000) })
	r.Unreachable.Rule = rule("unreachable", func(o *object) {
		r.Unreachable.For = o.key("for").duration(5*time.Minute, time.Minute, 24*time.Hour)
	})
	o.done()
	return r
}

func whole(n node, def, high int) *int {
	v := n.integer(def, 0, high)
	return &v
}

// left are falling numbers of days.
func left(n node) []int {
	if n.absent() {
		return slices.Clone(alert.DefaultLeft)
	}
	var days []int
	for _, one := range n.list() {
		day := one.integer(0, 0, 366)
		if len(days) > 0 && day >= days[len(days)-1] {
			one.fault("%s is not below the one before", fmt.Sprint(day))
		}
		days = append(days, day)
	}
	return days
}
