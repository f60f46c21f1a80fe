package measure

import (
	"math/bits"
	"time"
)

// Months is a set of months of the year. The zero value stands for every month.
type Months uint16

// MonthsOf is the set of months; without any it stands for every month.
func MonthsOf(months ...time.Month) Months {
	var set Months
	for _, m := range months {
		set |= 1 << m
	}
	return set
}

// Has tells whether month is in the set.
func (m Months) Has(month time.Month) bool { return m == 0 || m>>month&1 == 1 }

// Count is the number of months in the set, 1 to 12.
func (m Months) Count() int {
	if m == 0 {
		return 12
	}
	return bits.OnesCount16(uint16(m))
}

// Expects tells whether the section is to be sampled in the month of d: one of its months,
// and not after its span.
func (s *Section) Expects(d Day) bool {
	first := d.FirstOfMonth()
	return s.Months.Has(first.Month()) && (s.Span.Until == 0 || first <= s.Span.Until)
}

// MonthsToCome counts the months of the year that are not over at asOf and in which the
// section is to be sampled.
func (s *Section) MonthsToCome(asOf Day) int {
	n := 0
	for first := asOf.FirstOfMonth(); first.Year() == asOf.Year(); first = first.LastOfMonth().Add(1) {
		if first.LastOfMonth() > asOf && s.Expects(first) {
			n++
		}
	}
	return n
}
