package measure

import "testing"

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string][2]string{
		"2026": {"2026-01-01", "2026-12-31"}, "2024-02": {"2024-02-01", "2024-02-29"}, "2026-10-05": {"2026-10-05", "2026-10-05"},
	} {
		first, last, err := ParsePeriod(text)
		if err != nil || first.String() != want[0] || last.String() != want[1] {
			t.Errorf("%q is %v to %v, %v; want %v", text, first, last, err, want)
		}
	}
	for _, bad := range []string{"", "26", "2026-13", "2026-1", "2026-02-30", "2026Q1", "0000", "1969", "1969-12-31", "2262", "9999-01"} {
		if first, last, err := ParsePeriod(bad); err == nil {
			t.Errorf("%q is %v to %v", bad, first, last)
		}
	}
}
