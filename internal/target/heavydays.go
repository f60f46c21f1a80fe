package target

import "lanbi/internal/assess"

// heavyDays counts days with AQI > 200 (重污染天数), of which the goal allows so many.
// Good, exceeding and undetermined are the days as always; the budget is how many
// more heavy days the goal leaves, which no recovered day can raise, and paces are
// positive with fewer heavy days than the goal's part of the year, or than the three
// years before had.
func heavyDays(t *Target, f *Facts, year *calendar, rule assess.EditionRule) reckoning {
	n := elapsed(t, f)
	count := year.tally(n, rule, &t.Basis)
	d := daysOf(t, f, &count)
	d.Budget = int(t.Goal) - count.heavy
	d.BudgetIfRecovered = d.Budget
	total := n + d.Remaining
	d.Pace = (t.Goal*float64(n) - float64(count.heavy*total)) / float64(total)
	if sum, ok := pastSum(t, f, rule, func(past *tally) int { return past.heavy }); ok {
		d.Pace3y, d.HasPace3y = float64(sum-3*count.heavy)/3, true
	}
	return reckoning{
		days: d, value: float64(count.heavy), known: count.valid() > 0,
		audited: count.provisional == 0, confirmed: n - count.provisional,
		outlook: outlook{
			elapsed: n, valid: count.valid(), bad: count.heavy, remaining: d.Remaining, budget: d.Budget,
			certain: count.valid() > 0 && d.Budget >= d.Remaining+count.marks[recoverable], lost: d.Budget < 0,
		},
	}
}
