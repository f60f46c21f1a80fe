package assess

import "lanbi/internal/measure"

// Cell is one hourly value of one pollutant. A zero Source means that nothing
// arrived.
type Cell struct {
	Value  measure.Concentration
	Flag   measure.Flag
	Source measure.Source
}

// Valid tells whether the value enters statistics.
func (c Cell) Valid() bool { return c.Source != 0 && c.Flag.Valid() }

// HourCells holds the six pollutants of one hour, indexed by measure.Parameter;
// index 0 is unused.
type HourCells [measure.O3 + 1]Cell

// Series is the hourly record of one station: Hours[i] is the hour First+i.
type Series struct {
	Station string
	First   measure.Hour
	Hours   []HourCells
}
