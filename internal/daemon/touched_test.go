//go:build !noembed

package daemon

import (
	"slices"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/intake"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

// An intake and an assessing process with ledgers of their own share only the InfluxDB:
// late readings that the one stores are marked in the other's ledger, exactly those, and
// what comes while they are taken up is not lost.
func TestCollect_FromAnotherProcess(t *testing.T) {
	server, err := embedded.StartInflux(t.Context(), embedded.InfluxOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	db, err := influx.Open(influx.Options{URL: server.URL(), Bucket: "lanbi", Zone: beijing})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := openLedger(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	clock := newHandClock(noon)
	areas := []measure.Area{{Code: "220605", Stations: []measure.Station{{Code: "A"}, {Code: "B"}}, Sections: []measure.Section{{Code: "S"}}}}
	process := func(name string, roles config.Roles, l *ledger.Ledger) *Daemon {
		c := &config.Config{Timezone: beijing, Roles: roles, MQTT: config.MQTT{ClientID: name}}
		if roles.Assess {
			c.Areas = areas
		}
		return &Daemon{o: Options{Config: c, Now: clock.now, Log: testLog(t)}, ledger: l, db: db}
	}
	taker, assessor := process("intake-1", config.Roles{Intake: true}, nil), process("assess-1", config.Roles{Assess: true}, l)
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, beijing)
	}
	store := func(touches ...intake.Touch) {
		t.Helper()
		if err := taker.touched(touches); err != nil {
			t.Fatal(err)
		}
	}
	hourly := func(station string, start time.Time) intake.Touch {
		return intake.Touch{Medium: measure.Air, Station: station, Start: start, Interval: measure.OneHour}
	}
	store(
		hourly("A", at(3, 5, 8, 0)), hourly("A", at(3, 4, 23, 0)), hourly("A", at(3, 7, 0, 0)), hourly("A", at(3, 5, 9, 0)),
		hourly("A", at(11, 21, 10, 0)), // today
		hourly("Z", at(3, 5, 8, 0)),    // of another county, which another process assesses
		intake.Touch{Medium: measure.Air, Station: "B", Start: at(11, 19, 23, 55), Interval: measure.FiveMinutes},
		intake.Touch{Medium: measure.Water, Station: "S", Start: at(2, 1, 8, 0), Interval: measure.FourHours},
	)
	before, err := db.Touches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != 5 { // A twice, as 4 and 5 March are one run
		t.Errorf("%d touches stored: %+v, want 5", len(before), before)
	}
	if err := assessor.collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectDirty(t, l, "air A 2026-03-04", "air A 2026-03-05", "air A 2026-03-07", "water S 2026-02-01")
	hours, err := l.DirtyHours(measure.HourOf(noon))
	if err != nil || len(hours) != 1 || hours[0].Station != "B" || hours[0].Hour != measure.HourOf(at(11, 19, 23, 0)) {
		t.Errorf("dirty hours %+v, error %v; want that of B", hours, err)
	}
	left, err := db.Touches(t.Context())
	if err != nil || len(left) != 1 || left[0].Station != "Z" {
		t.Errorf("touches left %+v, error %v; want that of Z alone", left, err)
	}

	// A second touch of a day that was taken up already is a mark of its own; deleting the
	// first one leaves it.
	clock.set(noon.Add(time.Minute))
	store(hourly("A", at(3, 5, 8, 0)))
	if err := db.ForgetTouches(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if left, err = db.Touches(t.Context()); err != nil || len(left) != 1 || left[0].Station != "A" {
		t.Errorf("touches left %+v, error %v; want the newer one of A", left, err)
	}
	store(hourly("Z", at(3, 5, 8, 0)))
	clock.set(noon.Add(31 * 24 * time.Hour))
	if err := assessor.collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err = db.Touches(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("touches left after a month %+v, error %v; want none", left, err)
	}
}

// expectDirty compares the dirty days as "medium station day".
func expectDirty(t *testing.T, l *ledger.Ledger, want ...string) {
	t.Helper()
	days, err := l.Dirty()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range days {
		got = append(got, d.Medium.String()+" "+d.Station+" "+d.Day.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("dirty days %q, want %q", got, want)
	}
}
