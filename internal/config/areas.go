package config

import (
	"slices"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// successor is a replaces entry, looked up when all codes are known.
type successor struct {
	at         node
	code, pred string
	begins     bool // states its first day
	span       *measure.Span
}

// areas reads the areas with everything in them. A process that only takes in may
// do without: its feeds then accept unknown stations.
func (l *loader) areas(n node) {
	if n.absent() && !l.cfg.Roles.Assess || !n.require() {
		return
	}
	ids := map[string]string{}
	all := n.list()
	parents := map[string]node{} // by code of the area
	for _, one := range all {
		o := one.object()
		a := measure.Area{
			Code:         l.code(o.key("code"), "an area"),
			Name:         o.key("name").required(),
			StationShare: o.key("station_share").number(0, 0, 1),
		}
		parent := o.key("parent")
		if a.Parent = parent.str(""); a.Parent != "" {
			parents[a.Code] = parent
		}
		stations := l.stations(o.key("stations"), &a)
		sections := l.sections(o.key("sections"), &a)
		l.successors(stations, "station")
		l.successors(sections, "section")
		l.sources(o.key("sources"), &a)
		l.targets(o.key("targets"), &a, ids)
		o.done()
		l.cfg.Areas = append(l.cfg.Areas, a)
	}
	if all != nil && len(all) == 0 {
		n.fault("is empty (want at least one area)")
	}
	l.parents(parents)
}

// parents checks that every area is part of another one that is itself part of none.
func (l *loader) parents(of map[string]node) {
	known := map[string]bool{}
	for i := range l.cfg.Areas {
		known[l.cfg.Areas[i].Code] = true
	}
	for i := range l.cfg.Areas {
		a := &l.cfg.Areas[i]
		at, has := of[a.Code]
		_, deeper := of[a.Parent]
		switch {
		case !has:
		case a.Parent == a.Code:
			at.fault("area %q is its own parent", a.Code)
		case !known[a.Parent]:
			at.fault("unknown area %q (want the code of another area of this file)", a.Parent)
		case deeper:
			at.fault("area %q has a parent itself (want one level: a prefecture and its counties)", a.Parent)
		}
	}
}

// successors checks that whatever replaces something replaces a neighbour of its
// own kind in the same area, and ends the span of the one replaced: it is off duty from
// its successor's first day on, whether the file says until or not.
func (l *loader) successors(all []successor, what string) {
	known := map[string]*measure.Span{}
	for _, s := range all {
		known[s.code] = s.span
	}
	for _, s := range all {
		pred := known[s.pred]
		switch {
		case s.pred == "":
		case s.pred == s.code:
			s.at.fault("%s %q replaces itself", what, s.code)
		case pred == nil:
			s.at.fault("unknown %s %q in this area", what, s.pred)
		case !s.begins:
			s.at.fault("%s %q needs from, its first day: until then %q counts", what, s.code, s.pred)
		case s.span.From == 0: // a fault already
		case s.span.From <= pred.From:
			s.at.fault("%s %q begins on %s, not after the first day of %q, %s", what, s.code, s.span.From, s.pred, pred.From)
		case pred.Until == 0 || pred.Until >= s.span.From:
			pred.Until = s.span.From.Add(-1)
		}
	}
}

func (l *loader) stations(n node, a *measure.Area) (all []successor) {
	for _, one := range n.list() {
		o := one.object()
		s := measure.Station{Area: a.Code, Code: l.code(o.key("code"), "a station")}
		s.Name = o.key("name").str(s.Code)
		s.Lat = o.key("lat").coordinate(90)
		s.Lon = o.key("lon").coordinate(180)
		s.Network = l.network(o.key("network"))
		s.Assess = o.key("assess").boolean(s.Network.AssessedByDefault())
		s.Span = l.span(o)
		replaces := o.key("replaces")
		s.Replaces = replaces.str("")
		s.Plan = o.key("plan").parameters(measure.AirPollutants, measure.AirPollutants)
		o.done()
		a.Stations = append(a.Stations, s)
		all = append(all, successor{replaces, s.Code, s.Replaces, !o.key("from").absent(), nil})
	}
	for i := range all {
		all[i].span = &a.Stations[i].Span
	}
	return all
}

// coordinate is a latitude or longitude in degrees; it must be there.
func (n node) coordinate(limit float64) float64 {
	if !n.require() {
		return 0
	}
	return n.number(0, -limit, limit)
}

func (l *loader) network(n node) measure.Network {
	if !n.require() {
		return ""
	}
	names := make([]string, len(measure.Networks))
	for i, have := range measure.Networks {
		names[i] = string(have)
	}
	return measure.Network(n.oneOf("", names...))
}

func (l *loader) sections(n node, a *measure.Area) (all []successor) {
	for _, one := range n.list() {
		o := one.object()
		s := measure.Section{Area: a.Code, Code: l.code(o.key("code"), "a section")}
		s.Name = o.key("name").str(s.Code)
		s.River = o.key("river").required()
		s.Body, _ = measure.ParseBody(o.key("body").oneOf("river", "river", "lake"))
		s.Class = o.key("class").class(0)
		s.Months = o.key("months").months()
		s.Span = l.span(o)
		replaces := o.key("replaces")
		s.Replaces = replaces.str("")
		o.done()
		a.Sections = append(a.Sections, s)
		all = append(all, successor{replaces, s.Code, s.Replaces, !o.key("from").absent(), nil})
	}
	for i := range all {
		all[i].span = &a.Sections[i].Span
	}
	return all
}

// months are numbers 1 to 12, each once; every month when absent.
func (n node) months() measure.Months {
	if n.absent() {
		return 0
	}
	var months []time.Month
	all := n.list()
	if all != nil && len(all) == 0 {
		n.fault("is empty (want months such as 4, or leave the key out)")
	}
	for _, one := range all {
		m := time.Month(one.integer(0, 1, 12))
		if slices.Contains(months, m) && m != 0 {
			one.fault("%d occurs twice", m)
		}
		months = append(months, m)
	}
	return measure.MonthsOf(months...)
}

// class is a water quality class, 1 to 5, also written Ⅱ or II; def when absent.
func (n node) class(def int) int {
	text, ok := n.text()
	if !ok {
		return def
	}
	for i, forms := range []string{"1 Ⅰ I", "2 Ⅱ II", "3 Ⅲ III", "4 Ⅳ IV", "5 Ⅴ V"} {
		for form := range strings.FieldsSeq(forms) {
			if text == form {
				return i + 1
			}
		}
	}
	n.fault("unknown class %q (have 1, 2, 3, 4, 5)", text)
	return def
}

func (l *loader) sources(n node, a *measure.Area) {
	for _, one := range n.list() {
		o := one.object()
		s := measure.DrinkingSource{Area: a.Code, Code: l.code(o.key("code"), "a source")}
		s.Name = o.key("name").str(s.Code)
		kind := o.key("type")
		kind.require()
		s.Groundwater = kind.oneOf("surface", "surface", "groundwater") == "groundwater"
		s.Body, _ = measure.ParseBody(o.key("body").oneOf("river", "river", "lake"))
		// County practice: surface sources every quarter, groundwater every half year.
		usual := "quarter"
		if s.Groundwater {
			usual = "half-year"
		}
		s.Frequency = o.key("frequency").oneOf(usual, "month", "quarter", "half-year", "year")
		s.InUse = o.key("in_use").boolean(true)
		s.Intake = l.intake(o.key("intake"))
		s.Class = o.key("class").class(3)
		o.done()
		a.Sources = append(a.Sources, s)
	}
}

// intake reads m³ by month.
func (l *loader) intake(n node) map[string]int64 {
	if n.absent() {
		return nil
	}
	out := map[string]int64{}
	n.object().free("*", func(key, value node) {
		month := keyText(key)
		t, err := time.Parse("2006-01", month)
		if err != nil || t.Year() < firstYear || t.Year() > lastYear {
			key.fault("%q is not a month (want such as 2026-01)", month)
			return
		}
		if value.require() {
			out[month] = int64(value.integer(0, 0, 1e12))
		}
	})
	return out
}

// keyText is the text of a key that is data.
func keyText(key node) string { return key.n.GetToken().Value }
