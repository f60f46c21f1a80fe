//go:build !noembed

package daemon

import (
	"testing"
	"time"

	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

func TestFilling(t *testing.T) {
	today := measure.DayOf(noon, beijing)
	past := func(days ...int) (marks []ledger.Dirty) {
		for _, n := range days {
			marks = append(marks, ledger.Dirty{Medium: measure.Air, Station: "A", Day: today.Add(-n)})
		}
		return marks
	}
	after := func(d time.Duration) time.Time { return noon.Add(d) }

	var f filling
	if f.active(noon) {
		t.Error("before any reading")
	}
	f.note(past(1, 1, 2), nil, beijing, noon)
	f.note(nil, []ledger.DirtyHour{{Station: "A", Hour: measure.HourOf(noon)}}, beijing, noon)
	if f.active(noon) {
		t.Error("two past days and today are stragglers")
	}
	f.note(nil, []ledger.DirtyHour{{Station: "A", Hour: measure.HourOf(today.Add(-3).Start(beijing))}}, beijing, after(time.Minute))
	if !f.active(after(time.Minute)) {
		t.Error("three past days within minutes: want filling")
	}
	if !f.active(after(9 * time.Minute)) {
		t.Error("no rest of ten minutes yet")
	}
	if f.active(after(10 * time.Minute)) {
		t.Error("of the first two days nothing came for ten minutes")
	}

	// A feed that never rests holds alerts up for a day and no longer; after a rest it
	// counts anew.
	for h := range 30 {
		at := after(time.Hour + time.Duration(h)*9*time.Minute)
		f.note(past(1, 2, 3, 4), nil, beijing, at)
		if !f.active(at) {
			t.Fatalf("after %v of readings: want filling", at.Sub(noon))
		}
	}
	for m := 0; m < 26*60; m += 5 {
		at := after(6*time.Hour + time.Duration(m)*time.Minute)
		f.note(past(1, 2, 3, 4), nil, beijing, at)
		if active := f.active(at); active != (m < 24*60) {
			t.Fatalf("after %d minutes without rest: filling %v", m, active)
		}
	}
	if f.active(after(40 * time.Hour)) {
		t.Error("long after the last reading")
	}
	f.caughtUpBy(after(50 * time.Hour))
	if !f.active(after(49*time.Hour)) || f.active(after(50*time.Hour)) {
		t.Error("a process that was away waits until the time given, and no longer")
	}
}
