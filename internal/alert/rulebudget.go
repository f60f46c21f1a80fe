package alert

import (
	"fmt"
	"strconv"

	"lanbi/internal/target"
)

// findings are what the rule says of every target that counts days and has enough
// data to be judged.
func (r BudgetRule) findings(facts *Facts) []finding {
	left := r.Left
	if left == nil {
		left = DefaultLeft
	}
	var out []finding
	for i := range facts.Progress {
		p := &facts.Progress[i]
		if p.Target == nil || p.Days == nil || p.Status == target.Unknown || p.Target.Kind != target.GoodAirDays {
			continue
		}
		level := 0
		for _, n := range left {
			if p.Days.Budget <= n && p.Status != target.Achieved {
				level++
			}
		}
		out = append(out, finding{
			kind: Budget, subject: p.Target.ID + "/" + strconv.Itoa(p.Target.Year), area: p.Target.Area, target: p.Target.ID,
			asOf: p.AsOf, level: level, severity: r.severity(budgetSeverity(p.Days.Budget)), silent: true,
			words: func(l Language) Words {
				head := fmt.Sprintf("还可超标 %d 天", max(0, p.Days.Budget))
				if l == English {
					head = fmt.Sprintf("%d more days may exceed", max(0, p.Days.Budget))
				}
				return targetWords(l, p, facts, head)
			},
		})
	}
	return out
}

func budgetSeverity(left int) Severity {
	switch {
	case left <= 1:
		return Critical
	case left <= 5:
		return Warning
	}
	return Info
}

// findings compare the days lost in the window with the rate at which the budget
// would just last. At least two days must have been lost: one is chance.
func (r BurnRule) findings(facts *Facts) []finding {
	var out []finding
	for i := range facts.Progress {
		p := &facts.Progress[i]
		before, ok := facts.Earlier[targetID(p)]
		if !ok || p.Days == nil || before.Days == nil || p.Status == target.Unknown || p.Target.Kind != target.GoodAirDays {
			continue
		}
		lost := p.Days.Exceeding + p.Days.Undetermined - before.Days.Exceeding - before.Days.Undetermined
		days := p.AsOf.Since(before.AsOf)
		level := 0
		if days > 0 && lost >= 2 && p.Days.Budget > 0 &&
			float64(lost)/float64(days) >= r.times()*float64(p.Days.Budget)/float64(max(1, p.Days.Remaining)) {
			level = 1
		}
		out = append(out, finding{
			kind: Burn, subject: p.Target.ID + "/" + strconv.Itoa(p.Target.Year), area: p.Target.Area, target: p.Target.ID,
			asOf: p.AsOf, level: level, severity: r.severity(Warning), silent: true,
			words: func(l Language) Words {
				if l == English {
					w := targetWords(l, p, facts, "budget burns")
					w.What = fmt.Sprintf("%d days lost in the last %d; at this rate the budget is gone in %d days; ", lost, days, lasts(p, lost, days)) + w.What
					return w
				}
				w := targetWords(l, p, facts, "消耗过快")
				w.What = fmt.Sprintf("近 %d 天已损失 %d 天，照此速度约 %d 天后用完余量；", days, lost, lasts(p, lost, days)) + w.What
				return w
			},
		})
	}
	return out
}

// lasts is for how many days the budget lasts at the rate of the window.
func lasts(p *target.Progress, lost, days int) int { return p.Days.Budget * days / max(1, lost) }

func targetID(p *target.Progress) string {
	if p.Target == nil {
		return ""
	}
	return p.Target.ID
}
