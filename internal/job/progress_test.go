package job_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

func targets() []target.Target {
	return []target.Target{
		{ID: "jy/good-air-days", Area: "jy", Kind: target.GoodAirDays, Year: 2026, Goal: 351},
		{ID: "jy/rivers", Area: "jy", Kind: target.WaterClass, Year: 2026, Goal: 2},
		{ID: "jy/forest", Area: "jy", Kind: target.Indicator, Year: 2026, Goal: 73},
	}
}

func TestProgress_AsOfYesterday(t *testing.T) {
	s := newStore()
	s.put("a", today.Add(-1), 30)
	s.put("b", today.Add(-1), 30)
	if err := (&job.AirDay{Air: air(s), Watermarks: &ledger{}}).Run(ctx, at(today, 0, 30)); err != nil {
		t.Fatal(err)
	}
	j := job.Progress{Areas: county(), Targets: targets(), Zone: beijing, Store: s}
	if err := j.Run(ctx, at(today, 1, 0)); err != nil {
		t.Fatal(err)
	}
	p := s.targets["jy/good-air-days 2026-11-20"]
	if p.Days == nil || p.Days.Good != 1 || p.Days.Remaining != 41 || p.Status != target.Unlikely && p.Status != target.Lost {
		t.Errorf("progress %+v, days %+v", p, p.Days)
	}
	if len(s.targets) != 3 {
		t.Errorf("%d targets written, want 3", len(s.targets))
	}
}

// Four whole years of history, in which every eighth day of winter exceeds, give a
// forecast; two do not (design: fewer than three years, no percentage).
func TestProgress_Forecast(t *testing.T) {
	for _, years := range []int{2, 4} {
		s := newStore()
		for day := measure.Date(2026-years, 1, 1); day <= today; day++ {
			pm25 := measure.Concentration(40)
			if m := day.Month(); (m <= 3 || m >= 11) && day.Date()%8 == 0 {
				pm25 = 90
			}
			s.putDay("jy", day, pm25)
		}
		one := targets()[:1]
		j := job.Progress{Areas: county(), Targets: one, Zone: beijing, Store: s}
		all, err := j.Evaluate(ctx, today)
		if err != nil {
			t.Fatal(err)
		}
		f := all[0].Forecast
		if (f != nil) != (years >= forecast.MinYears) {
			t.Errorf("%d years of history: forecast %+v", years, f)
		}
		if f == nil {
			continue
		}
		good, remaining := float64(all[0].Days.Good), float64(all[0].Days.Remaining)
		if f.Years != years || f.Expected <= good || f.Expected > good+remaining || f.ExpectedLow > f.Expected || f.ExpectedHigh < f.Expected ||
			f.Low > f.Probability || f.High < f.Probability {
			t.Errorf("forecast %+v with %v good and %v remaining days does not hang together", *f, good, remaining)
		}
	}
}

// The database keeps no plan: days read for a hindcast once counted SO₂, which the
// area's stations do not monitor, as missing.
func TestProgress_DaysHaveTheirPlan(t *testing.T) {
	areas := county()
	plan := measure.AirPollutants.Without(measure.SO2)
	for i := range areas[0].Stations {
		areas[0].Stations[i].Plan = plan
	}
	s := newStore()
	s.days["x"] = assess.AirDay{Place: areas[0].Code, Day: today, Edition: hj633.E2026}
	j := job.Progress{Areas: areas, Targets: targets(), Zone: beijing, Store: s}
	days, err := j.Days(ctx, &j.Targets[0], today, today)
	if err != nil || len(days) != 2 || days[0].Plan != plan || days[1].Plan != plan {
		t.Errorf("days %+v, error %v; want one of each edition, with plan %s", days, err, plan)
	}
	if _, err := j.Days(ctx, &target.Target{ID: "x/y", Area: "nowhere"}, today, today); err == nil {
		t.Error("an unknown area passes")
	}
}

func TestProgress_Failures(t *testing.T) {
	s := newStore()
	j := job.Progress{Areas: county(), Targets: append(targets(), target.Target{ID: "x/y", Area: "nowhere"}), Zone: beijing, Store: s}
	if _, err := j.Evaluate(ctx, today); err == nil || !strings.Contains(err.Error(), `unknown area "nowhere"`) {
		t.Errorf("error %v, want the unknown area", err)
	}
	s.fail = "AirMeans"
	j.Targets = targets()
	all, err := j.Evaluate(ctx, today)
	if !errors.Is(err, errDown) || len(all) != 2 {
		t.Errorf("%d targets, error %v; want the two others and the store's error", len(all), err)
	}
}

func TestHistory_AssessRange(t *testing.T) {
	s := newStore()
	first, last, asOf := measure.Date(2026, 2, 20), measure.Date(2026, 4, 10), measure.Date(2026, 5, 31)
	for day := measure.Date(2026, 1, 1); day <= asOf; day++ {
		for _, station := range []string{"a", "b", "c"} {
			s.put(station, day, 30)
		}
	}
	a := air(s)
	h := job.History{
		Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s},
		Progress: &job.Progress{Areas: county(), Targets: targets(), Zone: beijing, Store: s},
	}
	if err := h.AssessRange(ctx, measure.Date(2026, 1, 1), asOf, asOf, nil); err != nil {
		t.Fatal(err)
	}
	if want := 151 * 24 * 5 * 2; len(s.hours) != want {
		t.Errorf("%d hourly rows, want %d", len(s.hours), want)
	}
	whole := maps.Clone(s.periods)
	clear(s.hours)
	a.Hours = nil
	var done, total int
	err := h.AssessRange(ctx, first, last, asOf, func(d, n int) {
		if d <= done || d > n {
			t.Errorf("progress went from %d to %d of %d", done, d, n)
		}
		done, total = d, n
	})
	if err != nil {
		t.Fatal(err)
	}
	if done != total || total != 50*(2+1+1) {
		t.Errorf("progress ended at %d of %d, want 200 of 200", done, total)
	}
	if len(s.hours) != 0 {
		t.Errorf("%d hourly rows written without a keeper", len(s.hours))
	}
	// A part assessed again leaves the running periods whole.
	if !maps.Equal(whole, s.periods) {
		t.Error("assessing a part again changes the statistics")
	}
	if ytd := s.periods["jy 2026-01-01 ytd by-date false"]; ytd.Good != 151 {
		t.Errorf("year to date: %d good days, want 151", ytd.Good)
	}
	if p := s.targets["jy/good-air-days 2026-03-01"]; p.Days == nil || p.Days.Good != 60 {
		t.Errorf("progress of 2026-03-01: %+v", p.Days)
	}
	if err := h.AssessRange(ctx, first, asOf.Add(1), asOf, nil); err == nil {
		t.Error("a day that is not over was accepted")
	}
}

func TestAir_DustDecisions(t *testing.T) {
	s := newStore()
	day := today.Add(-1)
	s.put("a", day, 30)
	a := air(s)
	a.Dust = func(_ context.Context, area string, from, to measure.Day) (map[measure.Day]bool, error) {
		return map[measure.Day]bool{day: area == "jy"}, nil
	}
	j := job.AirDay{Air: a, Watermarks: &ledger{}}
	if err := j.Run(ctx, at(today, 0, 30)); err != nil {
		t.Fatal(err)
	}
	if !s.days["jy "+day.String()+" 2026"].Dust || s.days["cb "+day.String()+" 2026"].Dust {
		t.Error("dust must be set in jy and not in cb")
	}
}

func TestRetention(t *testing.T) {
	s := newStore()
	if err := (&job.Retention{Store: s, RawDays: 90}).Run(ctx, at(today, 3, 0)); err != nil {
		t.Fatal(err)
	}
	if want := []string{"raw 2026-08-23", "rejections 2026-10-22"}; !slices.Equal(s.pruned, want) {
		t.Errorf("pruned %q, want %q", s.pruned, want)
	}
	s.pruned = nil
	s.fail = "PruneRejections"
	if err := (&job.Retention{Store: s}).Run(ctx, at(today, 3, 0)); !errors.Is(err, errDown) {
		t.Errorf("error %v, want the store's", err)
	}
	if len(s.pruned) != 1 {
		t.Errorf("pruned %q, want no raw readings", s.pruned)
	}
}

// TestJobs_Failures: whatever part of the store fails, the job returns its error with
// the place concerned, and the next run succeeds.
func TestJobs_Failures(t *testing.T) {
	late := today.Add(-3)
	dirty := func() *ledger {
		return &ledger{dirty: []job.Dirty{
			{Medium: measure.Air, Station: "a", Day: late}, {Medium: measure.Water, Station: "s", Day: late}}}
	}
	runs := map[string]func(s *store) error{
		"air-hour": func(s *store) error { return (&job.AirHour{Air: air(s), Recent: 1}).Run(ctx, at(today, 8, 5)) },
		"air-day": func(s *store) error {
			return (&job.AirDay{Air: air(s), Watermarks: &ledger{}}).Run(ctx, at(today, 0, 30))
		},
		"reassess": func(s *store) error {
			a := air(s)
			return (&job.Reassess{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s}, Days: dirty()}).Run(ctx, at(today, 9, 0))
		},
		"water": func(s *store) error {
			return (&job.Water{Areas: county(), Zone: beijing, Store: s}).Run(ctx, at(today, 1, 0))
		},
		"progress": func(s *store) error {
			return (&job.Progress{Areas: county(), Targets: targets(), Zone: beijing, Store: s}).Run(ctx, at(today, 1, 0))
		},
		"history": func(s *store) error {
			a := air(s)
			h := job.History{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s},
				Progress: &job.Progress{Areas: county(), Targets: targets(), Zone: beijing, Store: s}}
			return h.AssessRange(ctx, late, today.Add(-1), today.Add(-1), nil)
		},
		"retention": func(s *store) error { return (&job.Retention{Store: s, RawDays: 1}).Run(ctx, at(today, 3, 0)) },
	}
	uses := map[string][]string{
		"air-hour":  {"AirSeries", "WriteAirHours"},
		"air-day":   {"AirSeries", "WriteAirHours", "WriteAirDays", "AirMeans", "WriteAirPeriods"},
		"reassess":  {"AirSeries", "WriteAirHours", "WriteAirDays", "AirMeans", "WriteAirPeriods", "WaterSamples", "WriteWaterPeriods"},
		"water":     {"WaterSamples", "WriteWaterPeriods"},
		"progress":  {"AirMeans", "WaterPeriods", "WriteTargets"},
		"history":   {"AirSeries", "WriteAirDays", "WriteAirPeriods", "WaterSamples", "WriteTargets"},
		"retention": {"PruneRaw", "PruneRejections"},
	}
	for name, run := range runs {
		for _, method := range uses[name] {
			s := newStore()
			s.put("a", late, 30)
			s.fail = method
			if err := run(s); !errors.Is(err, errDown) {
				t.Errorf("%s with %s failing: error %v, want the store's", name, method, err)
			}
			s.fail = ""
			if err := run(s); err != nil {
				t.Errorf("%s after %s failed: %v", name, method, err)
			}
		}
	}
}
