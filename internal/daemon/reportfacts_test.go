package daemon

import (
	"context"
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/report"
	"lanbi/internal/target"
)

// The report of a past year says of a plan for a later one that its year has not begun,
// although it has when the report is made.
func TestReports_PlanBeyondThePeriod(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	c := &config.Config{Timezone: zone, Areas: []measure.Area{{Code: "A"}}, Targets: []target.Target{
		{ID: "plan", Area: "A", Year: 2026, Plan: true, Kind: target.Indicator, Indicator: "forest"},
		{ID: "past", Area: "A", Year: 2025, Kind: target.Indicator, Indicator: "forest"},
		{ID: "next", Area: "A", Year: 2026, Kind: target.Indicator, Indicator: "forest"},
	}}
	r := &Reports{config: c, jobs: jobs{progress: &job.Progress{Areas: c.Areas, Zone: zone}},
		now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, zone) }}
	last := measure.Date(2025, 12, 31)
	g := &gathering{Reports: r, facts: &report.Facts{Period: report.YearOf(last), AsOf: last}}
	got, err := g.targets(t.Context(), measure.Date(2026, 11, 21))
	if err != nil || len(got) != 2 || got[0].Target.ID != "past" || got[1].Target.ID != "plan" {
		t.Fatalf("targets %+v, %v; want that of the year and the plan", got, err)
	}
	if want := "目标年度尚未开始，暂不研判"; got[1].Reason != want {
		t.Errorf("the plan is said to be %q, want %q", got[1].Reason, want)
	}
}

// Sections that ended before the year, or begin after the day of the report, are not in it.
func TestReports_SectionsInOperation(t *testing.T) {
	day := func(month time.Month, date int) measure.Day { return measure.Date(2026, month, date) }
	area := &measure.Area{Code: "A", Sections: []measure.Section{
		{Code: "gone", Span: measure.Span{Until: measure.Date(2025, 12, 31)}}, {Code: "ended", Span: measure.Span{Until: day(1, 1)}}, {Code: "lasts"},
		{Code: "begins", Span: measure.Span{From: day(3, 31)}}, {Code: "later", Span: measure.Span{From: day(4, 1)}},
	}}
	g := &gathering{facts: &report.Facts{AsOf: day(3, 31)},
		years: func(context.Context, string, measure.Day) (job.WaterYear, error) { return job.WaterYear{}, nil }}
	a := report.Area{Area: area}
	if err := g.readWater(t.Context(), &a); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for i := range a.Sections {
		codes = append(codes, a.Sections[i].Code)
	}
	if want := []string{"ended", "lasts", "begins"}; !slices.Equal(codes, want) {
		t.Errorf("sections %v, want %v", codes, want)
	}
}

// A month of water without anything judged is not the beginning of what can be reported.
func TestReports_Earliest(t *testing.T) {
	month := func(year int, items int) assess.WaterPeriod {
		return assess.WaterPeriod{Start: measure.Date(year, 3, 1), Items: items}
	}
	air := measure.Date(2025, 6, 1)
	for _, c := range []struct {
		air    measure.Day
		months []assess.WaterPeriod
		want   measure.Day
	}{
		{0, nil, 0},
		{0, []assess.WaterPeriod{month(2023, 0)}, 0},
		{0, []assess.WaterPeriod{month(2023, 0), month(2024, 5)}, measure.Date(2024, 3, 1)},
		{air, []assess.WaterPeriod{month(2023, 0)}, air},
		{air, []assess.WaterPeriod{month(2026, 5)}, air},
		{air, []assess.WaterPeriod{month(2026, 5), month(2024, 5)}, measure.Date(2024, 3, 1)},
	} {
		if got := earliest(c.air, c.months); got != c.want {
			t.Errorf("air from %s, water %+v: first %s, want %s", c.air, c.months, got, c.want)
		}
	}
}
