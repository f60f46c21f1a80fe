package target

import "lanbi/internal/measure"

// Forecast (年终预测) is how likely a target is to be met at the end of its year, by
// other years under the target's own basis.
type Forecast struct {
	// Probability that the goal is reached, 0 to 1, and its range.
	Probability, Low, High float64
	// Expected is the mean of the final value, in the unit of Progress.Value: good
	// days, the share of sections, of a class target the median of the worst class.
	// ExpectedLow and ExpectedHigh hold 80 %. Valid when HasExpected.
	Expected, ExpectedLow, ExpectedHigh float64
	HasExpected                         bool
	// Certain tells that arithmetic alone decides.
	Certain bool
	// Reference is what the same history says without a model (climatology): kept
	// beside an issued forecast, which has to beat it. 0 when read back from the
	// database's progress.
	Reference float64
	// Years of history behind it; 0 when read back from the database, which does not
	// keep it.
	Years int
	// Sentence says it for people: 全年完成目标的可能性约四成（35%～50%），依据近 5 年数据测算，供内部研判.
	Sentence string
}

// Rest (余下时间) is what is known of the rest of the year beside a probability, and
// without one.
type Rest struct {
	// Allowed shares the budget out over the months left, by what each is expected to
	// need; index 0 is January. Of good air days only.
	Allowed [12]int
	// EarliestSafe is the day that reaches the goal if every day from now on is good,
	// EarliestLost the one that puts it out of reach if none is; 0 where that cannot
	// happen any more or has happened.
	EarliestSafe, EarliestLost measure.Day
	// Factor is this year's exceeding days over those of the same days in the mean of
	// the history; valid when HasFactor. 0.8 is 「为常年的 0.8 倍」.
	Factor    float64
	HasFactor bool
	Years     int    // of history
	NoChance  string // why there is no probability, in Chinese; empty with one
	// Parts are the sections or sources of the target, empty for other kinds.
	Parts []PartChance
}

// Weakest is the part least likely to meet its goal, nil without parts or where a
// failure of none is in sight. r may be nil.
func (r *Rest) Weakest() *PartChance {
	if r == nil {
		return nil
	}
	var weakest *PartChance
	for i := range r.Parts {
		if p := &r.Parts[i]; p.Probability < 0.9 && (weakest == nil || p.Probability < weakest.Probability) {
			weakest = p
		}
	}
	return weakest
}

// PartChance is the outlook of one section or source.
type PartChance struct {
	Name        string
	Probability float64 // that it meets its own goal, 0 to 1
	Lost        bool    // by arithmetic, or by a failed sample
	Threat      string  // the item most likely to fail, empty where none is
}

// weigh lets the probability decide the standing of p where nothing else has: what is
// achieved, lost or unknown stays so.
func (f *Facts) weigh(p *Progress) {
	if f.Forecast == nil || p.Status == Unknown {
		return
	}
	p.Forecast = f.Forecast
	switch p.Status {
	case OnTrack, Watch, AtRisk, Unlikely:
		p.Status = byProbability(f.Forecast.Probability)
		if f.Forecast.Certain && f.Forecast.Probability == 0 {
			p.Status = Lost
		}
	}
}

// chance is the probability that decides the status; ok is false without one.
func chance(f *Forecast) (p float64, ok bool) {
	if f == nil {
		return 0, false
	}
	return f.Probability, true
}
