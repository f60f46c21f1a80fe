package target_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestAskedBy(t *testing.T) {
	targets := []target.Target{
		{Area: "a", Name: "森林覆盖率", Kind: target.Indicator, Indicator: "forest", Unit: "%"},
		{Area: "a", Name: "森林覆盖率（另一年）", Kind: target.Indicator, Indicator: "forest"},
		{Area: "b", Name: "森林覆盖率", Kind: target.Indicator, Indicator: "forest"},
		{Area: "a", Name: "排名", Kind: target.RankAtMost, Compare: "air-list"},
		{Area: "a", Name: "考核", Kind: target.BetterThan, Indicator: "eco", Compare: "good-water-share"},
		{Area: "a", Name: "代用", Kind: target.BetterThan, Compare: "good-water-share"},
		{Area: "a", Name: "火点", Kind: target.Events, Indicator: "straw-burning"},
		{Area: "a", Name: "优良天数", Kind: target.GoodAirDays},
		{Area: "a", Name: "重污染", Kind: target.HeavyDays},
		{Area: "a", Name: "水质", Kind: target.WaterClass},
		{Area: "w", Name: "水源地", Kind: target.SourceCompliance},
	}
	var got []string
	for _, a := range target.AskedBy(targets) {
		mark := ""
		if a.Event {
			mark = "!"
		}
		got = append(got, a.Area+"/"+a.ID+mark)
	}
	want := "a/forest b/forest a/air-list a/air-list-places a/eco a/eco-national a/straw-burning! a/straw-burning a/approved-burn! a/dust! a/outage! w/outage!"
	if text := strings.Join(got, " "); text != want {
		t.Errorf("asked %s, want %s", text, want)
	}
}

// On 1 January the year has begun, though no day of it is assessed.
func TestEvaluate_FirstDay(t *testing.T) {
	eve := measure.Date(2026, 12, 31)
	for _, kind := range target.Kinds {
		one := &target.Target{Kind: kind, Year: 2027, Goal: 1, Indicator: "x", Parameter: measure.PM25}
		facts := &target.Facts{AsOf: eve, RecordTo: eve, Zone: time.UTC, Sections: []measure.Section{{Code: "s"}}}
		if got := target.Evaluate(one, facts).Reason; got != "目标年度尚未开始，暂不研判" {
			t.Errorf("%s on 31 December: %q", kind, got)
		}
		facts.RecordTo = eve.Add(1)
		if got := target.Evaluate(one, facts).Reason; got != "目标年度首日尚未评价，暂不研判" {
			t.Errorf("%s on 1 January: %q", kind, got)
		}
	}
}

// What is reported today counts today, though the day is not over; a correction of last
// year's record counts for last year.
func TestEvaluate_RecordTo(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	asOf := measure.Date(2026, 11, 20)
	facts := &target.Facts{AsOf: asOf, Zone: zone,
		Figures: []measure.Indicator{{ID: "forest", Period: "2026-11-20", Value: 70}, {ID: "forest", Period: "2026-11-21", Value: 74}},
		Events: []measure.Event{{ID: "F", State: "已核实", Time: time.Date(2026, 11, 21, 9, 0, 0, 0, zone)},
			{ID: "L", State: "已核实", Time: time.Date(2025, 12, 31, 9, 0, 0, 0, zone)},
			{ID: "L", State: "不属实", Time: time.Date(2026, 2, 1, 9, 0, 0, 0, zone)}}}
	forest := &target.Target{Kind: target.Indicator, Indicator: "forest", Year: 2026, Goal: 73}
	fires := &target.Target{Kind: target.Events, Indicator: "fire", Year: 2026}
	before := &target.Target{Kind: target.Events, Indicator: "fire", Year: 2025}
	for _, c := range []struct {
		t        *target.Target
		recordTo measure.Day
		want     string
	}{
		{forest, 0, "at_risk 70"},
		{forest, asOf.Add(1), "on_track 74"},
		{fires, 0, "unknown 0"},
		{fires, asOf.Add(1), "lost 1"},
		{before, 0, "lost 1"},
		{before, asOf.Add(1), "achieved 0"},
	} {
		facts.RecordTo = c.recordTo
		p := target.Evaluate(c.t, facts)
		if got := fmt.Sprintf("%v %v", p.Status, p.Value); got != c.want {
			t.Errorf("%s %d with the record up to %v: %s, want %s", c.t.Kind, c.t.Year, c.recordTo, got, c.want)
		}
	}
}
