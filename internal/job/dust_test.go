package job_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// dustSpring is the day of the front in these tests.
var dustSpring = measure.Date(2026, 4, 10)

// blow lets dust of 400 µg/m³ PM10 stand over a station from hour from to before hour
// to of dustSpring; every other hour of four days is as put leaves it.
func blow(s *store, station string, from, to int) {
	for day := dustSpring.Add(-1); day <= dustSpring.Add(2); day++ {
		s.put(station, day, 20)
	}
	for h := from; h < to; h++ {
		hour := measure.HourOf(at(dustSpring, h, 0))
		cells := s.air[station][hour]
		cells[measure.PM10].Value = 400 * measure.Microgram
		s.air[station][hour] = cells
	}
}

func dustJob(s *store) *job.Dust {
	return &job.Dust{Areas: county(), Zone: beijing, Readings: s, Events: s}
}

// runDust is the job at the given hours of dustSpring.
func runDust(t *testing.T, s *store, hours ...int) {
	t.Helper()
	for _, h := range hours {
		// What is later than the clock has not arrived.
		seen := newStore()
		seen.events = s.events
		for station, record := range s.air {
			seen.air[station] = map[measure.Hour]assess.HourCells{}
			for hour, cells := range record {
				if hour < measure.HourOf(at(dustSpring, h, 0)) {
					seen.air[station][hour] = cells
				}
			}
		}
		if err := dustJob(seen).Run(ctx, at(dustSpring, h, 9)); err != nil {
			t.Fatal(err)
		}
		s.events = seen.events
	}
}

func TestDust_OpensOnceAndExtends(t *testing.T) {
	s := newStore()
	blow(s, "a", 20, 30) // from 20:00 to 06:00 of the next day
	blow(s, "b", 20, 30)
	runDust(t, s, 20)
	if len(s.events) != 0 {
		t.Fatalf("before the front: %+v", s.events)
	}
	runDust(t, s, 21, 21, 22)
	if len(s.events) != 1 {
		t.Fatalf("%d steps, want one: %+v", len(s.events), s.events)
	}
	e := s.events[0]
	if e.ID != "dust/jy/2026-04-10" || e.Kind != "dust" || e.State != "疑似" || e.By != "系统自动" || e.Start != dustSpring || e.End != dustSpring ||
		!e.Time.Equal(at(dustSpring, 21, 0)) {
		t.Errorf("%+v", e)
	}
	for _, want := range []string{"04-10 20:00 起", "仍在持续", "a PM10 由 30 升至最高 400 µg/m³", "比值由 0.67 降至 0.05", "2 个站点"} {
		if !strings.Contains(e.Text, want) {
			t.Errorf("text %q, want %q in it", e.Text, want)
		}
	}
	runDust(t, s, 26, 31, 32)
	if len(s.events) != 1 || s.events[0].End != dustSpring.Add(1) || !s.events[0].Time.Equal(e.Time) || !strings.Contains(s.events[0].Text, "至 04-11 06:00") {
		t.Errorf("extended: %+v", s.events)
	}
	// Long afterwards nothing changes any more.
	before := slices.Clone(s.events)
	s.fail = "WriteEvents"
	runDust(t, s, 32+71)
	if !reflect.DeepEqual(s.events, before) {
		t.Errorf("%+v", s.events)
	}
}

// Days that a person has dealt with stay as they are; what the dust goes on to is a
// suspicion of its own.
func TestDust_LeavesPeopleAlone(t *testing.T) {
	for _, state := range []string{target.DustReported, target.DustRecognised, target.DustNotRecognised, target.DustWithdrawn} {
		s := newStore()
		blow(s, "a", 20, 30)
		runDust(t, s, 21)
		s.events = append(s.events, measure.Event{Time: at(dustSpring, 22, 0), Area: "jy", Kind: "dust", ID: s.events[0].ID, State: state, By: "张三"})
		before := slices.Clone(s.events)
		runDust(t, s, 23)
		if !reflect.DeepEqual(s.events, before) {
			t.Errorf("%s: %+v, want nothing new on the same day", state, s.events)
		}
		runDust(t, s, 26, 28)
		if len(s.events) != 3 || !reflect.DeepEqual(s.events[:2], before) {
			t.Fatalf("%s: %+v, want one suspicion of the next day", state, s.events)
		}
		if e := s.events[2]; e.ID != "dust/jy/2026-04-11" || e.Start != dustSpring.Add(1) || e.State != target.DustSuspected || !e.Time.Equal(at(dustSpring.Add(1), 0, 0)) {
			t.Errorf("%s: %+v", state, e)
		}
	}
}

func TestDust_OneAreaFails(t *testing.T) {
	s := newStore()
	blow(s, "a", 10, 20)
	s.fail = "WriteEvents"
	err := dustJob(s).Run(ctx, at(dustSpring, 24, 9))
	if !errors.Is(err, errDown) || !strings.Contains(err.Error(), "jy") {
		t.Errorf("error %v, want the store's, naming the area", err)
	}
}

func TestDust_RangeOfPastDays(t *testing.T) {
	s := newStore()
	blow(s, "a", 10, 20)
	if err := dustJob(s).Range(ctx, dustSpring.Add(-5), dustSpring.Add(5)); err != nil {
		t.Fatal(err)
	}
	if len(s.events) != 1 || s.events[0].End != dustSpring {
		t.Errorf("%+v", s.events)
	}
	if err := dustJob(s).Range(ctx, dustSpring.Add(20), dustSpring.Add(25)); err != nil || len(s.events) != 1 {
		t.Errorf("%v, %+v", err, s.events)
	}
}

// A decision of the superior authority makes its days dust days at the next
// re-assessment, and its withdrawal takes that back: no other day is assessed, and
// only a basis that deducts dust counts otherwise.
func TestReassess_DustDecision(t *testing.T) {
	s := newStore()
	blow(s, "a", 0, 24)
	blow(s, "b", 0, 24)
	dust := dustJob(s)
	a := air(s)
	a.Dust = dust.Days
	history := job.History{Air: &a, Water: &job.Water{}}
	asOf := dustSpring.Add(2)
	if err := history.AssessRange(ctx, dustSpring.Add(-1), asOf, asOf, nil); err != nil {
		t.Fatal(err)
	}
	reassess := job.Reassess{Air: &a, Water: &job.Water{}, Days: &ledger{}, Dust: s}
	check := func(step string, dusty bool, excluded, lost int) {
		t.Helper()
		s.read = nil
		if err := reassess.Run(ctx, at(asOf.Add(1), 9, 0)); err != nil {
			t.Fatal(err)
		}
		if day := s.days["jy 2026-04-10 2026"]; day.Dust != dusty || day.Verdict != assess.Exceeding {
			t.Errorf("%s: dust %v, verdict %v", step, day.Dust, day.Verdict)
		}
		// 400 µg/m³ of PM10 exceed; without the particles the day is good, which takes it
		// out of the counts of the statistic.
		keep, out := s.periods["jy 2026-04-01 month by-date false"], s.periods["jy 2026-04-01 month by-date true"]
		if keep.Exceeding != 1 || out.Exceeding != excluded {
			t.Errorf("%s: April has %d exceeding with dust kept, %d excluded; want 1 and %d", step, keep.Exceeding, out.Exceeding, excluded)
		}
		for policy, want := range map[string][3]int{"keep": {3, 1, 98}, "exclude": {3, 1 - lost, 98 + lost}, "count-as-good": {3 + lost, 1 - lost, 98}} {
			tgt := target.Target{ID: policy, Area: "jy", Kind: target.GoodAirDays, Year: 2026, Goal: 300, Basis: target.Basis{Dust: policy}}
			p := job.Progress{Areas: county(), Targets: []target.Target{tgt}, Zone: beijing, Store: s}
			all, err := p.Evaluate(ctx, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if d := all[0].Days; [3]int{d.Good, d.Exceeding, d.Undetermined} != want {
				t.Errorf("%s, %s: good %d, exceeding %d, undetermined %d; want %v", step, policy, d.Good, d.Exceeding, d.Undetermined, want)
			}
		}
	}
	check("undecided", false, 1, 0)
	if len(s.read) != 0 {
		t.Errorf("nothing was decided, but %v was read", s.read)
	}
	step := measure.Event{Time: at(asOf, 10, 0), Area: "jy", Kind: "dust", ID: "dust/jy/2026-04-10", State: target.DustRecognised, By: "张三",
		Document: "吉环函〔2026〕1 号", Start: dustSpring, End: dustSpring}
	s.events = append(s.events, step)
	check("recognised", true, 0, 1)
	if want := []string{"a 2026-04-10 24", "b 2026-04-10 24"}; !reflect.DeepEqual(s.read, want) {
		t.Errorf("read %v, want the day alone", s.read)
	}
	check("again", true, 0, 1)
	if len(s.read) != 0 {
		t.Errorf("read %v although nothing changed", s.read)
	}
	step.Time, step.State = at(asOf, 11, 0), target.DustWithdrawn
	s.events = append(s.events, step)
	check("withdrawn", false, 1, 0)
}

// Marks and decisions of all areas are asked for at once: the job runs every minute.
func TestReassess_AsksForDustOfAllAreasAtOnce(t *testing.T) {
	s := newStore()
	a := air(s)
	a.Dust = dustJob(s).Days
	j := job.Reassess{Air: &a, Water: &job.Water{}, Days: &ledger{}, Dust: s}
	if err := j.Run(ctx, at(today, 9, 0)); err != nil {
		t.Fatal(err)
	}
	if want := []string{"dust days [jy cb]", "events dust of "}; !reflect.DeepEqual(s.asked, want) {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
}
