package job_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// issues keeps forecasts in memory.
type issues struct{ kept []forecast.Kept }

func (i *issues) WriteForecasts(_ context.Context, kept []forecast.Kept) error {
	i.kept = append(i.kept, kept...)
	return nil
}

func (i *issues) Forecasts(_ context.Context, t time.Time) ([]forecast.Kept, error) {
	return slices.DeleteFunc(slices.Clone(i.kept), func(k forecast.Kept) bool { return k.Issued.Before(t) }), nil
}

// winters are four years and this one up to 20 November, in which every eighth day of
// winter exceeds.
func winters(s *store, until measure.Day) {
	for day := measure.Date(2022, 1, 1); day <= until; day++ {
		pm25 := measure.Concentration(40)
		if m := day.Month(); (m <= 3 || m >= 11) && day.Date()%8 == 0 {
			pm25 = 90
		}
		s.putDay("jy", day, pm25)
	}
}

func TestProgress_Issues(t *testing.T) {
	s, kept := newStore(), &issues{}
	winters(s, today.Add(-1))
	now := at(today, 0, 25)
	goals := targets()[:1]
	goals[0].Goal = 335
	j := job.Progress{Areas: county(), Targets: goals, Zone: beijing, Store: s,
		Issues: &job.Issues{Store: kept, Now: func() time.Time { return now }, Zone: beijing}}
	run := func(due time.Time, want int, what string) {
		t.Helper()
		if err := j.Run(ctx, due); err != nil {
			t.Fatal(err)
		}
		if len(kept.kept) != want {
			t.Fatalf("%s: %d issues kept, want %d", what, len(kept.kept), want)
		}
	}
	run(now, 1, "first run")
	first := kept.kept[0]
	if first.AsOf != today.Add(-1) || first.P <= 0 || first.P >= 1 || first.Reference <= 0 || first.Years != 4 {
		t.Errorf("kept %+v", first)
	}
	now = now.Add(30 * time.Minute)
	run(now, 1, "same words again")
	s.putDay("jy", measure.Date(2026, 11, 18), 90) // late data
	now = now.Add(30 * time.Minute)
	run(now, 2, "other words after late data")
	run(at(today.Add(-1), 1, 0), 2, "a missed run of the day before is made up for")
	if kept.kept[0] != first || kept.kept[1].P >= first.P {
		t.Errorf("first %+v, second %+v", kept.kept[0], kept.kept[1])
	}
	if err := j.Range(ctx, today.Add(-30), today.Add(-1), today.Add(-1), nil); err != nil || len(kept.kept) != 2 {
		t.Errorf("past days assessed again: %d issues, error %v; want still 2", len(kept.kept), err)
	}

	// Open until the year is over; then its own days decide.
	record, err := j.TrackRecord(ctx, kept, today.Add(-1))
	if err != nil || record.Issued != 2 || record.Days != 1 || record.Open != 1 || record.N != 0 {
		t.Errorf("record %+v, error %v; want one open", record, err)
	}
	for day := today; day <= measure.Date(2026, 12, 31); day++ {
		s.putDay("jy", day, 30)
	}
	j.Targets[0].Year, j.Targets[0].Goal = 2027, 300 // the configuration has gone on
	record, err = j.TrackRecord(ctx, kept, measure.Date(2027, 1, 5))
	// 365 days less 3 of each month of winter so far (8, 16, 24 of January to March), 2 of
	// November and the 18th: 353 good, the goal was 335.
	if err != nil || record.N != 1 || record.Open != 0 || record.Aims[0].Outcome != "reached" ||
		record.Brier != (1-first.P)*(1-first.P) {
		t.Errorf("record %+v, error %v; want the first issue scored as reached", record, err)
	}
	now = at(measure.Date(2027, 1, 5), 1, 0)
	j.Targets[0].Year = 2026
	run(now, 2, "a year that is over")
}

func TestProgress_Hindcast(t *testing.T) {
	s := newStore()
	winters(s, today)
	j := job.Progress{Areas: county(), Targets: targets(), Zone: beijing, Store: s}
	issued, err := j.Hindcast(ctx, today, 3)
	if err != nil || len(issued) != 4*12 {
		t.Fatalf("%d forecasts, error %v; want 12 for each of the four years with 330 days", len(issued), err)
	}
	if f := issued[0]; f.Place != "jy" || f.Year != 2022 || f.Target != 351 {
		t.Errorf("first %+v", f)
	}
}

// Five years of months of two sections with total phosphorus of about 0.08 mg/L and a
// limit of 0.1.
func TestProgress_WaterForecast(t *testing.T) {
	s := newStore()
	months := func(year, last int, tp float64) {
		for m := 1; m <= last; m++ {
			row := assess.WaterPeriod{Section: "s", Start: measure.Date(year, time.Month(m), 1), Period: assess.Month, Class: 2,
				Means: []assess.ItemValue{{Parameter: measure.TP, Value: measure.Concentration(tp * float64(1000*(90+m+year%3)))}}}
			s.water["s "+row.Start.String()+" month"] = row
		}
	}
	for year := 2021; year < 2026; year++ {
		months(year, 12, 0.8)
	}
	months(2026, 10, 0.8)
	s.water["s ytd"] = assess.WaterPeriod{Section: "s", Start: measure.Date(2026, 1, 1), Period: assess.YearToDate, Class: 2,
		Means: []assess.ItemValue{{Parameter: measure.TP, Value: 80_000}}}
	j := job.Progress{Areas: county(), Targets: targets()[1:2], Zone: beijing, Store: s}
	evaluate := func() target.Progress {
		t.Helper()
		all, err := j.Evaluate(ctx, measure.Date(2026, 10, 31))
		if err != nil || len(all) != 1 {
			t.Fatalf("%d targets, error %v", len(all), err)
		}
		return all[0]
	}
	p := evaluate()
	if p.Forecast == nil || p.Forecast.Probability < 0.99 || p.Status != target.OnTrack || p.Rest.Years != 5 || len(p.Rest.Parts) != 1 ||
		!p.Forecast.HasExpected || p.Forecast.Expected != 2 {
		t.Errorf("forecast %+v, rest %+v, status %s", p.Forecast, p.Rest, p.Status)
	}
	if again := evaluate(); *again.Forecast != *p.Forecast {
		t.Errorf("%+v after %+v: want the same", again.Forecast, p.Forecast)
	}
	for key, row := range s.water {
		if row.Period == assess.Month && row.Start.Year() < 2024 {
			delete(s.water, key)
		}
	}
	if p = evaluate(); p.Forecast != nil || p.Rest == nil || p.Rest.NoChance != "断面浑江口（2 年）可用历史数据不足 3 年，不作概率研判" || p.Status != target.OnTrack {
		t.Errorf("two years: forecast %+v, rest %+v, status %s", p.Forecast, p.Rest, p.Status)
	}
}
