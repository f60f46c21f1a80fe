package job_test

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// As of the end of March, told in April: what happened and was measured in April is left
// out, what is known now of March counts.
func TestProgress_AsOf(t *testing.T) {
	s := newStore()
	asOf, now := measure.Date(2026, 3, 31), measure.Date(2026, 4, 20)
	april := at(measure.Date(2026, 4, 10), 9, 0)
	s.figures = []measure.Indicator{{Area: "jy", ID: "forest", Period: "2026-03", Value: 73.4}, {Area: "jy", ID: "forest", Period: "2026-04", Value: 60}}
	s.events = []measure.Event{
		{Area: "jy", Kind: "fire", ID: "1", State: "待核实", Time: at(measure.Date(2026, 3, 20), 9, 0)},
		{Area: "jy", Kind: "fire", ID: "1", State: target.EventExempt, Time: april}, // decided since
		{Area: "jy", Kind: "fire", ID: "2", State: target.EventConfirmed, Time: april},
		{Area: "jy", Kind: "fire", ID: "3", State: target.EventConfirmed, Start: measure.Date(2026, 3, 5), Time: april}, // reported late
	}
	// Total phosphorus of 0.06 mg/L in March, class Ⅱ, and of 0.3 in April, class Ⅳ: the
	// year to date stored in April is another than that of March.
	for day := measure.Date(2026, 3, 1); day < now; day++ {
		tp := 60 * measure.Microgram
		if day > asOf {
			tp = 300 * measure.Microgram
		}
		for hour := 0; hour < 24; hour += 4 {
			sample := measure.Sample{Medium: measure.Water, Station: "s", Interval: measure.FourHours, Source: measure.Sent, Start: at(day, hour, 0)}
			for p, v := range map[measure.Parameter]measure.Concentration{measure.PH: 7_500_000, measure.DO: 9 * measure.Milligram, measure.CODMn: measure.Milligram,
				measure.NH3N: 100 * measure.Microgram, measure.TP: tp} {
				sample.Readings = append(sample.Readings, measure.Reading{Parameter: p, Value: v})
			}
			s.samples = append(s.samples, sample)
		}
	}
	water := &job.Water{Areas: county(), Zone: beijing, Store: s, Recent: 60}
	if err := water.Run(ctx, now.Start(beijing)); err != nil {
		t.Fatal(err)
	}
	p := &job.Progress{Areas: county(), Zone: beijing, Store: s, Reported: s, Targets: []target.Target{
		{ID: "forest", Area: "jy", Year: 2026, Kind: target.Indicator, Indicator: "forest", Goal: 73},
		{ID: "fires", Area: "jy", Year: 2026, Kind: target.Events, Indicator: "fire"},
		{ID: "rivers", Area: "jy", Year: 2026, Kind: target.WaterClass, Goal: 2},
	}}
	then, err := p.AsOf(asOf, water.Years()).EvaluateOn(ctx, asOf, now)
	if err != nil {
		t.Fatal(err)
	}
	today, err := p.EvaluateOn(ctx, now.Add(-1), now)
	if err != nil {
		t.Fatal(err)
	}
	// The mean of March and April is 0.18 mg/L: class Ⅲ.
	for i, want := range [][2]float64{{73.4, 60}, {1, 2}, {2, 3}} {
		if then[i].Value != want[0] || today[i].Value != want[1] {
			t.Errorf("%s is %v as of %s and %v today, want %v and %v (%s)", then[i].Target.ID, then[i].Value, asOf, today[i].Value, want[0], want[1], then[i].Reason)
		}
	}
	year, err := water.Years()(ctx, "s", asOf)
	if err != nil || len(year.Months) != 3 || year.Months[2].Class != 2 || year.ToDate.Class != 2 || year.ToDate.Period != assess.YearToDate {
		t.Errorf("the section's year to %s: %+v, %v", asOf, year, err)
	}
	if _, err := water.Years()(ctx, "nowhere", asOf); err == nil {
		t.Error("a section that is not configured has a year")
	}
}

// What reports are made from is read place by place, with the plan of the stations.
func TestProgress_AirForReports(t *testing.T) {
	s := newStore()
	for day := measure.Date(2026, 1, 1); day <= measure.Date(2026, 1, 3); day++ {
		s.putDay("jy", day, 30)
		s.putDay("a", day, 90)
	}
	areas := county()
	areas[0].Stations[0].Plan = measure.SetOf(measure.PM25)
	p := &job.Progress{Areas: areas, Zone: beijing, Store: s}
	got := map[string]int{}
	if err := p.AirYear(ctx, &areas[0], measure.Date(2026, 1, 2), func(place string, rows []assess.AirDay) {
		got[place] = len(rows)
		for i := range rows {
			if rows[i].Place != place || rows[i].Verdict == assess.Undetermined {
				t.Errorf("row of %s: %+v", place, rows[i])
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	// Two days under two editions each.
	if got["jy"] != 4 || got["a"] != 4 || got["b"] != 0 {
		t.Errorf("rows by place %v, want 4 of jy and of a, none of b", got)
	}
	days, published, err := p.AirBetween(ctx, &areas[0], measure.Date(2026, 1, 2), measure.Date(2026, 1, 3))
	if err != nil || len(days) != 8 || published != nil {
		t.Errorf("%d days, %d published, %v; want 8 and none", len(days), len(published), err)
	}
	s.fail = "AirDays"
	if _, _, err := p.AirBetween(ctx, &areas[0], 0, 1); err == nil {
		t.Error("a store that is down is not told")
	}
}
