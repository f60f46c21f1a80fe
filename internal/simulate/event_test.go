package simulate_test

import (
	"maps"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
	"lanbi/internal/target"
)

// A spring of the simulated counties has dust that opens suspicions.
func TestSpring_HasDust(t *testing.T) {
	area := measure.Area{Code: "220605", Name: "江源区", Stations: []measure.Station{
		{Code: "JY001", Assess: true}, {Code: "JY002", Assess: true}, {Code: "JY003", Assess: true}}}
	zone := time.FixedZone("CST", 8*3600)
	c := simulate.New(1, []measure.Area{area}, zone)
	first, end := measure.HourOf(measure.Date(2026, 3, 1).Start(zone)), measure.HourOf(measure.Date(2026, 6, 1).Start(zone))
	var series []assess.Series
	for _, station := range area.Stations {
		s := assess.NewSeries(station.Code, first, int(end-first))
		for h := first; h < end; h++ {
			sample, _ := c.AirHour(station.Code, h)
			for _, r := range sample.Readings {
				s.Set(h, r.Parameter, assess.Cell{Value: r.Value, Flag: r.Flag, Source: measure.Sent})
			}
		}
		series = append(series, s)
	}
	a := assess.Air{Area: &area, Zone: zone}
	if n := len(a.DustEpisodes(series, first, end)); n < 2 || n > 8 {
		t.Errorf("%d dust episodes in a spring, want some", n)
	}
}

func TestDustSteps(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	day := measure.Date(2026, 4, 10)
	opening := measure.Event{Time: day.Start(zone), ID: "d", Kind: target.Dust, State: target.DustSuspected, Start: day, End: day, By: target.Automatic}
	late := opening.Time.AddDate(0, 2, 0)
	for n, want := range []string{target.DustNotRecognised, target.DustReported, target.DustRecognised, target.DustSuspected, target.DustNotRecognised} {
		story := target.Stories(append(simulate.DustSteps(n, &opening, late), opening), zone)[0]
		if story.State != want || (story.Document != "") != (want == target.DustRecognised || want == target.DustNotRecognised) {
			t.Errorf("suspicion %d: %s, document %q; want %s", n, story.State, story.Document, want)
		}
	}
	if steps := simulate.DustSteps(0, &opening, opening.Time.Add(time.Hour)); len(steps) != 0 {
		t.Errorf("steps of the future: %+v", steps)
	}
}

func TestFires_EachState(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	states := map[string]int{}
	for _, s := range target.Stories(simulate.Fires("cb", 2026, zone, measure.Date(2026, 11, 21).Start(zone)), zone) {
		states[s.State]++
		if s.State == target.EventConfirmed && s.Start.Year() != 2025 {
			t.Errorf("confirmed in the year itself: %+v", s)
		}
	}
	if !maps.Equal(states, map[string]int{target.EventWaiting: 1, target.EventConfirmed: 1, target.EventExempt: 1, target.EventRefuted: 1}) {
		t.Errorf("states %v, want each once", states)
	}
	if early := simulate.Fires("cb", 2026, zone, measure.Date(2026, 1, 1).Start(zone)); len(early) != 2 {
		t.Errorf("by 1 January: %+v, want the two steps of the year before", early)
	}
}

// The permits of the year are in force for the exempt fire point and for the one that
// waits, which alone is proposed to be exempt.
func TestBurns_CoverFires(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	until := measure.Date(2026, 11, 21).Start(zone)
	fires, permits := simulate.Fires("cb", 2026, zone, until), simulate.Burns("cb", 2026, zone, until)
	proposals := target.Proposals(fires, permits, zone)
	if len(target.Burns(permits, zone)) != 2 || len(proposals) != 1 || proposals["fire/cb/2026-10-22-4"].Burn.Document != "模拟批准文号 9 号" {
		t.Errorf("permits %+v propose %+v", permits, proposals)
	}
	exempt := measure.FirePoint{Area: "cb", Time: time.Date(2026, 3, 28, 14, 20, 0, 0, zone), Lat: 41.43, Lon: 128.16}
	if b := target.Burns(permits, zone)[0]; b.Document != "模拟批准文号 3 号" || !b.Covers(&exempt, zone) {
		t.Errorf("the exempt fire point is not covered: %+v", b)
	}
	if early := simulate.Burns("cb", 2026, zone, measure.Date(2026, 3, 1).Start(zone)); len(early) != 0 {
		t.Errorf("permits of the future: %+v", early)
	}
}
