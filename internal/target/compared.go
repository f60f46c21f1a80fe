package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// MonthCount is one month of the target's year so far, under its basis.
type MonthCount struct {
	First measure.Day
	Tally
}

// SameDate is the year before up to the same date (上年同期), under the same basis;
// 28 February for 29 February where that year has none.
type SameDate struct {
	Through measure.Day
	Tally
}

// months counts the first days of the year by month.
func (c *calendar) months(days int, rule assess.EditionRule, b *Basis) []MonthCount {
	var months []MonthCount
	for n := range days {
		day := c.first.Add(n)
		if day.Date() == 1 {
			months = append(months, MonthCount{First: day})
		}
		m, _ := c.mark(n, rule, b)
		months[len(months)-1].add(m.verdict())
	}
	return months
}

// lastYearOf is the year before the target's up to the same date; nil where nothing of
// it is known.
func lastYearOf(t *Target, f *Facts) *SameDate {
	if elapsed(t, f) == 0 {
		return nil
	}
	through := sameDate(asOf(t, f), t.Year-1)
	s := SameDate{Through: through}
	for _, month := range calendarOf(t.Year-1, f.AirDays).months(through.YearDay(), t.Basis.Edition, &t.Basis) {
		s.plus(month.Tally)
	}
	if s.Good+s.Exceeding == 0 {
		return nil
	}
	return &s
}

// OtherFirst tells whether the reading under the other edition is the worse one, which
// people are told first. A status that is not known is neither better nor worse, but
// for a goal that is certainly lost.
func (p *Progress) OtherFirst() bool {
	o := p.Other
	return o != nil && o.Status > p.Status && (p.Status != Unknown || o.Status == Lost)
}

// Headline is the edition whose reading is told first, and its status.
func (p *Progress) Headline() (assess.EditionRule, Status) {
	if p.OtherFirst() {
		return p.Other.Edition, p.Other.Status
	}
	return p.Target.Basis.Edition, p.Status
}

// OtherTitle names the count beside the target's own: what the figures would be under
// the edition that is not its basis.
func OtherTitle(rule assess.EditionRule) string {
	switch rule {
	case assess.Under2012:
		return "按原标准可比口径"
	case assess.Under2026:
		return "按新标准可比口径"
	}
	return "按当日执行标准"
}

// OtherStatusText says in one clause what the other edition makes of the target, such
// as 按原标准可比口径：还可超标 3 天，有风险; empty where it makes the same.
func (p *Progress) OtherStatusText() string {
	o := p.Other
	if o == nil || o.Status == p.Status || o.Status == Unknown {
		return ""
	}
	return OtherTitle(o.Edition) + "：" + BudgetText(p.Target.Kind, o.Days.Budget) + "，" + o.Status.Chinese()
}
