package target

import (
	"fmt"
	"math"
)

// PlacesSuffix makes the id of a reported figure that says how many places a ranking
// has: the rank is reported as "air-rank", the number of places as "air-rank-places".
const PlacesSuffix = "-places"

// rankingOf is the id of the ranking that a target of kind rank-at-most rests on: Indicator, or Compare
// where that is empty.
func rankingOf(t *Target) string {
	if t.Indicator != "" {
		return t.Indicator
	}
	return t.Compare
}

// rankAtMost evaluates the area's rank in a published list, reported as two figures
// of the same period.
// With unit % the value is the rank in percent of the places, and the goal "the best
// 20 %" is met exactly, without rounding.
func rankAtMost(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	id := rankingOf(t)
	g, ok := f.newest(id, t.Year, p.AsOf)
	if !ok {
		p.Reason = missingFor(t)
		return p
	}
	places, counted := f.of(id+PlacesSuffix, g.first, g.last)
	switch {
	case g.Value < 1 || g.Value != math.Trunc(g.Value) || counted && places.Value < g.Value:
		p.Reason = fmt.Sprintf("排名 %s 有误，暂不研判；%s", number(g.Value), g.text())
		return p
	case t.Unit == "%" && !counted:
		p.Reason = fmt.Sprintf("第 %s 名，缺少参加排名的总数，暂不研判；%s", number(g.Value), g.text())
		return p
	}
	p.Value, p.HasValue = g.Value, true
	p.Reason = "第 " + number(g.Value) + " 名"
	if counted {
		p.Reason += "，共 " + number(places.Value) + " 个"
	}
	met := g.Value <= t.Goal
	if t.Unit == "%" {
		p.Value = g.Value * 100 / places.Value
		met = g.Value*100 <= t.Goal*places.Value
	}
	p.Reason += "；" + g.text()
	if t.Basis.Document == "" {
		p.Reason += "；口径待上级确认"
	}
	p.Status = t.reported(f, &g, met)
	if p.Status == Unknown {
		p.Reason = "缺少全年排名，暂不研判；" + p.Reason
	}
	return p
}
