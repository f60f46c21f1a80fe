//go:build !noembed

package influx_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// A satellite sees several fires of one area at one moment: each keeps its point, and
// all of them written again change nothing.
func TestEvents_OfTheSameMoment(t *testing.T) {
	db := openDB(t)
	seen := at("2026-04-10T13:20").UTC()
	var fires []influx.Event
	for _, id := range []string{"F1", "F2", "F3"} {
		fires = append(fires, influx.Event{Time: seen, Area: "220623", Kind: "straw-burning", ID: id, State: "待核实"})
	}
	// The same fire verified within the same minute is another step.
	fires = append(fires, influx.Event{Time: seen, Area: "220623", Kind: "straw-burning", ID: "F1", State: "已核实"})
	for range 2 {
		if err := db.WriteEvents(t.Context(), fires); err != nil {
			t.Fatal(err)
		}
	}
	events, err := db.Events(t.Context(), "220623", "straw-burning", seen)
	if err != nil || len(events) != len(fires) {
		t.Fatalf("%d steps, %v; want %d: %+v", len(events), err, len(fires), events)
	}
	states := map[string]int{}
	for _, e := range events {
		states[e.ID+e.State]++
		if !e.Time.Equal(seen) {
			t.Errorf("step at %s, want %s", e.Time.Format(time.RFC3339Nano), seen.Format(time.RFC3339Nano))
		}
	}
	if want := map[string]int{"F1待核实": 1, "F2待核实": 1, "F3待核实": 1, "F1已核实": 1}; !reflect.DeepEqual(states, want) {
		t.Errorf("steps %v, want %v", states, want)
	}
}

// Without an area the steps of every area come, each with its own.
func TestEvents_OfEveryArea(t *testing.T) {
	db := openDB(t)
	first := at("2026-04-10T13:00").UTC()
	var all []influx.Event
	for i, area := range []string{"220605", "220623", "220605"} {
		all = append(all, influx.Event{Time: first.Add(time.Duration(i) * time.Hour), Area: area, Kind: "dust", ID: fmt.Sprint("E", i), State: "疑似", Start: day("2026-04-10")})
	}
	other := all[0]
	other.Kind = "outage"
	if err := db.WriteEvents(t.Context(), append(all, other)); err != nil {
		t.Fatal(err)
	}
	got, err := db.Events(t.Context(), "", "dust", first)
	if want := []influx.Event{all[0], all[2], all[1]}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err = db.Events(t.Context(), "220623", "dust", first); err != nil || !reflect.DeepEqual(got, all[1:2]) {
		t.Errorf("of one area %+v, %v; want %+v", got, err, all[1])
	}
}

func TestDustDays(t *testing.T) {
	db := openDB(t)
	row := func(place, on string, dust bool) assess.AirDay {
		return assess.AirDay{Place: place, Day: day(on), Dust: dust}
	}
	var days []assess.AirDay
	for _, d := range []assess.AirDay{
		row("220605", "2026-04-10", true), row("220605", "2025-03-01", true), row("220605", "2026-04-11", false),
		row("220605", "2026-04-12", true), row("220623", "2026-04-13", true),
	} {
		for _, e := range hj633.Editions {
			d.Edition = e
			days = append(days, d)
		}
	}
	if err := db.WriteAirDays(t.Context(), days); err != nil {
		t.Fatal(err)
	}
	for i := range days {
		if days[i].Day == day("2026-04-12") {
			days[i].Dust = false // the decision was withdrawn
		}
	}
	if err := db.WriteAirDays(t.Context(), days); err != nil {
		t.Fatal(err)
	}
	got, err := db.DustDays(t.Context(), []string{"220605", "220600"})
	if want := map[string][]measure.Day{"220605": {day("2025-03-01"), day("2026-04-10")}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("dust days %v, %v; want %v", got, err, want)
	}
	got, err = db.DustDays(t.Context(), []string{"220623", "220605"})
	if want := map[string][]measure.Day{"220605": {day("2025-03-01"), day("2026-04-10")}, "220623": {day("2026-04-13")}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("dust days %v, %v; want %v", got, err, want)
	}
}
