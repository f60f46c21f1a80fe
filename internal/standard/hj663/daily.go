// Package hj663 computes the statistics of HJ 663, 《环境空气质量评价技术规范》,
// editions of 2013 (试行) and 2026: daily values, area values, period means and
// percentiles, attainment (达标), the composite index (综合指数) of 环办〔2014〕64 号
// and day counts.
//
// Neither text could be read in the original; what is here rests on transcriptions
// and on agreeing public code, and says so where only one was found. Left out
// because no text was found: exceptional events, the three-year mean and the
// smallest share of stations (2026). The trend test of annex B is not here either.
package hj663

import (
	"math/bits"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/gbt8170"
)

// Mean is an exact arithmetic mean, Sum/N. N is 0 where the mean is not known.
//
// It stays a fraction so that the mean of an area is exact too: a tie in the
// rounding to whole µg/m³ can decide a day.
type Mean struct {
	Sum int64 // of ng/m³
	N   int64
}

// Known tells whether there is a mean.
func (m Mean) Known() bool { return m.N != 0 }

// Value is the mean rounded to odd, 0 when not known (see measure.Quotient).
func (m Mean) Value() measure.Concentration {
	if m.N == 0 {
		return 0
	}
	return measure.Quotient(m.Sum, m.N)
}

// Rounded is the mean rounded by GB/T 8170 to a whole multiple of step, 0 when not
// known.
func (m Mean) Rounded(step measure.Concentration) measure.Concentration {
	if m.N == 0 {
		return 0
	}
	return measure.Concentration(gbt8170.RoundRatio(m.Sum, m.N, int64(step)))
}

// Hours of a natural day as bits: all 24, and the eight of the first window.
const (
	allHours   = 1<<24 - 1
	eightHours = 1<<8 - 1
)

// DailyMean is the mean of a natural day (24 小时平均), and the number of valid hours
// behind it. hours[i] is the hour that starts at i:00, of label i+1; bit i of valid
// tells whether it counts. With fewer than 20 valid hours there is no mean
// (GB 3095 Table 4).
func DailyMean(hours *[24]measure.Concentration, valid uint32) (mean Mean, count int) {
	count = bits.OnesCount32(valid & allHours)
	if count < gb3095.DayHours {
		return Mean{}, count
	}
	for _, c := range hours {
		mean.Sum += int64(c)
	}
	for lost := ^valid & allHours; lost != 0; lost &= lost - 1 {
		mean.Sum -= int64(hours[bits.TrailingZeros32(lost)])
	}
	mean.N = int64(count)
	return mean, count
}

// The windows of the daily maximum 8-hour mean, by label (§6.1.2): 08:00 to 24:00,
// so that all hours lie inside the natural day.
const (
	firstWindow = 8
	lastWindow  = 24
	// Windows is their number.
	Windows = lastWindow - firstWindow + 1
	// MinWindows of them make the maximum valid.
	MinWindows = 14
)

// MDA8 is the daily maximum 8-hour mean of ozone (日最大 8 小时平均), and the number
// of valid windows behind it. hours and valid are as for DailyMean.
//
// A window needs 6 of its 8 hours (GB 3095 Table 4) and is the mean of those it has.
// With fewer than 14 valid windows the day counts only if the maximum found exceeds
// limit, the daily limit (§6.1.2): more data could not lower it. It is compared as
// the limit is printed, rounded to whole µg/m³; otherwise a day of 160.3 would be
// let in as exceeding and then have an index of 100.
func MDA8(hours *[24]measure.Concentration, valid uint32, limit measure.Concentration) (highest Mean, windows int) {
	if valid&allHours == allHours {
		return highestOfWhole(hours), Windows
	}
	counted := *hours // 0 where not valid
	for lost := ^valid & allHours; lost != 0; lost &= lost - 1 {
		counted[bits.TrailingZeros32(lost)] = 0
	}
	var sum measure.Concentration
	for _, c := range counted[:firstWindow-1] {
		sum += c
	}
	for i := range Windows {
		sum += counted[i+firstWindow-1]
		if n := int64(bits.OnesCount32(valid >> i & eightHours)); n >= gb3095.EightHourHours {
			windows++
			if highest.N == 0 || int64(sum)*highest.N > highest.Sum*n {
				highest = Mean{Sum: int64(sum), N: n}
			}
		}
		sum -= counted[i]
	}
	if windows >= MinWindows {
		return highest, windows
	}
	if windows > 0 && gbt8170.Round(highest.Value(), measure.Microgram) > limit {
		return highest, windows
	}
	return Mean{}, windows
}

// highestOfWhole is the highest window of a day on which every hour is valid.
func highestOfWhole(hours *[24]measure.Concentration) Mean {
	var sum measure.Concentration
	for _, c := range hours[:firstWindow] {
		sum += c
	}
	highest := sum
	for i := firstWindow; i < lastWindow; i++ {
		sum += hours[i] - hours[i-firstWindow]
		highest = max(highest, sum)
	}
	return Mean{Sum: int64(highest), N: firstWindow}
}

// DailyMax is the highest valid hour of a natural day; ok is false without any.
// HJ 633-2012 asks for it where MDA8 is above 800 µg/m³.
func DailyMax(hours *[24]measure.Concentration, valid uint32) (highest measure.Concentration, ok bool) {
	valid &= allHours
	if valid == 0 {
		return 0, false
	}
	highest = hours[bits.TrailingZeros32(valid)]
	for rest := valid; rest != 0; rest &= rest - 1 {
		highest = max(highest, hours[bits.TrailingZeros32(rest)])
	}
	return highest, true
}
