package config

import (
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
	f.Station = o.key("station").str("")
	l.hj212(o.key("hj212"), &f)
	l.paths(o.key("paths"), &f)
	if f.Station != "" && f.Format != MappedFormat {
		o.key("station").fault("only format mapped has a station (others name it in topic or frame)")
	}
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
		if !password.absent() && f.Format != HJ212Format {
			password.fault("only format hj212 has a password")
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
