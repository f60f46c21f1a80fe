package daemon

import (
	"context"
	"sync"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/web"
)

// recordAge is how old the track record on the page may be: it changes once a day and
// takes ten years of days to compute.
const recordAge = time.Hour

// trackRecord computes the forecasts' track record for the page and remembers it.
type trackRecord struct {
	mu     sync.Mutex
	record web.TrackRecord
	asOf   measure.Day
	at     time.Time
}

func (d *Daemon) readTrackRecord(ctx context.Context) (web.TrackRecord, error) {
	now := d.o.Now()
	asOf, err := d.jobs.airDay.Through(now)
	if err != nil {
		return web.TrackRecord{}, err
	}
	m := &d.track
	m.mu.Lock()
	defer m.mu.Unlock()
	if age := now.Sub(m.at); m.asOf == asOf && age >= 0 && age < recordAge {
		return m.record, nil
	}
	issued, err := d.jobs.progress.TrackRecord(ctx, d.db, asOf)
	if err != nil {
		return web.TrackRecord{}, err
	}
	again, err := d.jobs.progress.Hindcast(ctx, asOf, forecast.MinYears)
	if err != nil {
		return web.TrackRecord{}, err
	}
	water, err := d.jobs.progress.HindcastWater(ctx, asOf, forecast.MinYears)
	if err != nil {
		return web.TrackRecord{}, err
	}
	m.record = web.TrackRecord{Issued: issued, Hindcast: forecast.ScoreOf(again), HindcastWater: forecast.ScoreOf(water)}
	m.asOf, m.at = asOf, now
	return m.record, nil
}
