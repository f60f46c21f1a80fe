package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// ForecastStore keeps what was issued. Forecasts are those issued since t, oldest
// first.
type ForecastStore interface {
	WriteForecasts(ctx context.Context, kept []forecast.Kept) error
	Forecasts(ctx context.Context, t time.Time) ([]forecast.Kept, error)
}

// Issues keeps the forecasts that a progress says, at the moment they are said.
//
// Only the present is issued: a run that makes up for a missed one, and the
// evaluation of past days, know what came after the day and issue nothing. The same
// words on the same day are kept once; other ones, after late data, are an issue of
// their own. Nothing is ever written over.
type Issues struct {
	Store ForecastStore
	Now   func() time.Time
	Zone  *time.Location
}

// keep issues the forecasts of targets evaluated as of asOf.
func (j *Issues) keep(ctx context.Context, asOf measure.Day, progress []target.Progress) error {
	now := j.Now()
	if asOf != yesterday(now, j.Zone) {
		return nil
	}
	earlier, err := j.Store.Forecasts(ctx, measure.DayOf(now, j.Zone).Start(j.Zone))
	if err != nil {
		return err
	}
	last := map[string]forecast.Kept{}
	for _, k := range earlier {
		last[k.Target] = k
	}
	var fresh []forecast.Kept
	for i := range progress {
		k, ok := forecast.KeptOf(&progress[i], now)
		if !ok || k.AsOf != asOf { // a year that is over is not forecast any more
			continue
		}
		if before, issued := last[k.Target]; !issued || !k.Says(before) {
			fresh = append(fresh, k)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := j.Store.WriteForecasts(ctx, fresh); err != nil {
		return fmt.Errorf("keep %d issued forecasts: %w", len(fresh), err)
	}
	return nil
}

// TrackRecord scores every forecast that was issued by how its year ended, as far as
// that is known at the end of asOf: a year is decided when it is over and its data
// tell. targets are those configured now; a forecast of one that is gone stays open.
func (j *Progress) TrackRecord(ctx context.Context, store ForecastStore, asOf measure.Day) (forecast.TrackRecord, error) {
	kept, err := store.Forecasts(ctx, time.Unix(0, 0))
	if err != nil {
		return forecast.TrackRecord{}, err
	}
	outcomes := map[forecast.Aim]forecast.Outcome{}
	for i := range kept {
		aim := kept[i].Aim()
		if _, done := outcomes[aim]; done {
			continue
		}
		if outcomes[aim], err = j.outcome(ctx, aim, asOf); err != nil {
			return forecast.TrackRecord{}, err
		}
	}
	return forecast.TrackRecordOf(kept, j.Zone, outcomes), nil
}

// outcome is how a target ended its year with the goal it had then, under the basis it
// has now.
func (j *Progress) outcome(ctx context.Context, aim forecast.Aim, asOf measure.Day) (forecast.Outcome, error) {
	end := measure.Date(aim.Year, 12, 31)
	for i := range j.Targets {
		if j.Targets[i].ID != aim.Target || asOf < end {
			continue
		}
		then := j.Targets[i]
		then.Year, then.Goal = aim.Year, aim.Goal
		facts, err := j.facts(ctx, &then, asOf)
		if err != nil {
			return forecast.Undecided, err
		}
		switch p := target.Evaluate(&then, facts); p.Status {
		case target.Achieved:
			return forecast.Reached, nil
		case target.Lost:
			return forecast.Missed, nil
		}
	}
	return forecast.Undecided, nil
}
