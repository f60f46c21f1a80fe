package job

import (
	"context"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// StoredDays reads assessed days of places under both editions, both ends included.
type StoredDays interface {
	AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
}

// Flips finds the days that a repeated assessment judges otherwise.
type Flips struct {
	Days StoredDays
	// Note is told before the new days are stored, and so told again after a crash in
	// between: what it notes twice must count once.
	Note func(ctx context.Context, flips []assess.Flip) error
}

// look compares days of the area with the stored ones.
func (f *Flips) look(ctx context.Context, area *measure.Area, days []assess.AirDay, first, last measure.Day) error {
	if f == nil {
		return nil
	}
	stored, err := f.Days.AirDays(ctx, places(area), first, last)
	if err != nil {
		return fmt.Errorf("read air days of area %s from %s to %s: %w", area.Code, first, last, err)
	}
	flips := assess.FlipsOf(area.Code, stored, days)
	if len(flips) == 0 {
		return nil
	}
	if err := f.Note(ctx, flips); err != nil {
		return fmt.Errorf("note %d flips of area %s from %s to %s: %w", len(flips), area.Code, first, last, err)
	}
	return nil
}
