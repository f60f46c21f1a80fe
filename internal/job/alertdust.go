package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// AlertDust is the source of facts on suspicions of dust.
type AlertDust struct {
	Areas  []measure.Area
	Zone   *time.Location
	Events interface {
		Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error)
	}
	// Effects are where an area's targets would stand at the end of asOf under each
	// reading of dust, as Progress.DustEffects tells it.
	Effects func(ctx context.Context, area string, first, last, asOf measure.Day) ([]target.DustEffect, error)
}

// dustTold is for how many days after its end a suspicion is told anew, as job Dust
// finds it no later; dustFollowed is for how many days after a step an event is
// followed, so that an alert ends when somebody deals with it.
const (
	dustTold     = dustLate / 24
	dustFollowed = 60
)

// Facts are the events of dust with a step in the last two months, a FactSource. Areas
// that could be read are there also when others could not.
func (f *AlertDust) Facts(ctx context.Context, asOf measure.Day, now time.Time, facts *alert.Facts) error {
	today := measure.DayOf(now, f.Zone)
	var errs []error
	for i := range f.Areas {
		area := &f.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		steps, err := f.Events.Events(ctx, area.Code, target.Dust, now.AddDate(0, 0, -dustFollowed))
		if err != nil {
			errs = append(errs, fmt.Errorf("read dust events of area %s: %w", area.Code, err))
			continue
		}
		for _, s := range target.Stories(steps, f.Zone) {
			newest := s.Steps[len(s.Steps)-1]
			d := alert.Dust{ID: s.ID, Area: area.Code, Start: s.Start, End: s.End, State: s.State, Document: s.Document,
				Text: newest.Text, Since: s.Steps[0].Time, Recent: s.End >= today-dustTold}
			if d.State == target.DustSuspected && d.Recent && d.Start <= asOf {
				d.Effects, err = f.Effects(ctx, area.Code, d.Start, d.End, asOf)
				errs = append(errs, err)
			}
			facts.Dust = append(facts.Dust, d)
		}
	}
	return errors.Join(errs...)
}
