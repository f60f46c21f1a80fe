package assess

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Validity of daily statistics.
const (
	minHours   = 20 // valid hours of a daily mean: GB 3095 table 4
	minOfEight = 6  // valid hours of an 8 h mean of ozone: GB 3095 table 4
	minWindows = 14 // valid 8 h means of a day: HJ 663 §6.1.2
)

// Denominators that keep means exact as whole numbers: every count of hours a
// valid daily mean can have (20 to 24), and an 8 h mean (6 to 8), divides them.
const (
	daysDenominator  = 212_520 // lcm(20, 21, 22, 23, 24)
	eightDenominator = 168     // lcm(6, 7, 8)
)

// daily holds one station's natural day in exact terms. Sums stay sums until the
// end, so that the mean over stations is not a mean of rounded means.
//
// Nothing overflows while the daily mean times the number of stations stays below
// 4×10¹³ ng/m³ (40 kg/m³); values beyond the physical range carry flag R and are
// not valid.
type daily struct {
	sum       [measure.O3 + 1]int64 // of the valid hours, ng/m³
	hours     [measure.O3 + 1]int   // valid hours
	windows   int                   // valid 8 h means
	max8      int64                 // the highest of them, in 168ths of 1 ng/m³
	highestO3 measure.Concentration // highest valid 1 h value; 0 without one
	// unaudited tells that a valid value is not audited (审核) yet.
	unaudited bool
}

// dayOf collects the 24 hours that begin at first. Official labels 01 to 24 of
// the natural day are exactly these, label n being the hour first+n−1. What lies
// outside the series has not arrived.
func dayOf(s *Series, first measure.Hour) daily {
	var d daily
	if s == nil {
		return d
	}
	from := max(first, s.First)
	to := min(first+24, s.First+measure.Hour(len(s.Hours)))
	var ozone [24]int64
	var got [24]bool
	for h := from; h < to; h++ {
		cells := &s.Hours[h-s.First]
		for p := measure.PM25; p <= measure.O3; p++ {
			c := &cells[p]
			if !c.Valid() {
				continue
			}
			d.sum[p] += int64(c.Value)
			d.hours[p]++
			if c.Source != measure.Audited {
				d.unaudited = true
			}
		}
		if c := &cells[measure.O3]; c.Valid() {
			if d.hours[measure.O3] == 1 || c.Value > d.highestO3 {
				d.highestO3 = c.Value
			}
			ozone[h-first], got[h-first] = int64(c.Value), true
		}
	}
	if d.hours[measure.O3] >= minOfEight {
		d.slide(&ozone, &got)
	}
	return d
}

// slide finds the highest 8 h mean among the windows labelled 08:00 to 24:00, all
// of whose hours lie in the natural day (HJ 663 §6.1.2).
func (d *daily) slide(ozone *[24]int64, got *[24]bool) {
	var sum, n int64
	for i := range 24 {
		if got[i] {
			sum += ozone[i]
			n++
		}
		if i >= 8 && got[i-8] {
			sum -= ozone[i-8]
			n--
		}
		if i < 7 || n < minOfEight {
			continue
		}
		mean := sum * (eightDenominator / n)
		if d.windows == 0 || mean > d.max8 {
			d.max8 = mean
		}
		d.windows++
	}
}

// valid tells whether the daily value of p may be used.
//
// A day with fewer than 14 valid 8 h means is invalid for ozone unless the highest
// of them is above the daily limit (HJ 663 §6.1.2): what is missing could only
// raise the maximum. Above means after the rounding of GB/T 8170, as the limit is
// compared: 160.4 µg/m³ is not above 160.
func (d *daily) valid(p measure.Parameter) bool {
	if p == measure.O38h {
		return d.windows >= minWindows || d.windows > 0 && aboveLimit(measure.Quotient(d.max8, eightDenominator))
	}
	return d.hours[p] >= minHours
}

// fraction is the daily value of p, which must be valid, as a whole number of
// denominator(p)-ths of 1 ng/m³.
func (d *daily) fraction(p measure.Parameter) int64 {
	switch p {
	case measure.O38h:
		return d.max8
	case measure.O3:
		return int64(d.highestO3)
	}
	return d.sum[p] * (daysDenominator / int64(d.hours[p]))
}

func denominator(p measure.Parameter) int64 {
	switch p {
	case measure.O38h:
		return eightDenominator
	case measure.O3:
		return 1
	}
	return daysDenominator
}

// count is the number of valid hours behind p, of valid windows for O38h.
func (d *daily) count(p measure.Parameter) int {
	if p == measure.O38h {
		return d.windows
	}
	return d.hours[p]
}

// empty tells that not one valid value arrived.
func (d *daily) empty() bool {
	return d.hours == [measure.O3 + 1]int{}
}

// aboveLimit compares the rounded value with the daily limit of O₃ 8 h, class II,
// which is 160 µg/m³ in every edition of GB 3095.
func aboveLimit(c measure.Concentration) bool {
	return gbt8170.Round(c, measure.Microgram) > 160*measure.Microgram
}
