package explain_test

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/explain"
	"lanbi/internal/measure"
)

var section = &measure.Section{Code: "s", Name: "浑江口", River: "浑江", Class: 2}

func sample(day measure.Day, hour int, source measure.Source, readings ...measure.Reading) measure.Sample {
	return measure.Sample{Medium: measure.Water, Station: "s", Interval: measure.FourHours, Source: source,
		Start: day.Start(beijing).Add(time.Duration(hour) * time.Hour), Readings: readings}
}

func may(tp measure.Concentration) []measure.Sample {
	var samples []measure.Sample
	for day := measure.Date(2026, 5, 1); day <= measure.Date(2026, 5, 31); day++ {
		for hour := 0; hour < 24; hour += 4 {
			samples = append(samples, sample(day, hour, measure.Sent,
				measure.Reading{Parameter: measure.DO, Value: 9_000_000}, measure.Reading{Parameter: measure.TP, Value: tp},
				measure.Reading{Parameter: measure.TN, Value: 3_000_000}))
		}
	}
	return samples
}

func TestWaterPeriod_Month(t *testing.T) {
	samples := may(100_400)
	samples[0].Readings[1].Flag = measure.Calibration
	samples = append(samples,
		sample(measure.Date(2026, 5, 2), 0, measure.Audited, measure.Reading{Parameter: measure.TP, Value: 100_400}))
	lab := sample(measure.Date(2026, 5, 5), 10, measure.Lab, measure.Reading{Parameter: measure.BOD5, Value: 500_000, Below: true})
	lab.Interval = measure.Single
	samples = append(samples, lab)
	d, err := explain.WaterPeriod(assess.Water{Section: section, Zone: beijing}, assess.Month, measure.Date(2026, 5, 1), measure.Date(2026, 5, 31), samples)
	if err != nil {
		t.Fatal(err)
	}
	if d.Class == nil || *d.Class != 3 || *d.RoundedClass != 2 || d.Deciding != "tp" || d.Judged != 3 || len(d.Parts) != 31 {
		t.Errorf("class %v, deciding %s, %d items, %d days", d.Class, d.Deciding, d.Judged, len(d.Parts))
	}
	refused := map[string]int{}
	for _, r := range d.Readings {
		if !r.Used {
			refused[r.Refused]++
		}
	}
	if refused["标记 C 校准"] != 1 || refused["同一时刻另有来源优先的数据"] != 1 || len(refused) != 2 {
		t.Errorf("refused %v", refused)
	}
	var b strings.Builder
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"浑江口（s） 2026-05-01 至 2026-05-31 月评价的推导", "1日00:00 0.1004（标记 C 校准）", "5日10:00 0.5L（计半）",
		"总磷：0.1004 mg/L，Ⅲ 类（Ⅰ～Ⅴ 限值 0.02/0.1/0.2/0.3/0.4）", "五日生化需氧量：0.25 mg/L，Ⅰ 类",
		"总氮：3 mg/L（不参与断面水质类别评价", "【结论】Ⅲ 类：符合Ⅲ类，定类指标 总磷；若先修约则为 Ⅱ 类；未达到目标 Ⅱ 类",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("text lacks %q:\n%.3000s", want, b.String())
		}
	}
}

func TestWaterPeriod_YearToDateAndUnknown(t *testing.T) {
	water := assess.Water{Section: section, Zone: beijing}
	d, err := explain.WaterPeriod(water, assess.YearToDate, measure.Date(2026, 1, 1), measure.Date(2026, 5, 31), may(80_000))
	if err != nil {
		t.Fatal(err)
	}
	if *d.Class != 2 || len(d.Parts) != 5 || len(d.Readings) != 0 || d.Label != "按 2 项评价" {
		t.Errorf("class %d, %d months, %d readings, label %q", *d.Class, len(d.Parts), len(d.Readings), d.Label)
	}
	for _, item := range d.Items {
		// One month has 0.08, seven remain: (8×0.1 − 0.08)/7 = 0.102857
		if item.Parameter == "tp" && item.Headroom != "0.102857" {
			t.Errorf("headroom of tp %s, want 0.102857", item.Headroom)
		}
	}
	// A day of faults: the section has the items, none is valid.
	day := measure.Date(2026, 6, 1)
	faulty := []measure.Sample{sample(day, 0, measure.Sent, measure.Reading{Parameter: measure.TP, Value: 1, Flag: measure.Fault})}
	d, err = explain.WaterPeriod(water, assess.DayPeriod, day, day, faulty)
	if err != nil {
		t.Fatal(err)
	}
	if d.Class != nil || len(d.Items) != 1 || d.Items[0].Known || d.Deciding != "" {
		t.Errorf("a day of faults: %+v", d)
	}
	if _, err := explain.WaterPeriod(water, assess.DayPeriod, day.Add(1), day, nil); err == nil {
		t.Error("a day that has not begun was explained")
	}
	if _, err := explain.WaterPeriod(water, assess.Quarter, day, day, nil); err == nil {
		t.Error("a quarter was explained; no class is kept for it")
	}
}

func TestParseWaterPeriod(t *testing.T) {
	asOf := measure.Date(2026, 11, 20)
	for _, c := range []struct {
		text   string
		period assess.Period
		start  measure.Day
	}{
		{"2026-11-05", assess.DayPeriod, measure.Date(2026, 11, 5)},
		{"2026-11", assess.Month, measure.Date(2026, 11, 1)},
		{"2026", assess.YearToDate, measure.Date(2026, 1, 1)},
		{"2025", assess.Year, measure.Date(2025, 1, 1)},
	} {
		period, start, err := explain.ParseWaterPeriod(c.text, asOf)
		if err != nil || period != c.period || start != c.start {
			t.Errorf("%s: %s from %s, error %v; want %s from %s", c.text, period, start, err, c.period, c.start)
		}
	}
	if _, _, err := explain.ParseWaterPeriod("2026-Q4", asOf); err == nil {
		t.Error("2026-Q4 was read")
	}
}

// TestWater_WithOutages: what was reported of the section, or of the one it replaced,
// stands beside the periods without a class and changes none.
func TestWater_WithOutages(t *testing.T) {
	june := measure.Date(2026, 6, 1)
	old := measure.Section{Code: "old", Area: "jy", Span: measure.Span{Until: june.Add(-1)}}
	water := assess.Water{Zone: beijing, Before: []measure.Section{old},
		Section: &measure.Section{Code: "s", Name: "浑江口", Area: "jy", Span: measure.Span{From: june}, Replaces: "old"}}
	reported := []assess.Outage{
		{Place: "old", From: measure.Date(2026, 5, 3), To: measure.Date(2026, 5, 4), Reason: "停电"},
		{Place: "jy", From: measure.Date(2026, 6, 29), To: measure.Date(2026, 7, 2), Reason: "全县停电"},
		{Place: "s", From: measure.Date(2026, 7, 1), To: measure.Date(2026, 7, 2), Reason: "检修"},
		{Place: "other", From: measure.Date(2026, 5, 1), To: measure.Date(2026, 6, 30), Reason: "别处"},
	}
	derive := func(asOf measure.Day, samples []measure.Sample) (*explain.Water, string) {
		d, err := explain.WaterPeriod(water, assess.YearToDate, measure.Date(2026, 1, 1), asOf, samples)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := d.WithOutages(&water, reported).Write(&b); err != nil {
			t.Fatal(err)
		}
		return d, b.String()
	}
	d, text := derive(measure.Date(2026, 6, 30), nil)
	for _, want := range []string{"已登记停运：停电（5月3日～5月4日）\n", "已登记停运：全县停电（6月29日～7月2日）\n",
		"2026-05-01：不定，已报停电（5月3日～5月4日）", "2026-06-01：不定，已报全县停电（6月29日～7月2日）", "2026-04-01：不定（—）",
		"类别不定，已报停电（5月3日～5月4日），已报全县停电（6月29日～7月2日）\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "检修") || strings.Contains(text, "别处") || len(d.Outages) != 2 {
		t.Errorf("outages of other times and places: %v in\n%s", d.Outages, text)
	}
	known := may(80_000)
	for i := range known {
		known[i].Station = "old"
	}
	d, text = derive(measure.Date(2026, 5, 31), known)
	if d.Class == nil || *d.Class != 2 || strings.Contains(text, "已报") || len(d.Outages) != 1 {
		t.Errorf("class %v with outages %v in\n%s", d.Class, d.Outages, text)
	}
}
