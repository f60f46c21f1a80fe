package target

// daysBeforeJudgement is how many days of a year must have passed before a
// judgement without a forecast.
const daysBeforeJudgement = 30

const (
	notBegun   = "目标年度尚未开始，暂不研判"
	firstDay   = "目标年度首日尚未评价，暂不研判" // on 1 January
	tooEarly   = "数据不足，暂不研判（本年度不满 30 天）"
	noValidDay = "数据不足，暂不研判（本年度尚无有效天）"
)

// outlook is what the standing of a count of days rests on.
type outlook struct {
	elapsed, remaining int
	valid              int  // days with a verdict
	bad                int  // days so far that count against the goal
	budget             int  // how many more may come
	certain            bool // the goal is met whatever comes
	lost               bool // it is missed whatever comes, recovered days included
}

// status is the standing, and the reason where it is Unknown.
//
// Certainties come first. Then the probability decides, or without one the budget
// against e, the bad days to expect at this year's rate.
func (o *outlook) status(probability float64, hasProbability bool) (Status, string) {
	switch {
	case o.certain && o.elapsed > 0:
		return Achieved, ""
	case o.lost:
		return Lost, ""
	case o.elapsed == 0:
		return Unknown, notBegun
	case hasProbability:
		return byProbability(probability), ""
	case o.elapsed < daysBeforeJudgement:
		return Unknown, tooEarly
	case o.valid == 0:
		return Unknown, noValidDay
	}
	return o.byBudget(), ""
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

// byBudget compares the budget with e = remaining × bad/elapsed and its spread √e:
// from e + 2√e OnTrack, from e Watch, from e − 2√e AtRisk. All sides are taken times
// elapsed and squared, so that no rounding decides.
func (o *outlook) byBudget() Status {
	expected := o.remaining * o.bad        // e × elapsed
	ahead := o.budget*o.elapsed - expected // (budget − e) × elapsed
	spread := 4 * expected * o.elapsed     // (2√e × elapsed)²
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
