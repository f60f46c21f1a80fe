package job

import (
	"testing"
	"time"

	"lanbi/internal/measure"
)

func TestFilling(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	past := func(ago ...int) (days []measure.Day) {
		for _, n := range ago {
			days = append(days, measure.Date(2026, 11, 21-n))
		}
		return days
	}
	after := func(d time.Duration) time.Time { return noon.Add(d) }

	var f Filling
	if f.Active(noon) {
		t.Error("before any reading")
	}
	f.Note(past(1, 1, 2), noon)
	if f.Active(noon) {
		t.Error("two past days are stragglers")
	}
	f.Note(past(3), after(time.Minute))
	if !f.Active(after(time.Minute)) {
		t.Error("three past days within minutes: want filling")
	}
	if !f.Active(after(9 * time.Minute)) {
		t.Error("no rest of ten minutes yet")
	}
	if f.Active(after(10 * time.Minute)) {
		t.Error("of the first two days nothing came for ten minutes")
	}

	// A feed that never rests holds alerts up for a day and no longer; after a rest it
	// counts anew.
	for h := range 30 {
		at := after(time.Hour + time.Duration(h)*9*time.Minute)
		f.Note(past(1, 2, 3, 4), at)
		if !f.Active(at) {
			t.Fatalf("after %v of readings: want filling", at.Sub(noon))
		}
	}
	for m := 0; m < 26*60; m += 5 {
		at := after(6*time.Hour + time.Duration(m)*time.Minute)
		f.Note(past(1, 2, 3, 4), at)
		if active := f.Active(at); active != (m < 24*60) {
			t.Fatalf("after %d minutes without rest: filling %v", m, active)
		}
	}
	if f.Active(after(40 * time.Hour)) {
		t.Error("long after the last reading")
	}
	f.CaughtUpBy(after(50 * time.Hour))
	if !f.Active(after(49*time.Hour)) || f.Active(after(50*time.Hour)) {
		t.Error("a process that was away waits until the time given, and no longer")
	}
}
