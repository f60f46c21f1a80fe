package assess_test

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// TestSampleClass takes published rows: 新城桥 2020-08-03, 劣Ⅴ by pH alone, and 湖滨(老)
// 2020-10-17, Ⅳ by the lake's total phosphorus.
func TestSampleClass(t *testing.T) {
	bridge := automatic(measure.Date(2020, 8, 3), 8, measure.Sent, map[measure.Parameter]string{
		measure.PH: "5.9416", measure.DO: "7.8693", measure.CODMn: "1.71", measure.NH3N: "0.17", measure.TP: "0.02596", measure.TN: "2.47581"})
	if got := assess.SampleClass(measure.River, &bridge); got.Class != gb3838.InferiorV || got.Deciding != measure.SetOf(measure.PH) {
		t.Errorf("新城桥: class %s by %s, want 劣Ⅴ by ph", got.Class, got.Deciding)
	}
	lake := automatic(measure.Date(2020, 10, 17), 8, measure.Sent, map[measure.Parameter]string{
		measure.PH: "6.59222", measure.DO: "6.67722", measure.CODMn: "4.98", measure.NH3N: "0.39", measure.TP: "0.0804", measure.TN: "0.8221"})
	if got := assess.SampleClass(measure.Lake, &lake); got.Class != gb3838.ClassIV || got.Deciding != measure.SetOf(measure.TP) {
		t.Errorf("湖滨(老): class %s by %s, want Ⅳ by tp", got.Class, got.Deciding)
	}
	for i := range lake.Readings { // not by position: the readings come from a map
		if lake.Readings[i].Parameter == measure.DO {
			lake.Readings[i].Flag = measure.Maintenance
		}
	}
	if got := assess.SampleClass(measure.Lake, &lake); got.Class != 0 {
		t.Errorf("with an item under maintenance: class %s, want none", got.Class)
	}
}

// TestWaterRecord_Hourly: a station that reports every hour gives each four-hour slot
// the mean of its values, so a busy slot weighs no more than another.
func TestWaterRecord_Hourly(t *testing.T) {
	day := measure.Date(2026, 5, 1)
	var samples []measure.Sample
	for hour := range 24 {
		values := clean()
		values[measure.TP] = "0.05"
		if hour >= 20 { // the last slot, of which one value is left
			values[measure.TP] = "0.35"
			if hour > 20 {
				values[measure.TP] = "-"
			}
		}
		s := automatic(day, hour, measure.Sent, values)
		s.Interval = measure.OneHour
		samples = append(samples, s)
	}
	got := record(samples).Day(day)
	for _, mean := range got.Means {
		// (5×0.05 + 0.35)/6 = 0.1
		if mean.Parameter == measure.TP && mean.Value != mg("0.1") {
			t.Errorf("TP %d ng/L, want 0.1 mg/L", mean.Value)
		}
	}
	if got.Class != gb3838.ClassII {
		t.Errorf("class %s, want Ⅱ", got.Class)
	}
}
