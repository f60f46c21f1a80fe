package hj212

import (
	"fmt"
	"sync"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Bounds of what is remembered of split reports.
const (
	maxParts  = 64               // parts of one report
	maxGroups = 4096             // reports under way
	maxWait   = 1 << 20          // bytes of parts that wait for the time of their report
	maxQN     = 32               // bytes of a QN; the standard has 17
	partsLife = 10 * time.Minute // from the last part of a report; three tries take less
)

// parts remembers split reports, for all decoders of a feed: the parts of one
// may come to different ones.
//
// The standard has every part carry complete factors and its own checksum, so
// a part that states its DataTime, as all do in the standard's examples, is
// read at once and nothing of it depends on the memory of this process. Only a
// part without DataTime needs the others: it takes the time of the report, and
// waits when it comes first, recorded as rejected meanwhile.
type parts struct {
	mu     sync.Mutex
	groups map[group]*report
	bytes  int
	sweep  time.Time // when to look for old ones again
}

// group names the report that a part belongs to.
type group struct {
	mn, cn string
	total  int
}

// report is what is known of one.
type report struct {
	last    time.Time
	at      time.Time // its time, once known
	seen    map[int]string
	waiting [][]byte // packets, copied
}

// part reads one part of a report, and those that waited for its time.
func (d *Decoder) part(out *feed.Decoded, m feed.Message, station string, interval measure.Interval) {
	f := &d.frame
	if f.PNO < 1 || f.PNO > f.PNUM || f.PNUM > maxParts {
		out.Reject(feed.Malformed, fmt.Sprintf("part PNO=%d of PNUM=%d, want 1 to at most %d", f.PNO, f.PNUM, maxParts), m.Payload)
		return
	}
	var stamp time.Time
	if text := d.split(f.CP, &feed.Decoded{}); len(text) > 0 {
		unix, ok := d.format.dataTime(text)
		if !ok {
			d.content(out, m, f.CP, station, interval, time.Time{}) // says what is wrong
			return
		}
		stamp = time.Unix(unix, 0)
	}
	at, waited, lost := d.format.parts.take(f, stamp, m)
	for _, raw := range lost {
		out.Reject(feed.Malformed, "this part of a split report has no DataTime, and no part that has it came in time", raw)
	}
	if at.IsZero() {
		// What waits is in memory only. Recording it here makes it durable before it
		// is acknowledged: a crash leaves the part among the rejected messages.
		if len(lost) == 0 {
			out.Reject(feed.Malformed, fmt.Sprintf("part %d of %d has no DataTime; it is stored once the part that has it comes, and kept here meanwhile", f.PNO, f.PNUM), m.Payload)
		}
		return
	}
	d.content(out, m, f.CP, station, interval, at)
	for _, raw := range waited {
		m.Payload = raw
		if d.parse(f, raw).reason == "" {
			d.content(out, m, f.CP, station, interval, at)
		}
	}
}

// take notes a part. It returns the time of the report, zero when the part has
// to wait for it; the packets that waited and can be read now; and those that
// never can.
func (p *parts) take(f *Frame, stamp time.Time, m feed.Message) (at time.Time, waited, lost [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	lost = p.expire(m.Now)
	key := group{string(f.MN), string(f.CN), f.PNUM}
	r := p.groups[key]
	if r != nil && r.otherThan(f, stamp) {
		lost = append(lost, p.drop(key)...)
		r = nil
	}
	if r == nil {
		if len(p.groups) >= maxGroups { // as many stations in the midst of a report: forget one
			for k := range p.groups {
				lost = append(lost, p.drop(k)...)
				break
			}
		}
		r = &report{seen: map[int]string{}}
		if p.groups == nil {
			p.groups = map[group]*report{}
		}
		p.groups[key] = r
	}
	r.last = m.Now
	qn := string(f.QN[:min(len(f.QN), maxQN)])
	before, seen := r.seen[f.PNO]
	if seen && before != qn { // only a part with the same time comes here: the whole report is sent again
		clear(r.seen)
	}
	r.seen[f.PNO] = qn
	if !stamp.IsZero() {
		r.at = stamp
	}
	if r.at.IsZero() {
		switch {
		case seen && qn != "": // sent again; it waits already
		case p.bytes+len(m.Payload) > maxWait:
			lost = append(lost, m.Payload)
		default:
			r.waiting = append(r.waiting, append([]byte(nil), m.Payload...))
			p.bytes += len(m.Payload)
		}
		return time.Time{}, nil, lost
	}
	waited, r.waiting = r.waiting, nil
	p.release(waited)
	return r.at, waited, lost
}

// otherThan tells whether a part belongs to a newer report than r: it states
// another time, or its number came before under another QN.
func (r *report) otherThan(f *Frame, stamp time.Time) bool {
	if !stamp.IsZero() && !r.at.IsZero() && !stamp.Equal(r.at) {
		return true
	}
	qn, seen := r.seen[f.PNO]
	return seen && qn != string(f.QN[:min(len(f.QN), maxQN)]) && (stamp.IsZero() || r.at.IsZero())
}

// expire forgets reports whose parts stopped coming.
func (p *parts) expire(now time.Time) (lost [][]byte) {
	if now.Before(p.sweep) && p.sweep.Sub(now) <= partsLife {
		return nil
	}
	p.sweep = now.Add(partsLife / 10)
	for key, r := range p.groups {
		if age := now.Sub(r.last); age > partsLife || age < -partsLife { // or the clock was set back
			lost = append(lost, p.drop(key)...)
		}
	}
	return lost
}

func (p *parts) drop(key group) (lost [][]byte) {
	lost = p.groups[key].waiting
	p.release(lost)
	delete(p.groups, key)
	return lost
}

func (p *parts) release(packets [][]byte) {
	for _, b := range packets {
		p.bytes -= len(b)
	}
}
