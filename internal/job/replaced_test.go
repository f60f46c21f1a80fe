package job_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// A station moved on 11 November: each day's area value comes from the set of that day.
// The old one goes on sending, which counts no more.
func TestAirDay_StationReplaced(t *testing.T) {
	s := newStore()
	moved := measure.Date(2026, 11, 11)
	areas := []measure.Area{{Code: "jy", Stations: []measure.Station{
		{Code: "a", Assess: true}, {Code: "old", Assess: true, Span: measure.Span{From: measure.Date(2020, 1, 1), Until: moved.Add(-1)}},
		{Code: "new", Assess: true, Span: measure.Span{From: moved}, Replaces: "old"},
		{Code: "gone", Assess: true, Span: measure.Span{Until: moved.Add(-1)}}}}}
	for _, day := range []measure.Day{moved.Add(-1), moved} {
		s.put("a", day, 10)
		s.put("old", day, 40)
		s.put("new", day, 80)
		s.put("gone", day, 100)
	}
	j := job.AirDay{Air: job.Air{Areas: areas, Zone: beijing, Readings: s, Results: s}, Watermarks: &ledger{marks: map[string]time.Time{}}}
	h := job.History{Air: &j.Air, Water: &job.Water{Zone: beijing, Store: s}}
	if err := h.AssessRange(ctx, moved.Add(-1), moved, moved, nil); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[measure.Day]measure.Concentration{
		moved.Add(-1): 50, // of 10, 40 and 100
		moved:         45, // of 10 and 80
	} {
		if got := s.days["jy "+day.String()+" 2026"].Mean[measure.PM25]; got != want*measure.Microgram {
			t.Errorf("%s: PM2.5 %s, want %d", day, got.In(measure.MicrogramPerCubicMetre), want)
		}
	}
	for place, day := range map[string]measure.Day{"old": moved, "gone": moved, "new": moved.Add(-1)} {
		if row, there := s.days[fmt.Sprint(place, " ", day, " 2026")]; there {
			t.Errorf("%s was assessed on %s: %+v", place, day, row)
		}
	}
}

// A section moved on 1 July: the year's mean of the new one is made of the old one's
// months and its own, and a late sample of the old one is assessed for both.
func TestWater_SectionReplaced(t *testing.T) {
	s := newStore()
	moved := measure.Date(2026, 7, 1)
	area := measure.Area{Code: "jy", Sections: []measure.Section{
		{Code: "old", Class: 2, Span: measure.Span{Until: moved.Add(-1)}},
		{Code: "new", Class: 2, Span: measure.Span{From: moved}, Replaces: "old"}}}
	sample := func(section string, month time.Month, milligrams measure.Concentration) {
		s.samples = append(s.samples, measure.Sample{Medium: measure.Water, Station: section, Interval: measure.Single, Source: measure.Lab,
			Start:    measure.Date(2026, month, 5).Start(beijing).Add(10 * time.Hour),
			Readings: []measure.Reading{{Parameter: measure.CODMn, Value: milligrams * measure.Milligram}}})
	}
	for month := time.January; month <= time.June; month++ {
		sample("old", month, 2)
		sample("new", month, 50) // before it began: trial runs, which count for nothing
	}
	for month := time.July; month <= time.September; month++ {
		sample("new", month, 5)
		sample("old", month, 90) // after it ended
	}
	air := job.Air{Zone: beijing, Readings: s, Results: s}
	water := &job.Water{Areas: []measure.Area{area}, Zone: beijing, Store: s}
	asOf := measure.Date(2026, 9, 30)
	h := job.History{Air: &air, Water: water}
	if err := h.AssessRange(ctx, measure.Date(2026, 1, 1), asOf, asOf, nil); err != nil {
		t.Fatal(err)
	}
	value := func(section string, start measure.Day, period assess.Period) string {
		row := s.water[fmt.Sprint(section, " ", start, " ", period)]
		for _, m := range row.Means {
			if m.Parameter == measure.CODMn {
				return m.Value.In(measure.MilligramPerLitre)
			}
		}
		return "none"
	}
	jan := measure.Date(2026, 1, 1)
	// (6 × 2 + 3 × 5) / 9 = 3.
	for _, c := range []struct {
		section string
		start   measure.Day
		period  assess.Period
		want    string
	}{
		{"new", jan, assess.YearToDate, "3"}, {"new", measure.Date(2026, 3, 1), assess.Month, "2"}, {"new", measure.Date(2026, 8, 1), assess.Month, "5"},
		{"old", measure.Date(2026, 3, 1), assess.Month, "2"}, {"old", measure.Date(2026, 8, 1), assess.Month, "none"},
	} {
		if got := value(c.section, c.start, c.period); got != c.want {
			t.Errorf("%s %s %s: CODMn %s, want %s", c.section, c.start, c.period, got, c.want)
		}
	}
	// The laboratory corrects the old section's March: 2 → 11, and the year 3 → 4.
	for i := range s.samples {
		if s.samples[i].Station == "old" && s.samples[i].Start.Month() == time.March {
			s.samples[i].Readings[0].Value = 11 * measure.Milligram
		}
	}
	marks := &ledger{dirty: []job.Dirty{{Medium: measure.Water, Station: "old", Day: measure.Date(2026, 3, 5)}}}
	if err := (&job.Reassess{Air: &air, Water: water, Days: marks}).Run(ctx, at(asOf.Add(1), 1, 0)); err != nil {
		t.Fatal(err)
	}
	if a, b := value("old", measure.Date(2026, 3, 1), assess.Month), value("new", jan, assess.YearToDate); a != "11" || b != "4" || len(marks.dirty) != 0 {
		t.Errorf("after the correction: old March %s, new year %s, want 11 and 4; left dirty %v", a, b, marks.dirty)
	}
}

// Where one of two sections that a mark concerns fails, the mark stays.
func TestReassess_ReplacedSectionFails(t *testing.T) {
	s := newStore()
	area := measure.Area{Code: "jy", Sections: []measure.Section{{Code: "old"}, {Code: "new", Replaces: "old", Span: measure.Span{From: measure.Date(2026, 7, 1)}}}}
	marks := &ledger{dirty: []job.Dirty{{Medium: measure.Water, Station: "old", Day: measure.Date(2026, 3, 5)}}}
	j := job.Reassess{Air: &job.Air{Zone: beijing}, Water: &job.Water{Areas: []measure.Area{area}, Zone: beijing, Store: failsFor{s, "new"}}, Days: marks}
	if err := j.Run(ctx, at(today, 1, 0)); err == nil || len(marks.dirty) != 1 {
		t.Errorf("error %v, dirty %v; want an error and the mark left", err, marks.dirty)
	}
}

// failsFor cannot store periods of one section.
type failsFor struct {
	*store
	section string
}

func (f failsFor) WriteWaterPeriods(c context.Context, periods []assess.WaterPeriod) error {
	if slices.ContainsFunc(periods, func(p assess.WaterPeriod) bool { return p.Section == f.section }) {
		return errDown
	}
	return f.store.WriteWaterPeriods(c, periods)
}
