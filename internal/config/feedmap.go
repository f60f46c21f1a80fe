package config

import (
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/measure"
)

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
	f.Paths.Items = o.key("items").jsonPath()
	f.Paths.Station = o.key("station").jsonPath()
	f.Paths.Time = o.key("time").jsonPath()
	f.Paths.Layout = o.key("layout").str("")
	f.Paths.Values = l.parameterPaths(o.key("values"), f.Kind)
	f.Paths.Flags = l.parameterPaths(o.key("flags"), f.Kind)
	o.done()
	switch {
	case f.Format != MappedFormat && !n.absent():
		n.fault("only format mapped has paths")
	case f.Format == MappedFormat && len(f.Paths.Values) == 0:
		o.key("values").fault("is missing: format mapped needs the path of at least one value")
	case f.Format == MappedFormat && f.Paths.Station == "" && f.Station == "" && f.StationLevel < 0:
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

// outsideBrackets splits a path at the dots that stand in no brackets.
func outsideBrackets(path string) (parts []string) {
	inside, start := false, 0
	for i, c := range path {
		switch {
		case c == '[':
			inside = true
		case c == ']':
			inside = false
		case c == '.' && !inside:
			parts = append(parts, path[start:i])
			start = i + 1
		}
	}
	return append(parts, path[start:])
}

// jsonPath reads a path into a JSON message, empty when absent.
func (n node) jsonPath() string {
	text, ok := n.text()
	if !ok {
		return ""
	}
	for _, part := range outsideBrackets(text) {
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
