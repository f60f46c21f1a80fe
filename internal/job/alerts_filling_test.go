package job

import (
	"context"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
)

// While past days fill, a target's alert waits, and one on the machinery does not; what is
// seen then leaves no trace in the target's alert, which begins as if nothing had been
// evaluated before.
func TestAlerts_WaitWhilePastDaysFill(t *testing.T) {
	r := &receiver{}
	j, store := alertBench(r)
	filling := true
	j.Filling = func() bool { return filling }
	j.Sources = []FactSource{func(_ context.Context, _ measure.Day, _ time.Time, f *alert.Facts) error {
		f.Jobs = []alert.Job{{Name: "progress", Failures: 3}}
		f.Validity = []alert.Validity{{Code: "jy", Parameter: measure.PM25, MonthMissing: 30, MonthDays: 30, MonthNeeded: 27, YearDays: 365, YearNeeded: 324}}
		return nil
	}}
	if err := j.Run(t.Context(), alertDue(20)); err != nil {
		t.Fatal(err)
	}
	expectReceived(t, r, "job-failed/progress/2026-11-19T16:40:00Z#1")
	if len(store.states) != 1 {
		t.Errorf("states %v, want that of the job alone", store.states)
	}
	filling, r.got = false, nil
	j.Sources = nil
	if err := j.Run(t.Context(), alertDue(20).Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if len(r.got) != 1 || !strings.HasPrefix(r.got[0], "target-status/") {
		t.Errorf("received %q once the days are full, want the target's alert", r.got)
	}
}
