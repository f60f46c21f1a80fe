package job_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// The alerts know the outages of every area that could be read, and of those the ones
// behind missing days: of the area and of its assessed stations, not of another.
func TestAlertFacts_Outages(t *testing.T) {
	today := measure.Date(2026, time.November, 21)
	now := today.Start(beijing).Add(10 * time.Hour)
	s := newStore()
	s.days["x"] = assess.AirDay{Place: "A", Day: measure.Date(2026, time.November, 18), Has: measure.SetOf(measure.PM25)}
	outage := func(place string, from, to measure.Day) assess.Outage {
		return assess.Outage{Place: place, From: from, To: to, Reason: "停电"}
	}
	all := []assess.Outage{outage("S1", today-2, today), outage("A", today-1, today-1), outage("W1", today-2, today), outage("S1", today, today)}
	reported := func(_ context.Context, area string, day measure.Day) ([]assess.Outage, error) {
		if area != "A" || day != today {
			return nil, errors.New("outages of " + area + " are away")
		}
		return all, nil
	}
	f := job.AlertFacts{Areas: []measure.Area{{Code: "B"}, countyA()}, Zone: beijing, Readings: watched{store: s}, Results: watched{store: s}, Targets: byDay{}, Burn: 14, Outages: reported}
	var facts alert.Facts
	var errs []error
	for _, source := range f.Sources() {
		errs = append(errs, source(t.Context(), today-1, now, &facts))
	}
	if err := errors.Join(errs...); err == nil || !strings.Contains(err.Error(), "outages of B are away") {
		t.Errorf("error %v, want that of area B", err)
	}
	if facts.Today != today || len(facts.Outages) != 4 || len(facts.Stations) != 2 {
		t.Errorf("on %s outages %+v of stations %+v, want four and two", facts.Today, facts.Outages, facts.Stations)
	}
	for _, v := range facts.Validity {
		if got := v.MonthOutages; v.MonthMissing == 0 || len(got) != 2 || got[0] != all[0] || got[1] != all[1] {
			t.Errorf("%+v, want the first two outages", v)
		}
	}
	if len(facts.Validity) == 0 {
		t.Error("no validity")
	}
}

// Of a station the outages of the area and its own count, and what cannot be read leaves
// the counts as they are.
func TestValidity_Outages(t *testing.T) {
	asOf := measure.Date(2026, time.November, 20)
	s := newStore()
	for _, place := range []string{"A", "S1", "S2"} {
		s.days[place] = assess.AirDay{Place: place, Day: asOf - 2, Has: measure.SetOf(measure.PM25)}
	}
	var fail error
	j := job.Validity{Areas: []measure.Area{countyA()}, Results: s, Outages: func(context.Context, string, measure.Day) ([]assess.Outage, error) {
		return []assess.Outage{{Place: "S1", From: asOf, To: asOf}}, fail
	}}
	want := map[string]int{"A": 1, "S1": 1, "S2": 0}
	got, err := j.At(t.Context(), asOf)
	if err != nil || len(got) == 0 {
		t.Fatalf("%d entries, error %v", len(got), err)
	}
	for _, v := range got {
		if len(v.MonthOutages) != want[v.Place] || len(v.YearOutages) != want[v.Place] {
			t.Errorf("%s %s: outages %+v, want %d", v.Place, v.Parameter, v.MonthOutages, want[v.Place])
		}
	}
	fail = errors.New("events are away")
	if again, err := j.At(t.Context(), asOf); !errors.Is(err, fail) || len(again) != len(got) {
		t.Errorf("%d entries, error %v; want %d all the same", len(again), err, len(got))
	}
}
