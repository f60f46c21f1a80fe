package daemon

import (
	"slices"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/intake"
	"lanbi/internal/measure"
)

// What came by the minute makes its hour dirty, even today's; what came by the hour
// makes its day dirty once that is over.
func TestTouched_MinutesMarkTheirHour(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	now := time.Date(2026, 3, 2, 9, 30, 0, 0, zone)
	l, err := openLedger(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := &Daemon{o: Options{Config: &config.Config{Timezone: zone, Roles: config.Roles{Assess: true}}, Now: func() time.Time { return now }}, ledger: l}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zone) }
	err = d.touched([]intake.Touch{
		{Medium: measure.Air, Station: "A", Start: at(2, 8, 5), Interval: measure.OneMinute},
		{Medium: measure.Air, Station: "A", Start: at(2, 8, 6), Interval: measure.OneMinute},
		{Medium: measure.Air, Station: "B", Start: at(1, 23, 55), Interval: measure.FiveMinutes},
		{Medium: measure.Air, Station: "C", Start: at(2, 8, 0), Interval: measure.OneHour},
		{Medium: measure.Air, Station: "D", Start: at(1, 8, 0), Interval: measure.OneHour},
		{Medium: measure.Air, Station: "F", Start: at(1, 0, 0), Interval: measure.OneDay},
		{Medium: measure.Water, Station: "E", Start: at(1, 8, 5), Interval: measure.FiveMinutes},
	})
	if err != nil {
		t.Fatal(err)
	}
	hours, err := l.DirtyHours(measure.HourOf(now))
	if err != nil {
		t.Fatal(err)
	}
	if len(hours) != 2 || hours[0].Station != "B" || hours[1].Station != "A" || hours[1].Hour != measure.HourOf(at(2, 8, 0)) {
		t.Errorf("dirty hours %+v, want B of yesterday and A at 8", hours)
	}
	days, err := l.Dirty()
	if err != nil {
		t.Fatal(err)
	}
	if len(days) != 2 || days[0].Station != "D" || days[1].Station != "E" {
		t.Errorf("dirty days %+v, want those of D and E", days)
	}
	first := measure.Date(2026, 3, 1)
	if past := pastDays(days, hours, first.Add(1), zone); !slices.Equal(past, []measure.Day{first, first, first}) {
		t.Errorf("past days under way %v, want the first of March thrice: today's hours are none", past)
	}
}
