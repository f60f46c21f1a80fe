package measure

import "testing"

// Every day of four centuries, against the calendar of the standard library.
func TestCutDate_EveryDay(t *testing.T) {
	for day := Date(1900, 1, 1); day <= Date(2301, 1, 1); day++ {
		got, rest, ok := CutDate([]byte(day.String() + "T08"))
		if !ok || got != day || string(rest) != "T08" {
			t.Fatalf("%s: %d %q %v, want %d", day, got, rest, ok, day)
		}
	}
}

func TestCutDate_Refused(t *testing.T) {
	for _, text := range []string{"", "2026-3-01", "2026-13-01", "2026-00-10", "2026-04-31", "2026-02-29", "1900-02-29", "2026/03/01", "20x6-03-01", "-026-03-01", "2026-03-00"} {
		if day, _, ok := CutDate([]byte(text)); ok {
			t.Errorf("%q is read as %s", text, day)
		}
	}
}

func TestParseOffset(t *testing.T) {
	for text, want := range map[string]int{"Z": 0, "z": 0, "+08": 28800, "+0800": 28800, "+08:00": 28800, "-03:30": -12600, "+23:59": 86340} {
		if got, ok := ParseOffset([]byte(text)); !ok || got != want {
			t.Errorf("%q is %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "08:00", "+8", "+24:00", "+08:60", "+08-00", "+080", "x", "+0x:00", "+08:000"} {
		if got, ok := ParseOffset([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}
