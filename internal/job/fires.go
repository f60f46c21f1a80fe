package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Fires takes in reported fire points (火点).
type Fires struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings AirReadings
	Events   EventStore
}

// Report stores each fire point as an event that waits to be verified, with what the
// approved burns and the stations say beside it. Reporting one again changes no step
// that a person has taken.
func (j *Fires) Report(ctx context.Context, fires []measure.FirePoint, burns []measure.Burn) error {
	if len(fires) == 0 {
		return nil
	}
	steps := make([]measure.Event, len(fires))
	for i := range fires {
		f := &fires[i]
		area := j.area(f.Area)
		if area == nil {
			return fmt.Errorf("report fire point %s: unknown area %q", f.ID, f.Area)
		}
		// The hint needs the hours before the fire's and some of those from it on.
		hour := measure.HourOf(f.Time)
		series, err := j.Readings.AirSeries(ctx, stations(area), hour-12, hour+12)
		if err != nil {
			return fmt.Errorf("report fire point %s: read air of area %s: %w", f.ID, area.Code, err)
		}
		steps[i] = target.FireStep(f, burns, assess.SmokeHints(series, hour), j.Zone, func(code string) string { return nameOf(area, code) })
	}
	if err := j.Events.WriteEvents(ctx, steps); err != nil {
		return fmt.Errorf("report %d fire points: %w", len(fires), err)
	}
	return nil
}

func (j *Fires) area(code string) *measure.Area {
	for i := range j.Areas {
		if j.Areas[i].Code == code {
			return &j.Areas[i]
		}
	}
	return nil
}
