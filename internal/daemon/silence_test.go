package daemon

import (
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/intake"
	"lanbi/internal/measure"
)

func TestSilences_ConfiguredStationsAndTheirIntervals(t *testing.T) {
	started := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	c := &config.Config{
		Timezone: time.UTC,
		Feeds: []config.Feed{
			{Kind: config.AirFeed, Interval: measure.OneHour}, {Kind: config.AirFeed, Interval: measure.OneMinute},
			{Kind: config.WaterFeed, Interval: measure.Single}},
		Areas: []measure.Area{{
			Stations: []measure.Station{{Code: "B"}, {Code: "A"}, {Code: "gone", Span: measure.Span{Until: measure.Date(2025, 12, 31)}}},
			Sections: []measure.Section{{Code: "by hand"}},
		}},
	}
	heard := started.Add(time.Hour)
	got := silences(c, []intake.Seen{
		{Medium: measure.Air, Station: "B", Last: heard, Interval: measure.OneMinute},
		{Medium: measure.Air, Station: "unknown", Last: heard},
	}, started, measure.DayOf(started, time.UTC))
	want := []Silence{
		{Medium: measure.Air, Station: "A", Since: started, Interval: time.Hour},
		{Medium: measure.Air, Station: "B", Since: heard, Heard: true, Interval: time.Minute},
	}
	if len(got) != len(want) {
		t.Fatalf("%d silences %+v, want those of A and B", len(got), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("silence %+v, want %+v", got[i], want[i])
		}
	}
	if n := got[0].Intervals(started.Add(90 * time.Minute)); n != 1.5 {
		t.Errorf("A has been silent for %g intervals, want 1.5", n)
	}
	if n := got[1].Intervals(started); n != 0 {
		t.Errorf("%g intervals by a clock that was set back, want 0", n)
	}
}
