package daemon

import (
	"errors"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/report"
	"lanbi/internal/target"
)

// Of the audit trail a report has the lines of its period, the flips of its days whenever
// they came, and for figures all that was said of them; never a line on another area.
func TestReports_Trail(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	areas := []measure.Area{{Code: "A", Stations: []measure.Station{{Code: "A1", Name: "一站"}}}, {Code: "B", Stations: []measure.Station{{Code: "B1", Name: "二站"}}}}
	c := &config.Config{Timezone: zone, Areas: areas, Targets: []target.Target{{ID: "x/good", Area: "A"}, {ID: "y/good", Area: "B"}}}
	march, may := time.Date(2026, 3, 31, 23, 30, 0, 0, zone), time.Date(2026, 5, 2, 9, 0, 0, 0, zone)
	entries := []ledger.Entry{
		{Number: 1, At: march, Subject: "target/x/good", Old: "350", New: "351"},
		{Number: 2, At: march, Subject: "target/y/good", Old: "350", New: "351"},
		{Number: 3, At: may, Subject: "air-day/A1/2026-03-05/2026", Old: "undetermined", New: "exceeding 105"},
		{Number: 4, At: may, Subject: "air-day/B1/2026-03-05/2026", Old: "undetermined", New: "exceeding 105"},
		{Number: 5, At: may, Subject: "air-day/A/2026-04-05/2026", Old: "undetermined", New: "exceeding 105"},
		{Number: 6, At: may, Subject: "indicator/A/forest/2026-03", Old: "73.1", New: "73.4"},
		{Number: 7, At: march.Add(time.Hour), Subject: "alert/test"},
		{Number: 8, At: march, Subject: "alert/test"},
	}
	trail := func(yield func(ledger.Entry) bool) error {
		for _, e := range entries {
			if !yield(e) {
				break
			}
		}
		return nil
	}
	f := &report.Facts{Period: report.MonthOf(measure.Date(2026, 3, 1)), Areas: []report.Area{{Area: &areas[0]}}}
	g := &gathering{Reports: &Reports{config: c, trail: trail}, facts: f}
	g.readTrail()
	var numbers []uint64
	for _, c := range f.Changes {
		numbers = append(numbers, c.Number)
	}
	if len(numbers) != 3 || numbers[0] != 1 || numbers[1] != 3 || numbers[2] != 8 || f.Unread != "" {
		t.Errorf("lines %v, %q; want 1, 3 and 8", numbers, f.Unread)
	}
	if flip := f.Changes[1]; flip.Old != "数据不足" || flip.New != "超标（AQI 105）" || !flip.At.Equal(may) {
		t.Errorf("the flip is %+v", flip)
	}
	if told := g.told["indicator/A/forest/2026-03"]; len(told) != 1 || told[0].Old != "73.1" {
		t.Errorf("told of the figure: %+v", told)
	}
	g.trail = func(func(ledger.Entry) bool) error { return errTrailKept }
	if g.readTrail(); f.Unread != errTrailKept.Error() {
		t.Errorf("a trail that cannot be read is told as %q", f.Unread)
	}
}

// A place without a name of its own, a section and a source belong to their area as any
// other: the trail of one area's import is not in the report of another.
func TestReports_TrailOfPlaces(t *testing.T) {
	areas := []measure.Area{{Code: "A"}, {Code: "B", Stations: []measure.Station{{Code: "B1"}, {Code: "B2", Name: "B2"}},
		Sections: []measure.Section{{Code: "S1"}}, Sources: []measure.DrinkingSource{{Code: "D1"}}}}
	g := &gathering{Reports: &Reports{config: &config.Config{Areas: areas}}, facts: &report.Facts{Areas: []report.Area{{Area: &areas[0]}}}}
	for subject, want := range map[string]bool{
		"readings/B1": false, "readings/B2": false, "readings/S1": false, "readings/D1": false, "readings/B": false, "readings/A": true, "alert/test": true,
	} {
		if got := g.concerns(&ledger.Entry{Subject: subject}); got != want {
			t.Errorf("a line on %s concerns area A: %t, want %t", subject, got, want)
		}
	}
}

// Lines that commands left, and no daemon has taken in, are told to be missing.
func TestStore_TrailWaiting(t *testing.T) {
	c := &config.Config{DataDir: t.TempDir()}
	s := &Store{config: c}
	nothing := func(ledger.Entry) bool { return true }
	if err := s.trail(nothing); err != nil {
		t.Fatal(err)
	}
	if err := ledger.LeaveInInbox(inboxDir(c), []ledger.Entry{{At: time.Unix(0, 0), Who: "me", Subject: "indicator/A/forest/2026", Old: "73.1", New: "74.25", Why: "更正"}}); err != nil {
		t.Fatal(err)
	}
	const want = "有 1 批命令行操作的记录要等服务启动后才并入审计记录，此处尚未列入"
	if err := s.trail(nothing); err == nil || err.Error() != want {
		t.Errorf("with lines in the inbox: %v, want %q", err, want)
	}
	l, err := openLedger(c.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s.ledger = l
	if err := s.trail(nothing); err == nil || err.Error() != want {
		t.Errorf("with lines in the inbox beside a ledger: %v, want %q", err, want)
	}
	if _, err := l.ReadInbox(inboxDir(c)); err != nil {
		t.Fatal(err)
	}
	if err := s.trail(nothing); err != nil {
		t.Errorf("once they are taken in: %v", err)
	}
}

// Who a report is about: the area asked for, the prefecture of all, or their names.
func TestReports_Name(t *testing.T) {
	areas := []measure.Area{{Code: "P", Name: "市"}, {Code: "A", Name: "甲", Parent: "P"}, {Code: "B", Name: "乙", Parent: "P"}, {Code: "C", Name: "丙"}, {Code: "D", Name: "丁"}}
	r := &Reports{config: &config.Config{Areas: areas}}
	of := func(picked ...int) (chosen []report.Area) {
		for _, i := range picked {
			chosen = append(chosen, report.Area{Area: &areas[i]})
		}
		return chosen
	}
	for _, c := range []struct {
		area   string
		picked []int
		want   string
	}{
		{"A", []int{1}, "甲"}, {"", []int{1, 2}, "市"}, {"P", []int{1, 2}, "市"}, {"", []int{1, 3}, "甲、丙"}, {"", []int{1, 2, 3, 4}, "甲等 4 个区县"}, {"", []int{3}, "丙"},
	} {
		if got := r.nameOf(c.area, of(c.picked...)); got != c.want {
			t.Errorf("report of %q on %v is about %q, want %q", c.area, c.picked, got, c.want)
		}
	}
	if _, err := r.check(t.Context(), report.Period{}, "nowhere"); err == nil {
		t.Error("an unknown area is reported")
	} else if fault := (report.Fault{}); !errors.As(err, &fault) || fault.Parameter != "area" {
		t.Errorf("an unknown area is %v", err)
	}
}
