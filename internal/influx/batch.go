package influx

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"lanbi/internal/measure"
)

// batch collects points of one measurement as line protocol, and remembers which
// fields each has.
type batch struct {
	measurement string
	keys        []string // of tags; the first names the place, station or target
	every       []string // all fields that a point can have; nil where they are not counted up
	buf         []byte
	tags        []string // len(keys) for every point
	names       []string // of fields
	points      []point
	fault       error // of the first point that cannot be written
}

// point is one point of a batch. from equals to when it has no field: then the
// stored point has to disappear.
type point struct {
	at          int64
	from, to    int // its line in buf
	first, past int // its fields in names
}

func newBatch(measurement string, keys ...string) *batch {
	return &batch{measurement: measurement, keys: keys}
}

// begin starts a point; tags are the values of keys, in their order.
func (b *batch) begin(at int64, tags ...string) {
	for i, tag := range tags {
		if err := CheckTag(tag); err != nil && b.fault == nil {
			b.fault = fmt.Errorf("%s: %s: %w", b.measurement, b.keys[i], err)
		}
	}
	b.tags = append(b.tags, tags...)
	b.points = append(b.points, point{at: at, from: len(b.buf), first: len(b.names)})
	b.buf = append(b.buf, b.measurement...)
	for i, tag := range tags {
		b.buf = appendTag(b.buf, b.keys[i], tag)
	}
}

func (b *batch) end() {
	p := &b.points[len(b.points)-1]
	p.past = len(b.names)
	if p.first == p.past {
		b.buf = b.buf[:p.from]
	} else {
		b.buf = appendTime(b.buf, p.at)
	}
	p.to = len(b.buf)
}

func (b *batch) name(prefix, name, suffix string) {
	separator := byte(',')
	if b.points[len(b.points)-1].first == len(b.names) {
		separator = ' '
	}
	b.names = append(b.names, prefix+name+suffix)
	b.buf = append(b.buf, separator)
	b.buf = append(b.buf, prefix...)
	b.buf = append(b.buf, name...)
	b.buf = append(b.buf, suffix...)
	b.buf = append(b.buf, '=')
}

func (b *batch) integer(name string, v int) { b.prefixed("", name, v) }

func (b *batch) prefixed(prefix, name string, v int) {
	b.name(prefix, name, "")
	b.buf = strconv.AppendInt(b.buf, int64(v), 10)
	b.buf = append(b.buf, 'i')
}

func (b *batch) text(name, v string) {
	b.name("", name, "")
	b.buf = appendText(b.buf, v)
}

func (b *batch) boolean(name string, v bool) {
	b.name("", name, "")
	b.buf = strconv.AppendBool(b.buf, v)
}

// number writes a float; what is not finite InfluxDB cannot hold and is left out.
func (b *batch) number(name string, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	b.name("", name, "")
	b.buf = strconv.AppendFloat(b.buf, v, 'g', -1, 64)
}

// concentration writes the exact decimal of v in the unit of p.
func (b *batch) concentration(prefix string, p measure.Parameter, suffix string, v measure.Concentration) {
	b.name(prefix, p.Key(), suffix)
	b.buf = v.Append(b.buf, p.Unit().Scale())
}

// decimal writes the exact decimal of v, scale steps to the unit.
func (b *batch) decimal(name string, v measure.Concentration, scale int64) {
	b.name("", name, "")
	b.buf = v.Append(b.buf, scale)
}

// tagsOf are the tag values of point i.
func (b *batch) tagsOf(i int) []string { return b.tags[i*len(b.keys) : (i+1)*len(b.keys)] }

// fieldsOf are the field names of point i.
func (b *batch) fieldsOf(i int) []string { return b.names[b.points[i].first:b.points[i].past] }

// lacking are the fields that a point can have and that some point of chunk has not:
// those that may be stored too many. ok is false where the fields are not counted up,
// or a point has one beyond them.
func (b *batch) lacking(chunk []int) (names []string, ok bool) {
	missing := make([]bool, len(b.every))
	for _, i := range chunk {
		fields := b.fieldsOf(i)
		known := 0
		for k, name := range b.every {
			// Points are mostly whole: the field is then in its own place.
			if k < len(fields) && fields[k] == name || slices.Contains(fields, name) {
				known++
				continue
			}
			missing[k] = true
		}
		if known < len(fields) {
			return nil, false
		}
	}
	for k, name := range b.every {
		if missing[k] {
			names = append(names, name)
		}
	}
	return names, b.every != nil
}
