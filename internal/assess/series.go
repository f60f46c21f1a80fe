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

// Series is the hourly record of one station from the hour First on.
//
// It is kept by pollutant, so that the 24 hours of a natural day are neighbours: the
// statistics of a day take them where they lie. A copy shares its hours.
type Series struct {
	Station string
	First   measure.Hour
	columns [measure.O3 + 1]column // index 0 is unused
}

// NewSeries is a record of so many hours from first on, in which nothing has arrived.
func NewSeries(station string, first measure.Hour, hours int) Series {
	s := Series{Station: station, First: first}
	pollutants := len(s.columns) - 1
	values := make([]measure.Concentration, pollutants*hours)
	flags := make([]measure.Flag, pollutants*hours)
	sources := make([]measure.Source, pollutants*hours)
	words := wordsOf(hours)
	sets := make(hourSet, 2*pollutants*words)
	for p := measure.PM25; p <= measure.O3; p++ {
		s.columns[p] = column{values: values[:hours], flags: flags[:hours], sources: sources[:hours], valid: sets[:words], audited: sets[words : 2*words]}
		values, flags, sources, sets = values[hours:], flags[hours:], sources[hours:], sets[2*words:]
	}
	return s
}

// Len is the number of hours.
func (s *Series) Len() int { return len(s.columns[measure.PM25].values) }

// End is the first hour after the record.
func (s *Series) End() measure.Hour { return s.First + measure.Hour(s.Len()) }

// Set puts the cell of p, one of the six pollutants, in hour h, which must lie in the
// record.
func (s *Series) Set(h measure.Hour, p measure.Parameter, c Cell) {
	s.columns[p].set(int(h-s.First), c)
}

// At is the cell of p, one of the six pollutants, in hour h. Outside of the record
// nothing has arrived.
func (s *Series) At(h measure.Hour, p measure.Parameter) Cell {
	if h < s.First || h >= s.End() {
		return Cell{}
	}
	return s.columns[p].at(int(h - s.First))
}

// Hour is every cell of hour h.
func (s *Series) Hour(h measure.Hour) (cells HourCells) {
	for p := measure.PM25; p <= measure.O3; p++ {
		cells[p] = s.At(h, p)
	}
	return cells
}
