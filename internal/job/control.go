package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
)

// ControlResults keeps control values. A rewritten one replaces the stored one
// entirely.
type ControlResults interface {
	WriteAirControls(ctx context.Context, controls []forecast.PlaceControl) error
}

// Control computes what the remaining hours of the day that runs must keep to at
// every assessed station and in every area (控制浓度).
type Control struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings AirReadings
	Results  ControlResults
}

// Run computes the control values of the day in which due lies, and keeps them.
func (j *Control) Run(ctx context.Context, due time.Time) error {
	controls, err := j.At(ctx, due)
	if len(controls) > 0 {
		if failed := j.Results.WriteAirControls(ctx, controls); failed != nil {
			err = errors.Join(err, fmt.Errorf("write %d control values: %w", len(controls), failed))
		}
	}
	return err
}

// At computes the control values of the day in which now lies, from what has arrived,
// area by area in the order of the configuration. Areas that could be read are there
// also when others could not.
func (j *Control) At(ctx context.Context, now time.Time) ([]forecast.PlaceControl, error) {
	day := measure.DayOf(now, j.Zone)
	first := measure.HourOf(day.Start(j.Zone))
	var out []forecast.PlaceControl
	var errs []error
	for i := range j.Areas {
		area := &j.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		series, err := j.Readings.AirSeries(ctx, stations(area), first, first+24)
		if err != nil {
			errs = append(errs, fmt.Errorf("read today's air of area %s: %w", area.Code, err))
			continue
		}
		air := assess.Air{Area: area, Zone: j.Zone}
		today := forecast.Today{Area: area, Day: day, Over: int(measure.HourOf(now) - first), Stations: air.Running(series, day)}
		out = append(out, today.Controls()...)
	}
	return out, errors.Join(errs...)
}

// Facts are the control values for the alerts, a FactSource.
func (j *Control) Facts(ctx context.Context, _ measure.Day, now time.Time, facts *alert.Facts) error {
	var err error
	facts.Control, err = j.At(ctx, now)
	facts.Clock = now.Sub(measure.DayOf(now, j.Zone).Start(j.Zone))
	return err
}
