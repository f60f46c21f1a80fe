package hj633

import "lanbi/internal/measure"

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
