package job_test

import (
	"errors"
	"strings"
	"testing"

	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Fire points wait for a person whatever burns and stations say; the target counts
// what is confirmed.
func TestFires_Steps(t *testing.T) {
	s := newStore()
	s.put("a", dustSpring, 20)
	smoke := measure.HourOf(at(dustSpring, 14, 0))
	cells := s.air["a"][smoke]
	cells[measure.PM25].Value, cells[measure.CO].Value = 90*measure.Microgram, 2*measure.Milligram
	s.air["a"][smoke] = cells
	j := job.Fires{Areas: county(), Zone: beijing, Readings: s}
	report := func(fires []measure.FirePoint, burns []measure.Burn) error {
		steps, err := j.Steps(ctx, fires, burns)
		return errors.Join(err, s.WriteEvents(ctx, steps))
	}
	fires := []measure.FirePoint{
		{Time: at(dustSpring, 13, 20), Area: "jy", Kind: target.KindStraw, ID: "F1", Lat: 42, Lon: 126.5, Source: "NPP"},
		{Time: at(dustSpring, 13, 20), Area: "jy", Kind: target.KindStraw, ID: "F2", Lat: 42.2, Lon: 126.5},
	}
	burns := []measure.Burn{{Area: "jy", From: dustSpring, Until: dustSpring, Lat: 42.2, Lon: 126.51, Radius: 1, Document: "江农发〔2026〕5 号"}}
	for range 2 {
		if err := report(fires, burns); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.events) != 2 {
		t.Fatalf("%d steps, want one for each fire: %+v", len(s.events), s.events)
	}
	for i, want := range [][]string{
		{"42.0000°N 126.5000°E", "来源 NPP", "线索（不作依据）：a 04-10 14:00 PM2.5 由 20 升至 90 µg/m³，CO 由 0.0 升至 2.0 mg/m³"},
		{"建议豁免", "江农发〔2026〕5 号", "待人工确认"},
	} {
		e := s.events[i]
		if e.State != "待核实" || e.Start != dustSpring || e.ID != fires[i].ID {
			t.Errorf("%+v", e)
		}
		for _, part := range want {
			if !strings.Contains(e.Text, part) {
				t.Errorf("%s: text %q, want %q in it", e.ID, e.Text, part)
			}
		}
	}
	if s.events[0].Document != "" || s.events[1].Document != "江农发〔2026〕5 号" {
		t.Errorf("documents %q and %q", s.events[0].Document, s.events[1].Document)
	}
	count := func(want float64) {
		t.Helper()
		tgt := target.Target{ID: "fires", Area: "jy", Kind: target.Events, Year: 2026, Indicator: target.KindStraw}
		p := job.Progress{Areas: county(), Targets: []target.Target{tgt}, Zone: beijing, Store: s, Reported: s}
		all, err := p.Evaluate(ctx, dustSpring.Add(5))
		if err != nil || !all[0].HasValue || all[0].Value != want {
			t.Errorf("counted %+v, %v; want %v", all, err, want)
		}
	}
	count(0)
	s.events = append(s.events, measure.Event{Time: at(dustSpring, 18, 0), Area: "jy", Kind: target.KindStraw, ID: "F1", State: target.EventConfirmed, By: "张三"})
	count(1)
	// The list comes again: what the person said holds.
	if err := report(fires, burns); err != nil {
		t.Fatal(err)
	}
	count(1)
	if err := report([]measure.FirePoint{{Area: "nowhere"}}, nil); err == nil || !strings.Contains(err.Error(), `"nowhere"`) {
		t.Errorf("unknown area: %v", err)
	}
}
