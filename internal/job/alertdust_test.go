package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestAlertDust_Facts(t *testing.T) {
	day := measure.Date(2026, time.November, 20)
	at := func(d measure.Day, hour int) time.Time {
		return d.Start(beijing).Add(time.Duration(hour) * time.Hour)
	}
	step := func(id string, when time.Time, state string, first, last measure.Day) measure.Event {
		return measure.Event{Area: "A", Kind: target.Dust, ID: id, Time: when, State: state, Start: first, End: last, Text: id, By: target.Automatic}
	}
	s := newStore()
	s.events = []measure.Event{
		step("now", at(day+1, 10), target.DustSuspected, day+1, day+1),
		step("yesterday", at(day, 10), target.DustSuspected, day, day+1),
		step("dealt with", at(day-1, 10), target.DustSuspected, day-1, day-1),
		{Area: "A", Kind: target.Dust, ID: "dealt with", Time: at(day, 9), State: target.DustReported, By: "张三"},
		step("older", at(day-9, 10), target.DustSuspected, day-9, day-9),
		step("of last spring", at(day-200, 10), target.DustSuspected, day-200, day-200),
	}
	var asked []string
	f := job.AlertDust{Areas: []measure.Area{{Code: "A", Stations: []measure.Station{{Code: "S"}}}, {Code: "water only"}}, Zone: beijing, Events: s,
		Effects: func(_ context.Context, area string, first, last, asOf measure.Day) ([]target.DustEffect, error) {
			asked = append(asked, area+" "+first.String()+" "+last.String()+" "+asOf.String())
			return []target.DustEffect{{}}, nil
		}}
	var facts alert.Facts
	if err := f.Facts(t.Context(), day, at(day+1, 12), &facts); err != nil {
		t.Fatal(err)
	}
	type row struct {
		state           string
		recent, effects bool
		since           time.Time
	}
	want := map[string]row{
		"now":        {target.DustSuspected, true, false, at(day+1, 10)}, // no day of it is assessed
		"yesterday":  {target.DustSuspected, true, true, at(day, 10)},
		"dealt with": {target.DustReported, true, false, at(day-1, 10)},
		"older":      {target.DustSuspected, false, false, at(day-9, 10)},
	}
	for _, d := range facts.Dust {
		got := row{d.State, d.Recent, d.Effects != nil, d.Since}
		if w, known := want[d.ID]; !known || w.state != got.state || w.recent != got.recent || w.effects != got.effects || !w.since.Equal(got.since) {
			t.Errorf("%s: %+v, want %+v", d.ID, got, w)
		}
	}
	if len(facts.Dust) != len(want) || len(asked) != 1 || asked[0] != "A 2026-11-20 2026-11-21 2026-11-20" {
		t.Errorf("%d events, effects asked of %q", len(facts.Dust), asked)
	}
	s.fail, facts = "Events", alert.Facts{}
	if err := f.Facts(t.Context(), day, at(day+1, 12), &facts); !errors.Is(err, errDown) || facts.Dust != nil {
		t.Errorf("store is away: %+v, %v", facts.Dust, err)
	}
}
