package hj663

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Edition is an edition of HJ 663. The zero value is none.
type Edition uint8

const (
	// E2013 is HJ 663-2013（试行）, used for every day up to 2026-02-28.
	E2013 Edition = iota + 1
	// E2026 is HJ 663-2026, in force since 2026-03-01.
	E2026
)

var first2026 = measure.Date(2026, 3, 1)

// EditionOn is the edition in force on the natural day d. A period that spans both
// is stated by the edition in force on its last day.
func EditionOn(d measure.Day) Edition {
	if d < first2026 {
		return E2013
	}
	return E2026
}

// String is the year of the edition.
func (e Edition) String() string {
	switch e {
	case E2013:
		return "2013"
	case E2026:
		return "2026"
	}
	return ""
}

// Use is what a number is stated for (Table 3 of 2026, 数据统计结果的小数位数).
type Use uint8

const (
	Statistic  Use = iota + 1 // a mean or percentile as published (统计)
	Compliance                // a value held against a limit (达标评价)
)

// Step is the last decimal place stated for p: 0.1 µg/m³ for statistics of PM₂.₅
// under 2026, 0.1 mg/m³ for CO, 1 µg/m³ for all others. That PM₂.₅ had no decimal
// under 2013 is general knowledge.
func Step(e Edition, p measure.Parameter, u Use) measure.Concentration {
	switch {
	case p == measure.CO:
		return measure.Milligram / 10
	case p == measure.PM25 && u == Statistic && e == E2026:
		return measure.Microgram / 10
	}
	return measure.Microgram
}

// Round is c of p by GB/T 8170 as stated for use u. c is the unrounded value: a
// Compliance value is never made from a Statistic one.
func Round(e Edition, p measure.Parameter, u Use, c measure.Concentration) measure.Concentration {
	return gbt8170.Round(c, Step(e, p, u))
}

// ExceedanceMultiple is by how many times c is above limit (超标倍数),
// (c − limit)/limit, in hundredths (Table 3). It is 0 where c meets the limit; c is
// the Compliance value, limit is positive.
func ExceedanceMultiple(c, limit measure.Concentration) int {
	if c <= limit {
		return 0
	}
	return int(gbt8170.RoundRatio(int64(c-limit)*100, int64(limit), 1))
}

// Share is part of whole in tenths of a percent (Table 3), such as 945 for 94.5 %;
// ok is false where whole is 0. For the share of good-air days (优良天数比例) whole is
// the days with a valid AQI.
func Share(part, whole int) (tenths int, ok bool) {
	if whole <= 0 {
		return 0, false
	}
	return int(gbt8170.RoundRatio(int64(part)*1000, int64(whole), 1)), true
}
