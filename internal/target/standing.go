package target

// daysBeforeJudgement is how many days of a year must have passed before a
// judgement without a forecast.
const daysBeforeJudgement = 30

// standing is the status of a count of days after elapsed days of the year, and the
// reason where it is Unknown.
//
// Certainties come first: Achieved at good ≥ goal, Lost only when not even the
// recovery of undetermined days would help. Then the probability decides, or
// without one the budget against e, the bad days to expect at this year's rate.
func standing(t *Target, elapsed int, d *DayCount, probability float64, hasProbability bool) (Status, string) {
	switch {
	case d.Good >= goalDays(t, d) && elapsed > 0:
		return Achieved, ""
	case d.BudgetIfRecovered < 0:
		return Lost, ""
	case elapsed == 0:
		return Unknown, "目标年度尚未开始，暂不研判"
	case hasProbability:
		return byProbability(probability), ""
	case elapsed < daysBeforeJudgement:
		return Unknown, "数据不足，暂不研判（本年度不满 30 天）"
	case d.Good+d.Exceeding == 0:
		return Unknown, "数据不足，暂不研判（本年度尚无有效天）"
	}
	return byBudget(elapsed, d), ""
}

// byProbability are the thresholds 0.90, 0.70 and 0.40.
func byProbability(p float64) Status {
	switch {
	case p >= 0.90:
		return OnTrack
	case p >= 0.70:
		return Watch
	case p >= 0.40:
		return AtRisk
	}
	return Unlikely
}

// byBudget compares the budget with e = remaining × (exceeding + undetermined) /
// elapsed and its spread √e: from e + 2√e OnTrack, from e Watch, from e − 2√e
// AtRisk. All sides are taken times elapsed and squared, so that no rounding
// decides.
func byBudget(elapsed int, d *DayCount) Status {
	expected := d.Remaining * (d.Exceeding + d.Undetermined) // e × elapsed
	ahead := d.Budget*elapsed - expected                     // (budget − e) × elapsed
	spread := 4 * expected * elapsed                         // (2√e × elapsed)²
	switch {
	case ahead >= 0 && ahead*ahead >= spread:
		return OnTrack
	case ahead >= 0:
		return Watch
	case ahead*ahead <= spread:
		return AtRisk
	}
	return Unlikely
}
