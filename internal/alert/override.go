package alert

import (
	"slices"

	"lanbi/internal/forecast"
	"lanbi/internal/target"
)

// Override has rules of their own for some areas and targets. What belongs to no area
// (queue, jobs, servers) is never overridden.
type Override struct {
	Areas   []string // codes; empty for all
	Targets []string // ids; with any, only what belongs to one of these targets fits
	Rules   Rules
}

func (o *Override) fits(area, id string) bool {
	return (len(o.Areas) == 0 || slices.Contains(o.Areas, area)) && (len(o.Targets) == 0 || slices.Contains(o.Targets, id))
}

// StatusOnly are the rules with none but that of the targets' status, everywhere.
func (r *Rules) StatusOnly() Rules {
	off := Rule{Off: true}
	out := Rules{TargetStatus: r.TargetStatus, Budget: BudgetRule{Rule: off}, Burn: BurnRule{Rule: off}, WaterClass: off,
		WaterItem: WaterItemRule{Rule: off}, Silent: SilentRule{Rule: off}, Spool: SpoolRule{Rule: off}, Job: JobRule{Rule: off},
		Unreachable: UnreachableRule{Rule: off}, DayData: DayDataRule{Rule: off}, Validity: ValidityRule{Rule: off}, Control: ControlRule{Rule: off}, Dust: DustRule{Rule: off}}
	for _, o := range r.Overrides {
		o.Rules = o.Rules.StatusOnly()
		out.Overrides = append(out.Overrides, o)
	}
	return out
}

// share is what some rules have to judge.
type share struct {
	rules *Rules
	facts Facts
}

// shares divides the facts among the rules and their overrides.
func (r *Rules) shares(facts Facts) []share {
	facts.every = facts.Progress
	if len(r.Overrides) == 0 {
		return []share{{r, facts}}
	}
	out := make([]share, 0, len(r.Overrides)+1)
	for i := range len(r.Overrides) + 1 {
		mine := facts
		mine.Progress = only(facts.Progress, func(p *target.Progress) bool {
			return p.Target != nil && r.decides(i, p.Target.Area, p.Target.ID)
		})
		mine.Sections = only(facts.Sections, func(s *Section) bool { return r.decides(i, s.Area, "") })
		mine.Stations = only(facts.Stations, func(s *Station) bool { return r.decides(i, s.Area, "") })
		mine.Hours = only(facts.Hours, func(h *Hours) bool { return r.decides(i, h.Area, "") })
		mine.Control = only(facts.Control, func(c *forecast.PlaceControl) bool { return r.decides(i, c.Area, goodAirTarget(&facts, c)) })
		mine.Dust = only(facts.Dust, func(d *Dust) bool { return r.decides(i, d.Area, dustTarget(&facts, d)) })
		mine.Validity = only(facts.Validity, func(v *Validity) bool { return r.decides(i, v.Area, "") })
		if i == len(r.Overrides) {
			out = append(out, share{r, mine})
			break
		}
		mine.Spool, mine.Jobs, mine.Parts = nil, nil, nil
		out = append(out, share{&r.Overrides[i].Rules, mine})
	}
	return out
}

// decides tells whether the override of that number, or after the last the rules
// themselves, judge what belongs to an area and, unless id is empty, a target.
func (r *Rules) decides(number int, area, id string) bool {
	first := slices.IndexFunc(r.Overrides, func(o Override) bool { return o.fits(area, id) })
	return first == number || first < 0 && number == len(r.Overrides)
}

func only[T any](list []T, keep func(*T) bool) []T {
	var out []T
	for i := range list {
		if keep(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}
