package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// minutes is a store of readings by the minute, with marks.
type minutes struct {
	ledger
	samples []measure.Sample
	hours   map[string]measure.Sample
	marks   []job.DirtyHour
	asked   []string
	fail    string
}

func (m *minutes) err(method string) error {
	if m.fail == method {
		return errDown
	}
	return nil
}

// send stores minutes of PM2.5 of a station and marks their hour, as the intake does.
func (m *minutes) send(station string, from time.Time, n int, value measure.Concentration) {
	for i := range n {
		m.samples = append(m.samples, measure.Sample{
			Medium: measure.Air, Station: station, Start: from.Add(time.Duration(i) * time.Minute),
			Interval: measure.OneMinute, Source: measure.Sent,
			Readings: []measure.Reading{{Parameter: measure.PM25, Value: value * measure.Microgram}},
		})
	}
	m.marks = append(m.marks, job.DirtyHour{Station: station, Hour: measure.HourOf(from)})
}

func (m *minutes) AirMinutes(_ context.Context, stations []string, from, to measure.Hour) ([]measure.Sample, error) {
	m.asked = append(m.asked, fmt.Sprintf("%s %s", strings.Join(stations, "+"), from.Start().In(beijing).Format("02 15")))
	var all []measure.Sample
	for _, s := range m.samples {
		if h := measure.HourOf(s.Start); slices.Contains(stations, s.Station) && h >= from && h < to {
			all = append(all, s)
		}
	}
	return all, m.err("AirMinutes")
}

func (m *minutes) WriteComputed(_ context.Context, hours []measure.Sample) error {
	for _, h := range hours {
		m.hours[fmt.Sprintf("%s %s", h.Station, h.Start.In(beijing).Format("02 15"))] = h
	}
	return m.err("WriteComputed")
}

func (m *minutes) DirtyHours(before measure.Hour) ([]job.DirtyHour, error) {
	var all []job.DirtyHour
	for _, h := range m.marks {
		if h.Hour < before {
			all = append(all, h)
		}
	}
	return all, m.err("DirtyHours")
}

func (m *minutes) ClearHours(hours []job.DirtyHour) error {
	m.marks = slices.DeleteFunc(m.marks, func(h job.DirtyHour) bool { return slices.Contains(hours, h) })
	return m.err("ClearHours")
}

func (m *minutes) MarkDirty(days []job.Dirty) error {
	m.dirty = append(m.dirty, days...)
	return m.err("MarkDirty")
}

// value is what an hour of a station was computed to, as "35 N".
func (m *minutes) value(key string) string {
	h, ok := m.hours[key]
	if !ok {
		return "none"
	}
	return fmt.Sprintf("%s %s", h.Readings[0].Value.In(measure.PM25.Unit()), h.Readings[0].Flag)
}

func newMinutes() (*minutes, *job.Hours) {
	m := &minutes{hours: map[string]measure.Sample{}}
	return m, &job.Hours{Zone: beijing, RawDays: 30, Store: m, Marks: m}
}

// A day in the life of a station: an hour one minute short, the minute that comes
// late, and again late on the next day.
func TestHours_LateMinuteRecomputesItsHourAndDay(t *testing.T) {
	m, j := newMinutes()
	m.send("a", at(today, 8, 0), 44, 40)
	run := func(due time.Time) {
		t.Helper()
		if err := j.Run(ctx, due); err != nil {
			t.Fatal(err)
		}
	}
	run(at(today, 8, 49))
	if len(m.asked) != 0 || len(m.marks) != 1 {
		t.Fatalf("asked %q, marks %v: the hour is not over", m.asked, m.marks)
	}
	run(at(today, 9, 4))
	if got := m.value("a 21 08"); got != "40 H" {
		t.Errorf("hour of 44 minutes is %s, want 40 H", got)
	}
	m.send("a", at(today, 8, 44), 1, 40)
	run(at(today, 9, 19))
	if got := m.value("a 21 08"); got != "40 N" {
		t.Errorf("hour of 45 minutes is %s, want 40 N", got)
	}
	if len(m.dirty) != 0 {
		t.Errorf("dirty %v: today is assessed when it is over", m.dirty)
	}
	m.send("a", at(today, 8, 45), 15, 80)
	run(at(today.Add(1), 10, 4))
	if got := m.value("a 21 08"); got != "50 N" {
		t.Errorf("whole hour is %s, want 50 N", got)
	}
	if want := []job.Dirty{{Medium: measure.Air, Station: "a", Day: today}}; !slices.Equal(m.dirty, want) {
		t.Errorf("dirty %v, want %v", m.dirty, want)
	}
	if len(m.marks) != 0 {
		t.Errorf("marks %v are left", m.marks)
	}
}

func TestHours_MinutesOfOtherProcesses(t *testing.T) {
	m, j := newMinutes()
	m.send("b", at(today, 6, 0), 60, 20)
	m.marks = nil // they are in the other process's ledger
	j.Stations, j.Recent = []string{"a", "b"}, 2
	if err := j.Run(ctx, at(today, 8, 4)); err != nil {
		t.Fatal(err)
	}
	if got := m.value("b 21 06"); got != "20 N" || len(m.hours) != 1 {
		t.Errorf("%d hours, that of b is %s, want 20 N", len(m.hours), got)
	}
}

// Of an hour whose minutes are being deleted nothing is computed.
func TestHours_BeyondRawDays(t *testing.T) {
	m, j := newMinutes()
	m.send("a", at(today.Add(-30), 8, 30), 1, 40)
	if err := j.Run(ctx, at(today, 9, 4)); err != nil {
		t.Fatal(err)
	}
	if len(m.asked) != 0 || len(m.marks) != 0 {
		t.Errorf("asked %q, marks %v", m.asked, m.marks)
	}
}

func TestHours_Failures(t *testing.T) {
	for _, method := range []string{"DirtyHours", "AirMinutes", "WriteComputed", "MarkDirty", "ClearHours"} {
		m, j := newMinutes()
		m.send("a", at(today.Add(-1), 8, 0), 60, 40)
		marks := slices.Clone(m.marks)
		m.fail = method
		if err := j.Run(ctx, at(today, 9, 4)); !errors.Is(err, errDown) {
			t.Errorf("%s failing: error %v, want the store's", method, err)
		}
		if method != "ClearHours" && !slices.Equal(m.marks, marks) {
			t.Errorf("%s failing: marks %v, want %v", method, m.marks, marks)
		}
		m.fail = ""
		if err := j.Run(ctx, at(today, 9, 19)); err != nil {
			t.Errorf("after %s failed: %v", method, err)
		}
		if m.value("a 20 08") != "40 N" || len(m.dirty) == 0 {
			t.Errorf("after %s failed: hour %s, dirty %v", method, m.value("a 20 08"), m.dirty)
		}
	}
}
