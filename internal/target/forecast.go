package target

// Forecast (年终预测) is where a count of good days is heading at the end of its
// year, by the days of other years under the target's own basis.
type Forecast struct {
	// Probability that the goal is reached, 0 to 1, and its range.
	Probability, Low, High float64
	// Expected is the mean of the final number of good days; ExpectedLow and
	// ExpectedHigh hold 80 %.
	Expected, ExpectedLow, ExpectedHigh float64
	// Years of history behind it; 0 when read back from the database, which does not
	// keep it.
	Years int
	// Sentence says it for people: 全年完成目标的可能性约四成（35%～50%），依据近 5 年数据测算，供内部研判.
	Sentence string
}

// chance is the probability that decides the status; ok is false without one.
func chance(f *Forecast) (p float64, ok bool) {
	if f == nil {
		return 0, false
	}
	return f.Probability, true
}
