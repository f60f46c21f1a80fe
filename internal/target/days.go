package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// mark is how one day counts for a target under its basis.
type mark uint8

const (
	lost        mark = iota // undetermined for good: audited, or deducted for dust
	recoverable             // undetermined; late or audited data could still turn it good
	good
	exceeding
)

// verdict is the three-valued judgement behind a mark.
func (m mark) verdict() assess.Verdict {
	switch m {
	case good:
		return assess.Good
	case exceeding:
		return assess.Exceeding
	}
	return assess.Undetermined
}

// calendar holds the rows of one year by day and edition; nil where there is none.
type calendar struct {
	first measure.Day
	rows  [366][len(hj633.Editions)]*assess.AirDay
}

// calendarOf picks the computed rows of year. Figures published by the province
// serve reconciliation and never count.
func calendarOf(year int, rows []assess.AirDay) *calendar {
	c := &calendar{first: measure.Date(year, 1, 1)}
	days := measure.DaysInYear(year)
	for i := range rows {
		row := &rows[i]
		n := row.Day.Since(c.first)
		if n < 0 || n >= days || row.Source != assess.ComputedDay {
			continue
		}
		for j, e := range hj633.Editions {
			if row.Edition == e {
				c.rows[n][j] = row
			}
		}
	}
	return c
}

// options are the readings of HJ 633 that the basis chooses.
func (b *Basis) options() hj633.Options {
	var o hj633.Options
	if b.Missing2012 == "strict" {
		o.Missing2012 = hj633.Strict2012
	}
	if b.PM10Missing == "as-published" {
		o.PM10Missing2026 = hj633.AsPublishedPM10
	}
	return o
}

// judged is the row of day n, counted from 0, under edition e and the options of
// the basis; ok is false when there is no row.
//
// Stored rows are under default options, so any other basis judges again from the
// stored means.
func (c *calendar) judged(n int, e hj633.Edition, o hj633.Options) (row assess.AirDay, ok bool) {
	var found *assess.AirDay
	for i, candidate := range c.rows[n] {
		if candidate == nil {
			continue
		}
		if hj633.Editions[i] == e && o == (hj633.Options{}) {
			return *candidate, true
		}
		found = candidate
	}
	if found == nil {
		return assess.AirDay{}, false
	}
	return assess.Rejudge(*found, e, o), true
}

// mark judges day n under rule and the basis; row is the day as it counts.
//
// With confirmed data a day that is not audited counts as undetermined, and as
// recoverable, whatever its provisional verdict: the audit may go either way.
//
// An undetermined day is recoverable until its data are audited. It need not be
// looked at closer: were one of its valid pollutants above 100, the day would be
// exceeding already (HJ 633-2026 §5.3.1, and the maximum of the rest under 2012).
//
// A dust day (decided by the superior authority) that exceeds is judged again
// without its particles when the basis deducts dust. Still exceeding, through ozone
// say, it stays so. Otherwise exclude takes it out, which for a count of days means
// that it cannot be good any more; count-as-good counts it as good.
func (c *calendar) mark(n int, rule assess.EditionRule, b *Basis) (m mark, row assess.AirDay) {
	row, ok := c.judged(n, rule.On(c.first.Add(n)), b.options())
	if !ok || b.Data == "confirmed" && row.Provisional {
		return recoverable, row
	}
	if row.Dust && row.Verdict == assess.Exceeding && (b.Dust == "exclude" || b.Dust == "count-as-good") {
		row = assess.WithoutParticles(row, b.options())
		if row.Verdict != assess.Exceeding && b.Dust == "exclude" {
			return lost, row
		}
	}
	switch {
	case row.Verdict == assess.Good:
		return good, row
	case row.Verdict == assess.Exceeding:
		return exceeding, row
	case row.Provisional:
		return recoverable, row
	}
	return lost, row
}

// heavyAbove is the index above which an exceeding day is heavy (重污染: AQI > 200).
const heavyAbove = 200

// isHeavy tells whether a day so marked is one of heavy pollution.
func isHeavy(m mark, row *assess.AirDay) bool {
	return m == exceeding && row.Index.Known && row.Index.AQI > heavyAbove
}

// tally counts the first days of a year.
type tally struct {
	marks       [4]int
	heavy       int
	confirmed   int // good days that are audited
	provisional int // days that are not audited, or have no row
}

func (c *calendar) tally(days int, rule assess.EditionRule, b *Basis) tally {
	var t tally
	for n := range days {
		m, row := c.mark(n, rule, b)
		t.marks[m]++
		if isHeavy(m, &row) {
			t.heavy++
		}
		if c.provisional(n) {
			t.provisional++
		} else if m == good {
			t.confirmed++
		}
	}
	return t
}

func (c *calendar) provisional(n int) bool {
	row := c.any(n)
	return row == nil || row.Provisional
}

// any is a row of day n: what it measured is the same under both editions. It is nil
// when there is none.
func (c *calendar) any(n int) *assess.AirDay {
	for _, row := range c.rows[n] {
		if row != nil {
			return row
		}
	}
	return nil
}

func (t *tally) undetermined() int { return t.marks[lost] + t.marks[recoverable] }

func (t *tally) valid() int { return t.marks[good] + t.marks[exceeding] }
