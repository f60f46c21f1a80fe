package config

import (
	"math"
	"slices"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// kindFacts says what the goal of a kind is: its unit, its bounds, whether it is
// a whole number, whether it may be left out.
type kindFacts struct {
	unit      string
	low, high float64
	whole     bool
	optional  bool
}

var kinds = map[target.Kind]kindFacts{
	target.GoodAirDays:       {"天", 1, 366, true, false},
	target.GoodAirShare:      {"%", 0, 100, false, false},
	target.MeanConcentration: {"µg/m³", 0.001, 1000, false, false},
	target.HeavyDays:         {"天", 0, 366, true, false},
	target.WaterClass:        {"类", 1, 5, true, false},
	target.SectionCompliance: {"%", 0, 100, false, false},
	target.SourceCompliance:  {"%", 0, 100, false, false},
	target.RankAtMost:        {"名", 1, 10_000, false, false},
	target.BetterThan:        {"%", 0, 100, false, true},
	target.Indicator:         {"", -1e12, 1e12, false, false},
	target.Events:            {"起", 0, 1_000_000, true, false},
}

// targets reads the targets of area a. ids holds the ids already taken.
func (l *loader) targets(n node, a *measure.Area, ids map[string]string) {
	for _, one := range n.list() {
		o := one.object()
		t := target.Target{Area: a.Code, ID: l.targetID(o.key("id"), ids)}
		t.Name = o.key("name").required()
		kindNode := o.key("kind")
		if kindNode.require() {
			t.Kind = target.Kind(kindNode.oneOf("", kindNames()...))
		}
		facts, known := kinds[t.Kind]
		l.targetYear(o, &t)
		t.Basis = l.basis(o.key("basis"), t.Kind)
		t.Quote = o.key("quote").str("")
		t.Unit = o.key("unit").str(facts.unit)
		t.Direction = o.key("direction").oneOf("", "at-least", "at-most", "between", "declining")
		t.Upper = o.key("upper").number(0, -1e12, 1e12)
		if p := o.key("parameter"); !p.absent() {
			var known bool
			if t.Parameter, known = p.parameter(measure.AirPollutants.With(measure.O38h)); known && o.key("unit").absent() {
				t.Unit = string(t.Parameter.Unit())
			}
		}
		t.Rivers = l.rivers(o.key("rivers"), a)
		t.Indicator = o.key("indicator").str("")
		t.Compare = o.key("compare").str("")
		if goal := o.key("goal"); known {
			l.goal(goal, &t, facts)
			l.kindKeys(o, &t, a)
		}
		o.done()
		l.cfg.Targets = append(l.cfg.Targets, t)
	}
}

func kindNames() []string {
	names := make([]string, len(target.Kinds))
	for i, k := range target.Kinds {
		names[i] = string(k)
	}
	return names
}

// targetID reads an id such as jiangyuan/good-air-days, unique in the file.
func (l *loader) targetID(n node, ids map[string]string) string {
	id := n.required()
	if id == "" {
		return ""
	}
	if fault := badCode(strings.ReplaceAll(id, "/", "")); fault != "" {
		n.fault("%q %s", id, fault)
	}
	if where, taken := ids[id]; taken {
		n.fault("%q is already %s", id, where)
	} else {
		ids[id] = n.path
	}
	return id
}

// targetYear reads year, or by for the last year of a plan: one of them.
func (l *loader) targetYear(o *object, t *target.Target) {
	year, by := o.key("year"), o.key("by")
	switch {
	case year.absent() && by.absent():
		year.fault("is missing (want year, or by for a plan)")
	case !year.absent() && !by.absent():
		by.fault("year and by are both there (want one)")
	case by.absent():
		t.Year = year.integer(0, firstYear, lastYear)
	default:
		t.Year, t.Plan = by.integer(0, firstYear, lastYear), true
	}
}

// goal reads the goal. A class may be written Ⅱ.
func (l *loader) goal(n node, t *target.Target, facts kindFacts) {
	optional := facts.optional || t.Direction == "declining"
	if n.absent() {
		if !optional {
			n.fault("is missing")
		}
		return
	}
	if t.Kind == target.WaterClass {
		t.Goal = float64(n.class(0))
		return
	}
	high := facts.high
	if t.Kind == target.GoodAirDays && t.Year != 0 {
		high = float64(measure.DaysInYear(t.Year))
	}
	t.Goal = n.number(0, facts.low, high)
	if facts.whole && t.Goal != math.Trunc(t.Goal) {
		n.fault("%s is not a whole number", plain(t.Goal))
	}
}

// kindKeys checks the keys that only some kinds have.
func (l *loader) kindKeys(o *object, t *target.Target, a *measure.Area) {
	own := func(key string, kinds ...target.Kind) bool {
		n := o.key(key)
		if slices.Contains(kinds, t.Kind) {
			return true
		}
		if !n.absent() {
			n.fault("kind %s has no such key (only %s)", t.Kind, joinKinds(kinds))
		}
		return false
	}
	if own("direction", target.Indicator) {
		o.key("direction").require()
	}
	if own("upper", target.Indicator) {
		switch upper := o.key("upper"); {
		case t.Direction == "between":
			if upper.require() && t.Upper < t.Goal {
				upper.fault("%s is below goal, %s", plain(t.Upper), plain(t.Goal))
			}
		case !upper.absent():
			upper.fault("direction %q has no upper (only between)", t.Direction)
		}
	}
	if own("parameter", target.MeanConcentration) {
		o.key("parameter").require()
	}
	if own("rivers", target.WaterClass, target.SectionCompliance) && len(a.Sections) == 0 {
		o.key("kind").fault("area %q has no section to judge", a.Code)
	}
	if own("indicator", target.Indicator, target.Events, target.BetterThan, target.RankAtMost) &&
		(t.Kind == target.Indicator || t.Kind == target.Events) {
		if id := o.key("indicator"); id.required() == target.KindBurn {
			id.fault("%q are approved burns, which no target counts (fires are %s)", target.KindBurn, target.KindStraw)
		}
	}
	if own("compare", target.BetterThan, target.RankAtMost, target.Events) {
		switch compare := o.key("compare"); {
		case t.Kind == target.BetterThan:
			if compare.require() {
				compare.oneOf("", string(GoodWaterShare), string(InferiorWaterShare), string(GoodAirDaysShare), string(PM25Mean))
			}
		case t.Kind == target.Events && !compare.absent():
			// The first year of an unbroken run, such as 1950.
			compare.integer(0, 1900, lastYear)
		}
	}
	l.kindPlaces(o.key("kind"), t, a)
}

// kindPlaces checks that the area has what the kind counts.
func (l *loader) kindPlaces(n node, t *target.Target, a *measure.Area) {
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		// A station without a network is a fault already.
		if !slices.ContainsFunc(a.Stations, func(s measure.Station) bool { return s.Assess || s.Network == "" }) {
			n.fault("area %q has no assessed station", a.Code)
		}
	case target.SourceCompliance:
		if len(a.Sources) == 0 {
			n.fault("area %q has no drinking-water source", a.Code)
		}
	case target.SectionCompliance:
		for _, s := range a.Sections {
			if s.Class == 0 {
				n.fault("section %q has no target class", s.Code)
			}
		}
	}
}

func joinKinds(kinds []target.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// rivers reads names of rivers that the area's sections lie on.
func (l *loader) rivers(n node, a *measure.Area) []string {
	var have, out []string
	for _, s := range a.Sections {
		if !slices.Contains(have, s.River) {
			have = append(have, s.River)
		}
	}
	for _, one := range n.list() {
		name, ok := one.text()
		switch {
		case !ok:
		case slices.Contains(have, ""): // a section without a river is a fault already
		case !slices.Contains(have, name):
			one.fault("no section lies on river %q (have %s)", name, strings.Join(have, ", "))
		case slices.Contains(out, name):
			one.fault("%q occurs twice", name)
		default:
			out = append(out, name)
		}
	}
	return out
}
