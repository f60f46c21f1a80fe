package alert

import "lanbi/internal/target"

// figuresOf takes the numbers of a progress that its kind has.
func figuresOf(p *target.Progress, shown target.Status) *Figures {
	f := &Figures{Status: shown.String(), Goal: p.Target.Goal, Unit: p.Target.Unit}
	if d := p.Days; d != nil {
		days := *d
		f.Good, f.Exceeding, f.Undetermined = &days.Good, &days.Exceeding, &days.Undetermined
		f.Remaining, f.Budget, f.BudgetIfRecovered = &days.Remaining, &days.Budget, &days.BudgetIfRecovered
	}
	if p.HasValue {
		value := p.Value
		f.Value = &value
	}
	if pr := p.Forecast; pr != nil {
		chance := *pr
		f.Probability, f.ProbabilityLow, f.ProbabilityHigh = &chance.Probability, &chance.Low, &chance.High
	}
	return f
}
