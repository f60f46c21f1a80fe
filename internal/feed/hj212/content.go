package hj212

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// entry is what a frame says of one factor code.
type entry struct {
	parameter      measure.Parameter
	rank           uint8
	code           []byte
	rtd, avg, flag []byte
}

// content reads the content of a frame into a sample. at, when set, is the time
// of the frame's other parts.
func (d *Decoder) content(out *feed.Decoded, m feed.Message, cp []byte, station string, interval measure.Interval, at time.Time) {
	when := d.split(cp, out)
	stamp, ok := at.Unix(), !at.IsZero()
	if len(when) > 0 || !ok {
		if stamp, ok = d.format.dataTime(when); !ok {
			out.Reject(feed.Malformed, fmt.Sprintf("DataTime is %q, want a time such as 20260301080000", brief(when)), m.Payload)
			return
		}
	}
	start, wrong := d.start(stamp, interval, m.Now)
	if wrong.reason != "" {
		out.Reject(wrong.reason, wrong.text, m.Payload)
		return
	}
	before := len(out.Rejections)
	stated := d.read(out, m)
	if len(d.damaged) > 0 {
		out.Reject(feed.Malformed, strings.Join(d.damaged, "; ")+": a separator is missing", m.Payload)
	}
	if len(d.readings) == 0 {
		if len(out.Rejections) == before {
			out.Reject(feed.Empty, "the frame holds no value of this feed", m.Payload)
		}
		return
	}
	add(out, measure.Sample{
		Medium: d.format.settings.Medium, Station: station, Start: time.Unix(start, 0).UTC(),
		Interval: interval, Source: measure.Sent, Readings: d.readings,
	}, stated)
}

// add adds a sample, joining it with the one before when both are of one
// station and interval: the parts of one report.
func add(out *feed.Decoded, s measure.Sample, stated measure.Set) {
	last := len(out.Samples) - 1
	if last >= 0 {
		before := &out.Samples[last]
		if before.Station == s.Station && before.Interval == s.Interval && before.Start.Equal(s.Start) && !overlap(before.Readings, s.Readings) {
			s.Readings = append(before.Readings[:len(before.Readings):len(before.Readings)], s.Readings...)
			for p := range out.Stated[last].Each {
				stated = stated.With(p)
			}
			out.Samples, out.Stated = out.Samples[:last], out.Stated[:last]
		}
	}
	out.Add(s, stated)
}

// overlap tells whether both hold a value of one parameter.
func overlap(a, b []measure.Reading) bool {
	var have measure.Set
	for i := range a {
		have = have.With(a[i].Parameter)
	}
	for i := range b {
		if have.Has(b[i].Parameter) {
			return true
		}
	}
	return false
}

// dataTime reads YYYYMMDDhhmmss of the feed's zone.
func (f *Format) dataTime(text []byte) (unix int64, ok bool) {
	if len(text) != len("20260301080000") {
		return 0, false
	}
	var b [len("2026-03-01T08:00:00")]byte
	copy(b[0:], text[0:4])
	copy(b[5:], text[4:6])
	copy(b[8:], text[6:8])
	copy(b[11:], text[8:10])
	copy(b[14:], text[10:12])
	copy(b[17:], text[12:14])
	b[4], b[7], b[10], b[13], b[16] = '-', '-', 'T', ':', ':'
	return feed.ParseMoment(b[:], f.settings.Zone)
}

// split sorts the content into entries and returns DataTime. Commas and
// semicolons separate alike: stations confuse them, and names say which value is
// whose.
func (d *Decoder) split(cp []byte, out *feed.Decoded) (when []byte) {
	d.entries, d.damaged = d.entries[:0], d.damaged[:0]
	var ignored []byte // the last code that names no parameter
	for len(cp) > 0 {
		end := 0
		for end < len(cp) && cp[end] != ',' && cp[end] != ';' {
			end++
		}
		item := cp[:end]
		cp = cp[min(end+1, len(cp)):]
		equals := bytes.IndexByte(item, '=')
		if equals < 0 {
			continue
		}
		name, value := item[:equals], item[equals+1:]
		dash := bytes.LastIndexByte(name, '-')
		if dash < 0 {
			if string(name) == "DataTime" && when == nil {
				when = value
			}
			continue
		}
		code, field := name[:dash], name[dash+1:]
		e := d.entry(code)
		if e == nil {
			if !bytes.Equal(code, ignored) {
				out.Ignored++
				ignored = code
			}
			continue
		}
		if bytes.IndexByte(value, '=') >= 0 && len(d.damaged) < 8 {
			d.damaged = append(d.damaged, fmt.Sprintf("%s is %q", brief(name), brief(value)))
		}
		switch {
		case string(field) == "Rtd":
			e.rtd = value
		case string(field) == "Avg":
			e.avg = value
		case string(field) == "Flag", string(field) == "flag":
			e.flag = value
		}
	}
	return when
}

// entry is the entry of a code, nil when the code names no parameter of the
// feed. The fields of one factor mostly stand together.
func (d *Decoder) entry(code []byte) *entry {
	for i := len(d.entries) - 1; i >= 0; i-- {
		if bytes.Equal(d.entries[i].code, code) {
			return &d.entries[i]
		}
	}
	known, ok := d.format.factors[string(code)]
	if !ok || !d.format.settings.Takes(known.parameter) {
		return nil
	}
	d.entries = append(d.entries, entry{parameter: known.parameter, rank: known.rank, code: code})
	return &d.entries[len(d.entries)-1]
}

// read turns the entries into readings, and adds one rejection for all values
// that are no numbers. Of two codes of one parameter the better one counts.
func (d *Decoder) read(out *feed.Decoded, m feed.Message) (stated measure.Set) {
	d.readings = d.readings[:0]
	station := d.format.settings.Stations[string(d.frame.MN)]
	var best [128]uint8 // rank + 1 of what stands in readings, by parameter
	var faults []string
	for i := range d.entries {
		e := &d.entries[i]
		text := e.avg
		if text == nil || e.rtd != nil && string(d.frame.CN) == "2011" {
			text = e.rtd
		}
		scale := station.Scales[e.parameter]
		if scale <= 0 {
			scale = d.format.settings.Scale(e.parameter)
		}
		value, below, state := d.format.settings.ParseValue(text, scale)
		if state == feed.Missing {
			continue
		}
		if state == feed.Faulty {
			if len(faults) < 8 {
				faults = append(faults, fmt.Sprintf("%s is %q", brief(e.code), brief(text)))
			}
			continue
		}
		r := measure.Reading{Parameter: e.parameter, Value: value, Below: below, Flag: d.format.settings.Mark(bytes.TrimSpace(e.flag))}
		mark := r.Flag != 0
		if !feed.Possible(r.Parameter, r.Value) {
			r.Flag, mark = measure.OutOfReality, true
			out.OutOfRange++
		}
		slot := &best[e.parameter&127]
		if *slot != 0 && *slot <= e.rank+1 {
			continue
		}
		if *slot == 0 {
			d.readings = append(d.readings, r)
		} else {
			d.replace(r)
		}
		*slot = e.rank + 1
		stated = stated.Without(r.Parameter)
		if mark {
			stated = stated.With(r.Parameter)
		}
	}
	if len(faults) > 0 {
		out.Reject(feed.NotANumber, strings.Join(faults, "; ")+"; want a decimal number", m.Payload)
	}
	return stated
}

func (d *Decoder) replace(r measure.Reading) {
	for j := range d.readings {
		if d.readings[j].Parameter == r.Parameter {
			d.readings[j] = r
		}
	}
}
