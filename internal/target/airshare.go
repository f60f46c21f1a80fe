package target

import (
	"math"

	"lanbi/internal/assess"
	"lanbi/internal/standard/hj663"
)

// goodAirShare counts the share of good days among valid ones (优良天数比例), in %
// with one decimal (HJ 663 Table 3, GB/T 8170), which is what the goal is held
// against. Undetermined days, and dust days that the basis excludes, are in neither
// number.
//
// The budget is how many of the remaining days may exceed, all others being valid
// and good, with the share still at the goal; below 0 so many exceeding days too
// many.
func goodAirShare(t *Target, f *Facts, year *calendar, rule assess.EditionRule) reckoning {
	n := elapsed(t, f)
	count := year.tally(n, rule, &t.Basis)
	d := daysOf(t, f, &count)
	d.Budget = t.shareBudget(d.Good+d.Remaining, d.Exceeding)
	d.BudgetIfRecovered = t.shareBudget(d.Good+d.Remaining+count.marks[recoverable], d.Exceeding)
	goal := math.Round(t.Goal * 1000) // thousandths of a percent, whole
	d.Pace = (float64(d.Good)*100_000 - goal*float64(count.valid())) / 100_000
	if sum, ok := pastSum(t, f, rule, func(past *tally) int { return past.marks[good] }); ok {
		d.Pace3y, d.HasPace3y = float64(3*d.Good-sum)/3, true
	}
	share, known := shareOf(d.Good, count.valid())
	return reckoning{
		days: d, value: share, known: known,
		audited: count.provisional == 0, confirmed: n - count.provisional,
		outlook: outlook{
			elapsed: n, valid: count.valid(), bad: d.Exceeding, remaining: d.Remaining, budget: d.Budget,
			certain: known && d.Budget >= d.Remaining, lost: d.BudgetIfRecovered < 0,
		},
	}
}

// shareOf is part of whole in % with one decimal; ok is false where whole is 0.
func shareOf(part, whole int) (percent float64, ok bool) {
	tenths, ok := hj663.Share(part, whole)
	return float64(tenths) / 10, ok
}

// shareBudget is the largest number of days that may turn from good to exceeding
// with the share still at the goal; negative where so many exceeding days would have
// to turn good.
func (t *Target) shareBudget(good, exceeding int) int {
	for budget := good; budget > -exceeding; budget-- {
		// tenths/10 is the float64 nearest to the decimal, as the goal is: they compare
		// as the decimals do.
		if share, ok := shareOf(good-budget, good+exceeding); ok && share >= t.Goal {
			return budget
		}
	}
	return -exceeding
}
