package job

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// Through is the last day whose assessment can be complete at now: yesterday, or
// the last day that Run has assessed where that is earlier, as in the first
// minutes of a day or after a failure. Before the first run it is yesterday.
func (j *AirDay) Through(now time.Time) (measure.Day, error) {
	last := yesterday(now, j.Zone)
	mark, found, err := j.Watermarks.Watermark(assessedThrough)
	if err != nil {
		return last, fmt.Errorf("read how far days are assessed: %w", err)
	}
	if found {
		last = min(last, measure.DayOf(mark, j.Zone))
	}
	return last, nil
}

// Assessed notes that every day up to last has been assessed, as after a bulk
// assessment.
func (j *AirDay) Assessed(last measure.Day) error {
	if err := j.Watermarks.SetWatermark(assessedThrough, last.Start(j.Zone)); err != nil {
		return fmt.Errorf("note that days are assessed through %s: %w", last, err)
	}
	return nil
}
