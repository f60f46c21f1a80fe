package hj663

import (
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// Daily is one valid daily value of one pollutant of a station or area: a daily
// mean, or of O38h the daily maximum 8-hour mean.
type Daily struct {
	Day   measure.Day
	Value measure.Concentration
}

// Statistics are the mean and percentile of one pollutant over a period, unrounded
// (rounded to odd, see measure.Quotient). The zero value is "not known".
type Statistics struct {
	Days int // valid days
	// Complete tells whether the days are enough for the period. A mean of fewer is
	// given all the same, to be shown as provisional and never judged.
	Complete   bool
	Mean       measure.Concentration
	Percentile measure.Concentration
}

// Percent is the percentile by which a year of p is assessed (Table 1): 98 for SO₂
// and NO₂, 95 for PM₁₀, PM₂.₅ and CO, 90 for O38h; 0 for anything else.
func Percent(p measure.Parameter) int {
	switch p {
	case measure.SO2, measure.NO2:
		return 98
	case measure.PM10, measure.PM25, measure.CO:
		return 95
	case measure.O38h:
		return 90
	}
	return 0
}

// Percentile is the percent-th percentile of values by annex A: in ascending order
// X(1)…X(n), k = 1 + (n−1)·p, s = ⌊k⌋, X(s) + (X(s+1) − X(s))·(k − s), rounded to odd.
// That the annex is unchanged in 2026 is general knowledge. values change places;
// there must be at least one, each below 10¹⁶, and percent is 0 to 100.
func Percentile(values []measure.Concentration, percent int) measure.Concentration {
	hundredths := (len(values) - 1) * percent // of k − 1
	s, part := hundredths/100, int64(hundredths%100)
	raise(values, len(values)-s)
	if part == 0 {
		return values[s]
	}
	below, above := int64(values[s]), int64(values[s+1])
	return measure.Quotient(below*100+(above-below)*part, 100)
}

// Summarise computes the statistics of p over the natural days from to until, both
// included; days outside are ignored. There is at most one Daily a day, in any
// order. Days that a dust policy takes out are simply not passed.
//
// A period is Complete by GB 3095 Table 4: a calendar year needs 324 days and 27 a
// month (25 in February); any other period 27 (25) in each of its whole months,
// which is our reading for the quarter and the year to date. Of a month that is not
// whole nothing is asked but one day. Table 4 names no year for CO and O₃; they are
// held to the same numbers.
func Summarise(p measure.Parameter, from, until measure.Day, days []Daily) Statistics {
	var year [366]measure.Concentration
	values := year[:0]
	var calendar [12]monthDays
	months := monthsOf(calendar[:0], from, until)
	var sum int64
	m := 0 // the month of d, near that of the day before in any order
	for _, d := range days {
		if d.Day < from || d.Day > until {
			continue
		}
		values = append(values, d.Value)
		sum += int64(d.Value)
		for d.Day > months[m].last {
			m++
		}
		for d.Day < months[m].first {
			m--
		}
		months[m].valid++
	}
	if len(values) == 0 {
		return Statistics{}
	}
	s := Statistics{
		Days:     len(values),
		Complete: complete(from, until, months, len(values)),
		Mean:     measure.Quotient(sum, int64(len(values))),
	}
	if percent := Percent(p); percent != 0 {
		s.Percentile = Percentile(values, percent)
	}
	return s
}

// monthDays are the days of a period in one calendar month.
type monthDays struct {
	first, last measure.Day
	need, valid int
}

// monthsOf appends the months of a period.
func monthsOf(dst []monthDays, from, until measure.Day) []monthDays {
	for first := from; first <= until; {
		end := first.LastOfMonth()
		m := monthDays{first: first, last: min(end, until), need: 1}
		if end <= until && first == first.FirstOfMonth() {
			m.need = gb3095.MonthDays(first.Month())
		}
		dst = append(dst, m)
		first = end.Add(1)
	}
	return dst
}

func complete(from, until measure.Day, months []monthDays, valid int) bool {
	for _, m := range months {
		if m.valid < m.need {
			return false
		}
	}
	wholeYear := from == from.FirstOfYear() && until == from.LastOfYear()
	return !wholeYear || valid >= gb3095.YearDays
}

// Quarter is the first and last day of the quarter in which d lies.
func Quarter(d measure.Day) (first, last measure.Day) {
	m := (d.Month()-1)/3*3 + 1
	return measure.Date(d.Year(), m, 1), measure.Date(d.Year(), m+time.Month(3), 0)
}
