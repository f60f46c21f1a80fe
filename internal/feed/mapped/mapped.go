// Package mapped reads foreign JSON: the configuration says where station, time
// and values stand in it.
//
// The payload may be an object, a list of them (each is a message), or a bare
// value when the topic names the rest. A message that is not JSON is refused
// whole; a value that is no number is refused alone, its neighbours are kept.
// Numbers go from their digits to whole nanograms, never through a float.
package mapped

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Settings is what the configuration says of a mapped feed.
type Settings struct {
	feed.Settings
	Paths Paths
	// Station is the station of all messages, where neither topic nor message
	// names one.
	Station string
}

// Paths say where a message has its parts. A path is names joined by dots, [2]
// an element of a list (from 0), [name=x] the element whose member name is x;
// "$" is the message itself. What stands in no brackets of Items is sought from
// an item, after "$." from the message.
type Paths struct {
	Items   string // a list of messages within one; empty: the message itself
	Station string // empty: topic or Settings.Station
	Time    string // empty: the time of arrival
	// Layout is how Time is written: unix, unix_ms, or a pattern such as
	// yyyy/MM/dd HH:mm or 2006/01/02 15:04. Empty recognises what ParseMoment
	// reads, 20260301080000, and seconds or milliseconds since 1970.
	Layout string
	Values map[measure.Parameter]string
	Flags  map[measure.Parameter]string
}

// Format is one feed, ready to make decoders.
type Format struct {
	settings      Settings
	layout        string
	items         path
	station, time path
	values        []value
}

// value is where a parameter's value and mark stand.
type value struct {
	parameter  measure.Parameter
	path, flag path
}

// New prepares a feed. Settings.Zone must be set. The error names a path that
// cannot be read, or a parameter that is not of the feed.
func New(s Settings) (*Format, error) {
	f := &Format{settings: s, layout: layoutOf(s.Paths.Layout)}
	var faults []error
	compile := func(name, text string) path {
		if text == "" {
			return nil
		}
		p, err := parsePath(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("read path of %s: %w", name, err))
		}
		return p
	}
	f.items = compile("items", s.Paths.Items)
	f.station = compile("station", s.Paths.Station)
	f.time = compile("time", s.Paths.Time)
	for p, text := range s.Paths.Values {
		if !s.Takes(p) {
			faults = append(faults, fmt.Errorf("read paths: %s is no parameter of the feed", p))
		}
		f.values = append(f.values, value{p, compile(p.Key(), text), compile("flag of "+p.Key(), s.Paths.Flags[p])})
	}
	if len(f.values) == 0 {
		faults = append(faults, fmt.Errorf("read paths: no value has one"))
	}
	slices.SortFunc(f.values, func(a, b value) int { return int(a.parameter) - int(b.parameter) })
	if len(faults) > 0 {
		return nil, faults[0]
	}
	return f, nil
}

// Decoder makes a decoder of the feed for one goroutine.
func (f *Format) Decoder() *Decoder { return &Decoder{format: f, fixed: map[path][]byte{}} }

// Decoder reads the messages of one feed. It keeps buffers between messages and
// serves one goroutine.
type Decoder struct {
	format   *Format
	readings []measure.Reading
	// fixed holds what paths from the message itself lead to: a long list must not
	// have it sought for every item.
	fixed map[path][]byte
}

// maxRefused bounds the rejections of one payload; what follows them is refused
// as one.
const maxRefused = 32

// Decode reads m into out, which it resets first. Every message leaves a sample
// or a rejection.
func (d *Decoder) Decode(out *feed.Decoded, m feed.Message) {
	out.Reset()
	if len(bytes.TrimSpace(m.Payload)) == 0 {
		out.Reject(feed.Empty, "the payload is empty", m.Payload)
		return
	}
	if !json.Valid(m.Payload) {
		out.Reject(feed.Malformed, "not valid JSON", m.Payload)
		return
	}
	clear(d.fixed)
	root := bytes.TrimSpace(m.Payload)
	list := root
	if d.format.items != nil {
		if list = find(root, d.format.items); list == nil {
			out.Reject(feed.Malformed, fmt.Sprintf("the message has no %s", d.format.settings.Paths.Items), m.Payload)
			return
		}
	}
	if list[0] != '[' || d.format.items == nil && d.format.indexed() {
		d.item(out, m, root, list)
		return
	}
	items := 0
	for item := range elements(list) {
		if len(out.Rejections) >= maxRefused {
			out.Reject(feed.Malformed, fmt.Sprintf("%d items were refused, the rest is not read", maxRefused), m.Payload)
			return
		}
		items++
		d.item(out, m, root, item)
	}
	if items == 0 {
		out.Reject(feed.Empty, "the list is empty", m.Payload)
	}
}

// indexed tells whether the paths themselves choose from a list that is the
// whole message.
func (f *Format) indexed() bool {
	return slices.ContainsFunc(f.values, func(v value) bool { return len(v.path.steps) > 0 && v.path.steps[0].list })
}

// item judges one message.
func (d *Decoder) item(out *feed.Decoded, m feed.Message, root, item []byte) {
	f := d.format
	whole := m.Payload
	m.Payload = item
	station, ok := d.station(out, m, root, item)
	if !ok {
		return
	}
	start, reason, why := d.start(m, root, item)
	if reason != "" {
		out.Reject(reason, why, item)
		return
	}
	before := len(out.Rejections)
	stated := d.read(out, root, item)
	if len(d.readings) == 0 {
		if len(out.Rejections) == before {
			out.Reject(feed.Empty, "the message holds no value of this feed", whole)
		}
		return
	}
	out.Add(measure.Sample{
		Medium: f.settings.Medium, Station: station, Start: time.Unix(start, 0).UTC(),
		Interval: f.settings.Interval, Source: measure.Sent, Readings: d.readings,
	}, stated)
}

// find follows a path from item, or from the message.
func (d *Decoder) find(root, item []byte, p path) []byte {
	if p == nil || !p.fromRoot {
		return find(item, p)
	}
	found, known := d.fixed[p]
	if !known {
		found = find(root, p)
		d.fixed[p] = found
	}
	return found
}

// station is the station of a message; when ok is false it was refused.
func (d *Decoder) station(out *feed.Decoded, m feed.Message, root, item []byte) (code string, ok bool) {
	code = m.Station
	if code == "" {
		code = d.format.settings.Station
	}
	if d.format.station != nil {
		name := scalar(d.find(root, item, d.format.station))
		if len(name) == 0 {
			out.Reject(feed.Malformed, fmt.Sprintf("the message has no station at %s", d.format.settings.Paths.Station), item)
			return "", false
		}
		if code == "" {
			return string(name), true
		}
		if string(name) != code {
			out.Reject(feed.Impostor, fmt.Sprintf("station %q came on the topic of %q", brief(name), code), item)
			return "", false
		}
	}
	if code == "" {
		out.Reject(feed.Malformed, "neither topic nor message names a station", item)
	}
	return code, code != ""
}

// start is the first instant of the interval of a message.
func (d *Decoder) start(m feed.Message, root, item []byte) (unix int64, reason feed.Reason, why string) {
	f := d.format
	if f.time == nil {
		if f.settings.Interval.Duration() < time.Hour {
			return f.settings.Within(m.Now.Unix(), f.settings.Interval, m.Now)
		}
		return f.settings.Start(m.Now.Unix(), f.settings.Interval, m.Now)
	}
	text := scalar(d.find(root, item, f.time))
	stamp, ok := f.moment(text)
	if !ok {
		return 0, feed.Malformed, fmt.Sprintf("time at %s is %q, want %s", f.settings.Paths.Time, brief(text), f.wanted())
	}
	return f.settings.Start(stamp, f.settings.Interval, m.Now)
}

// read turns the values of a message into readings, and adds one rejection for
// all that are no numbers.
func (d *Decoder) read(out *feed.Decoded, root, item []byte) (stated measure.Set) {
	d.readings = d.readings[:0]
	s := &d.format.settings.Settings
	var faults []string
	for i := range d.format.values {
		v := &d.format.values[i]
		raw := d.find(root, item, v.path)
		if raw == nil || raw[0] == 'n' {
			continue
		}
		c, below, state := s.ParseValue(scalar(raw), s.Scale(v.parameter))
		if raw[0] == '{' || raw[0] == '[' {
			state = feed.Faulty
		}
		switch state {
		case feed.Missing:
			continue
		case feed.Faulty:
			if len(faults) < 8 {
				faults = append(faults, fmt.Sprintf("%s is %s", v.parameter, brief(raw)))
			}
			continue
		}
		r := measure.Reading{Parameter: v.parameter, Value: c, Below: below}
		if v.flag != nil {
			if mark := d.find(root, item, v.flag); mark != nil && mark[0] != 'n' {
				r.Flag = s.Mark(scalar(mark))
			}
		}
		if !feed.Possible(r.Parameter, r.Value) {
			r.Flag = measure.OutOfReality
			out.OutOfRange++
		}
		if r.Flag != 0 {
			stated = stated.With(r.Parameter)
		}
		d.readings = append(d.readings, r)
	}
	if len(faults) > 0 {
		out.Reject(feed.NotANumber, strings.Join(faults, "; ")+"; want a decimal number", item)
	}
	return stated
}

// brief bounds what of a message an error repeats.
func brief(b []byte) []byte { return b[:min(len(b), 64)] }
