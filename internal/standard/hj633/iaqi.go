package hj633

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// NoIndex is the IAQI where the standard gives none: SO₂ 1 h and O₃ 8 h above
// 800 µg/m³ under 2012, and any column of no edition.
const NoIndex = -1

// indices are the IAQI of the table's rows.
var indices = [8]int32{0, 50, 100, 150, 200, 300, 400, 500}

// breakpoints is one column of the table.
type breakpoints struct {
	limits [8]int32 // in Column.Unit, one a row; only the first n are printed
	n      int32
	past   int32 // the index above the last limit, or NoIndex
}

func (e Edition) table() *[columnEnd]breakpoints {
	switch e {
	case E2012:
		return &table2012
	case E2026:
		return &table2026
	}
	return nil
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

func (e Edition) column(col Column) *breakpoints {
	table := e.table()
	if table == nil || col == 0 || col >= columnEnd {
		return nil
	}
	return &table[col]
}

// IAQI is the individual index (空气质量分指数) of c in column col: c is rounded by
// GB/T 8170 to col.Step (2026 §4.2.2–4.2.3), put into formula (1), and the result
// rounded up, never to the nearest (2012 §6.2, 2026 §4.2.6). Above the last
// breakpoint it is the column's cap, or NoIndex.
//
// A negative c, which an instrument shows within its zero drift, counts as 0. At 0
// the index is 0, as formula (1) gives, although 2026 §4.1.1 names the range 1 to
// 500; no text says what else it should be.
func IAQI(e Edition, col Column, c measure.Concentration) int {
	ladders := e.ladders()
	if ladders == nil || col == 0 || col >= columnEnd {
		return NoIndex
	}
	return ladders[col].index(col, c)
}

func (l *ladder) index(col Column, c measure.Concentration) int {
	// The steps are constants here, by which the compiler need not divide.
	var n int64
	if col == CODay || col == COHour {
		n = gbt8170.Steps(c, measure.Milligram/10)
	} else {
		n = gbt8170.Steps(c, measure.Microgram)
	}
	switch {
	case n <= 0:
		return 0
	case n < int64(len(l.rungs)):
		return int(l.rungs[n])
	}
	return l.past
}

// ladder is a column with formula (1) worked out for every concentration that can be
// stated: rung n is the index of n steps. A year of a network asks for some ten million.
type ladder struct {
	rungs []int16
	past  int
}

var ladders2012, ladders2026 = laddersOf(&table2012), laddersOf(&table2026)

func laddersOf(table *[columnEnd]breakpoints) (ladders [columnEnd]ladder) {
	for col := SO2Day; col < columnEnd; col++ {
		b := &table[col]
		perUnit := int(col.Unit() / col.Step())
		l := ladder{rungs: []int16{0}, past: int(b.past)}
		for row := 1; row < int(b.n); row++ {
			lo, hi := int(b.limits[row-1])*perUnit, int(b.limits[row])*perUnit
			rise, run := int(indices[row]-indices[row-1]), hi-lo
			for n := lo + 1; n <= hi; n++ {
				l.rungs = append(l.rungs, int16(int(indices[row-1])+(rise*(n-lo)+run-1)/run))
			}
		}
		ladders[col] = l
	}
	return ladders
}
