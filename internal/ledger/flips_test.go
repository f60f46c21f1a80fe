package ledger

import (
	"path/filepath"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// A flip told again is noted once; a day may flip back and forth; entries of others
// are not flips; places and years are kept apart; the newest comes first.
func TestFlips_NotedOnceAndRead(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	good := assess.Standing{Verdict: assess.Good, AQI: 95, HasAQI: true}
	bad := assess.Standing{Verdict: assess.Exceeding, AQI: 105, HasAQI: true, Dust: true}
	flip := func(place string, year int, from, to assess.Standing) assess.Flip {
		return assess.Flip{Place: place, Day: measure.Date(year, 4, 10), Edition: hj633.E2026, Old: from, New: to, Cause: assess.CauseAudited}
	}
	there, back := flip("jy", 2026, good, bad), flip("jy", 2026, bad, good)
	for _, flips := range [][]assess.Flip{{there, flip("cb", 2026, good, bad)}, {there}, {back}, {back, flip("jy", 2025, good, bad)}, {there}} {
		at = at.Add(time.Minute)
		if err := l.NoteFlips(flips, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Audit(Entry{At: at, Who: "张三", Subject: "alert/1", Why: "值守"}); err != nil {
		t.Fatal(err)
	}
	got, err := l.Flips([]string{"jy"}, 2026)
	if err != nil {
		t.Fatal(err)
	}
	want := []assess.Flip{there, back, there}
	if len(got) != len(want) {
		t.Fatalf("%d flips %+v, want %d", len(got), got, len(want))
	}
	for i := range want {
		if got[i].Flip != want[i] || i > 0 && !got[i].Time.Before(got[i-1].Time) {
			t.Errorf("flip %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
