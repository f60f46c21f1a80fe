package job_test

import (
	"context"
	"slices"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// An audited import flips a day: the target's count follows, the flip is told before
// the new day is stored, and a repeat tells none. A day that was never assessed cannot
// flip.
func TestReassess_Flips(t *testing.T) {
	s := newStore()
	day := measure.Date(2026, 11, 10)
	s.put("c", day, 30)
	s.put("c", day.Add(1), 30)
	var told []string
	a := air(s)
	a.Flips = &job.Flips{Days: s, Note: func(_ context.Context, flips []assess.Flip) error {
		for _, f := range flips {
			if s.days[f.Place+" "+f.Day.String()+" "+f.Edition.String()].Verdict != f.Old.Verdict {
				t.Error("the new day was stored before its flip was told")
			}
			told = append(told, f.Place+" "+f.Day.String()+" "+f.Edition.String()+": "+f.Old.String()+" > "+f.New.String()+" "+f.Cause)
		}
		return nil
	}}
	marks := &ledger{}
	j := &job.Reassess{Air: &a, Water: &job.Water{Zone: beijing, Store: s}, Days: marks}
	run := func() {
		t.Helper()
		marks.dirty = []job.Dirty{{Medium: measure.Air, Station: "c", Day: day}, {Medium: measure.Air, Station: "c", Day: day.Add(1)}}
		if err := j.Run(ctx, at(today, 1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	good := func() int {
		t.Helper()
		p := job.Progress{Areas: county(), Zone: beijing, Store: s, Targets: []target.Target{{ID: "g", Area: "cb", Kind: target.GoodAirDays, Year: 2026, Goal: 1}}}
		all, err := p.Evaluate(ctx, today.Add(-1))
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Days.Good
	}
	run()
	if len(told) != 0 || good() != 2 {
		t.Fatalf("first assessment: told %q, good %d", told, good())
	}
	// PM2.5 of 80: 2012 (75 → 100, 115 → 150) 106.25, up to 107; 2026 (60 → 100, 115 → 150) 118.2, up to 119.
	first := measure.HourOf(day.Start(beijing))
	for h := first; h < first+24; h++ {
		cells := s.air["c"][h]
		for p := measure.PM25; p <= measure.O3; p++ {
			cells[p].Source = measure.Audited
		}
		cells[measure.PM25].Value = 80 * measure.Microgram
		s.air["c"][h] = cells
	}
	run()
	want := []string{
		"c 2026-11-10 2012: good 43 > exceeding 107 审核", "c 2026-11-10 2026: good 43 > exceeding 119 审核",
		"cb 2026-11-10 2012: good 43 > exceeding 107 审核", "cb 2026-11-10 2026: good 43 > exceeding 119 审核",
	}
	slices.Sort(told)
	if !slices.Equal(told, want) || good() != 1 {
		t.Errorf("told %q\nwant %q; good %d, want 1", told, want, good())
	}
	run()
	if len(told) != len(want) {
		t.Errorf("a repeat told %q", told[len(want):])
	}
	// A flip that cannot be noted holds the day back: nothing may flip untold.
	a.Flips.Note = func(context.Context, []assess.Flip) error { return errDown }
	s.put("c", day, 30)
	marks.dirty = []job.Dirty{{Medium: measure.Air, Station: "c", Day: day}}
	if err := j.Run(ctx, at(today, 1, 0)); err == nil || len(marks.dirty) != 1 || good() != 1 {
		t.Errorf("error %v, dirty %v, good %d", err, marks.dirty, good())
	}
}

// published is the published days of one area.
type published []assess.AirDay

func (p published) PublishedAirDays(_ context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	var found []assess.AirDay
	for _, d := range p {
		if slices.Contains(places, d.Place) && d.Day >= from && d.Day <= to {
			found = append(found, d)
		}
	}
	return found, nil
}

// The reconciliation reads stations, outages and counts; the published rows enter no
// target's count.
func TestProgress_Reconcile(t *testing.T) {
	s := newStore()
	day := measure.Date(2026, 11, 10)
	s.put("a", day, 30)
	s.put("b", day, 30)
	a := air(s)
	h := job.History{Air: &a, Water: &job.Water{Zone: beijing, Store: s}}
	if err := h.AssessRange(ctx, day, day.Add(1), today.Add(-1), nil); err != nil {
		t.Fatal(err)
	}
	row := func(day measure.Day, aqi int) assess.AirDay {
		return assess.AirDay{Place: "jy", Day: day, Edition: hj633.E2026, Source: assess.PublishedDay, Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: aqi}}
	}
	s.events = []measure.Event{{Area: "jy", Kind: assess.OutageKind, ID: "a/1", State: "已核实", Time: at(day.Add(2), 9, 0), Start: day.Add(1), End: day.Add(1), Text: "停电"}}
	p := job.Progress{Areas: county(), Zone: beijing, Store: s, Reported: s, Published: published{row(day, 43), row(day.Add(1), 60)},
		Targets: []target.Target{{ID: "g", Area: "jy", Kind: target.GoodAirDays, Year: 2026, Goal: 300}}}
	r, err := p.Reconcile(ctx, "jy", 2026, today.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	if r.Official == nil || r.Official.Text() != "省平台 2 天，本系统 1 天，差 1 天" {
		t.Fatalf("official %+v", r.Official)
	}
	if len(r.Differences) != 1 || r.Differences[0].Day != day.Add(1) || !slices.Contains(r.Differences[0].Reasons, "a 全天无数据，已报停电（11月11日）") {
		t.Errorf("differences %+v", r.Differences)
	}
	all, err := p.Evaluate(ctx, today.Add(-1))
	if err != nil || all[0].Days.Good != 1 || all[0].Official == nil || all[0].Official.Published.Good != 2 {
		t.Errorf("%v, %+v, official %+v", err, all[0].Days, all[0].Official)
	}
	if _, err := p.Reconcile(ctx, "nowhere", 2026, today); err == nil {
		t.Error("an unknown area was reconciled")
	}
	if r, err := p.Reconcile(ctx, "jy", 2027, today.Add(-1)); err != nil || r.Official != nil {
		t.Errorf("a year not begun: %+v, %v", r, err)
	}
	s.fail = "Events"
	if _, err := p.Reconcile(ctx, "jy", 2026, today.Add(-1)); err == nil {
		t.Error("outages that cannot be read were passed over")
	}
}

// A day of which the audit has done PM2.5 alone flips by a part of the audit, and at a
// repeat no more.
func TestReassess_FlipsInPartAudited(t *testing.T) {
	s := newStore()
	day := measure.Date(2026, 11, 10)
	s.put("c", day, 30)
	var told []string
	a := air(s)
	a.Flips = &job.Flips{Days: s, Note: func(_ context.Context, flips []assess.Flip) error {
		for _, f := range flips {
			told = append(told, f.Place+" "+f.Edition.String()+" "+f.Cause)
		}
		return nil
	}}
	marks := &ledger{}
	j := &job.Reassess{Air: &a, Water: &job.Water{Zone: beijing, Store: s}, Days: marks}
	run := func() {
		t.Helper()
		marks.dirty = []job.Dirty{{Medium: measure.Air, Station: "c", Day: day}}
		if err := j.Run(ctx, at(today, 1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	run()
	first := measure.HourOf(day.Start(beijing))
	for h := first; h < first+24; h++ {
		cells := s.air["c"][h]
		cells[measure.PM25] = assess.Cell{Value: 80 * measure.Microgram, Source: measure.Audited}
		s.air["c"][h] = cells
	}
	run()
	run()
	slices.Sort(told)
	if want := []string{"c 2012 部分审核", "c 2026 部分审核", "cb 2012 部分审核", "cb 2026 部分审核"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
