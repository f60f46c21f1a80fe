package measure

import (
	"fmt"
	"time"
)

// ParsePeriod is the first and last day of a reported period: "2026", "2026-10" or
// "2026-10-05".
func ParsePeriod(text string) (first, last Day, err error) {
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
