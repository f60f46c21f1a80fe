package target

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// sectionOutages says which outages were reported for a section of t's area, or for
// those it replaced, from first to last; empty for none.
func (f *Facts) sectionOutages(t *Target, s *measure.Section, first, last measure.Day) string {
	return assess.OutagesText(f.Outages, t.Area, assess.CodesOf(f.Sections, s), first, last)
}

// sourceOutages is what stands behind a sampling period of a source that lacks samples
// or items, with a comma; empty where no outage was reported.
func (f *Facts) sourceOutages(t *Target, s *measure.DrinkingSource, period *SourcePeriod) string {
	text := assess.OutagesText(f.Outages, t.Area, []string{s.Code}, period.First, min(period.Last, asOf(t, f)))
	if text == "" {
		return ""
	}
	return "，" + text
}

// lapsedMonths names the months so far that are not among known, those with a class, and
// for which an outage was reported; of a section whose months are stated also those of
// them that are over. Without them nobody knows whether it is sampled every second month.
func lapsedMonths(t *Target, f *Facts, s *measure.Section, known map[time.Month]bool) []string {
	var months []string
	for first := measure.Date(t.Year, 1, 1); first <= asOf(t, f); first = first.LastOfMonth().Add(1) {
		if known[first.Month()] {
			continue
		}
		text := f.sectionOutages(t, s, first, min(first.LastOfMonth(), asOf(t, f)))
		begun := s.Replaces != "" || first.LastOfMonth() >= s.Span.From
		switch {
		case text != "":
			months = append(months, fmt.Sprintf("%d月，%s", first.Month(), text))
		case s.Months != 0 && s.Expects(first) && begun && first.LastOfMonth() <= asOf(t, f):
			months = append(months, fmt.Sprintf("%d月", first.Month()))
		}
	}
	if len(months) == 0 {
		return nil
	}
	return []string{s.Name + "（" + strings.Join(months, "；") + "）"}
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}
