package measure

import (
	"fmt"
	"time"
)

// The years of a reported period. Outside them a day has no time stamp of 64 bits in
// nanoseconds, and would be stored, unseen, centuries away.
const firstYear, lastYear = 1970, 2261

// ParsePeriod is the first and last day of a reported period: "2026", "2026-10" or
// "2026-10-05", of the years 1970 to 2261.
func ParsePeriod(text string) (first, last Day, err error) {
	first, last, err = parsePeriod(text)
	if err == nil && (first.Year() < firstYear || first.Year() > lastYear) {
		return 0, 0, fmt.Errorf("period %q: want a year from %d to %d", text, firstYear, lastYear)
	}
	return first, last, err
}

func parsePeriod(text string) (first, last Day, err error) {
	if t, err := time.Parse("2006", text); err == nil {
		first = Date(t.Year(), 1, 1)
		return first, first.LastOfYear(), nil
	}
	if t, err := time.Parse("2006-01", text); err == nil {
		first = Date(t.Year(), t.Month(), 1)
		return first, first.LastOfMonth(), nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		first = Date(t.Year(), t.Month(), t.Day())
		return first, first, nil
	}
	return 0, 0, fmt.Errorf("period %q: want YYYY, YYYY-MM or YYYY-MM-DD", text)
}
