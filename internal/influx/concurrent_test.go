//go:build !noembed

package influx_test

import (
	"context"
	"errors"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// A day that is written again and again, losing its index and getting it back, is
// always read whole: InfluxDB shows the fields of a point one by one while it takes
// them, and deletes before it writes anew.
func TestAirDays_ReadWhileSaved(t *testing.T) {
	db := openDB(t)
	with := airDay("JY001", "2026-11-20", hj633.E2026)
	without := with
	without.Index, without.Verdict = hj633.Index{}, assess.Undetermined
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{with}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	written := make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			d := with
			if i%2 == 0 {
				d = without
			}
			if err := db.WriteAirDays(ctx, []assess.AirDay{d}); err != nil {
				written <- err
				return
			}
		}
	}()
	from := measure.Date(2026, 11, 20)
	for range 60 {
		days, err := db.AirDays(t.Context(), []string{"JY001"}, from, from)
		if err != nil || len(days) != 1 || days[0].Index.Known != (days[0].Verdict != assess.Undetermined) {
			t.Errorf("read %+v, %v; want one day, with its index or without", days, err)
			break
		}
	}
	stop()
	if err := <-written; !errors.Is(err, context.Canceled) {
		t.Errorf("writing ended with %v", err)
	}
}
