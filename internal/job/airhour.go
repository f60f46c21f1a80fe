package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// AirHour computes the real-time index of the last Recent complete hours of every
// station and area; the hour in which due lies is not complete. What arrives later
// still is the business of Reassess.
type AirHour struct {
	Air
	Recent int // hours, at least 1
}

// Run computes the hours that are complete at due.
func (j *AirHour) Run(ctx context.Context, due time.Time) error {
	end := measure.HourOf(due)
	first := end - measure.Hour(max(1, j.Recent))
	var errs []error
	for i := range j.Areas {
		area := &j.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		series, err := j.Readings.AirSeries(ctx, stations(area), first, end)
		if err != nil {
			errs = append(errs, fmt.Errorf("read air of area %s: %w", area.Code, err))
			continue
		}
		air := assess.Air{Area: area, Zone: j.Zone}
		if err := j.Hours.WriteAirHours(ctx, air.Hours(nil, series, first, end)); err != nil {
			errs = append(errs, fmt.Errorf("write air hours of area %s: %w", area.Code, err))
		}
	}
	return errors.Join(errs...)
}
