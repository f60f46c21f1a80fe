package job

import (
	"context"
	"fmt"

	"lanbi/internal/measure"
)

// History assesses past days in bulk: what the command assess does, what a demo does
// after loading its history, and what is done after a long downtime.
type History struct {
	Air      *Air
	Water    *Water
	Progress *Progress // nil leaves the targets alone
}

// AssessRange recomputes hours, days, periods and progress of the days from first to
// last, both included. asOf is the last day that is over, as a rule yesterday: a
// period that the days touch is summed up to its own end or to asOf, not to last.
//
// progress, unless nil, is called after each chunk with the area-days finished and
// their total; the calls come from one goroutine. On an error the work done so far
// stays, and the same call may be made again.
func (h *History) AssessRange(ctx context.Context, first, last, asOf measure.Day, progress func(done, total int)) error {
	if first > last || last > asOf {
		return fmt.Errorf("assess from %s to %s: want the first day not after the last, and the last not after %s, the last day that is over", first, last, asOf)
	}
	days := last.Since(first) + 1
	finished, total := 0, days*h.steps()
	report := func(n int) {
		finished += n
		if progress != nil {
			progress(finished, total)
		}
	}
	all := daysFrom(first, last)
	for i := range h.Air.Areas {
		area := &h.Air.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		if err := h.Air.assessDays(ctx, area, first, last, report); err != nil {
			return err
		}
		if err := h.Air.assessPeriods(ctx, area, all, asOf); err != nil {
			return err
		}
	}
	for i := range h.Water.Areas {
		for k := range h.Water.Areas[i].Sections {
			if err := h.Water.assess(ctx, h.Water.section(i, k), all, asOf); err != nil {
				return err
			}
			report(days)
		}
	}
	if h.Progress == nil {
		return nil
	}
	return h.Progress.Range(ctx, first, last, asOf, report)
}

// steps is how many times each day is gone through.
func (h *History) steps() int {
	n := 0
	for i := range h.Air.Areas {
		if len(h.Air.Areas[i].Stations) > 0 {
			n++
		}
	}
	for i := range h.Water.Areas {
		n += len(h.Water.Areas[i].Sections)
	}
	if h.Progress != nil {
		n++
	}
	return n
}
