package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lanbi/internal/measure"
)

// rejectedTopics is where Lanbi itself publishes; a feed that listened there
// would feed on its own rejections.
const rejectedTopics = "lanbi/#"

// defaultAcceptDays is how old a reading may be where the feed does not say.
const defaultAcceptDays = 90

func (l *loader) feeds(n, mqtt node) {
	var topics []node
	for _, one := range n.list() {
		f, topic := l.feed(one.object())
		if f.Filter != "" {
			l.filterClash(topic, f.Filter, topics)
			if mqtt.absent() {
				topic.fault("a feed with a topic needs mqtt")
			}
		}
		topics = append(topics, topic)
		l.cfg.Feeds = append(l.cfg.Feeds, f)
	}
	if l.cfg.Roles.Intake && n.absent() {
		n.fault("is missing: a process with duty intake needs at least one feed")
	}
}

// filterClash compares a filter with Lanbi's own topics and all earlier feeds.
func (l *loader) filterClash(at node, filter string, earlier []node) {
	if overlap(filter, rejectedTopics) {
		at.fault("%q matches %s, where rejected messages are published", filter, rejectedTopics)
	}
	for i, f := range l.cfg.Feeds {
		if f.Filter != "" && overlap(filter, f.Filter) {
			at.fault("%q overlaps %q of %s", filter, f.Filter, earlier[i].path)
		}
	}
}

func (l *loader) feed(o *object) (f Feed, topic node) {
	kind, format := o.key("kind"), o.key("format")
	if kind.require() {
		f.Kind = FeedKind(kind.oneOf("", "air", "water", "indicator"))
	}
	f.Format = FeedFormat(format.oneOf("native", "native", "hj212", "mapped"))
	topic = o.key("topic")
	l.feedSource(o, &f)
	l.feedTime(o, &f)
	f.AcceptUnknown = o.key("unknown").oneOf("reject", "reject", "accept") == "accept"
	l.acceptSince(o.key("accept_since"), &f)
	f.Flags = l.flags(o.key("flags"))
	f.Scales = l.units(o.key("units"), f.Kind)
	l.paths(o.key("paths"), &f)
	if f.Kind == IndicatorFeed && f.Format == HJ212Format {
		format.fault("indicators cannot come as hj212")
	}
	o.done()
	return f, topic
}

// feedSource reads topic or listen.
func (l *loader) feedSource(o *object, f *Feed) {
	topic, listen, password := o.key("topic"), o.key("listen"), o.key("password_file")
	f.StationLevel, f.RegionLevel = -1, -1
	f.Password = password.secret()
	switch {
	case !topic.absent() && !listen.absent():
		listen.fault("topic and listen are both there (want one)")
	case !listen.absent():
		address, loopback := listen.listen("")
		f.Listen = address
		if f.Format != HJ212Format {
			listen.fault("format %s comes by topic (listen is for hj212)", f.Format)
		}
		if !loopback && password.absent() {
			listen.fault("%s is reachable from other machines: password_file is needed", address)
		}
		for _, other := range l.cfg.Feeds {
			if other.Listen == address && !strings.HasSuffix(address, ":0") {
				listen.fault("%s is listened on by another feed", address)
			}
		}
	default:
		if !password.absent() {
			password.fault("only a feed with listen has a password")
		}
		l.topic(topic, f)
	}
}

// topic reads a filter in which {region} and {station} may stand for levels. In
// a filter without {station} the last + is the station's level, and the first
// one before it the region's.
func (l *loader) topic(n node, f *Feed) {
	def := "env/" + string(f.Kind) + "/{region}/{station}"
	if f.Kind == IndicatorFeed {
		def = "env/indicator/{region}/{id}"
	}
	f.Topic = n.str(def)
	levels := strings.Split(f.Topic, "/")
	for i, level := range levels {
		at := &f.StationLevel
		switch level {
		case "{station}", "{section}", "{id}":
		case "{region}":
			at = &f.RegionLevel
		default:
			if strings.ContainsAny(level, "{}") {
				n.fault("%q has level %q (have {region}, {station}, {section}, {id})", f.Topic, level)
			}
			continue
		}
		if *at >= 0 {
			n.fault("%q names level %q twice", f.Topic, level)
		}
		*at, levels[i] = i, "+"
	}
	f.Filter = strings.Join(levels, "/")
	for i := len(levels) - 1; i >= 0 && f.StationLevel < 0; i-- {
		if levels[i] == "+" && i != f.RegionLevel {
			f.StationLevel = i
			if f.RegionLevel < 0 {
				f.RegionLevel = slices.Index(levels[:i], "+")
			}
		}
	}
	if fault := filterFault(f.Filter); fault != "" {
		n.fault("%q %s", f.Topic, fault)
		f.Filter = ""
	}
}

// feedTime reads interval and stamp. The usual stamp depends on who sends: air
// stations name the end of an interval, water stations and HJ 212 frames of
// statistics its start.
func (l *loader) feedTime(o *object, f *Feed) {
	interval, stamp := o.key("interval"), o.key("stamp")
	var names []string
	for i := measure.OneMinute; i <= measure.Single; i++ {
		names = append(names, i.String())
	}
	def, usual := "1h", "end"
	if f.Kind == WaterFeed {
		def, usual = "4h", "start"
	}
	if f.Format == HJ212Format {
		usual = "start"
	}
	if f.Kind == IndicatorFeed {
		for _, n := range []node{interval, stamp} {
			if !n.absent() {
				n.fault("an indicator has no interval (its message names the period)")
			}
		}
		return
	}
	f.Interval, _ = measure.ParseInterval(interval.oneOf(def, names...))
	if stamp.absent() && f.Kind != "" {
		stamp.warn("is not stated: times are taken as the %s of their interval (want stamp: start or end)", usual)
	}
	if stamp.oneOf(usual, "start", "end") == "end" {
		f.Stamp = StampEnd
	}
}

// acceptSince reads a day, or a number of days such as 90d.
func (l *loader) acceptSince(n node, f *Feed) {
	f.AcceptDays = defaultAcceptDays
	text, ok := n.text()
	if !ok {
		return
	}
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		count, err := strconv.Atoi(days)
		if err != nil || count < 1 || count > 36_500 {
			n.fault("%q is not a number of days (want 1d to 36500d, or a day)", text)
			return
		}
		f.AcceptDays = count
		return
	}
	f.AcceptSince = n.day()
}

// flags reads a map from the sender's data mark to valid or invalid.
func (l *loader) flags(n node) map[string]measure.Flag {
	if n.absent() {
		return nil
	}
	out := map[string]measure.Flag{}
	n.object().free("*", func(key, value node) {
		flag := measure.Declared
		if value.oneOf("invalid", "valid", "invalid") == "valid" {
			flag = measure.Normal
		}
		if value.require() {
			out[keyText(key)] = flag
		}
	})
	return out
}

// unit is a unit that a sender may use and its steps of a Concentration, which
// is 1 ng/m³ in air and 1 ng/L in water.
type unit struct {
	name  string
	scale int64
}

func unitsOf(kind FeedKind) []unit {
	switch kind {
	case AirFeed:
		return []unit{{"ng/m3", 1}, {"µg/m3", 1_000}, {"mg/m3", 1_000_000}}
	case WaterFeed:
		return []unit{{"ng/L", 1}, {"µg/L", 1_000}, {"mg/L", 1_000_000}}
	}
	return nil
}

// units reads a map from parameter to the sender's unit. "ug" and "m³" do as
// well.
func (l *loader) units(n node, kind FeedKind) map[measure.Parameter]int64 {
	if n.absent() || kind == "" {
		return nil
	}
	have := unitsOf(kind)
	if have == nil {
		n.fault("kind %s has no units", kind)
		return nil
	}
	var names []string
	for _, u := range have {
		names = append(names, u.name)
	}
	spelling := strings.NewReplacer("³", "3", "μ", "µ", "ug/", "µg/")
	out := map[measure.Parameter]int64{}
	n.object().free("*", func(key, value node) {
		p, ok := l.feedParameter(key, kind)
		text := value.str("")
		at := slices.Index(names, spelling.Replace(text))
		switch {
		case at < 0:
			value.fault("unknown unit %q (have %s)", text, strings.Join(names, ", "))
		case ok && !isMass(p):
			value.fault("%s is not a mass concentration and has no other unit", p.Key())
		case ok:
			out[p] = have[at].scale
		}
	})
	return out
}

// isMass tells whether p is a mass concentration and not pH, temperature, a
// count.
func isMass(p measure.Parameter) bool {
	switch p.Unit() {
	case measure.MicrogramPerCubicMetre, measure.MilligramPerCubicMetre, measure.MilligramPerLitre:
		return true
	}
	return false
}

// feedParameter reads a key that names a parameter the feed can carry.
func (l *loader) feedParameter(key node, kind FeedKind) (measure.Parameter, bool) {
	p, ok := measure.ParameterByKey(keyText(key))
	if !ok || p == measure.O38h || kind != "" && p.Medium() != kind.Medium() {
		key.fault("unknown parameter %q of kind %s", keyText(key), kind)
		return 0, false
	}
	return p, true
}

// paths reads where a mapped message has its parts.
func (l *loader) paths(n node, f *Feed) {
	o := n.object()
	f.Paths.Station = o.key("station").jsonPath()
	f.Paths.Time = o.key("time").jsonPath()
	f.Paths.Values = l.parameterPaths(o.key("values"), f.Kind)
	f.Paths.Flags = l.parameterPaths(o.key("flags"), f.Kind)
	o.done()
	switch {
	case f.Format != MappedFormat && !n.absent():
		n.fault("only format mapped has paths")
	case f.Format == MappedFormat && len(f.Paths.Values) == 0:
		o.key("values").fault("is missing: format mapped needs the path of at least one value")
	case f.Format == MappedFormat && f.Paths.Station == "" && f.StationLevel < 0:
		o.key("station").fault("is missing, and the topic %q names no station", f.Topic)
	}
}

func (l *loader) parameterPaths(n node, kind FeedKind) map[measure.Parameter]string {
	if n.absent() {
		return nil
	}
	out := map[measure.Parameter]string{}
	n.object().free("*", func(key, value node) {
		if p, ok := l.feedParameter(key, kind); ok && value.require() {
			out[p] = value.jsonPath()
		}
	})
	return out
}

// jsonPath reads a path into a JSON message, empty when absent.
func (n node) jsonPath() string {
	text, ok := n.text()
	if !ok {
		return ""
	}
	for part := range strings.SplitSeq(text, ".") {
		name, rest, _ := strings.Cut(part, "[")
		for rest != "" {
			inside, after, closed := strings.Cut(rest, "]")
			if !closed || inside == "" || after != "" && after[0] != '[' {
				n.fault("%q is not a path (want names joined by dots, [2], [name=x])", text)
				return ""
			}
			rest = strings.TrimPrefix(after, "[")
			name = fmt.Sprint(name, inside)
		}
		if strings.TrimSpace(name) == "" {
			n.fault("%q has an empty part (want names joined by dots, [2], [name=x])", text)
			return ""
		}
	}
	return text
}
