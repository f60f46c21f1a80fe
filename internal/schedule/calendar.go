package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

// calendar gives the due times of a cron line in its zone.
type calendar struct {
	schedule cron.Schedule
	zone     *time.Location
}

// after is the first due time after t; zero when there is none in five years.
func (c calendar) after(t time.Time) time.Time { return c.schedule.Next(t.In(c.zone)) }

// latest is the last due time not after now; zero when there is none in the five
// years before. The library only looks ahead, so the search steps back, doubling
// the step, and then walks forward.
func (c calendar) latest(now time.Time) time.Time {
	const limit = 5 * 366 * 24 * time.Hour
	for back := time.Minute; back <= 2*limit; back *= 2 {
		due := c.after(now.Add(-back))
		if due.IsZero() || due.After(now) {
			continue
		}
		for {
			next := c.after(due)
			if next.IsZero() || next.After(now) {
				return due
			}
			due = next
		}
	}
	return time.Time{}
}
