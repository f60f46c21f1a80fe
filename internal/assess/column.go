package assess

import "lanbi/internal/measure"

// column is the record of one pollutant in a Series; entry i is the hour First+i.
type column struct {
	values  []measure.Concentration
	flags   []measure.Flag
	sources []measure.Source
	valid   hourSet // hours whose value counts
	audited hourSet // of these, the audited ones
}

func (c *column) set(i int, cell Cell) {
	c.values[i], c.flags[i], c.sources[i] = cell.Value, cell.Flag, cell.Source
	c.valid.put(i, cell.Valid())
	c.audited.put(i, cell.Valid() && cell.Source == measure.Audited)
}

func (c *column) at(i int) Cell {
	return Cell{Value: c.values[i], Flag: c.flags[i], Source: c.sources[i]}
}

// columnDay is one pollutant's natural day: value i is of the hour that starts at i:00.
// Only values whose bit in valid is set count; audited tells which of these are.
type columnDay struct {
	values         *[24]measure.Concentration
	valid, audited uint32
}

// day is the 24 hours from entry i on, where they lie. Of a day that the record holds
// in part they are copied to spare, and the rest has not arrived.
func (c *column) day(i int, spare *[24]measure.Concentration) columnDay {
	if i >= 0 && i+24 <= len(c.values) {
		return columnDay{(*[24]measure.Concentration)(c.values[i:]), c.valid.day(i), c.audited.day(i)}
	}
	d := columnDay{values: spare}
	for n := max(0, -i); n < 24 && i+n < len(c.values); n++ {
		spare[n] = c.values[i+n]
		d.valid |= c.valid.bit(i+n) << n
		d.audited |= c.audited.bit(i+n) << n
	}
	return d
}

// hourSet is a set of hours of a record, a bit each.
type hourSet []uint64

// wordsOf is the length of a set of so many hours: with one to spare, so that a day may
// begin in the last.
func wordsOf(hours int) int { return hours/64 + 2 }

func (s hourSet) put(i int, in bool) {
	s[i/64] &^= 1 << (i % 64)
	if in {
		s[i/64] |= 1 << (i % 64)
	}
}

// bit is 1 where hour i is in the set.
func (s hourSet) bit(i int) uint32 { return uint32(s[i/64]>>(i%64)) & 1 }

// day is the 24 hours from i on, hour i in the lowest bit.
func (s hourSet) day(i int) uint32 {
	at := uint(i) % 64
	return uint32(s[i/64]>>at|s[i/64+1]<<(64-at)) & (1<<24 - 1)
}
