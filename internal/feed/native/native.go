// Package native reads Lanbi's own JSON: one message, one station, one moment,
// or an array of such messages; and reported figures (indicators).
//
//	{"station":"JY001","time":"2026-11-21T08:00:00+08:00","values":{"pm2_5":35.0},"flags":{"pm2_5":"N"}}
//	{"indicator":"forest-coverage","period":"2026","value":73.4,"source":"林草局 2026 年报"}
//
// A message that is not JSON is refused whole. A value that is no number is
// refused alone, its neighbours are kept. Keys of values that name no parameter
// of the feed are counted and ignored, other unknown keys are ignored. A value
// of null, or an empty or dash text, is missing. The JSON is read by hand: the
// numbers go from their digits to whole nanograms, never through a float, and
// nothing is allocated for a plain message.
package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Decoder reads the messages of one feed. It keeps buffers between messages and
// serves one goroutine.
type Decoder struct {
	settings feed.Settings
	item     item
	readings []measure.Reading
}

// item is one object as it was read, before it is judged.
type item struct {
	station, time, method                token
	indicator, period, value, source, by token
	values                               []entry
	flags                                []entry
	ignored                              int
	valuesKind, flagsKind                kind
}

// entry is one member of values or flags.
type entry struct {
	parameter measure.Parameter
	token     token
}

// New makes a decoder for a feed. Settings.Zone must be set.
func New(s feed.Settings) *Decoder { return &Decoder{settings: s} }

// Decode reads m into d, which it resets first. Every message leaves a sample,
// an indicator or a rejection.
func (d *Decoder) Decode(out *feed.Decoded, m feed.Message) {
	out.Reset()
	if len(bytes.TrimSpace(m.Payload)) == 0 {
		out.Reject(feed.Empty, "the payload is empty", m.Payload)
		return
	}
	s := scanner{b: m.Payload}
	items := 0
	switch s.peek() {
	case '{':
		items++
		d.object(&s, out, m)
	case '[':
		s.i++
		for ; s.item(items == 0); items++ {
			if s.peek() == '{' {
				d.object(&s, out, m)
				continue
			}
			if t := s.value(1); !s.failed {
				out.Reject(feed.Malformed, "an item of the array is not an object", t.raw)
			}
		}
	default:
		s.value(1)
		items++
		out.Reject(feed.Malformed, "the payload is neither an object nor an array of them", m.Payload)
	}
	if s.peek() != 0 || s.i < len(s.b) {
		s.fail()
	}
	if s.failed {
		out.Refuse(feed.Malformed, fmt.Sprintf("not valid JSON at byte %d", min(s.i, len(s.b))), m.Payload)
		return
	}
	if items == 0 {
		out.Reject(feed.Empty, "the array is empty", m.Payload)
	}
}

// object reads one object and judges it.
func (d *Decoder) object(s *scanner, out *feed.Decoded, m feed.Message) {
	it := &d.item
	*it = item{values: it.values[:0], flags: it.flags[:0]}
	start := s.i
	s.i++
	for first := true; ; first = false {
		key, more := s.member(first)
		if !more {
			break
		}
		switch name := key.bytes(); string(name) {
		case "station":
			it.station = s.value(1)
		case "time":
			it.time = s.value(1)
		case "method":
			it.method = s.value(1)
		case "values":
			it.ignored = 0
			s.lenient = true
			it.values, it.valuesKind = d.entries(s, it.values[:0], &it.ignored)
			s.lenient = false
		case "flags":
			it.flags, it.flagsKind = d.entries(s, it.flags[:0], nil)
		case "indicator":
			it.indicator = s.value(1)
		case "period":
			it.period = s.value(1)
		case "value":
			it.value = s.value(1)
		case "source":
			it.source = s.value(1)
		case "by":
			it.by = s.value(1)
		default:
			s.value(1)
		}
	}
	if s.failed {
		return
	}
	m.Payload = s.b[start:s.i]
	if d.settings.Medium == 0 {
		d.figure(out, m)
		return
	}
	d.sample(out, m)
}

// entries reads an object whose keys are parameters.
func (d *Decoder) entries(s *scanner, es []entry, ignored *int) ([]entry, kind) {
	if s.peek() != '{' {
		t := s.value(1)
		return es, t.kind
	}
	s.i++
	for first := true; ; first = false {
		key, more := s.member(first)
		if !more {
			return es, object
		}
		t := s.value(2)
		p, ok := measure.ParameterByKey(string(key.bytes()))
		if !ok || !d.settings.Takes(p) {
			if ignored != nil {
				*ignored++
			}
			continue
		}
		es = append(es, entry{p, t})
	}
}

// sample judges an item of an air or water feed.
func (d *Decoder) sample(out *feed.Decoded, m feed.Message) {
	it := &d.item
	if it.station.kind != text || len(it.station.raw) == 0 {
		out.Reject(feed.Malformed, `"station" is missing or not a text`, m.Payload)
		return
	}
	station := m.Station
	if name := it.station.bytes(); string(name) != station {
		if station != "" {
			out.Reject(feed.Impostor, fmt.Sprintf("station %q came on the topic of %q", cut(name), station), m.Payload)
			return
		}
		station = string(name)
	}
	if it.valuesKind != object {
		out.Reject(feed.Malformed, `"values" is missing or not an object`, m.Payload)
		return
	}
	if it.flagsKind != 0 && it.flagsKind != object && it.flagsKind != null {
		out.Reject(feed.Malformed, `"flags" is not an object`, m.Payload)
		return
	}
	interval, source := d.settings.Interval, measure.Sent
	switch method := it.method; {
	case method.kind == 0, method.kind == null:
	case method.kind == text && string(method.raw) == "auto":
	case method.kind == text && string(method.raw) == "manual":
		interval, source = measure.Single, measure.Lab
	default:
		out.Reject(feed.Malformed, fmt.Sprintf(`"method" is %s, want "manual" or nothing`, cut(method.raw)), m.Payload)
		return
	}
	stamp, ok := int64(0), false
	if it.time.kind == text {
		stamp, ok = feed.ParseMoment(it.time.raw, d.settings.Zone)
	}
	if !ok {
		out.Reject(feed.Malformed, fmt.Sprintf(`"time" is %q, want a text such as "2026-11-21T08:00:00+08:00"`, cut(it.time.raw)), m.Payload)
		return
	}
	start, reason, why := d.settings.Start(stamp, interval, m.Now)
	if reason != "" {
		out.Reject(reason, why, m.Payload)
		return
	}
	before := len(out.Rejections)
	stated := d.read(out, m)
	out.Ignored += it.ignored
	if len(d.readings) == 0 {
		if len(out.Rejections) == before {
			out.Reject(feed.Empty, "the message holds no value of this feed", m.Payload)
		}
		return
	}
	out.Add(measure.Sample{
		Medium: d.settings.Medium, Station: station, Start: time.Unix(start, 0).UTC(),
		Interval: interval, Source: source, Readings: d.readings,
	}, stated)
}

// bytes is the text of a token, unescaped; for other kinds the token itself.
func (t token) bytes() []byte {
	if !t.escaped {
		return t.raw
	}
	quoted := make([]byte, 0, len(t.raw)+2)
	quoted = append(append(append(quoted, '"'), t.raw...), '"')
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return t.raw
	}
	return []byte(s)
}

// cut bounds what of a message an error repeats.
func cut(b []byte) []byte { return b[:min(len(b), 64)] }
