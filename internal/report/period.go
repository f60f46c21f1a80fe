package report

import (
	"fmt"

	"lanbi/internal/measure"
)

// Period is the month or year that a report is about, both days included.
type Period struct{ First, Last measure.Day }

// ParsePeriod reads a month "2026-10" or a year "2026".
func ParsePeriod(text string) (Period, error) {
	first, last, err := measure.ParsePeriod(text)
	if err != nil || first == last {
		return Period{}, fmt.Errorf("period %q: want a month 2026-10 or a year 2026", text)
	}
	return Period{first, last}, nil
}

// MonthOf is the month in which a day lies.
func MonthOf(day measure.Day) Period { return Period{day.FirstOfMonth(), day.LastOfMonth()} }

// YearOf is the year in which a day lies.
func YearOf(day measure.Day) Period { return Period{day.FirstOfYear(), day.LastOfYear()} }

// Year tells whether the period is a year, not a month.
func (p Period) Year() bool { return p == YearOf(p.First) }

// String is what ParsePeriod reads.
func (p Period) String() string {
	if p.Year() {
		return p.First.String()[:len("2026")]
	}
	return p.First.String()[:len("2026-10")]
}

// Chinese is the period for people, such as 2026年10月.
func (p Period) Chinese() string {
	if p.Year() {
		return fmt.Sprintf("%d年", p.First.Year())
	}
	return fmt.Sprintf("%d年%d月", p.First.Year(), p.First.Month())
}

// YearBefore is the same date a year earlier: the end of a month stays the end of it,
// so that 29 February is held against 28.
func YearBefore(day measure.Day) measure.Day {
	if day == day.LastOfMonth() {
		return measure.Date(day.Year()-1, day.Month()+1, 0)
	}
	return measure.Date(day.Year()-1, day.Month(), day.Date())
}
