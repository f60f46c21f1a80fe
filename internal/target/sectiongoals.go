package target

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// SectionGoal is a section and the class that a target asks of it.
type SectionGoal struct {
	Section measure.Section
	Goal    gb3838.Class
}

// SectionGoals are the sections of a target on classes, and how many of them must
// meet their goal; none for other kinds.
func SectionGoals(t *Target, f *Facts) (goals []SectionGoal, need int) {
	sections := t.sections(f)
	for _, s := range sections {
		goal := gb3838.Class(t.Goal)
		if t.Kind == SectionCompliance {
			goal = gb3838.Class(s.Class)
		}
		goals = append(goals, SectionGoal{s, goal})
	}
	if t.Kind != SectionCompliance {
		return goals, len(goals)
	}
	for need < len(sections) && percentOf(need, len(sections)) < t.Goal {
		need++
	}
	return goals, need
}
