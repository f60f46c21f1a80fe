package job

import (
	"context"
	"errors"
	"time"

	"lanbi/internal/measure"
)

// assessedThrough is the watermark under which AirDay keeps the last assessed day. It
// is not the scheduler's mark of due times: a run may cover many days.
const assessedThrough = "air-day/assessed-through"

// AirDay assesses yesterday, and every day since the last one assessed, of all
// stations and areas, then the periods those days touch.
type AirDay struct {
	Air
	Watermarks Watermarks
}

// Run assesses up to the day before due. An area that fails does not hold up the
// others; the watermark moves only when all succeeded.
func (j *AirDay) Run(ctx context.Context, due time.Time) error {
	last := yesterday(due, j.Zone)
	first := last
	mark, found, err := j.Watermarks.Watermark(assessedThrough)
	if err != nil {
		return err
	}
	if found {
		first = min(last, measure.DayOf(mark, j.Zone).Add(1))
	}
	var errs []error
	for i := range j.Areas {
		area := &j.Areas[i]
		if len(area.Stations) == 0 {
			continue
		}
		if err := j.assessDays(ctx, area, first, last, nil); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, j.assessPeriods(ctx, area, daysFrom(first, last), last))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return j.Watermarks.SetWatermark(assessedThrough, last.Start(j.Zone))
}
