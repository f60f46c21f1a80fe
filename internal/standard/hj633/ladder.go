package hj633

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// ladder is a column with formula (1) worked out for every concentration that can be
// stated: rung n is the index of n times Column.Step, up to the last breakpoint. There
// are some thousand, and a year of the national network asks ten million times.
type ladder struct {
	rungs []int16
	past  int // the index above the last rung, or NoIndex
}

var ladders2012, ladders2026 = laddersOf(&table2012), laddersOf(&table2026)

func laddersOf(table *[columnEnd]breakpoints) (ladders [columnEnd]ladder) {
	for col := SO2Day; col < columnEnd; col++ {
		b := &table[col]
		perUnit := int(col.Unit() / col.Step())
		l := ladder{rungs: make([]int16, 1, int(b.limits[b.n-1])*perUnit+1), past: int(b.past)}
		for row := 1; row < int(b.n); row++ {
			lo, hi := int(b.limits[row-1])*perUnit, int(b.limits[row])*perUnit
			base, rise, run := int(indices[row-1]), int(indices[row]-indices[row-1]), hi-lo
			for n := lo + 1; n <= hi; n++ {
				l.rungs = append(l.rungs, int16(base+(rise*(n-lo)+run-1)/run)) // formula (1), rounded up
			}
		}
		ladders[col] = l
	}
	return ladders
}

func (e Edition) ladders() *[columnEnd]ladder {
	switch e {
	case E2012:
		return &ladders2012
	case E2026:
		return &ladders2026
	}
	return nil
}

// index is the index of c; col is the ladder's column.
func (l *ladder) index(col Column, c measure.Concentration) int {
	// Column.Step written out: dividing by a constant takes no division.
	n := gbt8170.Steps(c, measure.Microgram)
	if col == CODay || col == COHour {
		n = gbt8170.Steps(c, measure.Milligram/10)
	}
	switch {
	case n <= 0:
		return 0
	case n < int64(len(l.rungs)):
		return int(l.rungs[n])
	}
	return l.past
}
