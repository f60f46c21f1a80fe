// Package whatif answers what a yearly target of air would come to under an
// assumption (推演): the rest of the year like another year's, some more or fewer bad
// days in a month, dust decided one way or the other, another edition of the standard.
//
// An assumption changes the days or the basis, and the same functions judge the target
// as they do without it; nothing is estimated here. The answers are 「内部研判」: what
// would follow, never a proposal. That a station be left out cannot be assumed.
package whatif

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Note marks every answer.
const Note = "内部研判"

// Dust is an assumption on the events of dust (沙尘).
type Dust string

// What may be assumed of dust.
const (
	AsDecided Dust = ""         // decisions stay as they are
	Accepted  Dust = "accepted" // every open suspicion is recognised by the superior authority
	Refused   Dust = "refused"  // none is, and recognitions are taken back
)

// Assumption is what is assumed; the zero value assumes nothing.
type Assumption struct {
	// Like is the year whose days the rest of the target's year takes, by calendar date;
	// 0 for none. 29 February is undetermined where that year has none.
	Like int
	// Bad is how many more days of a month exceed than there would otherwise, fewer when
	// negative; by month, index 0 unused. It is cut to the days of the month that are left.
	Bad  [13]int
	Dust Dust
	// Edition replaces that of the basis; nil leaves it.
	Edition *assess.EditionRule
}

// Empty tells whether nothing is assumed.
func (a *Assumption) Empty() bool {
	return a.Like == 0 && a.Bad == [13]int{} && a.Dust == AsDecided && a.Edition == nil
}

// Answer is a target as it stands and as it would under the assumption.
type Answer struct {
	Base, WhatIf target.Progress
	Changes      []string // what was assumed, and what it changes, in words
}

// Fault is an assumption that cannot be made: which parameter, and why, in words for
// people.
type Fault struct{ Parameter, Detail string }

func (f Fault) Error() string { return f.Parameter + " " + f.Detail }

// ParseBad reads "12:+3" or "12:-1" into b: k more or fewer bad days in a month. Two for
// the same month add up.
func (a *Assumption) ParseBad(text string) error {
	month, days, found := strings.Cut(text, ":")
	m, err := strconv.Atoi(month)
	// The plus sign of a query that was not escaped arrives as a blank.
	k, failed := strconv.Atoi(strings.TrimLeft(days, "+ "))
	if !found || err != nil || failed != nil || m < 1 || m > 12 || k == 0 || k < -31 || k > 31 {
		return Fault{"bad", fmt.Sprintf("%q 应为 月:±天数，如 12:+3、11:-1", text)}
	}
	a.Bad[m] += k
	return nil
}

// ParseDust reads accepted or refused.
func ParseDust(text string) (Dust, error) {
	switch d := Dust(text); d {
	case AsDecided, Accepted, Refused:
		return d, nil
	}
	return AsDecided, Fault{"dust", fmt.Sprintf("%q 应为 accepted（认定）或 refused（不认定）", text)}
}

// Facts are what a target is judged on, and the events of dust of its area.
type Facts struct {
	target.Facts
	Dust []target.Story
}

// Judge evaluates a target from its facts, forecast included.
type Judge func(*target.Target, *target.Facts) target.Progress

// Of judges t as it stands and under the assumption. The error is a Fault.
func Of(t *target.Target, f *Facts, a Assumption, judge Judge) (Answer, error) {
	if !t.Kind.OnAirDays() {
		return Answer{}, Fault{"target", fmt.Sprintf("%q 不是按空气质量日评价判定的目标，不能推演", t.ID)}
	}
	if a.Bad != [13]int{} && t.Kind != target.GoodAirDays {
		return Answer{}, Fault{"bad", fmt.Sprintf("只适用于优良天数目标，%q 不是", t.ID)}
	}
	base := f.Facts
	answer := Answer{Base: judge(t, &base)}
	changed := *t
	s := scene{t: &changed, f: f.Facts}
	s.f.AirDays = slices.DeleteFunc(slices.Clone(f.AirDays), func(d assess.AirDay) bool {
		return d.Day > f.AsOf && d.Day.Year() == t.Year
	})
	s.edition(a.Edition)
	s.dust(a.Dust, f.Dust)
	if err := s.like(a.Like); err != nil {
		return Answer{}, err
	}
	if a.Like != 0 {
		s.flip(a.Bad)
		answer.WhatIf = judge(s.t, &s.f)
	} else {
		var err error
		if answer.WhatIf, err = s.shift(a.Bad, judge); err != nil {
			return Answer{}, err
		}
	}
	answer.Changes = append(s.said, differences(&answer.Base, &answer.WhatIf)...)
	return answer, nil
}

// scene is a target and its facts on the way from the base to the assumption.
type scene struct {
	t    *target.Target
	f    target.Facts
	said []string
	rest measure.Day // first day taken from another year
}

func (s *scene) say(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

var editionWords = map[assess.EditionRule]string{
	assess.ByDate: "按当日执行标准", assess.Under2012: "全年按 HJ 633-2012", assess.Under2026: "全年按 HJ 633-2026",
}

func (s *scene) edition(rule *assess.EditionRule) {
	if rule == nil {
		return
	}
	s.say("假设：执行标准由“%s”改为“%s”", editionWords[s.t.Basis.Edition], editionWords[*rule])
	s.t.Basis.Edition = *rule
}

// dust sets the decisions on the days of the target's year. Under a basis that keeps
// dust they change nothing, so what they would change under the other ones is said.
func (s *scene) dust(d Dust, stories []target.Story) {
	if d == AsDecided {
		return
	}
	open := map[measure.Day]bool{}
	for i := range stories {
		if e := &stories[i]; e.State == target.DustSuspected || e.State == target.DustReported {
			for day := e.Start; day <= e.End; day++ {
				open[day] = true
			}
		}
	}
	changed := map[measure.Day]bool{}
	for i := range s.f.AirDays {
		row := &s.f.AirDays[i]
		if row.Day.Year() != s.t.Year {
			continue
		}
		if now := d == Accepted && (row.Dust || open[row.Day]); now != row.Dust {
			row.Dust, changed[row.Day] = now, true
		}
	}
	if d == Accepted {
		s.say("假设：待认定的沙尘疑似全部获上级认定，涉及 %d 天", len(changed))
	} else {
		s.say("假设：沙尘均未获上级认定，涉及 %d 天", len(changed))
	}
	if s.t.Basis.Dust == "exclude" || s.t.Basis.Dust == "count-as-good" {
		return
	}
	s.say("本目标口径不扣除沙尘影响，认定与否不改变天数")
	for _, policy := range [...]struct{ key, zh string }{{"exclude", "剔除沙尘天"}, {"count-as-good", "沙尘天按优良计"}} {
		t := *s.t
		t.Basis.Dust = policy.key
		f := s.f
		if p := target.Evaluate(&t, &f); p.Days != nil { // counts only: no forecast
			s.say("若口径改为%s：优良 %d 天，超标 %d 天，数据不足 %d 天", policy.zh, p.Days.Good, p.Days.Exceeding, p.Days.Undetermined)
		}
	}
}

// elapsed counts the days of the target's year up to AsOf.
func (s *scene) elapsed() int {
	first := measure.Date(s.t.Year, time.January, 1)
	return min(max(0, s.f.AsOf.Since(first)+1), measure.DaysInYear(s.t.Year))
}
