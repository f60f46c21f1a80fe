package job

import (
	"context"
	"fmt"
	"time"
)

// Retention deletes raw readings (intervals below 1 h) older than Days. It is for
// stores without a retention rule of their own; hourly values are kept for ever.
type Retention struct {
	Raw  RawStore
	Days int // 0 or less keeps everything
}

// Run deletes what is older than Days before due.
func (j *Retention) Run(ctx context.Context, due time.Time) error {
	if j.Days <= 0 {
		return nil
	}
	before := due.AddDate(0, 0, -j.Days)
	if err := j.Raw.DeleteRawBefore(ctx, before); err != nil {
		return fmt.Errorf("delete raw readings before %s: %w", before.Format(time.RFC3339), err)
	}
	return nil
}
