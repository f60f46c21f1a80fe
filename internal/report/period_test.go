package report

import (
	"testing"

	"lanbi/internal/measure"
)

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]Period{
		"2026":    {measure.Date(2026, 1, 1), measure.Date(2026, 12, 31)},
		"2024-02": {measure.Date(2024, 2, 1), measure.Date(2024, 2, 29)},
		"2026-12": {measure.Date(2026, 12, 1), measure.Date(2026, 12, 31)},
	} {
		p, err := ParsePeriod(text)
		if err != nil || p != want || p.String() != text || p.Year() != (len(text) == 4) {
			t.Errorf("%s is %+v, written %s, a year %v, %v; want %+v", text, p, p, p.Year(), err, want)
		}
	}
	for _, text := range []string{"", "2026-13", "2026-10-05", "26", "1969", "十月", "2026-1", " 2026"} {
		if p, err := ParsePeriod(text); err == nil {
			t.Errorf("%q is read as %+v", text, p)
		}
	}
}

func TestYearBefore(t *testing.T) {
	for day, want := range map[measure.Day]measure.Day{
		measure.Date(2024, 2, 29): measure.Date(2023, 2, 28), measure.Date(2025, 2, 28): measure.Date(2024, 2, 29),
		measure.Date(2026, 11, 21): measure.Date(2025, 11, 21), measure.Date(2026, 12, 31): measure.Date(2025, 12, 31),
		measure.Date(2025, 2, 27): measure.Date(2024, 2, 27), measure.Date(2025, 3, 1): measure.Date(2024, 3, 1),
	} {
		if got := YearBefore(day); got != want {
			t.Errorf("a year before %s is %s, want %s", day, got, want)
		}
	}
}
