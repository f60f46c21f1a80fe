package job_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// kinds is a board with one target of every kind, and a store with what each needs
// as of 2026-11-20.
func kinds(t *testing.T) (*job.Progress, *store) {
	t.Helper()
	s := newStore()
	for day := measure.Date(2026, 1, 1); day < today; day++ {
		s.put("a", day, 30)
		s.put("b", day, 30)
	}
	a := air(s)
	history := job.History{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s}}
	if err := history.AssessRange(ctx, measure.Date(2026, 1, 1), today.Add(-1), today.Add(-1), nil); err != nil {
		t.Fatal(err)
	}
	jan := measure.Date(2026, 1, 1)
	if err := s.WriteWaterPeriods(ctx, []assess.WaterPeriod{{Section: "s", Start: jan, Period: assess.YearToDate, Class: 2,
		Means: []assess.ItemValue{{Parameter: measure.DO, Value: 9 * measure.Milligram}, {Parameter: measure.TP, Value: 80 * measure.Microgram}}}}); err != nil {
		t.Fatal(err)
	}
	for _, month := range []time.Month{2, 5, 8, 11} {
		s.samples = append(s.samples, measure.Sample{Medium: measure.Water, Station: "well", Interval: measure.Single, Source: measure.Lab,
			Start:    measure.Date(2026, month, 5).Start(beijing).Add(10 * time.Hour),
			Readings: []measure.Reading{{Parameter: measure.TP, Value: 100 * measure.Microgram}}})
	}
	s.figures = []measure.Indicator{
		{Area: "jy", ID: "forest", Period: "2026-10", Value: 73.4}, {Area: "cb", ID: "forest", Period: "2026-10", Value: 1},
		{Area: "jy", ID: "energy", Period: "2026-10", Value: 0.55}, {Area: "jy", ID: "energy", Period: "2025-10", Value: 0.57},
		{Area: "jy", ID: "rank", Period: "2026-10", Value: 45}, {Area: "jy", ID: "rank-places", Period: "2026-10", Value: 339},
		{Area: "jy", ID: "eco", Period: "2026-06", Value: 63}, {Area: "jy", ID: "eco-national", Period: "2026-06", Value: 61},
	}
	s.events = []measure.Event{{Area: "jy", Kind: "fire", ID: "1", State: target.EventExempt, Time: at(measure.Date(2026, 4, 1), 9, 0)},
		{Area: "cb", Kind: "fire", ID: "2", State: target.EventConfirmed, Time: at(measure.Date(2026, 4, 1), 9, 0)}}
	areas := county()
	areas[0].Sources = []measure.DrinkingSource{{Code: "well", Name: "井", InUse: true, Frequency: "quarter"}}
	p := &job.Progress{Areas: areas, Zone: beijing, Store: s, Reported: s, Samples: s,
		National: []target.National{{Year: 2025, Figure: "good-water-share", Value: 91.4}}}
	for _, one := range []target.Target{
		{ID: "good-air-days", Kind: target.GoodAirDays, Goal: 300},
		{ID: "good-air-share", Kind: target.GoodAirShare, Goal: 95},
		{ID: "mean", Kind: target.MeanConcentration, Goal: 35, Parameter: measure.PM25},
		{ID: "heavy-days", Kind: target.HeavyDays, Goal: 1},
		{ID: "rivers", Kind: target.WaterClass, Goal: 2},
		{ID: "sections", Kind: target.SectionCompliance, Goal: 100},
		{ID: "sources", Kind: target.SourceCompliance, Goal: 100},
		{ID: "rank", Kind: target.RankAtMost, Goal: 20, Unit: "%", Indicator: "rank"},
		{ID: "eco", Kind: target.BetterThan, Indicator: "eco", Compare: "good-water-share"},
		{ID: "forest", Kind: target.Indicator, Indicator: "forest", Direction: "at-least", Goal: 73},
		{ID: "energy", Kind: target.Indicator, Indicator: "energy", Direction: "declining"},
		{ID: "fire", Kind: target.Events, Indicator: "fire"},
	} {
		one.Area, one.Year = "jy", 2026
		p.Targets = append(p.Targets, one)
	}
	return p, s
}

// TestProgress_EveryKind: each kind is given what it needs of its own area, and comes
// to a value.
func TestProgress_EveryKind(t *testing.T) {
	p, s := kinds(t)
	if err := p.Run(ctx, at(today, 1, 0)); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct {
		value  float64
		status target.Status
	}{
		"good-air-days": {324, target.Achieved}, "good-air-share": {100, target.OnTrack}, "mean": {30, target.OnTrack}, "heavy-days": {0, target.OnTrack},
		"rivers": {2, target.OnTrack}, "sections": {100, target.OnTrack}, "sources": {100, target.OnTrack},
		"rank": {4500.0 / 339, target.OnTrack}, "eco": {63, target.OnTrack}, "forest": {73.4, target.OnTrack},
		"energy": {0.55, target.OnTrack}, "fire": {0, target.OnTrack},
	} {
		got := s.targets[id+" 2026-11-20"]
		if !got.HasValue || got.Value != want.value || got.Status != want.status {
			t.Errorf("%s: %v (%v), %s %q; want %v, %s", id, got.Value, got.HasValue, got.Status, got.Reason, want.value, want.status)
		}
	}
	if len(s.targets) != 12 {
		t.Errorf("%d targets written, want 12", len(s.targets))
	}
}

// TestProgress_CertainParts: where one source has failed and the target is lost, nothing is
// said of the chance of the others, which nobody computed.
func TestProgress_CertainParts(t *testing.T) {
	p, s := kinds(t)
	p.Areas[0].Sources = append(p.Areas[0].Sources, measure.DrinkingSource{Code: "lake", Name: "湖", InUse: true, Frequency: "quarter"})
	s.samples = append(s.samples, measure.Sample{Medium: measure.Water, Station: "lake", Interval: measure.Single, Source: measure.Lab,
		Start:    measure.Date(2026, 2, 5).Start(beijing).Add(10 * time.Hour),
		Readings: []measure.Reading{{Parameter: measure.TP, Value: measure.Milligram}}})
	all, err := p.Evaluate(ctx, today.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range all {
		if got.Target.ID != "sources" {
			continue
		}
		if got.Status != target.Lost || got.Rest == nil || len(got.Rest.Parts) != 1 || got.Rest.Parts[0].Name != "湖" || !got.Rest.Parts[0].Lost {
			t.Errorf("%s, %+v: want the lake alone", got.Status, got.Rest)
		}
	}
}

// TestProgress_EveryKindFails: a read that fails is named with its target, and the
// targets that do not need it are evaluated all the same.
func TestProgress_EveryKindFails(t *testing.T) {
	p, s := kinds(t)
	for method, fails := range map[string][]string{
		"AirMeans":     {"good-air-days", "good-air-share", "mean", "heavy-days"},
		"WaterPeriods": {"rivers", "sections", "eco"},
		"WaterSamples": {"sources"},
		"Indicators":   {"rank", "eco", "forest", "energy", "fire"},
		"Events":       {"rivers", "sections", "sources", "fire"},
	} {
		s.fail = method
		all, err := p.Evaluate(ctx, today.Add(-1))
		if !errors.Is(err, errDown) || len(all) != 12-len(fails) {
			t.Errorf("%s: %d targets, error %v", method, len(all), err)
			continue
		}
		for _, id := range fails {
			if !strings.Contains(err.Error(), "evaluate target "+id+":") {
				t.Errorf("%s: the error does not name %s: %v", method, id, err)
			}
		}
	}
}

// TestProgress_NothingReported: without a source of figures nothing is made up.
func TestProgress_NothingReported(t *testing.T) {
	p, _ := kinds(t)
	p.Reported, p.Samples = nil, nil
	all, err := p.Evaluate(ctx, today.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range all {
		switch got.Target.ID {
		case "sources", "rank", "eco", "forest", "energy", "fire":
			if got.HasValue || got.Status != target.Unknown || got.Reason == "" {
				t.Errorf("%s: %+v", got.Target.ID, got)
			}
		}
	}
}

// TestProgress_RangeOfFigures writes the day asOf alone: when a figure was reported is
// not known.
func TestProgress_RangeOfFigures(t *testing.T) {
	p, s := kinds(t)
	if err := p.Range(ctx, today.Add(-3), today.Add(-1), today.Add(-1), nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"good-air-days", "good-air-share", "mean", "heavy-days"} {
		if _, found := s.targets[id+" 2026-11-18"]; !found {
			t.Errorf("%s: no progress of a past day", id)
		}
	}
	for _, id := range []string{"rivers", "sections", "sources", "rank", "eco", "forest", "energy", "fire"} {
		_, past := s.targets[id+" 2026-11-18"]
		_, last := s.targets[id+" 2026-11-20"]
		if past || !last {
			t.Errorf("%s: past day %v, last day %v", id, past, last)
		}
	}
}

// TestProgress_OutageOfWater: what was reported of a source or section stands beside
// what it lacks, and of another area it does not.
func TestProgress_OutageOfWater(t *testing.T) {
	p, s := kinds(t)
	s.samples = nil
	s.water = map[string]assess.WaterPeriod{}
	outage := func(area, id, text string) measure.Event {
		return measure.Event{Area: area, Kind: assess.OutageKind, ID: id, State: "已核实", Text: text,
			Time: at(measure.Date(2026, 2, 9), 9, 0), Start: measure.Date(2026, 2, 3), End: measure.Date(2026, 2, 5)}
	}
	s.events = append(s.events, outage("jy", "well/2026-02", "泵房检修"), outage("jy", "s/1", "断电"), outage("cb", "well/1", "别处"))
	all, err := p.Evaluate(ctx, today.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"rivers": "断面无有效年内均值：浑江口（已报断电（2月3日～2月5日））", "sections": "断面无有效年内均值：浑江口（已报断电（2月3日～2月5日））",
		"sources": "本期未监测：井（一季度，已报泵房检修（2月3日～2月5日）；二季度；三季度）",
	}
	for _, got := range all {
		if part := want[got.Target.ID]; !strings.Contains(got.Reason, part) || got.Status != target.Unknown && part != "" {
			t.Errorf("%s: %s %q, want %q", got.Target.ID, got.Status, got.Reason, part)
		}
	}
}
