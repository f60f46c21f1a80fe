package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// reportedChecks hold reported rows to what an entry on the page is held to, but for the
// order of steps and for who asks: files hold history.
type reportedChecks struct {
	now   time.Time
	zone  *time.Location
	asked []target.Asked
}

func newReportedChecks(settings *config.Config, now time.Time) *reportedChecks {
	return &reportedChecks{now: now, zone: settings.Timezone, asked: target.AskedBy(settings.Targets)}
}

func (c *reportedChecks) history(settings *config.Config) history.Checks {
	return history.Checks{Area: settings.AreaNamed, Figure: c.figure, Event: c.step}
}

// figure refuses what cannot be the figure that is asked for.
func (c *reportedChecks) figure(f *measure.Indicator) error {
	if why := target.Doubt(c.asked, f, measure.DayOf(c.now, c.zone)); why != "" {
		return errors.New(why)
	}
	return nil
}

// step refuses a state that the kind does not have or that lacks its document, and what
// lies ahead.
func (c *reportedChecks) step(e *measure.Event) error {
	if have := target.States(e.Kind); !slices.Contains(have, e.State) {
		return fmt.Errorf("column state: %q of kind %s (have %s)", e.State, e.Kind, strings.Join(have, ", "))
	}
	if err := target.CheckAlone(e.Kind, e); err != nil {
		return fmt.Errorf("column %w", err)
	}
	today := measure.DayOf(c.now, c.zone)
	switch {
	case e.Time.After(c.now):
		return fmt.Errorf("column time: %s is ahead", e.Time.In(c.zone).Format("2006-01-02 15:04"))
	case e.Kind == target.KindBurn: // approved ahead
	case e.Start > today:
		return fmt.Errorf("column start: %s is ahead (today is %s)", e.Start, today)
	case e.End > today:
		return fmt.Errorf("column end: %s is ahead (today is %s)", e.End, today)
	}
	return nil
}

// unasked names the figures and the kinds of events that no target of any area asks for:
// as a rule a slip of the pen.
func (c *reportedChecks) unasked(r *history.Report) []string {
	var names []string
	add := func(event bool, what, id string) {
		if slices.ContainsFunc(c.asked, func(a target.Asked) bool { return a.Event == event && a.ID == id }) {
			return
		}
		if name := fmt.Sprintf("%s %q", what, id); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range r.Figures {
		add(false, "figure", r.Figures[i].ID)
	}
	for i := range r.Events {
		add(true, "kind", r.Events[i].Kind)
	}
	return names
}
