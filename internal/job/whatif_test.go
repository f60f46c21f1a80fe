package job_test

import (
	"errors"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// supposing is a county with five years of days at PM2.5 of 40, in winter every fifth
// of 90, up to the last day of October 2026.
func supposing() (*store, *job.WhatIf, *time.Time) {
	s := newStore()
	asOf := measure.Date(2026, 10, 31)
	air := job.Air{Areas: []measure.Area{{Code: "A", Name: "甲县", Stations: []measure.Station{{Code: "S1", Area: "A", Assess: true}}}}, Zone: beijing, Readings: s, Results: s}
	for day := measure.Date(2021, 1, 1); day <= asOf; day++ {
		pm := measure.Concentration(40)
		if (day.Month() > 10 || day.Month() < 3) && day.Date()%5 == 0 {
			pm = 90
		}
		s.put("S1", day, pm)
	}
	history := job.History{Air: &air, Progress: &job.Progress{Store: s}, Water: &job.Water{Zone: beijing, Store: s}}
	if err := history.AssessRange(ctx, measure.Date(2021, 1, 1), asOf, asOf, func(int, int) {}); err != nil {
		panic(err)
	}
	now := asOf.Add(1).Start(beijing).Add(8 * time.Hour)
	w := &job.WhatIf{Now: func() time.Time { return now }, Progress: &job.Progress{Areas: air.Areas, Zone: beijing, Store: s, Reported: s,
		Targets: []target.Target{{ID: "a/good", Area: "A", Kind: target.GoodAirDays, Year: 2026, Goal: 340}, {ID: "a/rivers", Area: "A", Kind: target.WaterClass, Year: 2026}}}}
	return s, w, &now
}

// November and December have 12 days divisible by five, and the 11 of January and February
// 2026 are lost already: 342 good days of 365.
func TestWhatIf_LikeLastYear(t *testing.T) {
	s, w, now := supposing()
	asOf := measure.Date(2026, 10, 31)
	answer, err := w.Answer(ctx, "a/good", asOf, whatif.Assumption{Like: 2025})
	if err != nil {
		t.Fatal(err)
	}
	if b := answer.Base.Days; b.Good != 293 || b.Exceeding != 11 || b.Remaining != 61 || answer.Base.Forecast == nil {
		t.Errorf("base %+v, forecast %+v", b, answer.Base.Forecast)
	}
	if d := answer.WhatIf.Days; d.Good != 342 || d.Exceeding != 23 || d.Remaining != 0 || answer.WhatIf.Status != target.Achieved {
		t.Errorf("like 2025: %+v %s", d, answer.WhatIf.Status)
	}

	// A question within the minute reads nothing; later ones see what has changed.
	s.fail = "AirMeans"
	if _, err := w.Answer(ctx, "a/good", asOf, whatif.Assumption{Like: 2024}); err != nil {
		t.Errorf("the second question read the store again: %v", err)
	}
	*now = now.Add(2 * time.Minute)
	if _, err := w.Answer(ctx, "a/good", asOf, whatif.Assumption{Like: 2024}); !errors.Is(err, errDown) {
		t.Errorf("two minutes later: %v, want the store's error", err)
	}
	s.fail = ""
	var fault whatif.Fault
	for id, parameter := range map[string]string{"a/none": "target", "a/rivers": "target", "a/good": "like"} {
		if _, err := w.Answer(ctx, id, asOf, whatif.Assumption{Like: 1999}); !errors.As(err, &fault) || fault.Parameter != parameter {
			t.Errorf("%s: %v, want a fault of %s", id, err, parameter)
		}
	}
}

// An open suspicion of an exceeding day, recognised, takes the day out where the basis
// deducts dust.
func TestWhatIf_DustAccepted(t *testing.T) {
	s, w, _ := supposing()
	day := measure.Date(2026, 2, 5)
	s.events = append(s.events, measure.Event{Area: "A", Kind: target.Dust, ID: "dust/A/" + day.String(), State: target.DustSuspected,
		Time: day.Start(beijing), Start: day, End: day})
	w.Progress.Targets[0].Basis.Dust = "count-as-good"
	answer, err := w.Answer(ctx, "a/good", measure.Date(2026, 10, 31), whatif.Assumption{Dust: whatif.Accepted})
	if err != nil {
		t.Fatal(err)
	}
	if b, d := answer.Base.Days, answer.WhatIf.Days; d.Good != b.Good+1 || d.Exceeding != b.Exceeding-1 {
		t.Errorf("from %+v to %+v, want one day good that exceeded", b, d)
	}
}

func BenchmarkWhatIf(b *testing.B) {
	_, w, _ := supposing()
	rule := assess.Under2026
	a := whatif.Assumption{Dust: whatif.Accepted, Edition: &rule}
	a.Bad[12] = 3
	for b.Loop() {
		if _, err := w.Answer(b.Context(), "a/good", measure.Date(2026, 10, 31), a); err != nil {
			b.Fatal(err)
		}
	}
}
