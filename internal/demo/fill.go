package demo

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// filledThrough is the watermark of the last simulated day that was loaded in
// bulk and assessed.
const filledThrough = "demo/filled-through"

// fillLines is how many lines one write of the bulk load has.
const fillLines = 5_000

// hourlyDays before today get hourly indices too.
const hourlyDays = 40

// fill loads the simulated days up to yesterday that are not there yet, in bulk,
// and assesses them.
func (d *Demo) fill(ctx context.Context) error {
	// The notice stands in the bucket before the first simulated reading does.
	if err := d.WriteCatalogue(ctx); err != nil {
		return err
	}
	zone := d.config.Timezone
	last := measure.DayOf(d.o.Now(), zone).Add(-1)
	first := measure.Date(last.Year()-years, last.Month(), last.Date())
	if d.o.Days > 0 {
		first = last.Add(1 - d.o.Days)
	}
	mark, found, err := d.Ledger().Watermark(filledThrough)
	if err != nil {
		return err
	}
	if found {
		first = measure.DayOf(mark, zone).Add(1)
	}
	if first > last {
		return nil
	}
	if err := d.load(ctx, first, last); err != nil {
		return err
	}
	if err := d.fillEvents(ctx, first, last); err != nil {
		return err
	}
	// Hourly indices of five years would be a million points that nobody looks at:
	// the older days get none.
	recent := max(first, last.Add(-hourlyDays+1))
	h := d.History()
	if first < recent {
		daily := *h.Air
		daily.Hours = nil
		older := job.History{Air: &daily, Water: h.Water, Progress: h.Progress}
		if err := older.AssessRange(ctx, first, recent.Add(-1), last, d.assessing); err != nil {
			return err
		}
	}
	if err := h.AssessRange(ctx, recent, last, last, d.assessing); err != nil {
		return err
	}
	if err := d.fillPublished(ctx, first, last); err != nil {
		return err
	}
	if err := d.Assessed(last); err != nil {
		return err
	}
	return d.Ledger().SetWatermark(filledThrough, last.Start(zone))
}

func (d *Demo) assessing(done, total int) { d.o.Progress("评价 assessing", done, total) }

// load writes the readings of the days from first to last, two writes at a time.
func (d *Demo) load(ctx context.Context, first, last measure.Day) error {
	db := d.DB()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	var lines []byte
	count := 0
	flush := func() {
		batch := lines
		group.Go(func() error { return db.Write(ctx, db.Bucket(), batch) })
		lines, count = make([]byte, 0, cap(batch)), 0
	}
	days := last.Since(first) + 1
	var fault error // of a report that has no line
	for day := first; day <= last && ctx.Err() == nil; day++ {
		if day.Date() == 1 {
			var n int
			if lines, n, fault = d.reports(lines, day.Add(-1)); fault != nil {
				break
			}
			count += n
		}
		d.counties.Samples(day.Start(d.config.Timezone), day.Add(1).Start(d.config.Timezone), func(s *measure.Sample) {
			lines = influx.AppendSample(lines, s, measure.Set{})
			count++
		})
		if count >= fillLines {
			flush()
			d.o.Progress("装载模拟历史 loading simulated history", day.Since(first)+1, days)
		}
	}
	if count > 0 {
		flush()
	}
	if err := errors.Join(fault, group.Wait()); err != nil {
		return fmt.Errorf("load simulated readings from %s to %s: %w", first, last, err)
	}
	return nil
}

// reports appends what offices report for the month of day of every figure that the
// targets name, and counts them.
func (d *Demo) reports(lines []byte, day measure.Day) (_ []byte, n int, err error) {
	for i := range d.config.Targets {
		t := &d.config.Targets[i]
		if t.Indicator == "" {
			continue
		}
		for _, suffix := range [...]string{"", target.PlacesSuffix, target.NationalSuffix} {
			figure, ok := d.counties.Report(t.Area, t.Indicator+suffix, day)
			if !ok {
				continue
			}
			if lines, err = influx.AppendIndicator(lines, &figure, d.config.Timezone); err != nil {
				return lines, n, err
			}
			n++
		}
	}
	return lines, n, nil
}
