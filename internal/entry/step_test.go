package entry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
)

func fire(id, state string) entry.Step {
	return entry.Step{Event: measure.Event{Area: "220623", Kind: "straw-burning", ID: id, State: state}}
}

func TestSteps_AnEventsStory(t *testing.T) {
	r := newRig()
	begin := fire("", "待核实")
	begin.Start, begin.Text = measure.Date(2026, 11, 20), "卫星火点"
	first := r.steps(t, begin)[0]
	if !first.Changed || first.ID != "straw-burning/220623/2026-11-20" {
		t.Fatalf("first step: %+v", first)
	}
	r.now = noon.Add(time.Minute)
	if again := r.steps(t, begin)[0]; again.Changed || again.ID != first.ID {
		t.Errorf("the form sent twice: %+v, want nothing new", again)
	}
	r.now = noon.Add(time.Hour)
	exempt := fire(first.ID, "豁免")
	if got := r.steps(t, exempt)[0]; fields(got) != "document" {
		t.Errorf("exempt without permit: %+v", got)
	}
	exempt.Document = "准烧2026-7"
	if got := r.steps(t, exempt)[0]; !got.Changed || got.Old != "待核实" {
		t.Errorf("exempt: %+v", got)
	}
	if got := r.steps(t, exempt)[0]; got.Changed || fields(got) != "" {
		t.Errorf("repeated: %+v", got)
	}
	r.now = noon.Add(2 * time.Hour)
	if got := r.steps(t, fire(first.ID, "已核实"))[0]; fields(got) != "text" {
		t.Errorf("correction without reason: %+v", got)
	}
	verified := fire(first.ID, "已核实")
	verified.Why = "准烧证已过期"
	if got := r.steps(t, verified)[0]; !got.Changed {
		t.Errorf("correction: %+v", got)
	}
	want := "bureau event/220623/straw-burning/straw-burning/220623/2026-11-20 →待核实 /bureau 卫星火点\n" +
		"bureau event/220623/straw-burning/straw-burning/220623/2026-11-20 待核实→豁免 准烧2026-7/bureau 填报\n" +
		"bureau event/220623/straw-burning/straw-burning/220623/2026-11-20 豁免→已核实 /bureau 准烧证已过期"
	if got := r.lines(); got != want {
		t.Errorf("trail\n%s\nwant\n%s", got, want)
	}
	for _, e := range r.store.events {
		if e.Start != measure.Date(2026, 11, 20) {
			t.Errorf("step %s lost the day: %+v", e.State, e)
		}
	}
}

func TestSteps_OfOneMoment(t *testing.T) {
	r := newRig()
	at := noon.Add(-time.Hour)
	var steps []entry.Step
	for i := range 5 {
		s := fire(fmt.Sprint("F", i), "待核实")
		s.Time = at
		steps = append(steps, s)
	}
	steps = append(steps, fire("F1", "疑似"), fire("F1", "已核实"))
	got := r.steps(t, steps...)
	if fields(got[5]) != "state" || !got[6].Changed || len(r.store.events) != 6 {
		t.Errorf("%+v; %d steps stored, want 6", got, len(r.store.events))
	}
	for i, o := range r.steps(t, steps[:5]...) {
		if i != 1 && (o.Changed || fields(o) != "") {
			t.Errorf("repeated step %d: %+v", i, o)
		}
	}
}

func TestSteps_Refused(t *testing.T) {
	r := newRig()
	spoiled := func(spoil func(*entry.Step)) entry.Step {
		s := fire("F", "待核实")
		spoil(&s)
		return s
	}
	for want, s := range map[string]entry.Step{
		"kind":  spoiled(func(s *entry.Step) { s.Kind = "forest-fire" }),
		"time":  spoiled(func(s *entry.Step) { s.Time = noon.Add(time.Hour) }),
		"start": spoiled(func(s *entry.Step) { s.Start = measure.Date(2026, 11, 22) }),
		"end":   spoiled(func(s *entry.Step) { s.Start, s.End = measure.Date(2026, 11, 2), measure.Date(2026, 11, 1) }),
		"area":  spoiled(func(s *entry.Step) { s.Area = "" }),
		"state": spoiled(func(s *entry.Step) { s.State = "" }),
	} {
		if got := r.steps(t, s)[0]; fields(got) != want || got.Changed {
			t.Errorf("%+v, want a fault of %s", got, want)
		}
	}
	if len(r.trail)+len(r.store.events) != 0 {
		t.Errorf("stored %v, trail %v", r.store.events, r.trail)
	}
	dust := entry.Step{Event: measure.Event{Area: "220605", Kind: "dust", State: "疑似", Start: measure.Date(2026, 4, 1)}}
	if got := r.steps(t, dust)[0]; !got.Changed {
		t.Errorf("dust of an area with a target of air: %+v", got)
	}
	// An outage is of a place of the area, which its id names.
	outage := entry.Step{Event: measure.Event{Area: "220605", Kind: "outage", ID: "220605/2026-04-01", State: "已核实", Text: "停电"}}
	if got := r.steps(t, outage)[0]; !got.Changed {
		t.Errorf("outage of an area: %+v", got)
	}
	r.Areas[0].Sections, r.Areas[0].Sources = []measure.Section{{Code: "S1"}}, []measure.DrinkingSource{{Code: "well"}}
	for _, id := range []string{"S1/1", "well/1"} {
		outage.ID = id
		if got := r.steps(t, outage)[0]; !got.Changed {
			t.Errorf("outage of water %q: %+v", id, got)
		}
	}
	for _, id := range []string{"", "nowhere/1", "/1"} {
		outage.ID = id
		if got := r.steps(t, outage)[0]; fields(got) != "id" || got.Changed {
			t.Errorf("outage %q: %+v, want a fault of id", id, got)
		}
	}
}

func TestSteps_OutOfTime(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*entry.Step)
		want   string
	}{
		"taken before the record begins": {func(s *entry.Step) { s.Time = time.Date(1969, 12, 31, 0, 0, 0, 0, beijing) }, "time"},
		"begins in the year 0":           {func(s *entry.Step) { s.Start = measure.Date(0, 1, 1) }, "start"},
		"ends in 1800":                   {func(s *entry.Step) { s.End = measure.Date(1800, 1, 1) }, "end"},
		"a fire of 1950":                 {func(s *entry.Step) { s.Start = measure.Date(1950, 5, 1) }, ""},
		"an id of 101 characters":        {func(s *entry.Step) { s.ID = strings.Repeat("火", 101) }, "id"},
		"an id of 100 characters":        {func(s *entry.Step) { s.ID = strings.Repeat("火", 100) }, ""},
	} {
		r := newRig()
		s := fire("F", "待核实")
		c.change(&s)
		if got := r.steps(t, s)[0]; fields(got) != c.want || got.Changed != (c.want == "") {
			t.Errorf("%s: %+v, want a fault of %q", name, got, c.want)
		}
	}
}
