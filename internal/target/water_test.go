package target_test

import (
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

var sections = []measure.Section{
	{Code: "s1", Name: "浑江口", River: "浑江", Class: 2},
	{Code: "s2", Name: "汤河口", River: "汤河", Class: 2},
	{Code: "s3", Name: "别处", River: "鸭绿江", Class: 2},
}

var rivers = &target.Target{ID: "jiangyuan/rivers", Kind: target.WaterClass, Year: 2026, Goal: 2, Rivers: []string{"浑江", "汤河"}}

// water is a row whose class is decided by total phosphorus.
func water(section string, p assess.Period, month int, tp string) assess.WaterPeriod {
	value, err := measure.ParseConcentration(tp, 1_000_000)
	if err != nil {
		panic(err)
	}
	class := gb3838.ClassOf(measure.TP, measure.River, value)
	row := assess.WaterPeriod{
		Section: section, Start: measure.Date(2026, 1, 1), Period: p, Class: class, Items: 2,
		Means: []assess.ItemValue{
			{Parameter: measure.DO, Value: 9 * measure.Milligram}, {Parameter: measure.TP, Value: value}},
		Deciding: measure.SetOf(measure.TP),
	}
	if p == assess.Month {
		row.Start = measure.Date(2026, 1, 1).Add(31 * (month - 1)).FirstOfMonth()
	}
	return row
}

func TestEvaluate_WaterClass(t *testing.T) {
	april, june, end := measure.Date(2026, 4, 30), measure.Date(2026, 6, 30), measure.Date(2026, 12, 31)
	ytd := func(tp1, tp2 string) []assess.WaterPeriod {
		return []assess.WaterPeriod{water("s1", assess.YearToDate, 0, tp1), water("s2", assess.YearToDate, 0, tp2),
			water("s3", assess.YearToDate, 0, "0.5")} // another river, 劣Ⅴ
	}
	withMonths := func(rows []assess.WaterPeriod, tps ...string) []assess.WaterPeriod {
		for i, tp := range tps {
			rows = append(rows, water("s2", assess.Month, i+1, tp))
		}
		return rows
	}
	// Class Ⅱ allows 0.1 × 12 = 1.2 mg/L over the months: 4 × 0.3001 are more, 0.3 not.
	unreachable := withMonths(ytd("0.08", "0.35"), "0.3001", "0.3001", "0.3001", "0.3001")
	reachable := withMonths(ytd("0.08", "0.35"), "0.3", "0.3", "0.3", "0.3")
	noClass := ytd("0.08", "0.08")
	noClass[1].Class = 0
	noClassAndWorse := ytd("0.15", "0.08")
	noClassAndWorse[1].Class = 0
	for _, c := range []struct {
		name   string
		asOf   measure.Day
		water  []assess.WaterPeriod
		status target.Status
		value  float64 // 0 for none
		reason string  // part of it
	}{
		{"all at the goal", june, ytd("0.08", "0.1"), target.OnTrack, 2, ""},
		{"a month missed it", june, withMonths(ytd("0.08", "0.09"), "0.05", "0.15", "0.07"), target.Watch, 2, "汤河口（2月）"},
		{"mean above, few months", june, withMonths(ytd("0.08", "0.11"), "0.05", "0.05", "0.23"), target.AtRisk, 3, "汤河口Ⅲ类（总磷）"},
		{"mean above, half of the months", june, withMonths(ytd("0.08", "0.11"), "0.05", "0.17"), target.Unlikely, 3, "汤河口（2月）"},
		{"no rest can mend it", april, unreachable, target.Lost, 5, "余下月份已无法挽回：汤河口总磷"},
		{"an empty rest can mend it", april, reachable, target.Unlikely, 5, "汤河口Ⅴ类（总磷）"},
		{"months without a value mend nothing", june, reachable, target.Lost, 5, "余下月份已无法挽回：汤河口总磷"},
		{"the month under way may still be clean", measure.Date(2026, 4, 29), unreachable, target.Unlikely, 5, "汤河口Ⅴ类（总磷）"},
		{"year over, at the goal", end, ytd("0.08", "0.1"), target.Achieved, 2, ""},
		{"year over, above", end, ytd("0.08", "0.100001"), target.Lost, 3, "汤河口Ⅲ类"},
		{"a section without class", june, noClass, target.Unknown, 0, "数据不足，暂不研判；断面无有效年内均值：汤河口"},
		{"a section without class, another above", june, noClassAndWorse, target.AtRisk, 3, "浑江口Ⅲ类"},
		{"no rows", june, nil, target.Unknown, 0, "浑江口、汤河口"},
		{"rivers by the means", june, ytd("0.08", "0.15"), target.AtRisk, 3, "河流整体：浑江Ⅱ类、汤河Ⅲ类"},
		{"year not begun", measure.Date(2025, 12, 31), nil, target.Unknown, 0, "目标年度尚未开始"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := target.Evaluate(rivers, &target.Facts{AsOf: c.asOf, Sections: sections, Water: c.water})
			if p.Status != c.status {
				t.Errorf("status %s, want %s (reason %q)", p.Status, c.status, p.Reason)
			}
			if p.HasValue != (c.value != 0) || p.Value != c.value {
				t.Errorf("value %v (%v), want %v", p.Value, p.HasValue, c.value)
			}
			if !strings.Contains(p.Reason, c.reason) || c.reason == "" && p.Reason != "" {
				t.Errorf("reason %q, want %q in it", p.Reason, c.reason)
			}
			if p.Days != nil || p.Other != nil {
				t.Error("a class target counts no days")
			}
		})
	}
}

// TestEvaluate_WaterClassRounded compares rounded values where the basis asks for it.
func TestEvaluate_WaterClassRounded(t *testing.T) {
	rounded := *rivers
	rounded.Basis.YearRounding = "gbt8170"
	rows := []assess.WaterPeriod{water("s1", assess.YearToDate, 0, "0.1004"), water("s2", assess.YearToDate, 0, "0.08")}
	facts := &target.Facts{AsOf: measure.Date(2026, 6, 30), Sections: sections, Water: rows}
	if p := target.Evaluate(&rounded, facts); p.Value != 2 {
		t.Errorf("rounded: class %v, want 2", p.Value)
	}
	if p := target.Evaluate(rivers, facts); p.Value != 3 {
		t.Errorf("raw: class %v, want 3", p.Value)
	}
}

// TestEvaluate_OtherKinds: a kind without facts is unknown, says why, and shows no
// number.
func TestEvaluate_OtherKinds(t *testing.T) {
	seen := map[string]target.Kind{}
	for _, kind := range append([]target.Kind{"never-heard-of"}, target.Kinds...) {
		switch kind {
		case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.WaterClass:
			continue
		}
		one := target.Target{ID: "x/y", Kind: kind, Year: 2026, Goal: 73, Indicator: "forest-coverage", Parameter: measure.PM25}
		p := target.Evaluate(&one, &target.Facts{AsOf: measure.Date(2026, 11, 20), Forecast: &target.Forecast{Probability: 0.9}})
		if p.Status != target.Unknown || p.HasValue || p.Days != nil || p.Other != nil {
			t.Errorf("%s: status %s, value %v, days %v; want unknown and no number", kind, p.Status, p.HasValue, p.Days)
		}
		if !strings.Contains(p.Reason, "暂不研判") {
			t.Errorf("%s: reason %q does not say that nothing is judged", kind, p.Reason)
		}
		if other, dup := seen[p.Reason]; dup {
			t.Errorf("%s and %s give the same reason %q", kind, other, p.Reason)
		}
		seen[p.Reason] = kind
		if p.AsOf != measure.Date(2026, 11, 20) {
			t.Errorf("%s: as of %s", kind, p.AsOf)
		}
	}
}
