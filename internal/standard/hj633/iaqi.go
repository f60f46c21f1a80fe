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
	b := e.column(col)
	if b == nil {
		return NoIndex
	}
	return b.index(col, c)
}

func (b *breakpoints) index(col Column, c measure.Concentration) int {
	// n counts rounding steps, of which the printed unit has one or, for CO, ten.
	perUnit := int64(1)
	var n int64
	if col == CODay || col == COHour {
		perUnit = 10
		n = int64(gbt8170.Round(c, measure.Milligram/10) / (measure.Milligram / 10))
	} else {
		n = int64(gbt8170.Round(c, measure.Microgram) / measure.Microgram)
	}
	if n <= 0 {
		return 0
	}
	for row := 1; row < int(b.n); row++ {
		hi := int64(b.limits[row]) * perUnit
		if n > hi {
			continue
		}
		lo := int64(b.limits[row-1]) * perUnit
		rise, run := uint32(indices[row]-indices[row-1]), uint32(hi-lo)
		return int(indices[row-1]) + int((rise*uint32(n-lo)+run-1)/run)
	}
	return int(b.past)
}
