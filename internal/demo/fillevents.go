package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/simulate"
	"lanbi/internal/target"
)

// fillEvents opens the suspicions of the simulated dust of the days from first to last,
// as far as they are of the last year, has people decide some of them, and reports fire
// points and approved burns. What somebody did to a suspicion on the page stays.
func (d *Demo) fillEvents(ctx context.Context, first, last measure.Day) error {
	zone := d.config.Timezone
	until := last.Add(1).Start(zone)
	if err := d.SuspectDust(ctx, max(first, last.Add(-365)), last); err != nil {
		return err
	}
	var steps []measure.Event
	for i := range d.config.Areas {
		area := &d.config.Areas[i]
		known, err := d.DB().Events(ctx, area.Code, target.Dust, time.Unix(0, 0))
		if err != nil {
			return fmt.Errorf("read dust events of area %s: %w", area.Code, err)
		}
		for n, story := range target.Stories(known, zone) {
			if story.Untouched() {
				steps = append(steps, simulate.DustSteps(n, &story.Steps[len(story.Steps)-1], until)...)
			}
		}
		if slices.ContainsFunc(d.config.Targets, func(t target.Target) bool {
			return t.Area == area.Code && t.Kind == target.Events && t.Indicator == target.KindStraw
		}) {
			steps = append(steps, simulate.Fires(area.Code, last.Year(), zone, until)...)
			steps = append(steps, simulate.Burns(area.Code, last.Year(), zone, until)...)
		}
	}
	if len(steps) == 0 {
		return nil
	}
	if err := d.DB().WriteEvents(ctx, steps); err != nil {
		return fmt.Errorf("store simulated events: %w", err)
	}
	return nil
}
