package target

import "lanbi/internal/assess"

// Asked is something that people report for a target: a figure or, where Event is
// set, a kind of event.
type Asked struct {
	Area, ID string
	Event    bool
	Name     string // for people
	Unit     string
	Target   *Target
}

// AskedOf lists what people report for a target. It is empty for one that rests on
// readings alone.
func AskedOf(t *Target) []Asked {
	figure := func(id, name, unit string) Asked {
		return Asked{Area: t.Area, ID: id, Name: name, Unit: unit, Target: t}
	}
	switch {
	case t.Kind == Indicator && t.Indicator != "":
		return []Asked{figure(t.Indicator, t.Name, t.Unit)}
	case t.Kind == Events && t.Indicator != "":
		asked := []Asked{
			{Area: t.Area, ID: t.Indicator, Event: true, Name: t.Name, Unit: t.Unit, Target: t},
			figure(t.Indicator, t.Name+"（起数，零报告填 0）", t.Unit),
		}
		if t.Indicator == KindStraw {
			asked = append(asked, Asked{Area: t.Area, ID: KindBurn, Event: true, Name: "批准焚烧", Target: t})
		}
		return asked
	case t.Kind == RankAtMost && rankingOf(t) != "":
		return []Asked{
			figure(rankingOf(t), t.Name+"（名次）", ""),
			figure(rankingOf(t)+PlacesSuffix, t.Name+"（参加排名总数）", ""),
		}
	case t.Kind == BetterThan && t.Indicator != "":
		return []Asked{
			figure(t.Indicator, t.Name, t.Unit),
			figure(t.Indicator+NationalSuffix, t.Name+"（全国值）", t.Unit),
		}
	}
	return nil
}

// AskedBy lists, in the order of the targets and each once, what people report for
// them. Beside it stand, of every area with a target on days or means of air, the dust
// decision, and of every area with a target that rests on measurements the outages.
func AskedBy(targets []Target) []Asked {
	var all []Asked
	type key struct {
		area, id string
		event    bool
	}
	seen := map[key]bool{}
	add := func(a Asked) {
		if k := (key{a.Area, a.ID, a.Event}); !seen[k] {
			seen[k] = true
			all = append(all, a)
		}
	}
	for i := range targets {
		t := &targets[i]
		for _, a := range AskedOf(t) {
			add(a)
		}
		switch t.Kind {
		case GoodAirDays, GoodAirShare, MeanConcentration, HeavyDays:
			add(Asked{Area: t.Area, ID: Dust, Event: true, Name: "沙尘天气认定", Target: t})
			add(outagesOf(t))
		case WaterClass, SectionCompliance, SourceCompliance:
			add(outagesOf(t))
		}
	}
	return all
}

func outagesOf(t *Target) Asked {
	return Asked{Area: t.Area, ID: assess.OutageKind, Event: true, Name: "停电、维护登记（编号为站点、断面或水源代码/日期）", Target: t}
}
