package target

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// waterClass evaluates "the rivers hold class Ⅱ": every section counts, so the value
// is the worst class among the sections' means of the year to date.
//
// The standing is our own reading, no document has one. The year over, the target
// is achieved or lost, and unknown while a section has no class. Before that it is Lost
// when not even a value of 0 (of dissolved oxygen: 20 mg/L, more than cool water
// dissolves) in the months that are not over would mend the mean. Otherwise the
// probability decides; without one it is OnTrack while the means meet the goal and no
// month missed it, Watch when a month did, AtRisk when the means do not meet it now,
// and Unlikely when they do not and half of the months missed it.
func waterClass(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	sections := t.sections(f)
	if len(sections) == 0 {
		p.Reason = "没有配置对应河流的断面，暂不研判"
		return p
	}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	w := waterStanding{}
	for i := range sections {
		w.add(t, f, &sections[i], gb3838.Class(t.Goal))
	}
	over := p.AsOf == measure.Date(t.Year, 12, 31)
	p.Status = w.status(gb3838.Class(t.Goal), over)
	if p.Status != Unknown {
		p.Value, p.HasValue = float64(w.worst), true
	}
	f.weigh(&p)
	p.Reason = w.reason(p.Status, rivers(t, f, sections))
	return p
}

// sections are the sections that the target names by their river, within their span
// of validity on the day of judgement.
func (t *Target) sections(f *Facts) []measure.Section {
	var chosen []measure.Section
	for _, s := range f.Sections {
		if (len(t.Rivers) == 0 || slices.Contains(t.Rivers, s.River)) && s.Span.Covers(asOf(t, f)) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// yearRow is the section's row of the year to date, of a year that is over its row
// of the year; nil when there is none.
func yearRow(t *Target, f *Facts, section string) *assess.WaterPeriod {
	first := measure.Date(t.Year, 1, 1)
	for _, kind := range [...]assess.Period{assess.Year, assess.YearToDate} {
		for i := range f.Water {
			row := &f.Water[i]
			if row.Section == section && row.Period == kind && row.Start == first &&
				(kind != assess.Year || f.AsOf >= first.LastOfYear()) {
				return row
			}
		}
	}
	return nil
}

// classOf is the class of row under the rounding of the basis; 0 when not known.
func (t *Target) classOf(row *assess.WaterPeriod, body measure.Body) gb3838.Class {
	if row == nil || row.Class == 0 {
		return 0
	}
	classes := row.Classes(body)
	if t.Basis.YearRounding == "gbt8170" {
		return classes.Rounded.Class
	}
	return classes.Raw.Class
}

// waterStanding gathers the sections of one target.
type waterStanding struct {
	worst       gb3838.Class // among sections with a class
	unknown     []string     // names of sections without one
	over        []string     // sections worse than the goal, with class and deciding items
	missed      []string     // sections with months worse than the goal
	lapsed      []string     // sections with months without a class for which an outage was reported
	halfMissed  bool         // some section worse than the goal missed it in half of its months
	unreachable []string     // items no rest of the year can mend
	beyond      int          // sections with such items
}

// add judges one section against goal.
func (w *waterStanding) add(t *Target, f *Facts, s *measure.Section, goal gb3838.Class) {
	row := yearRow(t, f, s.Code)
	class := t.classOf(row, s.Body)
	w.worst = max(w.worst, class)
	missed, classes := w.months(t, f, s, goal)
	known := len(classes)
	if len(missed) > 0 {
		w.missed = append(w.missed, fmt.Sprintf("%s（%s月）", s.Name, strings.Join(missed, "、")))
	}
	w.lapsed = append(w.lapsed, lapsedMonths(t, f, s, classes)...)
	switch {
	case class == 0:
		w.unknown = append(w.unknown, s.Name+inBrackets(f.sectionOutages(t, s, measure.Date(t.Year, 1, 1), asOf(t, f))))
	case class > goal:
		w.over = append(w.over, fmt.Sprintf("%s%s类（%s）", s.Name, class, row.Deciding.Names()))
		w.halfMissed = w.halfMissed || known > 0 && 2*len(missed) >= known
		if lost := t.beyondRepair(f, s, goal); !lost.Empty() {
			for p := range lost.Each {
				w.unreachable = append(w.unreachable, s.Name+p.Name())
			}
			w.beyond++
		}
	}
}

// months names the months worse than the goal, and gives those with a class.
func (w *waterStanding) months(t *Target, f *Facts, s *measure.Section, goal gb3838.Class) (missed []string, known map[time.Month]bool) {
	known = map[time.Month]bool{}
	rows := slices.Clone(f.Water)
	slices.SortFunc(rows, func(a, b assess.WaterPeriod) int { return int(a.Start - b.Start) })
	for i := range rows {
		row := &rows[i]
		if row.Section != s.Code || row.Period != assess.Month || row.Start.Year() != t.Year || row.Start > asOf(t, f) {
			continue
		}
		class := t.classOf(row, s.Body)
		if class == 0 {
			continue
		}
		known[row.Start.Month()] = true
		if class > goal {
			missed = append(missed, fmt.Sprint(int(row.Start.Month())))
		}
	}
	return missed, known
}

func (w *waterStanding) status(goal gb3838.Class, over bool) Status {
	switch {
	case w.worst > goal && (over || len(w.unreachable) > 0):
		return Lost
	case w.worst > goal && w.halfMissed:
		return Unlikely
	case w.worst > goal:
		return AtRisk
	case w.worst == 0 || len(w.unknown) > 0:
		return Unknown
	case over:
		return Achieved
	case len(w.missed) > 0:
		return Watch
	}
	return OnTrack
}

// reason says what people should know: what is missing, what is over, which months
// missed, and what the rivers' own classes are.
func (w *waterStanding) reason(status Status, rivers string) string {
	var parts []string
	if len(w.unknown) > 0 {
		text := "断面无有效年内均值：" + strings.Join(w.unknown, "、")
		if status == Unknown {
			text = "数据不足，暂不研判；" + text
		}
		parts = append(parts, text)
	}
	if len(w.over) > 0 {
		parts = append(parts, "年内均值劣于目标："+strings.Join(w.over, "、"))
	}
	if len(w.unreachable) > 0 {
		parts = append(parts, "余下月份已无法挽回："+strings.Join(w.unreachable, "、"))
	}
	if len(w.missed) > 0 {
		parts = append(parts, "月均值劣于目标："+strings.Join(w.missed, "、"))
	}
	parts = append(parts, listed("无月评价：", w.lapsed)...)
	if rivers != "" && len(parts) > 0 {
		parts = append(parts, rivers)
	}
	return strings.Join(parts, "；")
}

// rivers is the class or condition of each river as a whole. Sections without a class
// under the rounding of the basis are left out.
func rivers(t *Target, f *Facts, sections []measure.Section) string {
	var all assess.Rivers
	for i := range sections {
		if row := yearRow(t, f, sections[i].Code); t.classOf(row, sections[i].Body) != 0 {
			all.Add(&sections[i], row)
		}
	}
	var words []string
	for _, river := range all.Assess() {
		word := river.Grade.String()
		if river.Class.Known() {
			word = river.Class.String() + "类"
		}
		words = append(words, river.Name+word)
	}
	if len(words) == 0 {
		return ""
	}
	return "河流整体：" + strings.Join(words, "、")
}
