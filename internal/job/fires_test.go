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
// what is confirmed, and tells of those that a permit covers.
func TestFires_Steps(t *testing.T) {
	s := newStore()
	s.put("a", dustSpring, 20)
	smoke := measure.HourOf(at(dustSpring, 14, 0))
	cells := s.air["a"][smoke]
	cells[measure.PM25].Value, cells[measure.CO].Value = 90*measure.Microgram, 2*measure.Milligram
	s.air["a"][smoke] = cells
	j := job.Fires{Areas: county(), Zone: beijing, Readings: s}
	report := func(fires []measure.FirePoint) error {
		steps, err := j.Steps(ctx, fires)
		return errors.Join(err, s.WriteEvents(ctx, steps))
	}
	fires := []measure.FirePoint{
		{Time: at(dustSpring, 13, 20), Area: "jy", Kind: target.KindStraw, ID: "F1", Lat: 42, Lon: 126.5, Source: "NPP"},
		{Time: at(dustSpring, 13, 20), Area: "jy", Kind: target.KindStraw, ID: "F2", Lat: 42.2, Lon: 126.5},
	}
	for range 2 {
		if err := report(fires); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.events) != 2 {
		t.Fatalf("%d steps, want one for each fire: %+v", len(s.events), s.events)
	}
	for i, want := range [][]string{
		{"42.0000°N 126.5000°E", "来源 NPP", "线索（不作依据）：a 04-10 14:00 PM2.5 由 20 升至 90 µg/m³，CO 由 0.0 升至 2.0 mg/m³"},
		{"42.2000°N 126.5000°E"},
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
	count := func(want float64) target.Progress {
		t.Helper()
		tgt := target.Target{ID: "fires", Area: "jy", Kind: target.Events, Year: 2026, Indicator: target.KindStraw}
		p := job.Progress{Areas: county(), Targets: []target.Target{tgt}, Zone: beijing, Store: s, Reported: s}
		all, err := p.Evaluate(ctx, dustSpring.Add(5))
		if err != nil || !all[0].HasValue || all[0].Value != want {
			t.Fatalf("counted %+v, %v; want %v", all, err, want)
		}
		return all[0]
	}
	count(0)
	permit := measure.Event{Time: at(dustSpring, 17, 0), Area: "jy", Kind: target.KindBurn, ID: "江农发〔2026〕5 号", State: target.BurnValid,
		Start: dustSpring, End: dustSpring, Text: "42.2000,126.5100 半径 1 km"}
	s.events = append(s.events, permit)
	if p := count(0); !strings.Contains(p.Reason, "待核实 2 起（其中 1 起在批准焚烧范围内，建议豁免）") {
		t.Errorf("with a permit that came later: %s", p.Reason)
	}
	s.events = append(s.events, measure.Event{Time: at(dustSpring, 18, 0), Area: "jy", Kind: target.KindStraw, ID: "F1", State: target.EventConfirmed, By: "张三"})
	count(1)
	// The list comes again: what the person said holds.
	if err := report(fires); err != nil {
		t.Fatal(err)
	}
	count(1)
	if err := report([]measure.FirePoint{{Area: "nowhere"}}); err == nil || !strings.Contains(err.Error(), `"nowhere"`) {
		t.Errorf("unknown area: %v", err)
	}
}
