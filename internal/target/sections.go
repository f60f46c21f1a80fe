package target

import (
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// sectionCompliance evaluates the share of sections whose mean of the year to date
// meets their own target class (断面达标率), in % with one decimal. The value is of
// the sections with a class; a section without one is neither met nor missed, and
// leaves the standing unknown where it could turn it.
//
// The standing is our own reading, as of waterClass: before the year is over the
// probability decides; without one it is OnTrack
// while enough sections meet their class and none missed it in a month, Watch when
// one did, AtRisk when too few meet it, Unlikely when one of those missed it in half
// of its months, and Lost when too many cannot be mended.
func sectionCompliance(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	sections := t.sections(f)
	switch {
	case len(sections) == 0:
		p.Reason = "没有配置断面，暂不研判"
		return p
	case elapsed(t, f) == 0:
		p.Reason = notBegun
		return p
	}
	var w waterStanding
	for i := range sections {
		w.add(t, f, &sections[i], gb3838.Class(sections[i].Class))
	}
	all := len(sections)
	met := all - len(w.unknown) - len(w.over)
	over := p.AsOf == measure.Date(t.Year, 12, 31)
	p.Status = t.shareStatus(met, len(w.unknown), w.beyond, all, over, &w)
	if all > len(w.unknown) {
		p.Value, p.HasValue = percentOf(met, all-len(w.unknown)), true
	}
	f.weigh(&p)
	p.Reason = w.reason(p.Status, "")
	return p
}

// shareStatus is the standing where met of all places meet what they must, some are
// not known, and beyond cannot be mended any more.
func (t *Target) shareStatus(met, unknown, beyond, all int, over bool, w *waterStanding) Status {
	reaches := func(n int) bool { return percentOf(n, all) >= t.Goal }
	switch {
	case !reaches(all - beyond), over && !reaches(met+unknown):
		return Lost
	case !reaches(met) && reaches(met+unknown):
		return Unknown
	case over:
		return Achieved
	case reaches(met) && len(w.missed) == 0:
		return OnTrack
	case reaches(met):
		return Watch
	case w.halfMissed:
		return Unlikely
	}
	return AtRisk
}

// percentOf is part of whole in % with one decimal; whole is positive. The result is
// the float64 nearest to the decimal and compares with a goal as decimals do.
func percentOf(part, whole int) float64 {
	return float64(surface.Rate{Part: int64(part), Whole: int64(whole)}.PerMille()) / 10
}

// listed joins names to a sentence, empty for none.
func listed(title string, names []string) []string {
	if len(names) == 0 {
		return nil
	}
	return []string{title + strings.Join(names, "、")}
}
