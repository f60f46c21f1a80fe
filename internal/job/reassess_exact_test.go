package job_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// recorder notes what is written, each kind once.
type recorder struct {
	*store
	written map[string]bool
}

func (r *recorder) note(format string, arguments ...any) {
	r.written[fmt.Sprintf(format, arguments...)] = true
}

func (r *recorder) WriteAirHours(ctx context.Context, hours []assess.AirHour) error {
	for _, h := range hours {
		r.note("hours %s %s", h.Place, measure.DayOf(h.Hour.Start(), beijing))
	}
	return r.store.WriteAirHours(ctx, hours)
}

func (r *recorder) WriteAirDays(ctx context.Context, days []assess.AirDay) error {
	for _, d := range days {
		r.note("day %s %s %s", d.Place, d.Day, d.Edition)
	}
	return r.store.WriteAirDays(ctx, days)
}

func (r *recorder) WriteAirPeriods(ctx context.Context, periods []assess.AirPeriod) error {
	for _, p := range periods {
		r.note("%s %s %s", p.Period, p.Place, p.Start)
	}
	return r.store.WriteAirPeriods(ctx, periods)
}

func (r *recorder) WriteWaterPeriods(ctx context.Context, periods []assess.WaterPeriod) error {
	for _, p := range periods {
		r.note("water %s %s %s", p.Period, p.Section, p.Start)
	}
	return r.store.WriteWaterPeriods(ctx, periods)
}

// A correction of last year and late readings of this one rewrite the days they touch and
// the months, quarters and years these lie in, of the places concerned, and nothing else;
// the result is what an assessment of everything gives.
func TestReassess_RewritesExactlyWhatIsTouched(t *testing.T) {
	lastYear, thisYear, first := measure.Date(2025, 5, 10), measure.Date(2026, 10, 3), measure.Date(2025, 1, 1)
	s := newStore()
	for day := first; day < today; day++ {
		for _, station := range []string{"a", "b", "c"} {
			s.put(station, day, 30)
		}
		for hour := 0; hour < 24; hour += 4 {
			s.samples = append(s.samples, waterSample(day, hour, measure.Milligram/20))
		}
	}
	assessAll := func(s *store) {
		t.Helper()
		a := air(s)
		a.Hours = nil
		h := job.History{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s}}
		if err := h.AssessRange(ctx, first, today.Add(-1), today.Add(-1), nil); err != nil {
			t.Fatal(err)
		}
	}
	assessAll(s)

	s.put("a", lastYear, 300)
	s.put("b", thisYear, 90)
	for i := range s.samples {
		if measure.DayOf(s.samples[i].Start, beijing) == lastYear {
			s.samples[i] = waterSample(lastYear, s.samples[i].Start.In(beijing).Hour(), 8*measure.Milligram)
		}
	}
	r := &recorder{s, map[string]bool{}}
	a := job.Air{Areas: county(), Zone: beijing, Readings: r, Results: r, Hours: r}
	l := &ledger{dirty: []job.Dirty{
		{Medium: measure.Air, Station: "a", Day: lastYear, Version: 1},
		{Medium: measure.Air, Station: "b", Day: thisYear, Version: 2},
		{Medium: measure.Water, Station: "s", Day: lastYear, Version: 3},
	}}
	j := job.Reassess{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: r}, Days: l}
	if err := j.Run(ctx, at(today, 9, 0)); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, place := range []string{"a", "b", "jy"} {
		for _, day := range []measure.Day{lastYear, thisYear} {
			want = append(want, fmt.Sprintf("hours %s %s", place, day),
				fmt.Sprintf("day %s %s 2012", place, day), fmt.Sprintf("day %s %s 2026", place, day))
		}
		want = append(want, "month "+place+" 2025-05-01", "quarter "+place+" 2025-04-01", "ytd "+place+" 2025-01-01", "year "+place+" 2025-01-01",
			"month "+place+" 2026-10-01", "quarter "+place+" 2026-10-01", "ytd "+place+" 2026-01-01")
	}
	want = append(want, "water day s 2025-05-10", "water month s 2025-05-01", "water ytd s 2025-01-01", "water year s 2025-01-01")
	for _, one := range want {
		if !r.written[one] {
			t.Errorf("%s was not written", one)
		}
	}
	for one := range r.written {
		if !slices.Contains(want, one) {
			t.Errorf("%s was written", one)
		}
	}
	if len(l.dirty) != 0 {
		t.Errorf("still dirty: %v", l.dirty)
	}

	fresh := newStore()
	fresh.air, fresh.samples = s.air, s.samples
	assessAll(fresh)
	if !maps.Equal(s.days, fresh.days) || !maps.Equal(s.periods, fresh.periods) {
		t.Error("air is not what an assessment of everything gives")
	}
	if !reflect.DeepEqual(s.water, fresh.water) {
		t.Error("water is not what an assessment of everything gives")
	}
	if class := s.water["s 2025-05-01 month"].Class; class != 5 { // (30 × 0.05 + 8) / 31 = 0.306 mg/L of phosphorus
		t.Errorf("May of last year: class %d, want Ⅴ", class)
	}
	if year := s.periods["jy 2025-01-01 year by-date false"]; year.Exceeding != 1 {
		t.Errorf("last year: %d exceeding days, want 1", year.Exceeding)
	}
}
