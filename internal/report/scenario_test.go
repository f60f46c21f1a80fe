package report

import (
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/surface"
	"lanbi/internal/target"
)

var beijing = time.FixedZone("CST", 8*3600)

// march is the period of the scenario: 31 days, the first ones under HJ 633-2026.
var march = Period{measure.Date(2026, 3, 1), measure.Date(2026, 3, 31)}

// fine are the days of the scenario's first quarter that have another PM2.5 than 20
// µg/m³; 0 is a day without any value. HJ 633 table: 75 is 100 under 2012 and 114 under
// 2026, 60 is 100 under 2026, 115 is 150 and 160 is 210 under both.
var fine = map[measure.Day]measure.Concentration{
	measure.Date(2026, 2, 28): 75, measure.Date(2026, 3, 1): 75, measure.Date(2026, 3, 2): 60,
	measure.Date(2026, 3, 3): 0, measure.Date(2026, 3, 4): 115, measure.Date(2026, 3, 5): 160,
}

// rowsOf are the days of a place from first to last under both editions. Beside PM2.5
// everything is low: 20 µg/m³ of PM2.5 is an AQI of 29.
func rowsOf(place string, first, last measure.Day) []assess.AirDay {
	var rows []assess.AirDay
	for d := first; d <= last; d++ {
		row := assess.AirDay{Place: place, Day: d, Plan: measure.AirPollutants, Provisional: d.Month() == time.March}
		pm, other := fine[d]
		if !other {
			pm = 20
		}
		if pm > 0 {
			for p, v := range map[measure.Parameter]measure.Concentration{measure.PM25: pm * measure.Microgram, measure.PM10: 20_400,
				measure.SO2: 5_000, measure.NO2: 10_000, measure.CO: 500_000, measure.O38h: 40_000} {
				row.Has = row.Has.With(p)
				row.Mean[p], row.Hours[p] = v, 24
			}
			row.Hours[measure.O3] = 24
		}
		for _, e := range hj633.Editions {
			rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
		}
	}
	return rows
}

// publishedMarch are the days as a province would publish them that still used HJ
// 633-2012 on 1 March, and had a value on the 3rd.
func publishedMarch() []assess.AirDay {
	var rows []assess.AirDay
	for _, d := range rowsOf("A1", march.First, march.Last) {
		if d.Edition != hj633.EditionOn(d.Day) {
			continue
		}
		d.Source, d.Has = assess.PublishedDay, measure.Set{}
		switch d.Day.Date() {
		case 1:
			d.Verdict, d.Index.AQI = assess.Good, 100
		case 3:
			d.Verdict, d.Index = assess.Good, hj633.Index{Known: true, AQI: 48}
		}
		rows = append(rows, d)
	}
	return rows
}

// scenario is March of 甲县, with one station, one section and one source.
func scenario() *Facts {
	asOf := march.Last
	county := &measure.Area{Code: "A1", Name: "甲县",
		Stations: []measure.Station{{Code: "S1", Name: "一站", Assess: true, Network: measure.County, Plan: measure.AirPollutants}},
		Sections: []measure.Section{{Code: "W1", Name: "甲河口", River: "甲河", Class: 2}},
		Sources:  []measure.DrinkingSource{{Code: "D1", Name: "甲水源", Frequency: "month", InUse: true}}}
	goal := &target.Target{ID: "a/good", Area: "A1", Name: "优良天数", Kind: target.GoodAirDays, Year: 2026, Goal: 351, Unit: "天", Quote: "优良天数不低于351天",
		Basis: target.Basis{Dust: "keep", Data: "provisional", Missing: "as-lost"}}
	area := rowsOf("A1", asOf.FirstOfYear(), asOf)
	progress := target.Evaluate(goal, &target.Facts{AsOf: asOf, AirDays: area, Published: publishedMarch(), Zone: beijing})
	progress.Forecast = &target.Forecast{Probability: 0.4, Low: 0.3, High: 0.5, Expected: 346, ExpectedLow: 340, ExpectedHigh: 352, HasExpected: true,
		Sentence: "全年完成目标的可能性约四成（30%～50%），依据近 5 年数据测算，供内部研判"}
	days := append(rowsOf("A1", march.First, asOf), rowsOf("S1", march.First, asOf)...)
	outage := assess.Outage{Place: "S1", From: measure.Date(2026, 3, 3), To: measure.Date(2026, 3, 3), Reason: "停电"}
	a := Area{Area: county, Targets: []target.Progress{progress}, Days: days, Course: area, Published: publishedMarch(), Outages: []assess.Outage{outage},
		Reconciliation: target.Reconcile(&target.ReconcileFacts{Area: county, Year: 2026, AsOf: asOf,
			Days: append(append(area, rowsOf("S1", asOf.FirstOfYear(), asOf)...), publishedMarch()...), Outages: []assess.Outage{outage}}),
		Sections: []Section{{Section: &county.Sections[0], Year: WaterYear{
			Months: []assess.WaterPeriod{waterOf(1, 2, 80_000), waterOf(2, 0, 0), waterOf(3, 3, 150_000)}, ToDate: yearToDate(waterOf(1, 3, 115_000))}}},
		Sources: []Source{{DrinkingSource: &county.Sources[0], Periods: []target.SourcePeriod{
			{First: measure.Date(2026, 1, 1), Last: measure.Date(2026, 1, 31), Name: "1月", SourceResult: surface.SourceResult{Verdict: surface.Complying, Samples: 1, Items: 28}},
			{First: measure.Date(2026, 2, 1), Last: measure.Date(2026, 2, 28), Name: "2月"},
			{First: march.First, Last: march.Last, Name: "3月", Intake: 120_000, SourceResult: surface.SourceResult{
				Verdict: surface.Failing, Samples: 1, Items: 28, Over: measure.SetOf(measure.Iron)}},
		}}},
		Figures: []Figure{{Indicator: measure.Indicator{Area: "A1", ID: "forest-coverage", Period: "2026", Value: 73.4, Source: "林草局", By: "张三"}, Name: "森林覆盖率", Unit: "%", Lines: []Change{
			{At: time.Date(2026, 3, 1, 9, 0, 0, 0, beijing), Who: "li", New: "73.1", Why: "填报"},
			{At: time.Date(2026, 3, 2, 10, 30, 0, 0, beijing), Who: "li", Old: "73.1", New: "73.4", Why: "更正"}}}},
		Events: []Event{{Name: "秸秆焚烧", Story: target.Stories([]measure.Event{{Time: time.Date(2026, 3, 4, 8, 0, 0, 0, beijing), Area: "A1", Kind: "straw-burning", ID: "F1", State: "待核实"},
			{Time: time.Date(2026, 3, 5, 8, 0, 0, 0, beijing), Area: "A1", Kind: "straw-burning", ID: "F1", State: "豁免", Document: "准烧证7"}}, beijing)[0]},
			{Name: "秸秆焚烧", Proposal: "建议豁免：在批准焚烧范围内", Story: target.Stories([]measure.Event{{Time: time.Date(2026, 3, 6, 8, 0, 0, 0, beijing), Area: "A1", Kind: "straw-burning", ID: "F2", State: "待核实"}}, beijing)[0]}},
	}
	for _, place := range []string{"A1", "S1"} {
		a.Spans = append(a.Spans, Spans(place, rowsOf(place, asOf.FirstOfYear(), asOf), asOf)...)
	}
	return &Facts{Name: "甲县", Period: march, AsOf: asOf, Made: time.Date(2026, 4, 2, 9, 30, 0, 0, beijing), Version: "v1", Areas: []Area{a},
		Changes: []Change{{Number: 7, At: time.Date(2026, 3, 20, 8, 0, 0, 0, beijing), Who: "li", Subject: "target/a/good", About: "目标 优良天数", Old: "350", New: "351", Why: "文件"}}}
}

// waterOf is a month of the section of which total phosphorus decides; limits for class
// Ⅱ and Ⅲ are 0.1 and 0.2 mg/L.
func waterOf(month time.Month, class gb3838.Class, tp measure.Concentration) assess.WaterPeriod {
	w := assess.WaterPeriod{Section: "W1", Start: measure.Date(2026, month, 1), Period: assess.Month}
	if class > 0 {
		w.Class, w.Items, w.Deciding = class, 21, measure.SetOf(measure.TP)
		w.Means = []assess.ItemValue{{Parameter: measure.PH, Value: 7_600_000}, {Parameter: measure.TP, Value: tp}}
	}
	return w
}

func yearToDate(w assess.WaterPeriod) assess.WaterPeriod {
	w.Period = assess.YearToDate
	w.Headroom = []assess.ItemValue{{Parameter: measure.TP, Value: 95_000}}
	return w
}
