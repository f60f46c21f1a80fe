package config

import (
	"slices"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/target"
)

// basis reads how a target is judged. A target whose basis no document states is
// shown as such, and warned of.
func (l *loader) basis(n node, kind target.Kind) target.Basis {
	o := n.object()
	edition, err := assess.ParseEditionRule(o.key("edition").oneOf("by-date", "by-date", "2012", "2026"))
	if err != nil {
		o.key("edition").fault("%v", err)
	}
	b := target.Basis{
		Edition:      edition,
		Dust:         o.key("dust").oneOf("keep", "keep", "exclude", "count-as-good"),
		Data:         o.key("data").oneOf("provisional", "provisional", "confirmed"),
		Missing:      o.key("missing").oneOf("as-lost", "as-lost", "scale-to-valid"),
		Missing2012:  o.key("missing_2012").oneOf("max-of-rest", "max-of-rest", "strict"),
		PM10Missing:  o.key("pm10_missing_2026").oneOf("strict", "strict", "as-published"),
		YearRounding: o.key("year_rounding").oneOf("none", "none", "gbt8170"),
		Document:     strings.TrimSpace(o.key("document").str("")),
	}
	if slices.Contains(target.Kinds, kind) {
		basisKeys(o, kind, &b)
	}
	if b.Document == "" {
		o.key("document").warn("no document states the basis: 「考核口径未经上级明确」 will be shown")
	}
	o.done()
	return b
}

// basisKinds are the kinds for which each key of a basis may differ from its default,
// which comes first. What a kind does not heed would be shown as its basis all the same.
var basisKinds = []struct {
	key, usual string
	kinds      []target.Kind
}{
	{"edition", "by-date", []target.Kind{target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration, target.BetterThan}},
	{"dust", "keep", []target.Kind{target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration, target.BetterThan}},
	{"data", "provisional", []target.Kind{target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration, target.BetterThan}},
	{"missing", "as-lost", []target.Kind{target.GoodAirDays}},
	{"missing_2012", "max-of-rest", []target.Kind{target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.BetterThan}},
	{"pm10_missing_2026", "strict", []target.Kind{target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.BetterThan}},
	{"year_rounding", "none", []target.Kind{target.WaterClass, target.SectionCompliance, target.BetterThan}},
}

// basisKeys refuses what a target of this kind does not heed.
func basisKeys(o *object, kind target.Kind, b *target.Basis) {
	read := map[string]string{"edition": b.Edition.String(), "dust": b.Dust, "data": b.Data, "missing": b.Missing,
		"missing_2012": b.Missing2012, "pm10_missing_2026": b.PM10Missing, "year_rounding": b.YearRounding}
	for _, one := range basisKinds {
		switch value := read[one.key]; {
		case value == one.usual:
		case !slices.Contains(one.kinds, kind):
			o.key(one.key).fault("kind %s is not judged by it (want %s; only %s)", kind, one.usual, joinKinds(one.kinds))
		case kind == target.MeanConcentration && value == "count-as-good":
			o.key(one.key).fault("a mean has no days to count (want keep or exclude)")
		}
	}
}
