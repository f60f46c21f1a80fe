package demo

import (
	"bytes"
	"context"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// publishedThrough is the watermark of the last day of which the simulated province has
// published.
const publishedThrough = "demo/published-through"

// fillPublished imports what the simulated province publishes of the assessed days up to
// the last month that is over, by the way of lanbi import. first and last are the days
// of the simulated history.
func (d *Demo) fillPublished(ctx context.Context, first, last measure.Day) error {
	zone := d.config.Timezone
	mark, found, err := d.Ledger().Watermark(publishedThrough)
	if err != nil {
		return err
	}
	if found {
		first = measure.DayOf(mark, zone).Add(1)
	}
	if last < last.LastOfMonth() {
		last = last.FirstOfMonth().Add(-1)
	}
	if first > last {
		return nil
	}
	trail := daemon.ImportTrail{Settings: d.config, Who: "模拟操作员", Why: "导入省平台公布数据（模拟）", Now: d.o.Now}
	for i := range d.config.Areas {
		area := &d.config.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		days, err := d.DB().AirMeans(ctx, []string{area.Code}, first, last)
		if err != nil {
			return fmt.Errorf("read assessed days of area %s: %w", area.Code, err)
		}
		if len(days) == 0 { // the history began later
			continue
		}
		for k := range days {
			days[k].Plan = assess.PlanOn(area, area.Code, days[k].Day)
			days[k] = assess.Rejudge(days[k], hj633.EditionOn(days[k].Day), hj633.Options{})
		}
		daily, counts := d.counties.PublishedTables(area.Code, days)
		files := []history.File{{Name: "省平台日报（模拟）", Reader: bytes.NewReader(daily)}, {Name: "省平台月统计（模拟）", Reader: bytes.NewReader(counts)}}
		done, err := daemon.ImportPublished(ctx, d.DB(), files, history.Options{Zone: zone}, &trail)
		if err == nil && done.Days != len(days) {
			err = fmt.Errorf("%d of %d days were taken: %v", done.Days, len(days), done.Reasons)
		}
		if err != nil {
			return fmt.Errorf("import the simulated publication of area %s: %w", area.Code, err)
		}
	}
	return d.Ledger().SetWatermark(publishedThrough, last.Start(zone))
}

// publishMonth imports what the simulated province publishes of the newest month that is
// over and assessed, unless it has. What fails is tried again an hour later.
func (d *Demo) publishMonth(ctx context.Context) error {
	through, err := d.AssessedThrough()
	if err != nil {
		return fmt.Errorf("read the last assessed day: %w", err)
	}
	if through < through.LastOfMonth() {
		through = through.FirstOfMonth().Add(-1)
	}
	if err := d.fillPublished(ctx, through.FirstOfMonth(), through); err != nil && ctx.Err() == nil {
		d.o.Log.Warn("the simulated province could not publish", "month", through.FirstOfMonth(), "error", err)
	}
	return nil
}
