package job_test

import (
	"context"
	"errors"
	"math/bits"
	"reflect"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// watched is a store that knows the newest samples too.
type watched struct {
	*store
	latest map[measure.Medium][]measure.Sample
	away   bool
}

func (w watched) Latest(_ context.Context, m measure.Medium) ([]measure.Sample, error) {
	if w.away {
		return nil, errDown
	}
	return w.latest[m], nil
}

// byDay evaluates one target with as many exceeding days as the year has months.
type byDay struct{}

func (byDay) Evaluate(_ context.Context, asOf measure.Day) ([]target.Progress, error) {
	return []target.Progress{{Target: &target.Target{ID: "x"}, AsOf: asOf, Days: &target.DayCount{Exceeding: int(asOf.Month())}}}, nil
}

// countyA is an area with two stations in operation and two sections.
func countyA() measure.Area {
	return measure.Area{Code: "A", Stations: []measure.Station{
		{Code: "S1", Name: "一", Area: "A", Assess: true}, {Code: "S2", Area: "A", Assess: true},
		{Code: "S3", Area: "A", Assess: true, Span: measure.Span{Until: measure.Date(2020, 1, 1)}}},
		Sections: []measure.Section{{Code: "W1", Class: 2}, {Code: "W2"}}}
}

// gather are the facts on the areas, by default on countyA.
func gather(t *testing.T, w watched, now time.Time, areas ...measure.Area) (alert.Facts, error) {
	t.Helper()
	if areas == nil {
		areas = []measure.Area{countyA()}
	}
	f := job.AlertFacts{Areas: areas,
		Zone: beijing, Readings: w, Results: w, Targets: byDay{}, Burn: 14}
	var facts alert.Facts
	var errs []error
	for _, source := range f.Sources() {
		errs = append(errs, source(t.Context(), measure.DayOf(now, beijing)-1, now, &facts))
	}
	return facts, errors.Join(errs...)
}

func TestAlertFacts(t *testing.T) {
	today := measure.Date(2026, time.November, 21)
	now := today.Start(beijing).Add(10*time.Hour + 5*time.Minute)
	s := newStore()
	s.put("S1", today-1, 20)
	s.put("S1", today, 20)
	first := measure.HourOf(today.Start(beijing))
	for h := first + 5; h < first+24; h++ { // nothing after 05:00
		delete(s.air["S1"], h)
	}
	cells := s.air["S1"][first+2]
	cells[measure.SO2].Flag = 'D' // one hour of one pollutant is invalid
	s.air["S1"][first+2] = cells
	// Of November 3, 4 and 5 are there, 4 without PM2.5; the year began on 3 November.
	for _, day := range []int{3, 4, 5} {
		d := assess.AirDay{Place: "A", Day: measure.Date(2026, time.November, day), Has: measure.SetOf(measure.PM25, measure.PM10)}
		if day == 4 {
			d.Has = measure.SetOf(measure.PM10)
		}
		s.days[d.Day.String()] = d
	}
	s.water["m"] = assess.WaterPeriod{Section: "W1", Period: assess.Month, Start: measure.Date(2026, time.November, 1), Items: 5}
	s.water["y"] = assess.WaterPeriod{Section: "W1", Period: assess.YearToDate, Start: measure.Date(2026, 1, 1), Items: 9}
	at := func(hour int) time.Time { return today.Start(beijing).Add(time.Duration(hour) * time.Hour) }
	facts, err := gather(t, watched{store: s, latest: map[measure.Medium][]measure.Sample{
		measure.Air:   {{Station: "S1", Start: at(4), Interval: measure.OneHour}},
		measure.Water: {{Station: "W1", Start: at(0), Interval: measure.FourHours}, {Station: "W2", Start: at(1), Interval: measure.Single}},
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	// S3 has closed; W2 is sampled by hand.
	heard := map[string]time.Time{}
	for _, s := range facts.Stations {
		heard[s.Code] = s.Last
	}
	if len(heard) != 3 || !heard["S1"].Equal(at(5)) || !heard["S2"].IsZero() || !heard["W1"].Equal(at(4)) {
		t.Errorf("stations %v", heard)
	}
	// At 10:05 the hours up to 08:00 should be there; S2 never sent any.
	for _, h := range facts.Hours {
		valid, missing := 5, 3
		if h.Parameter == measure.SO2 {
			valid, missing = 4, 4
		}
		if h.Code != "S1" || h.Valid != valid || h.Missing != missing || h.Valid+h.Missing+h.Left != 24 {
			t.Errorf("hours %+v, want %d valid, %d missing", h, valid, missing)
		}
	}
	if len(facts.Hours) != 6 {
		t.Errorf("%d pollutants of the day, want 6", len(facts.Hours))
	}
	// Of ozone 01 to 05 are valid, 06 to 08 missing. The windows labelled 08 to 10 have
	// 5, 4 and 3 of their hours, that of 11 has 04, 05 and 09 to 11: void at best. Those of
	// 12 (05, 09–12) and of 13 (09–13) too, 14 has 6. That leaves 11 of 17.
	if o := facts.Hours[5].Ozone; facts.Hours[5].Parameter != measure.O38h || o == nil || o.Need.Hours != -1 || o.Need.Spare != -1 || !o.Gap || o.Decided {
		t.Errorf("ozone %+v", facts.Hours[5])
	}
	for _, v := range facts.Validity {
		missing := map[measure.Parameter]int{measure.PM25: 16, measure.PM10: 15}[v.Parameter]
		if missing == 0 {
			missing = 18
		}
		if v.MonthMissing != missing || v.YearMissing != missing || v.MonthNeeded != 27 || v.YearNeeded != 324 || v.MonthDays != 30 {
			t.Errorf("validity %+v, want %d days missing", v, missing)
		}
	}
	if len(facts.Sections) != 2 || facts.Sections[0].Month.Items != 5 || facts.Sections[0].Year.Items != 9 || facts.Sections[1].Year != nil || facts.Sections[0].Area != "A" {
		t.Errorf("sections %+v", facts.Sections)
	}
	if p := facts.Earlier["x"]; p.AsOf != measure.Date(2026, time.November, 6) || p.Days.Exceeding != 11 {
		t.Errorf("earlier %+v", p)
	}
}

// A county is told of as it was when it becomes part of a prefecture, which adds
// nothing of its own.
func TestAlertFacts_Prefecture(t *testing.T) {
	today := measure.Date(2026, time.November, 21)
	s := newStore()
	for day := today - 30; day <= today; day++ {
		s.put("S1", day, 20)
		s.putDay("A", day, 90)
	}
	w := watched{store: s, latest: map[measure.Medium][]measure.Sample{measure.Air: {{Station: "S1", Start: today.Start(beijing), Interval: measure.OneHour}}}}
	now := today.Start(beijing).Add(10 * time.Hour)
	alone, err := gather(t, w, now)
	if err != nil || len(alone.Hours) == 0 || len(alone.Validity) == 0 || len(alone.Stations) == 0 || len(alone.Sections) == 0 {
		t.Fatalf("facts %+v, %v; want some of each", alone, err)
	}
	county := countyA()
	county.Parent = "P"
	if part, err := gather(t, w, now, measure.Area{Code: "P", Name: "市"}, county); err != nil || !reflect.DeepEqual(part, alone) {
		t.Errorf("as part of a prefecture %+v, %v; alone %+v", part, err, alone)
	}
}

// What cannot be read is left out and said; the rest is there.
func TestAlertFacts_StoreIsAway(t *testing.T) {
	s := newStore()
	s.fail = "AirSeries"
	facts, err := gather(t, watched{store: s, away: true}, time.Date(2026, 1, 5, 12, 0, 0, 0, beijing))
	if !errors.Is(err, errDown) || facts.Stations != nil || facts.Hours != nil || len(facts.Sections) != 2 {
		t.Errorf("facts %+v, %v", facts, err)
	}
	if facts.Earlier != nil {
		t.Errorf("progress of another year: %v", facts.Earlier)
	}
}

// The day's ozone needs 14 of 17 windows of eight hours. What it needs is held
// against trying every way in which the hours from 11 on may come.
func TestAlertFacts_OzoneOfTheDay(t *testing.T) {
	today := measure.Date(2026, time.November, 21)
	for _, c := range []struct {
		name    string
		missing []int // hours of the day that did not come before 10:00, by label
		spare   int
		gap     bool
	}{
		// Three holes in a row void six windows, two holes none.
		{"all there", nil, 2, false},
		{"a hole of an hour", []int{9}, 1, false}, // with 11 and 12 the windows of 12 to 16
		{"the newest is missing", []int{10}, 1, true},
		{"two are missing", []int{9, 10}, 0, true},
		{"three are missing", []int{8, 9, 10}, -1, true},
	} {
		s := newStore()
		s.put("S1", today, 20)
		first := measure.HourOf(today.Start(beijing))
		var there uint32 = 1<<10 - 1
		for _, label := range c.missing {
			delete(s.air["S1"], first+measure.Hour(label-1))
			there &^= 1 << (label - 1)
		}
		for h := first + 10; h < first+24; h++ {
			delete(s.air["S1"], h)
		}
		facts, err := gather(t, watched{store: s}, today.Start(beijing).Add(12*time.Hour+5*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		o := facts.Hours[5].Ozone
		if o.Need.Hours != fewestOf(there) || o.Need.Spare != c.spare || o.Gap != c.gap {
			t.Errorf("%s: %+v, want %d hours, %d to spare, gap %v", c.name, *o, fewestOf(there), c.spare, c.gap)
		}
	}
}

// fewestOf is the least number of hours from the eleventh on that make the day
// valid, −1 for none.
func fewestOf(there uint32) int {
	fewest := -1
	for later := range uint32(1 << 14) {
		windows := 0
		for last := 7; last < 24; last++ {
			if bits.OnesCount32((there|later<<10)>>(last-7)&0xff) >= 6 {
				windows++
			}
		}
		if n := bits.OnesCount32(later); windows >= 14 && (fewest < 0 || n < fewest) {
			fewest = n
		}
	}
	return fewest
}
