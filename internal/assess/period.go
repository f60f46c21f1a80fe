package assess

import (
	"slices"

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

// AirPeriods appends the statistics of the periods in which the days touched lie, of
// one place, each period once: month, quarter, year to date, and the year once it is
// over; each by date, under 2012 and under 2026, with dust kept and excluded. The
// days touched are of one year.
//
// days are rows of the place, in any order, and reach back to the beginning of the
// year. asOf is the last assessed day: a period that has not ended is summed up to
// it, and a day up to it without a row is undetermined. A year to date ends with
// asOf, or with 31 December of an earlier year.
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
			if has(dst[own:], period, first) || period == Year && last > asOf {
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

// airYear holds the rows of one place and year by day and edition, nil where there
// is none.
type airYear struct {
	place string
	first measure.Day
	rows  [366][len(hj633.Editions)]*AirDay
	dust  bool // there is a dust day
	// same tells that every day has the same values under each edition, as computed
	// days do: means are then formed once.
	same bool
}

func airYearOf(place string, days []AirDay, first measure.Day) *airYear {
	y := &airYear{place: place, first: first, same: true}
	length := measure.DaysInYear(first.Year())
	for i := range days {
		row := &days[i]
		n := row.Day.Since(first)
		if row.Place != place || row.Source != ComputedDay || n < 0 || n >= length {
			continue
		}
		y.rows[n][slices.Index(hj633.Editions[:], row.Edition)] = row
		y.dust = y.dust || row.Dust
	}
	for n := range y.rows {
		for _, other := range y.rows[n][1:] {
			one := y.rows[n][0]
			if one != other && (one == nil || other == nil || one.Has != other.Has || one.Mean != other.Mean || one.Dust != other.Dust) {
				y.same = false
			}
		}
	}
	return y
}

// append adds the statistics of one period, which ends with last at the latest.
func (y *airYear) append(dst []AirPeriod, period Period, first, last measure.Day) []AirPeriod {
	var byDate [2]AirPeriod // dust kept and excluded
	var buffer [366]*AirDay
	for rule := ByDate; rule <= Under2026; rule++ {
		rows := y.rowsOf(buffer[:0], rule, first, last)
		for i, excluded := range [...]bool{false, true} {
			result := AirPeriod{Place: y.place, Start: first, Period: period, Edition: rule, DustExcluded: excluded}
			switch {
			case excluded && !y.dust:
				result = dst[len(dst)-1]
				result.DustExcluded = true
				dst = append(dst, result)
				continue
			case rule != ByDate && y.same:
				result.Has, result.Mean, result.Percentile = byDate[i].Has, byDate[i].Mean, byDate[i].Percentile
			default:
				result.summarise(rows, last)
			}
			result.count(rows, last)
			result.compose(last)
			dst = append(dst, result)
		}
		if rule == ByDate {
			byDate = [2]AirPeriod(dst[len(dst)-2:])
		}
	}
	return dst
}

// rowsOf picks at most one row a day, under the edition that rule asks for.
func (y *airYear) rowsOf(rows []*AirDay, rule EditionRule, first, last measure.Day) []*AirDay {
	for day := first; day <= last; day++ {
		of := y.rows[day.Since(y.first)]
		if row := of[slices.Index(hj633.Editions[:], rule.On(day))]; row != nil {
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

// summarise fills means and percentiles.
func (a *AirPeriod) summarise(rows []*AirDay, last measure.Day) {
	var buffer [366]hj663.Daily
	for _, p := range dailyParameters {
		values := buffer[:0]
		for _, row := range rows {
			if row.Has.Has(p) && !(a.DustExcluded && row.Dust && hj663.DustRemoves(p)) {
				values = append(values, hj663.Daily{Day: row.Day, Value: row.Mean[p]})
			}
		}
		if s := hj663.Summarise(p, a.Start, last, values); s.Complete {
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
