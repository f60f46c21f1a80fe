package target

import (
	"math"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// reckoning is what one rule makes of the days of a target's year so far.
type reckoning struct {
	days    DayCount
	outlook outlook
	value   float64
	known   bool // value is known
	audited bool // what was reached was reached by audited days
	// confirmed is how many of the days so far are audited.
	confirmed int
}

// reckon counts days for one kind.
type reckon func(t *Target, f *Facts, year *calendar, rule assess.EditionRule) reckoning

// countDays evaluates a kind that counts days.
func countDays(t *Target, f *Facts, count reckon) Progress {
	year := calendarOf(t.Year, f.AirDays)
	r := count(t, f, year, t.Basis.Edition)
	p := Progress{Target: t, AsOf: asOf(t, f), Days: &r.days, Value: r.value, HasValue: r.known}
	p.Forecast = f.Forecast
	p.Status, p.Reason = r.outlook.status(chance(f.Forecast))
	if p.Status == Achieved && !r.audited {
		p.Reason = notAudited
	}
	p.PM10Missing = pm10Missing(t, f, year)
	p.Other = other(t, f, year, count)
	p.Months, p.Confirmed = year.months(elapsed(t, f), t.Basis.Edition, &t.Basis), r.confirmed
	p.LastYear = lastYearOf(t, f)
	if t.Kind == GoodAirDays || t.Kind == HeavyDays {
		p.Official = officialOf(year, p.AsOf, f.Published, f.Figures)
	}
	return p
}

// pm10Missing lists the elapsed days judged under 2026 in which PM10 alone is
// missing and decides.
func pm10Missing(t *Target, f *Facts, year *calendar) []measure.Day {
	var rows []assess.AirDay
	for n := range elapsed(t, f) {
		if t.Basis.Edition.On(year.first.Add(n)) != hj633.E2026 {
			continue
		}
		if row, ok := year.judged(n, hj633.E2026, hj633.Options{}); ok {
			rows = append(rows, row)
		}
	}
	return assess.PM10MissingDays(rows)
}

// notAudited is said beside a goal that provisional data reach.
const notAudited = "已达目标（待审核确认）"

// other counts the same days under the edition that the basis does not use. With
// the edition by date it is the one not in force on the day of judgement: what an
// older or a newer rule makes of the whole year.
func other(t *Target, f *Facts, year *calendar, count reckon) *Other {
	rule := assess.Under2012
	switch t.Basis.Edition {
	case assess.Under2012:
		rule = assess.Under2026
	case assess.ByDate:
		if hj633.EditionOn(asOf(t, f)) == hj633.E2012 {
			rule = assess.Under2026
		}
	}
	r := count(t, f, year, rule)
	o := &Other{Edition: rule, Days: r.days}
	o.Forecast = f.OtherForecast
	o.Status, _ = r.outlook.status(chance(o.Forecast))
	for n := range elapsed(t, f) {
		ours, row := year.mark(n, t.Basis.Edition, &t.Basis)
		theirs, same := year.mark(n, rule, &t.Basis)
		flips := ours.verdict() != theirs.verdict()
		if t.Kind == HeavyDays {
			flips = isHeavy(ours, &row) != isHeavy(theirs, &same)
		}
		if flips {
			o.Flips = append(o.Flips, year.first.Add(n))
		}
	}
	return o
}

// daysOf is what every kind that counts days has in common.
func daysOf(t *Target, f *Facts, count *tally) DayCount {
	return DayCount{
		Good:         count.marks[good],
		Exceeding:    count.marks[exceeding],
		Undetermined: count.undetermined(),
		Remaining:    measure.DaysInYear(t.Year) - elapsed(t, f),
	}
}

// goodAirDays counts days with AQI ≤ 100 (优良天数) by the arithmetic of design §7.
func goodAirDays(t *Target, f *Facts, year *calendar, rule assess.EditionRule) reckoning {
	n, total := elapsed(t, f), measure.DaysInYear(t.Year)
	count := year.tally(n, rule, &t.Basis)
	d := daysOf(t, f, &count)
	recovered := d
	recovered.Good += count.marks[recoverable]
	recovered.Undetermined -= count.marks[recoverable]
	d.Budget = d.Good + d.Remaining - goalDays(t, &d)
	d.BudgetIfRecovered = recovered.Good + recovered.Remaining - goalDays(t, &recovered)
	d.Pace = (float64(d.Good*total) - t.Goal*float64(n)) / float64(total)
	if sum, ok := pastSum(t, f, rule, func(past *tally) int { return past.marks[good] }); ok {
		d.Pace3y, d.HasPace3y = float64(3*d.Good-sum)/3, true
	}
	return reckoning{
		days: d, value: float64(d.Good), known: true,
		audited: count.confirmed >= goalDays(t, &recovered), confirmed: n - count.provisional,
		outlook: outlook{
			elapsed: n, valid: count.valid(), bad: d.Exceeding + d.Undetermined,
			remaining: d.Remaining, budget: d.Budget,
			certain: d.Good >= goalDays(t, &d), lost: d.BudgetIfRecovered < 0,
		},
	}
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

// pastSum adds up what number takes of the last three years up to the same date
// (近三年同期), under the same basis and with gases as the target's year states them
// (GB 3095, amendment of 2018). A year counts when at least 330 of 365 of its
// days up to then are judged, and all three must count.
func pastSum(t *Target, f *Facts, rule assess.EditionRule, number func(*tally) int) (sum int, ok bool) {
	if elapsed(t, f) == 0 {
		return 0, false
	}
	for year := t.Year - 3; year < t.Year; year++ {
		days := sameDate(asOf(t, f), year).YearDay()
		count := calendarOf(year, t.AtItsCondition(year, f.AirDays)).tally(days, rule, &t.Basis)
		if count.valid()*365 < 330*days {
			return 0, false
		}
		sum += number(&count)
	}
	return sum, true
}

// sameDate is d's date in another year, 28 February for 29 February where that year
// has none.
func sameDate(d measure.Day, year int) measure.Day {
	last := measure.Date(year, d.Month()+1, 0)
	return min(measure.Date(year, d.Month(), d.Date()), last)
}
