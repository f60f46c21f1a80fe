package daemon

import (
	"context"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/web"
)

// trackRecord computes how good the forecasts were, as of the last assessed day. What
// the method would have said in past years takes ten years of days, and is computed
// again on another day only. It must not be called from two goroutines at a time.
func (d *Daemon) trackRecord() func(context.Context) (web.TrackRecord, error) {
	var record web.TrackRecord
	var of measure.Day // of the hindcasts in record
	return func(ctx context.Context) (web.TrackRecord, error) {
		asOf, err := d.AssessedThrough()
		if err != nil {
			return record, err
		}
		progress := d.jobs.progress
		if of != asOf {
			again, err := progress.Hindcast(ctx, asOf, forecast.MinYears)
			if err != nil {
				return record, err
			}
			water, err := progress.HindcastWater(ctx, asOf, forecast.MinYears)
			if err != nil {
				return record, err
			}
			record.Hindcast, record.HindcastWater, of = forecast.ScoreOf(again), forecast.ScoreOf(water), asOf
		}
		record.Issued, err = progress.TrackRecord(ctx, d.db, asOf)
		return record, err
	}
}
