package job_test

import (
	"context"
	"errors"
	"strings"
	"sync"
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
	w := job.NewWhatIf(&job.Progress{Areas: air.Areas, Zone: beijing, Store: s, Reported: s,
		Targets: []target.Target{{ID: "a/good", Area: "A", Kind: target.GoodAirDays, Year: 2026, Goal: 340, Basis: target.Basis{Dust: "count-as-good"}},
			{ID: "a/rivers", Area: "A", Kind: target.WaterClass, Year: 2026}}}, func() time.Time { return now })
	return s, w, &now
}

// November and December have 12 days divisible by five, and the 11 of January and February
// 2026 are lost already: 342 good days of 365.
func TestWhatIf_LikeLastYear(t *testing.T) {
	_, w, _ := supposing()
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
	answer, err := w.Answer(ctx, "a/good", measure.Date(2026, 10, 31), whatif.Assumption{Dust: whatif.Accepted})
	if err != nil {
		t.Fatal(err)
	}
	if b, d := answer.Base.Days, answer.WhatIf.Days; d.Good != b.Good+1 || d.Exceeding != b.Exceeding-1 {
		t.Errorf("from %+v to %+v, want one day good that exceeded", b, d)
	}
}

// Past years are read once an hour, or after Forget; the target's own year for every
// question, so that what arrived late counts in the next answer.
func TestWhatIf_KeepsPastYears(t *testing.T) {
	s, w, now := supposing()
	asOf := measure.Date(2026, 10, 31)
	good := func() int {
		t.Helper()
		answer, err := w.Answer(ctx, "a/good", asOf, whatif.Assumption{Like: 2025})
		if err != nil {
			t.Fatal(err)
		}
		return answer.WhatIf.Days.Good
	}
	if err := w.Warm(ctx, asOf); err != nil {
		t.Fatal(err)
	}
	before := len(s.means)
	if got := good(); got != 342 {
		t.Errorf("%d good days, want 342", got)
	}
	if asked := s.means[before:]; len(asked) != 1 || asked[0] != "[A] 2026-01-01 2026-10-31" {
		t.Errorf("read %q, want this year alone", asked)
	}
	s.putDay("A", measure.Date(2026, 2, 5), 40)  // exceeded before
	s.putDay("A", measure.Date(2025, 11, 5), 40) // as well, in the year that is kept
	if got := good(); got != 343 {
		t.Errorf("%d good days after a correction of this year, want 343", got)
	}
	w.Forget("A")
	if got := good(); got != 344 {
		t.Errorf("%d good days after one of the past year, want 344", got)
	}
	s.putDay("A", measure.Date(2025, 12, 5), 40)
	*now = now.Add(61 * time.Minute)
	if got := good(); got != 345 {
		t.Errorf("%d good days an hour later, want 345", got)
	}
	s.fail = "AirMeans"
	if err := w.Warm(ctx, asOf); !errors.Is(err, errDown) || !strings.Contains(err.Error(), "area A") {
		t.Errorf("warm without a store: %v", err)
	}
}

// late answers its first question about days only when it is let go, with what they were
// when it was asked.
type late struct {
	*store
	first        sync.Once
	asked, letGo chan struct{}
}

func (l *late) AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	rows, err := l.store.AirMeans(ctx, places, from, to)
	l.first.Do(func() {
		close(l.asked)
		<-l.letGo
	})
	return rows, err
}

// A question that read a past year before it was corrected keeps nothing of it for the
// next one.
func TestWhatIf_CorrectedWhileRead(t *testing.T) {
	s, _, now := supposing()
	slow := &late{store: s, asked: make(chan struct{}), letGo: make(chan struct{})}
	w := job.NewWhatIf(&job.Progress{Areas: []measure.Area{{Code: "A"}}, Zone: beijing, Store: slow,
		Targets: []target.Target{{ID: "a/good", Area: "A", Kind: target.GoodAirDays, Year: 2026, Goal: 340}}}, func() time.Time { return *now })
	good := func() int {
		answer, err := w.Answer(ctx, "a/good", measure.Date(2026, 10, 31), whatif.Assumption{Like: 2025})
		if err != nil {
			t.Error(err)
			return 0
		}
		return answer.WhatIf.Days.Good
	}
	first := make(chan int)
	go func() { first <- good() }()
	<-slow.asked
	s.putDay("A", measure.Date(2025, 11, 5), 40) // exceeded before
	w.Forget("A")
	close(slow.letGo)
	if got := <-first; got != 342 {
		t.Errorf("%d good days before the correction, want 342", got)
	}
	if got := good(); got != 343 {
		t.Errorf("%d good days after it, want 343", got)
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
