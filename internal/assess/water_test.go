package assess_test

import (
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// TestWaterRecord_Day needs four of six 4-hourly values for a day.
func TestWaterRecord_Day(t *testing.T) {
	day := measure.Date(2026, 5, 1)
	for _, c := range []struct {
		name   string
		hours  []int // with a valid TP
		class  gb3838.Class
		reason string
	}{
		{"six", []int{0, 4, 8, 12, 16, 20}, gb3838.ClassII, "TP 0.08 lies between 0.02 and 0.1"},
		{"four", []int{0, 4, 8, 20}, gb3838.ClassII, "four suffice"},
		{"three", []int{0, 4, 8}, 0, "an item the station has is missing"},
		{"none", nil, 0, "reported as faulty all day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var samples []measure.Sample
			for hour := 0; hour < 24; hour += 4 {
				values := clean()
				values[measure.TP] = "-"
				if slices.Contains(c.hours, hour) {
					values[measure.TP] = "0.08"
				}
				samples = append(samples, automatic(day, hour, measure.Sent, values))
			}
			got := record(samples).Day(day)
			if got.Class != c.class {
				t.Errorf("class %d, want %d: %s", got.Class, c.class, c.reason)
			}
			if c.class != 0 && got.Deciding != measure.SetOf(measure.TP) {
				t.Errorf("decided by %s, want tp", got.Deciding)
			}
		})
	}
}

// TestWaterRecord_NotInstalled: an item never reported is not installed (*) and is
// skipped; one reported last week and not today is missing (--).
func TestWaterRecord_NotInstalled(t *testing.T) {
	day := measure.Date(2026, 5, 20)
	without := clean()
	delete(without, measure.TP)
	never := record(wholeDays(day.Add(-7), day, without)).Day(day)
	if never.Class != gb3838.ClassI || never.Items != 4 {
		t.Errorf("never reported: class %s by %d items, want Ⅰ by 4", never.Class, never.Items)
	}
	samples := append(wholeDays(day.Add(-7), day.Add(-1), clean()), wholeDays(day, day, without)...)
	if got := record(samples).Day(day); got.Class != 0 {
		t.Errorf("reported until yesterday: class %s, want none", got.Class)
	}
}

// TestWaterRecord_BestSource: audited before sent at the same moment, even when the
// audit took the value away; order of arrival makes no difference.
func TestWaterRecord_BestSource(t *testing.T) {
	day := measure.Date(2026, 5, 1)
	polluted := clean()
	polluted[measure.NH3N] = "3"
	samples := wholeDays(day, day, polluted)
	for hour := 0; hour < 24; hour += 4 {
		samples = append(samples, automatic(day, hour, measure.Audited, map[measure.Parameter]string{measure.NH3N: "0.12"}))
	}
	for range 2 {
		got := record(samples).Day(day)
		if got.Class != gb3838.ClassI {
			t.Errorf("class %s, want Ⅰ by the audited value", got.Class)
		}
		slices.Reverse(samples)
	}
	samples = wholeDays(day, day, clean())
	for hour := 0; hour < 12; hour += 4 {
		samples = append(samples, automatic(day, hour, measure.Audited, map[measure.Parameter]string{measure.NH3N: "-"}))
	}
	if got := record(samples).Day(day); got.Class != 0 {
		t.Errorf("class %s, want none: the audit took three of six values away", got.Class)
	}
}

// TestWaterRecord_Month merges the laboratory's items; half of the detection limit
// counts (82 号).
func TestWaterRecord_Month(t *testing.T) {
	first, last := measure.Date(2026, 5, 1), measure.Date(2026, 5, 31)
	samples := wholeDays(first, last, clean())
	automaticOnly := record(samples).Month(first, last)
	if automaticOnly.Class != gb3838.ClassI || automaticOnly.Items != 5 || automaticOnly.Label() != "按 5 项评价" {
		t.Errorf("automatic: class %s by %d items, label %q", automaticOnly.Class, automaticOnly.Items, automaticOnly.Label())
	}
	samples = append(samples, laboratory(first.Add(4),
		measure.Reading{Parameter: measure.COD, Value: mg("18")},
		measure.Reading{Parameter: measure.BOD5, Value: mg("0.5"), Below: true},
		// The automatic mean of ammonia goes first.
		measure.Reading{Parameter: measure.NH3N, Value: mg("1.4")},
	))
	merged := record(samples).Month(first, last)
	if merged.Class != gb3838.ClassIII || merged.Deciding != measure.SetOf(measure.COD) || merged.Items != 7 || merged.Label() != "" {
		t.Errorf("merged: class %s decided by %s, %d items, label %q; want Ⅲ by cod, 7 items, no label",
			merged.Class, merged.Deciding, merged.Items, merged.Label())
	}
	for _, mean := range merged.Means {
		if mean.Parameter == measure.BOD5 && mean.Value != mg("0.25") {
			t.Errorf("BOD5 below 0.5 counts as %d ng/L, want 0.25 mg/L", mean.Value)
		}
	}
}

// TestWaterRecord_YearToDate averages months, not days: with TP 0.02 in January and
// 0.18 in ten days of February the mean is 0.10, exactly class Ⅱ.
func TestWaterRecord_YearToDate(t *testing.T) {
	january, february := clean(), clean()
	january[measure.TP], february[measure.TP] = "0.02", "0.18"
	samples := append(wholeDays(measure.Date(2026, 1, 1), measure.Date(2026, 1, 31), january),
		wholeDays(measure.Date(2026, 2, 1), measure.Date(2026, 2, 10), february)...)
	got := record(samples).YearToDate(measure.Date(2026, 2, 10))
	if got.Class != gb3838.ClassII || got.Deciding != measure.SetOf(measure.TP) || got.Start != measure.Date(2026, 1, 1) {
		t.Errorf("class %s decided by %s from %s, want Ⅱ by tp from 2026-01-01", got.Class, got.Deciding, got.Start)
	}
}

// TestWaterRecord_Headroom: a month uses up room once it is over.
func TestWaterRecord_Headroom(t *testing.T) {
	january, february := clean(), clean()
	january[measure.TP], february[measure.TP] = "0.02", "0.18"
	samples := append(wholeDays(measure.Date(2026, 1, 1), measure.Date(2026, 1, 31), january),
		wholeDays(measure.Date(2026, 2, 1), measure.Date(2026, 2, 28), february)...)
	r := record(samples)
	for _, c := range []struct {
		asOf   measure.Day
		tp, do measure.Concentration // ng/L
	}{
		{measure.Date(2026, 1, 10), 100_000, 6_000_000}, // the limits of class Ⅱ themselves
		{measure.Date(2026, 1, 31), 107_272, 5_727_273}, // (12×0.1 − 0.02)/11 = 0.10727…; DO (12×6 − 9)/11 = 5.72727…
		{measure.Date(2026, 2, 10), 107_272, 5_727_273},
		{measure.Date(2026, 2, 27), 107_272, 5_727_273},
		{measure.Date(2026, 2, 28), 100_000, 5_400_000}, // (12×0.1 − 0.20)/10 and (12×6 − 18)/10
	} {
		want := map[measure.Parameter]measure.Concentration{measure.TP: c.tp, measure.DO: c.do}
		for _, room := range r.YearToDate(c.asOf).Headroom {
			if w, ok := want[room.Parameter]; ok && room.Value != w {
				t.Errorf("%s: headroom of %s is %d ng/L, want %d", c.asOf, room.Parameter, room.Value, w)
			}
			delete(want, room.Parameter)
		}
		if len(want) != 0 {
			t.Errorf("%s: no headroom for %v", c.asOf, want)
		}
	}
	// In December until its last day one month is left, afterwards none.
	december := record(wholeDays(measure.Date(2026, 12, 1), measure.Date(2026, 12, 31), clean()))
	if n := len(december.YearToDate(measure.Date(2026, 12, 30)).Headroom); n == 0 {
		t.Error("no headroom on 30 December")
	}
	if room := december.YearToDate(measure.Date(2026, 12, 31)).Headroom; len(room) != 0 {
		t.Errorf("headroom %v when the year is over", room)
	}
}

// TestWaterRecord_ExactYear: three monthly means that are no whole numbers of ng/L
// and whose mean is exactly the limit of class Ⅰ.
func TestWaterRecord_ExactYear(t *testing.T) {
	var samples []measure.Sample
	// Days of 31, 28 and 31; a third of 1 ng/L too much, too little and none.
	for month, last := range map[time.Month]string{1: "0.020001", 2: "0.019999", 3: "0.020000"} {
		values := clean()
		values[measure.TP] = "0.02"
		first := measure.Date(2026, month, 1)
		samples = append(samples, wholeDays(first, first.Add(2), values)...)
		values[measure.TP] = last
		for i := range samples[len(samples)-6:] {
			samples[len(samples)-6+i] = automatic(first.Add(2), 4*i, measure.Sent, values)
		}
	}
	water := assess.Water{Section: section, Zone: beijing}
	water.Validity.DayValues = 4 // any number of days makes a month
	got := water.Record(samples).YearToDate(measure.Date(2026, 3, 31))
	if got.Class != gb3838.ClassI {
		t.Errorf("class %s, want Ⅰ: the mean is 0.02 mg/L exactly", got.Class)
	}
}

// TestWaterRecord_Year needs eight months.
func TestWaterRecord_Year(t *testing.T) {
	for _, c := range []struct {
		months int
		class  gb3838.Class
	}{{7, 0}, {8, gb3838.ClassI}} {
		last := measure.Date(2025, time.Month(c.months)+1, 0)
		got := record(wholeDays(measure.Date(2025, 1, 1), last, clean())).Year(2025)
		if got.Class != c.class {
			t.Errorf("%d months: class %q, want %q", c.months, got.Class, c.class)
		}
	}
}

// TestWaterRecord_Foreign leaves out other sections and days outside the span.
func TestWaterRecord_Foreign(t *testing.T) {
	day := measure.Date(2026, 5, 1)
	samples := wholeDays(day, day, clean())
	for i := range samples {
		samples[i].Station = "other"
	}
	if got := record(samples).Day(day); got.Class != 0 || got.Items != 0 {
		t.Errorf("another section's samples give class %s", got.Class)
	}
	later := *section
	later.Span.From = day.Add(1)
	r := assess.Water{Section: &later, Zone: beijing}.Record(wholeDays(day, day, clean()))
	if got := r.Day(day); got.Class != 0 {
		t.Errorf("a day before the section's span gives class %s", got.Class)
	}
}

// TestWaterRecord_DaysOfStations has days that the station computed itself, of Ⅴ,
// beside its four-hourly values of Ⅰ, and alone.
func TestWaterRecord_DaysOfStations(t *testing.T) {
	day := measure.Date(2026, 5, 1)
	daily := automatic(day, 0, measure.Sent, map[measure.Parameter]string{measure.NH3N: "1.9", measure.COD: "39"})
	daily.Interval = measure.OneDay
	if got := record(append(wholeDays(day, day, clean()), daily)).Day(day); got.Class != gb3838.ClassI || got.Items != 5 {
		t.Errorf("class %s of %d items with a daily value beside, want Ⅰ of 5", got.Class, got.Items)
	}
	if got := record([]measure.Sample{daily}).Day(day); got.Class != 0 || got.Items != 0 {
		t.Errorf("class %s of %d items from a daily value alone, want none", got.Class, got.Items)
	}
}

// TestWaterPeriod_Classes shows both classes where rounding makes a difference: TP
// 0.1004 rounds to 0.100.
func TestWaterPeriod_Classes(t *testing.T) {
	first, last := measure.Date(2026, 5, 1), measure.Date(2026, 5, 31)
	values := clean()
	values[measure.TP] = "0.1004"
	month := record(wholeDays(first, last, values)).Month(first, last)
	both := month.Classes(measure.River)
	if month.Class != gb3838.ClassIII || both.Raw.Class != gb3838.ClassIII || both.Rounded.Class != gb3838.ClassII || !both.Differ() {
		t.Errorf("class %s, raw %s, rounded %s; want Ⅲ, Ⅲ, Ⅱ", month.Class, both.Raw.Class, both.Rounded.Class)
	}
}
