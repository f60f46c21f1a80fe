package job

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// rejectionDays is how long messages that were set aside are kept.
const rejectionDays = 30

// Retention deletes raw readings (intervals below 1 h) older than RawDays, and
// rejected messages older than 30 days. Hourly values are kept for ever.
type Retention struct {
	Store   Prunable
	RawDays int // 0 or less keeps all, where the store has a rule of its own
}

// Run deletes what is too old at due.
func (j *Retention) Run(ctx context.Context, due time.Time) error {
	var errs []error
	if j.RawDays > 0 {
		before := due.AddDate(0, 0, -j.RawDays)
		if err := j.Store.PruneRaw(ctx, before); err != nil {
			errs = append(errs, fmt.Errorf("delete raw readings before %s: %w", before.Format(time.RFC3339), err))
		}
	}
	before := due.AddDate(0, 0, -rejectionDays)
	if err := j.Store.PruneRejections(ctx, before); err != nil {
		errs = append(errs, fmt.Errorf("delete rejected messages before %s: %w", before.Format(time.RFC3339), err))
	}
	return errors.Join(errs...)
}
