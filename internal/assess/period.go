package assess

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
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

// AirPeriods appends the statistics of the periods in which day lies, of one place:
// month, quarter, year to date, and the year once it is over; each by date, under
// 2012 and under 2026, with dust kept and excluded.
//
// days are the rows of the place, in any order, and reach back to the beginning of
// the year. asOf is the last assessed day: a period that has not ended is summed up
// to it, and a day up to it without a row is undetermined. A year to date ends with
// asOf, or with 31 December of an earlier year.
//
// A mean or percentile is given only where its days are enough (GB 3095 table 4).
// With dust excluded the particles of dust days leave means and percentiles, and a
// dust day that exceeds through its particles alone leaves the counts: Good,
// Exceeding and Undetermined then sum up to less than the days of the period.
func AirPeriods(dst []AirPeriod, place string, days []AirDay, day, asOf measure.Day) []AirPeriod {
	for _, period := range airPeriods {
		first, last := period.Bounds(day)
		if period == YearToDate {
			last = day.LastOfYear()
		}
		if period == Year && last > asOf {
			continue
		}
		last = min(last, asOf)
		for rule := ByDate; rule <= Under2026; rule++ {
			rows := rowsOf(days, place, rule, first, last)
			for _, excluded := range [...]bool{false, true} {
				result := AirPeriod{Place: place, Start: first, Period: period, Edition: rule, DustExcluded: excluded}
				result.count(rows, last)
				result.summarise(rows, last)
				dst = append(dst, result)
			}
		}
	}
	return dst
}

// rowsOf picks at most one row a day, under the edition that rule asks for.
func rowsOf(days []AirDay, place string, rule EditionRule, first, last measure.Day) []*AirDay {
	var rows []*AirDay
	for i := range days {
		row := &days[i]
		if row.Place == place && row.Source == ComputedDay && row.Day >= first && row.Day <= last &&
			row.Edition == rule.On(row.Day) {
			rows = append(rows, row)
		}
	}
	return rows
}

// count fills the day counts.
func (a *AirPeriod) count(rows []*AirDay, last measure.Day) {
	var counts hj663.Counts
	policy := hj663.KeepDust
	if a.DustExcluded {
		policy = hj663.ExcludeDust
	}
	for _, row := range rows {
		counts.Add(a.markOf(row), policy)
	}
	a.Good, a.Exceeding, a.Heavy, a.Valid = counts.Good, counts.Exceeding, counts.Heavy, counts.Valid()
	a.Undetermined = last.Since(a.Start) + 1 - a.Valid - counts.Excluded
}

// markOf is what row says for counting. A dust day that exceeds without its
// particles too, through ozone say, is not excused by dust.
func (a *AirPeriod) markOf(row *AirDay) hj663.DayMark {
	x, dust := &row.Index, row.Dust
	if a.DustExcluded && dust && row.Verdict == Exceeding {
		without := WithoutParticles(*row, hj633.Options{})
		if without.Verdict == Exceeding {
			x, dust = &without.Index, false
		}
	}
	return hj663.DayMark{Known: x.Known, AQI: x.AQI, Level: int(x.Level()), Primary: x.Primary, Dust: dust}
}

// summarise fills means, percentiles and the composite index.
func (a *AirPeriod) summarise(rows []*AirDay, last measure.Day) {
	var concentration [measure.AirCount]measure.Concentration
	values := make([]hj663.Daily, 0, len(rows))
	for _, p := range dailyParameters {
		values = values[:0]
		for _, row := range rows {
			if row.Has.Has(p) && !(a.DustExcluded && row.Dust && hj663.DustRemoves(p)) {
				values = append(values, hj663.Daily{Day: row.Day, Value: row.Mean[p]})
			}
		}
		s := hj663.Summarise(p, a.Start, last, values)
		if !s.Complete {
			continue
		}
		a.Has = a.Has.With(p)
		a.Mean[p], a.Percentile[p] = s.Mean, s.Percentile
		concentration[p] = s.Mean
		if p == measure.CO || p == measure.O38h {
			concentration[p] = s.Percentile
		}
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
