package entry_test

import (
	"testing"

	"lanbi/internal/entry"
)

// Counts of the superior authority come by the hundred and are no report of this office.
func TestReportedHere(t *testing.T) {
	for subject, want := range map[string]bool{
		"indicator/220605/forest-coverage/2026": true, "event/220623/straw-burning/F1": true,
		"indicator/220605/published-good-days/2026-10": false, "published/220605": false, "alert/x": false, "readings/JY001": false,
	} {
		if got := entry.ReportedHere(entry.Change{Subject: subject}); got != want {
			t.Errorf("%s: %v, want %v", subject, got, want)
		}
	}
}
