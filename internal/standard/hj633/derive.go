package hj633

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Point is one cell of the table: a concentration and its individual index.
type Point struct {
	Concentration measure.Concentration
	IAQI          int
}

// Table is column col as printed, from index 0 up; empty where there is none.
func Table(e Edition, col Column) []Point {
	b := e.column(col)
	if b == nil {
		return nil
	}
	points := make([]Point, b.n)
	for i := range points {
		points[i] = b.point(col, i)
	}
	return points
}

func (b *breakpoints) point(col Column, row int) Point {
	return Point{
		Concentration: measure.Concentration(b.limits[row]) * col.Unit(),
		IAQI:          int(indices[row]),
	}
}

// Derivation is how one individual index came about, for a reader to follow.
type Derivation struct {
	Column   Column
	Measured measure.Concentration
	Rounded  measure.Concentration // by Column.Step; a negative one counts as 0
	// Low and High are the points formula (1) runs between; High is the zero value
	// above the last point, where IAQI is the column's cap or NoIndex.
	Low, High Point
	IAQI      int
}

// Derive is IAQI with its steps; the zero value for no column.
func Derive(e Edition, col Column, c measure.Concentration) Derivation {
	b := e.column(col)
	if b == nil {
		return Derivation{}
	}
	d := Derivation{
		Column:   col,
		Measured: c,
		Rounded:  max(0, gbt8170.Round(c, col.Step())),
		IAQI:     IAQI(e, col, c),
	}
	for i := range int(b.n) {
		d.Low, d.High = d.High, b.point(col, i)
		if i > 0 && d.Rounded <= d.High.Concentration {
			return d
		}
	}
	d.Low, d.High = d.High, Point{}
	return d
}

// Ceiling is the highest unrounded concentration whose index in col is at most aqi,
// such as the control value (控制浓度) of a day for aqi 100. ok is false where every
// concentration has such an index or none has.
func Ceiling(e Edition, col Column, aqi int) (highest measure.Concentration, ok bool) {
	b := e.column(col)
	if b == nil || aqi < 0 {
		return 0, false
	}
	top := b.point(col, int(b.n)-1).Concentration
	if b.past != NoIndex && aqi >= int(b.past) {
		return 0, false
	}
	// Index and rounding rise with c, so the answer lies between two neighbours.
	lo, hi := measure.Concentration(0), top+col.Step()
	for hi-lo > 1 {
		middle := lo + (hi-lo)/2
		if i := IAQI(e, col, middle); i != NoIndex && i <= aqi {
			lo = middle
		} else {
			hi = middle
		}
	}
	return lo, true
}
