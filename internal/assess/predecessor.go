package assess

import (
	"slices"

	"lanbi/internal/measure"
)

// Predecessors follows replaces from section back through the sections of its area,
// newest first. A section that states no first day has no predecessor.
func Predecessors(sections []measure.Section, section *measure.Section) []measure.Section {
	var before []measure.Section
	for at := section; at.Replaces != "" && at.Span.From != 0 && len(before) < len(sections); {
		i := slices.IndexFunc(sections, func(s measure.Section) bool { return s.Code == at.Replaces })
		if i < 0 {
			break
		}
		before = append(before, sections[i])
		at = &sections[i]
	}
	return before
}

// CodesOf are the codes of a section of its area and of those it replaced.
func CodesOf(sections []measure.Section, section *measure.Section) []string {
	w := Water{Section: section, Before: Predecessors(sections, section)}
	return w.Codes()
}

// Codes are the codes of the section and of those it replaced: the stations whose
// samples Record takes.
func (w *Water) Codes() []string {
	codes := []string{w.Section.Code}
	for i := range w.Before {
		codes = append(codes, w.Before[i].Code)
	}
	return codes
}

// Counts tells whether a sample of station on day is one of the section: its own within
// its span, or one of a predecessor within its own.
func (w *Water) Counts(station string, day measure.Day) bool {
	if station == w.Section.Code {
		return w.Section.Span.Covers(day)
	}
	i := slices.IndexFunc(w.Before, func(s measure.Section) bool { return s.Code == station })
	return i >= 0 && w.Before[i].Span.Covers(day)
}
