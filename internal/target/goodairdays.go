package target

import (
	"math"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// goodAirDays evaluates a count of days with AQI ≤ 100 (优良天数).
func goodAirDays(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f), HasValue: true}
	year := calendarOf(t.Year, f.AirDays)
	n := elapsed(t, f)

	days, count := dayCount(t, f, year, t.Basis.Edition)
	p.Days = &days
	p.Value = float64(days.Good)
	p.Status, p.Reason = standing(t, n, &days, f.Probability, f.HasProbability)
	if p.Status == Achieved && count.confirmed < goalDays(t, &days) {
		p.Reason = "已达目标（待审核确认）"
	}
	p.Other = other(t, f, year)
	return p
}

// other counts the same days under the edition that the basis does not use. With
// the edition by date it is the one not in force on the day of judgement: what an
// older or a newer rule makes of the whole year.
func other(t *Target, f *Facts, year *calendar) *Other {
	rule := assess.Under2012
	switch t.Basis.Edition {
	case assess.Under2012:
		rule = assess.Under2026
	case assess.ByDate:
		if hj633.EditionOn(asOf(t, f)) == hj633.E2012 {
			rule = assess.Under2026
		}
	}
	n := elapsed(t, f)
	o := &Other{Edition: rule}
	o.Days, _ = dayCount(t, f, year, rule)
	o.Status, _ = standing(t, n, &o.Days, 0, false)
	for i := range n {
		ours, theirs := year.mark(i, t.Basis.Edition, &t.Basis), year.mark(i, rule, &t.Basis)
		if ours.verdict() != theirs.verdict() {
			o.Flips = append(o.Flips, year.first.Add(i))
		}
	}
	return o
}

// dayCount is the arithmetic of design §7 under one rule.
func dayCount(t *Target, f *Facts, year *calendar, rule assess.EditionRule) (DayCount, tally) {
	n, total := elapsed(t, f), measure.DaysInYear(t.Year)
	count := year.tally(n, rule, &t.Basis)
	d := DayCount{
		Good:         count.marks[good],
		Exceeding:    count.marks[exceeding],
		Undetermined: count.undetermined(),
		Remaining:    total - n,
	}
	recovered := d
	recovered.Good += count.marks[recoverable]
	recovered.Undetermined -= count.marks[recoverable]
	d.Budget = d.Good + d.Remaining - goalDays(t, &d)
	d.BudgetIfRecovered = recovered.Good + recovered.Remaining - goalDays(t, &recovered)
	d.Pace = float64(d.Good) - t.Goal*float64(n)/float64(total)
	if mean, ok := pastMean(t, f, rule); ok {
		d.Pace3y, d.HasPace3y = float64(d.Good)-mean, true
	}
	return d, count
}

// goalDays is the goal in whole days. With scale-to-valid an undetermined day
// leaves the reckoning: the goal shrinks in proportion and is rounded up, in the
// regulator's favour. With as-lost, the default, it stays.
func goalDays(t *Target, d *DayCount) int {
	goal := int(math.Ceil(t.Goal))
	if t.Basis.Missing != "scale-to-valid" {
		return goal
	}
	total := d.Good + d.Exceeding + d.Undetermined + d.Remaining
	valid := total - d.Undetermined
	return (goal*valid + total - 1) / total
}

// pastMean is the mean number of good days of the last three years up to the same
// date (近三年同期), under the same basis. A year counts when at least 330 of 365
// of its days up to then are judged, and all three must count.
func pastMean(t *Target, f *Facts, rule assess.EditionRule) (mean float64, ok bool) {
	n := elapsed(t, f)
	if n == 0 {
		return 0, false
	}
	sum := 0
	for year := t.Year - 3; year < t.Year; year++ {
		days := sameDate(asOf(t, f), year).YearDay()
		count := calendarOf(year, f.AirDays).tally(days, rule, &t.Basis)
		if (count.marks[good]+count.marks[exceeding])*365 < 330*days {
			return 0, false
		}
		sum += count.marks[good]
	}
	return float64(sum) / 3, true
}

// sameDate is d's date in another year, 28 February for 29 February where that year
// has none.
func sameDate(d measure.Day, year int) measure.Day {
	last := measure.Date(year, d.Month()+1, 0)
	return min(measure.Date(year, d.Month(), d.Date()), last)
}
