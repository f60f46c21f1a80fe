package target

import (
	"cmp"
	"slices"
	"time"

	"lanbi/internal/measure"
)

// Automatic is who takes a step that this program took by itself (系统自动).
const Automatic = "系统自动"

// Story is all that is known of one event.
type Story struct {
	Area, Kind, ID string
	State          string // of the latest step
	// Start and End are the days concerned, both included: of the latest step that names
	// them. Without any the event began, and ended, on the day of its first step.
	Start, End measure.Day
	Document   string          // of the latest step that names one
	Steps      []measure.Event // oldest first
}

// Untouched tells whether this program alone took the steps so far.
func (s *Story) Untouched() bool {
	return !slices.ContainsFunc(s.Steps, func(e measure.Event) bool { return e.By != Automatic })
}

// Covers tells whether the event concerns the day.
func (s *Story) Covers(day measure.Day) bool { return s.Start <= day && day <= s.End }

// Stories gathers steps, given in any order, by ID; the event that began first comes
// first. Of steps at the same time the one given later holds.
func Stories(steps []measure.Event, zone *time.Location) []Story {
	steps = slices.Clone(steps)
	slices.SortStableFunc(steps, func(a, b measure.Event) int { return a.Time.Compare(b.Time) })
	var stories []Story
	at := map[string]int{}
	for _, e := range steps {
		i, known := at[e.ID]
		if !known {
			i = len(stories)
			at[e.ID] = i
			stories = append(stories, Story{Area: e.Area, Kind: e.Kind, ID: e.ID})
		}
		s := &stories[i]
		s.Steps = append(s.Steps, e)
		s.State = e.State
		s.Start, s.End = cmp.Or(e.Start, s.Start), cmp.Or(e.End, s.End)
		s.Document = cmp.Or(e.Document, s.Document)
	}
	for i := range stories {
		s := &stories[i]
		s.Start = cmp.Or(s.Start, measure.DayOf(s.Steps[0].Time, zone))
		s.End = max(s.Start, s.End)
	}
	slices.SortStableFunc(stories, func(a, b Story) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID))
	})
	return stories
}

// DustDays are the days from from to to that the superior authority has decided are
// affected by dust: those of events whose latest state is DustRecognised.
func DustDays(steps []measure.Event, zone *time.Location, from, to measure.Day) map[measure.Day]bool {
	days := map[measure.Day]bool{}
	for _, s := range Stories(steps, zone) {
		if s.State != DustRecognised {
			continue
		}
		for day := max(from, s.Start); day <= min(to, s.End); day++ {
			days[day] = true
		}
	}
	return days
}
