package job_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

var today = measure.Date(2026, 11, 21)

func TestAirHour_RecentCompleteHours(t *testing.T) {
	s := newStore()
	s.put("a", today, 30)
	j := job.AirHour{Air: air(s), Recent: 3}
	if err := j.Run(ctx, at(today, 8, 5)); err != nil {
		t.Fatal(err)
	}
	// Labels 06, 07 and 08 are complete at 08:05: starts 05, 06, 07. b and c sent
	// nothing, so a and the area have rows, of two editions.
	if len(s.hours) != 3*2*2 {
		t.Errorf("%d rows, want 12", len(s.hours))
	}
	for _, h := range s.hours {
		if hour := h.Hour.Start().In(beijing).Hour(); hour < 5 || hour > 7 {
			t.Errorf("row of the hour that starts %d:00", hour)
		}
	}
}

func TestAirDay_SinceWatermark(t *testing.T) {
	s, l := newStore(), &ledger{}
	for n := 1; n <= 4; n++ {
		s.put("a", today.Add(-n), 30)
		s.put("b", today.Add(-n), 30)
	}
	j := job.AirDay{Air: air(s), Watermarks: l}
	if err := j.Run(ctx, at(today.Add(-3), 0, 30)); err != nil {
		t.Fatal(err)
	}
	// The first run knows yesterday only: a, b, jy, c, cb under two editions.
	if len(s.days) != 10 {
		t.Errorf("first run: %d rows, want 10", len(s.days))
	}
	// Two runs are missed; the next makes up for them.
	if err := j.Run(ctx, at(today, 0, 30)); err != nil {
		t.Fatal(err)
	}
	if len(s.days) != 40 {
		t.Errorf("after the catch-up: %d rows, want 40 of four days", len(s.days))
	}
	before := maps.Clone(s.days)
	if err := j.Run(ctx, at(today, 0, 30)); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(before, s.days) {
		t.Error("a second run for the same time changes results")
	}
	month := s.periods["jy 2026-11-01 month by-date false"]
	if month.Good != 4 || month.Undetermined != 16 {
		t.Errorf("November: good %d, undetermined %d; want 4 and 16", month.Good, month.Undetermined)
	}
	if c := s.days["cb 2026-11-20 2026"]; c.Verdict != assess.Undetermined || !c.Provisional {
		t.Errorf("an area without data: %+v", c)
	}
}

func TestAirDay_WatermarkStaysOnFailure(t *testing.T) {
	s, l := newStore(), &ledger{}
	j := job.AirDay{Air: air(s), Watermarks: l}
	if err := j.Run(ctx, at(today.Add(-3), 0, 30)); err != nil {
		t.Fatal(err)
	}
	s.fail = "WriteAirDays"
	if err := j.Run(ctx, at(today.Add(-2), 0, 30)); !errors.Is(err, errDown) || !strings.Contains(err.Error(), "jy") || !strings.Contains(err.Error(), "cb") {
		t.Errorf("error %v, want the store's, naming both areas", err)
	}
	s.fail = ""
	if err := j.Run(ctx, at(today, 0, 30)); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		if _, ok := s.days["jy "+today.Add(-n).String()+" 2026"]; !ok {
			t.Errorf("%s was not assessed after the failure", today.Add(-n))
		}
	}
}

func TestReassess_ExactlyTheDirtyDays(t *testing.T) {
	s := newStore()
	late := measure.Date(2026, 10, 3)
	l := &ledger{dirty: []job.Dirty{
		{Medium: measure.Air, Station: "a", Day: late, Version: 1},
		{Medium: measure.Air, Station: "a", Day: late.Add(1), Version: 2},
		{Medium: measure.Air, Station: "a", Day: today, Version: 3}, // not over
		{Medium: measure.Water, Station: "s", Day: late, Version: 4},
		{Medium: measure.Air, Station: "gone", Day: late, Version: 5},
	}}
	s.put("a", late, 90)
	s.put("b", late, 90)
	a := air(s)
	w := job.Water{Areas: county(), Zone: beijing, Store: s}
	var corrected []string
	j := job.Reassess{Air: &a, Water: &w, Days: l, Corrected: func(area string, days []measure.Day) { corrected = append(corrected, fmt.Sprint(area, days)) }}
	if err := j.Run(ctx, at(today, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprint("jy", []measure.Day{late, late.Add(1)}); len(corrected) != 1 || corrected[0] != want {
		t.Errorf("corrected %q, want %q", corrected, want)
	}
	if want := []string{"a 2026-10-03 48", "b 2026-10-03 48"}; !slices.Equal(s.read, want) {
		t.Errorf("read %q, want %q", s.read, want)
	}
	if d := s.days["jy 2026-10-03 2026"]; d.Verdict != assess.Exceeding {
		t.Errorf("area on the late day: %s, want exceeding", d.Verdict)
	}
	october := s.periods["jy 2026-10-01 month by-date false"]
	if october.Exceeding != 1 || october.Undetermined != 30 {
		t.Errorf("October: %+v", october)
	}
	if _, ok := s.water["s 2026-10-01 month"]; !ok {
		t.Error("the section's month was not assessed")
	}
	if len(l.dirty) != 1 || l.dirty[0].Day != today {
		t.Errorf("still dirty: %v, want today alone", l.dirty)
	}
}

func TestReassess_MarkedAgainOrFailed(t *testing.T) {
	s := newStore()
	day := today.Add(-5)
	l := &ledger{dirty: []job.Dirty{
		{Medium: measure.Air, Station: "a", Day: day, Version: 1},
		{Medium: measure.Water, Station: "s", Day: day, Version: 2},
	}}
	l.onClear = func() { l.dirty[0].Version = 7 } // a message came while it was assessed
	s.fail = "WaterSamples"
	a := air(s)
	j := job.Reassess{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s}, Days: l}
	if err := j.Run(ctx, at(today, 9, 0)); !errors.Is(err, errDown) {
		t.Errorf("error %v, want the store's", err)
	}
	if len(l.dirty) != 2 {
		t.Errorf("still dirty: %v, want the day marked again and the day that failed", l.dirty)
	}
}

func waterSample(day measure.Day, hour int, tp measure.Concentration) measure.Sample {
	return measure.Sample{
		Medium: measure.Water, Station: "s", Start: at(day, hour, 0), Interval: measure.FourHours, Source: measure.Sent,
		Readings: []measure.Reading{
			{Parameter: measure.DO, Value: 9 * measure.Milligram}, {Parameter: measure.TP, Value: tp}},
	}
}

func TestWater_DaysMonthAndYear(t *testing.T) {
	s := newStore()
	first := measure.Date(2025, 12, 31)
	for day := first; day <= measure.Date(2026, 1, 2); day++ {
		for hour := 0; hour < 24; hour += 4 {
			s.samples = append(s.samples, waterSample(day, hour, measure.Milligram/20))
		}
	}
	j := job.Water{Areas: county(), Zone: beijing, Store: s, Recent: 3}
	if err := j.Run(ctx, at(measure.Date(2026, 1, 3), 1, 0)); err != nil {
		t.Fatal(err)
	}
	for key, class := range map[string]int{
		"s 2025-12-31 day": 2, "s 2026-01-01 day": 2, "s 2026-01-02 day": 2, "s 2025-12-01 month": 2, "s 2026-01-01 month": 2,
		"s 2025-01-01 ytd": 2, "s 2026-01-01 ytd": 2, "s 2025-01-01 year": 0, // one month is no year
	} {
		row, ok := s.water[key]
		if !ok || int(row.Class) != class {
			t.Errorf("%s: class %d (stored %v), want %d", key, row.Class, ok, class)
		}
	}
	if len(s.water) != 8 {
		t.Errorf("%d rows: %v, want 8", len(s.water), slices.Sorted(maps.Keys(s.water)))
	}
}
