package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Fires makes events of reported fire points (火点).
type Fires struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings AirReadings
}

// Steps are the fire points as events that wait to be verified, with what the stations say
// beside each. A point reported again has the time it had, so
// that no step a person has taken since is undone.
func (j *Fires) Steps(ctx context.Context, fires []measure.FirePoint) ([]measure.Event, error) {
	steps := make([]measure.Event, len(fires))
	for i := range fires {
		f := &fires[i]
		area := measure.AreaOf(j.Areas, f.Area)
		if area == nil {
			return nil, fmt.Errorf("report fire point %s: unknown area %q", f.ID, f.Area)
		}
		// The hint needs the hours before the fire's and some of those from it on.
		hour := measure.HourOf(f.Time)
		series, err := j.Readings.AirSeries(ctx, stations(area), hour-12, hour+12)
		if err != nil {
			return nil, fmt.Errorf("report fire point %s: read air of area %s: %w", f.ID, area.Code, err)
		}
		steps[i] = target.FireStep(f, assess.SmokeHints(series, hour), j.Zone, area.StationName)
	}
	return steps, nil
}
