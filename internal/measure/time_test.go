package measure

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var beijing = time.FixedZone("UTC+08:00", 8*3600)

func TestDay_Calendar(t *testing.T) {
	tests := []struct {
		day         Day
		text        string
		yearDay     int
		lastOfMonth string
		firstOfYear string
		daysInYear  int
		dayAfter    string
	}{
		{Date(2026, 2, 28), "2026-02-28", 59, "2026-02-28", "2026-01-01", 365, "2026-03-01"},
		{Date(2024, 2, 28), "2024-02-28", 59, "2024-02-29", "2024-01-01", 366, "2024-02-29"},
		{Date(2024, 12, 31), "2024-12-31", 366, "2024-12-31", "2024-01-01", 366, "2025-01-01"},
		{Date(1969, 12, 31), "1969-12-31", 365, "1969-12-31", "1969-01-01", 365, "1970-01-01"},
		{Date(1900, 3, 0), "1900-02-28", 59, "1900-02-28", "1900-01-01", 365, "1900-03-01"},
	}
	for _, test := range tests {
		d := test.day
		if d.String() != test.text || d.YearDay() != test.yearDay || d.LastOfMonth().String() != test.lastOfMonth ||
			d.FirstOfYear().String() != test.firstOfYear || DaysInYear(d.Year()) != test.daysInYear || d.Add(1).String() != test.dayAfter {
			t.Errorf("%v: day %d, last %v, first %v, %d days, next %v", d, d.YearDay(), d.LastOfMonth(), d.FirstOfYear(), DaysInYear(d.Year()), d.Add(1))
		}
		if back, err := ParseDay(test.text); err != nil || back != d {
			t.Errorf("%q reads as %v, %v", test.text, back, err)
		}
	}
	for _, bad := range []string{"", "2026-02-29", "2026-2-1", "20260201", "2026-02-01T00"} {
		if d, err := ParseDay(bad); err == nil {
			t.Errorf("%q reads as %v", bad, d)
		}
	}
}

func TestDayOf_InZone(t *testing.T) {
	instant := time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC) // midnight in Beijing
	if got := DayOf(instant, beijing); got != Date(2026, 3, 1) {
		t.Errorf("midnight lies in %v", got)
	}
	if got := DayOf(instant.Add(-time.Nanosecond), beijing); got != Date(2026, 2, 28) {
		t.Errorf("just before midnight lies in %v", got)
	}
	if got := Date(2026, 3, 1).Start(beijing); !got.Equal(instant) {
		t.Errorf("the day starts at %v", got)
	}
}

func TestDay_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.Int32Range(-200_000, 200_000).Draw(t, "day"))
		if Date(d.Year(), d.Month(), d.Date()) != d || DayOf(d.Start(beijing), beijing) != d {
			t.Fatalf("%v does not come back", d)
		}
		if back, err := ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%v reads as %v, %v", d, back, err)
		}
		for _, c := range []struct{ got, want Day }{
			{d.FirstOfMonth(), Date(d.Year(), d.Month(), 1)}, {d.LastOfMonth(), Date(d.Year(), d.Month()+1, 0)},
			{d.FirstOfYear(), Date(d.Year(), 1, 1)}, {d.LastOfYear(), Date(d.Year(), 12, 31)},
		} {
			if c.got != c.want {
				t.Fatalf("%v: %v, want %v", d, c.got, c.want)
			}
		}
		if d.FirstOfMonth() > d || d.LastOfMonth() < d || d.FirstOfMonth().Date() != 1 || d.LastOfMonth().Add(1).Date() != 1 {
			t.Fatalf("month of %v", d)
		}
		if d.Since(d.FirstOfYear())+1 != d.YearDay() {
			t.Fatalf("%v is day %d", d, d.YearDay())
		}
	})
}

// The hour from 23:00 to 24:00 has label 24 and closes its natural day.
func TestHour_Label(t *testing.T) {
	tests := []struct {
		start time.Time
		label int
		day   string
	}{
		{time.Date(2026, 2, 28, 23, 0, 0, 0, beijing), 24, "2026-02-28"},
		{time.Date(2026, 3, 1, 0, 0, 0, 0, beijing), 1, "2026-03-01"},
		{time.Date(2026, 3, 1, 15, 59, 59, 0, beijing), 16, "2026-03-01"},
		{time.Date(2024, 2, 29, 7, 30, 0, 0, beijing), 8, "2024-02-29"},
	}
	for _, test := range tests {
		h := HourOf(test.start)
		if got := h.Label(beijing); got != test.label {
			t.Errorf("%v has label %d, want %d", test.start, got, test.label)
		}
		if got := DayOf(h.Start(), beijing).String(); got != test.day {
			t.Errorf("%v lies in %s, want %s", test.start, got, test.day)
		}
	}
}

func TestHourOf_ContainsTheInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-1e10, 1e10).Draw(t, "at"), 0)
		start := HourOf(at).Start()
		if at.Before(start) || at.Sub(start) >= time.Hour {
			t.Fatalf("%v is not within the hour from %v", at, start)
		}
	})
}

func TestInterval_Text(t *testing.T) {
	for i := OneMinute; i <= OneDay; i++ {
		if back, err := ParseInterval(i.String()); err != nil || back != i {
			t.Errorf("%q reads as %v, %v", i.String(), back, err)
		}
	}
	if _, err := ParseInterval(""); err == nil {
		t.Error("the empty text is an interval")
	}
	if Single.Duration() != 0 || FourHours.Duration() != 4*time.Hour || Interval(99).String() != "" || Interval(99).Duration() != 0 {
		t.Error("duration or text of an interval")
	}
}

func TestDay_Chinese(t *testing.T) {
	if d := Date(2024, 2, 29); d.Chinese() != "2024年2月29日" || d.ShortChinese() != "2月29日" {
		t.Errorf("words %s, %s", d.Chinese(), d.ShortChinese())
	}
}
