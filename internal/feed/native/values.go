package native

import (
	"bytes"
	"fmt"
	"strings"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// read turns the entries of values and flags into readings, and adds one
// rejection for all values that are no numbers.
func (d *Decoder) read(out *feed.Decoded, m feed.Message) (stated measure.Set) {
	d.readings = d.readings[:0]
	var have measure.Set
	var faults []string
	for i := range d.item.values {
		e := &d.item.values[i]
		value, below, state := d.concentration(e)
		switch state {
		case missing:
			continue
		case faulty:
			if len(faults) < 8 {
				faults = append(faults, fmt.Sprintf("%s is %s", e.parameter, cut(e.token.raw)))
			}
			continue
		}
		r := measure.Reading{Parameter: e.parameter, Value: value, Below: below}
		if have.Has(e.parameter) { // a repeated key: the last one counts, as in any JSON
			for j := range d.readings {
				if d.readings[j].Parameter == e.parameter {
					d.readings[j] = r
				}
			}
			continue
		}
		have = have.With(e.parameter)
		d.readings = append(d.readings, r)
	}
	for i := range d.item.flags {
		e := &d.item.flags[i]
		if !have.Has(e.parameter) || e.token.kind == null {
			continue
		}
		flag := d.settings.Mark(e.token.bytes())
		if flag == 0 {
			continue
		}
		stated = stated.With(e.parameter)
		for j := range d.readings {
			if d.readings[j].Parameter == e.parameter {
				d.readings[j].Flag = flag
			}
		}
	}
	for j := range d.readings {
		r := &d.readings[j]
		if !feed.Possible(r.Parameter, r.Value) {
			r.Flag = measure.OutOfReality
			stated = stated.With(r.Parameter)
			out.OutOfRange++
		}
	}
	if len(faults) > 0 {
		out.Reject(feed.NotANumber, strings.Join(faults, "; ")+"; want a decimal number", m.Payload)
	}
	return stated
}

// outcome of reading one value.
type outcome uint8

const (
	good outcome = iota
	missing
	faulty
)

// concentration reads a value: a number, a number as text, or in water a
// laboratory's "0.5L" or "<0.5" for less than the detection limit.
func (d *Decoder) concentration(e *entry) (c measure.Concentration, below bool, o outcome) {
	raw := e.token.raw
	switch e.token.kind {
	case null:
		return 0, false, missing
	case number:
	case text:
		raw = bytes.TrimSpace(e.token.bytes())
		switch string(raw) {
		case "", "-", "--", "—", "/", "NA":
			return 0, false, missing
		}
		if d.settings.Medium == measure.Water {
			if n := len(raw) - 1; raw[n]|0x20 == 'l' {
				raw, below = raw[:n], true
			} else if raw[0] == '<' {
				raw, below = bytes.TrimSpace(raw[1:]), true
			}
		}
	default:
		return 0, false, faulty
	}
	c, err := measure.ParseConcentration(raw, d.settings.Scale(e.parameter))
	if err != nil || below && c < 0 {
		return 0, false, faulty
	}
	return c, below, good
}
