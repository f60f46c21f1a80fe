package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// HeavyCount (重污染天数) is how many days of a span were heavy, as the superior
// authority published them and as we have them.
type HeavyCount struct {
	Published, Ours int
	// Known tells that they are published, by a count or day by day; without it
	// Published means nothing.
	Known bool
}

// Text compares them, such as 重污染天数：省平台 3 天，本系统 2 天，差 1 天; empty where
// nothing is published.
func (h *HeavyCount) Text() string {
	if !h.Known {
		return ""
	}
	return "重污染天数：" + comparedText(h.Published, h.Ours)
}

// of takes a published count over what its days say, which holds where the count has no
// heavy days and every day is published.
func (h *HeavyCount) of(count *publishedCount, complete bool) {
	if count.hasHeavy {
		h.Published, complete = count.heavy, true
	}
	h.Known = complete
}

// plus adds a month; where it is not published, the sum is not.
func (h *HeavyCount) plus(month HeavyCount) {
	h.Published += month.Published
	h.Known = h.Known && month.Known
}

// heavyRow tells whether a day, as it was assessed or published, is one of heavy
// pollution.
func heavyRow(row *assess.AirDay) bool {
	return row.Verdict == assess.Exceeding && row.Index.Known && row.Index.AQI > heavyAbove
}

// heavy counts the computed days of heavy pollution from from to through, each under
// the edition in force on it.
func (c *calendar) heavy(from, through measure.Day) int {
	n := 0
	for day := from; day <= through; day++ {
		if row := c.inForce(day); row != nil && heavyRow(row) {
			n++
		}
	}
	return n
}

// Compared is what stands beside a target of kind: published and our own heavy days, or
// good days. Known is false where they are not published.
func (o *Official) Compared(kind Kind) (published, ours int, known bool) {
	if kind == HeavyDays {
		return o.Heavy.Published, o.Heavy.Ours, o.Heavy.Known
	}
	return o.Published.Good, o.Ours.Good, true
}
