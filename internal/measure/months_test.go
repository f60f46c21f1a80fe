package measure

import (
	"testing"
	"time"
)

func TestMonths(t *testing.T) {
	odd := MonthsOf(1, 3, 5, 7, 9, 11)
	if !odd.Has(time.January) || odd.Has(time.February) || odd.Has(time.December) || odd.Count() != 6 {
		t.Errorf("every second month: %b", odd)
	}
	if all := MonthsOf(); !all.Has(time.December) || all.Count() != 12 {
		t.Errorf("none named: %b, want every month", all)
	}
}

func TestSection_MonthsToCome(t *testing.T) {
	for _, c := range []struct {
		name    string
		section Section
		asOf    Day
		want    int
	}{
		{"every month, November under way", Section{}, Date(2026, 11, 21), 2},
		{"November is over", Section{}, Date(2026, 11, 30), 1},
		{"the year is over", Section{}, Date(2026, 12, 31), 0},
		{"odd months, November under way", Section{Months: MonthsOf(1, 3, 5, 7, 9, 11)}, Date(2026, 11, 21), 1},
		{"odd months, November is over", Section{Months: MonthsOf(1, 3, 5, 7, 9, 11)}, Date(2026, 11, 30), 0},
		{"frozen from December to March", Section{Months: MonthsOf(4, 5, 6, 7, 8, 9, 10, 11)}, Date(2026, 1, 1), 8},
		{"given up on 15 May", Section{Span: Span{Until: Date(2026, 5, 15)}}, Date(2026, 4, 30), 1},
		{"given up long ago", Section{Span: Span{Until: Date(2026, 5, 15)}}, Date(2026, 11, 21), 0},
	} {
		if got := c.section.MonthsToCome(c.asOf); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
