package spool

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// A clock that is set back by years while records wait does not make them wait for
// years, and one that stands still does not stop them.
func TestNext_DoesNotWaitForTheWallClock(t *testing.T) {
	var shift atomic.Int64
	fixed := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{Now: func() time.Time { return fixed.Add(time.Duration(shift.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, jump := range []time.Duration{0, -5 * 365 * 24 * time.Hour, 365 * 24 * time.Hour} {
		if err := s.Append(t.Context(), []byte("record")); err != nil {
			t.Fatal(err)
		}
		shift.Add(int64(jump))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		var b Batch
		err := s.Next(ctx, &b, Limit{Records: 10, Linger: 20 * time.Millisecond})
		cancel()
		if err != nil || len(b.Records) != 1 {
			t.Fatalf("after a jump of %s: %d records, %v", jump, len(b.Records), err)
		}
	}
}
