package assess

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj663"
)

// Bounds are the first and last day of the period of kind p in which day lies. A
// year to date ends with day itself.
func (p Period) Bounds(day measure.Day) (first, last measure.Day) {
	switch p {
	case Month:
		return day.FirstOfMonth(), day.LastOfMonth()
	case Quarter:
		return hj663.Quarter(day)
	case YearToDate:
		return day.FirstOfYear(), day
	case Year:
		return day.FirstOfYear(), day.LastOfYear()
	}
	return day, day
}

// airPeriods are the statistics kept of air, shortest first.
var airPeriods = [...]Period{Month, Quarter, YearToDate, Year}

// AirPeriods appends the statistics of the periods in which the days touched lie, of
// one place, each period once: month, quarter, year to date, and the year once it is
// over; each by date, under 2012 and under 2026, with dust kept and excluded. The
// days touched are of one year.
//
// days are rows of the place, in any order, and reach back to the beginning of the
// year. asOf is the last assessed day: a period that has not ended is summed up to
// it, and a day up to it without a row is undetermined; one that has not begun has no
// statistics. A year to date ends with asOf, or with 31 December of an earlier year.
//
// A mean or percentile is given only where its days are enough (GB 3095 table 4).
// With dust excluded the particles of dust days leave means and percentiles, and a
// dust day that exceeds through its particles alone leaves the counts: Good,
// Exceeding and Undetermined then sum up to less than the days of the period.
func AirPeriods(dst []AirPeriod, place string, days []AirDay, touched []measure.Day, asOf measure.Day) []AirPeriod {
	if len(touched) == 0 {
		return dst
	}
	year := airYearOf(place, days, touched[0].FirstOfYear())
	own := len(dst)
	for _, day := range touched {
		for _, period := range airPeriods {
			first, last := period.Bounds(day)
			if period == YearToDate {
				last = day.LastOfYear()
			}
			if has(dst[own:], period, first) || first > asOf || period == Year && last > asOf {
				continue
			}
			if period == Year {
				dst = appendWhole(dst, dst[own:])
				continue
			}
			dst = year.append(dst, period, first, min(last, asOf))
		}
	}
	return dst
}

func has(periods []AirPeriod, period Period, first measure.Day) bool {
	for i := range periods {
		if periods[i].Period == period && periods[i].Start == first {
			return true
		}
	}
	return false
}

// appendWhole adds the year that is over: its year to date, among own, to the end.
func appendWhole(dst, own []AirPeriod) []AirPeriod {
	for _, whole := range own {
		if whole.Period == YearToDate {
			whole.Period = Year
			dst = append(dst, whole)
		}
	}
	return dst
}

// append adds the statistics of one period, which ends with last at the latest.
func (y *airYear) append(dst []AirPeriod, period Period, first, last measure.Day) []AirPeriod {
	byDate := len(dst)
	for rule := ByDate; rule <= Under2026; rule++ {
		for i, excluded := range [...]bool{false, true} {
			result := AirPeriod{Place: y.place, Start: first, Period: period, Edition: rule, DustExcluded: excluded}
			under, like := y.under[rule][i], y.under[ByDate][i]
			switch {
			case excluded && under == y.under[rule][0]:
				result = dst[len(dst)-1]
				result.DustExcluded = true
				dst = append(dst, result)
				continue
			case rule != ByDate && under.daily == like.daily:
				same := &dst[byDate+i]
				result.Has, result.Mean, result.Percentile = same.Has, same.Mean, same.Percentile
			default:
				result.summarise(under.daily, last)
			}
			result.count(under, first.Since(y.first), last.Since(y.first)+1)
			result.compose(last)
			dst = append(dst, result)
		}
	}
	return dst
}

// count fills the day counts of the days of the year from n and before end.
func (a *AirPeriod) count(under *yearUnder, n, end int) {
	before, then := &under.before[n], &under.before[end]
	a.Good, a.Exceeding, a.Heavy = int(then.good-before.good), int(then.exceeding-before.exceeding), int(then.heavy-before.heavy)
	a.Valid = a.Good + a.Exceeding
	a.Undetermined = end - n - a.Valid - int(then.excluded-before.excluded)
}

// summarise fills means and percentiles.
func (a *AirPeriod) summarise(daily *dailies, last measure.Day) {
	for _, p := range dailyParameters {
		if s := hj663.Summarise(p, a.Start, last, daily.within(p, a.Start, last)); s.Complete {
			a.Has = a.Has.With(p)
			a.Mean[p], a.Percentile[p] = s.Mean, s.Percentile
		}
	}
}

// compose fills the composite index from means and percentiles.
func (a *AirPeriod) compose(last measure.Day) {
	concentration := a.Mean
	for _, p := range [...]measure.Parameter{measure.CO, measure.O38h} {
		concentration[p] = a.Percentile[p]
	}
	if index, ok := hj663.Composite(a.limits(last), &concentration, a.Has); ok {
		a.CompositeIndex = index
	}
}

// limits are the limits by which the composite index of a period ending on last is
// formed: those of the edition asked for, of 2026 the set in force on that day.
func (a *AirPeriod) limits(last measure.Day) gb3095.Edition {
	switch a.Edition {
	case Under2012:
		return gb3095.E2012
	case Under2026:
		return max(gb3095.Transitional2026, gb3095.EditionOn(last))
	}
	return hj663.CompositeLimits(last)
}
