// Package feed is what all payload formats have in common: what a message may
// say, why one is refused, which interval a time stamp means, which values are
// physically possible. Its sub-packages read one format each.
//
// Bytes and the time come in, samples and reasons go out; nothing here opens,
// waits or logs.
package feed

import (
	"time"

	"lanbi/internal/measure"
)

// Reason says why a message or one of its values was refused. It is the tag of
// measurement rejection and the label of the counters.
type Reason string

// Reasons for refusing. The first group refuses a whole message, NotANumber one
// value of it; Implausible, NoFeed, TooLarge, UnknownStation and Refused are found
// outside the decoders.
const (
	Malformed      Reason = "malformed"       // not the format, or a required part is missing
	Empty          Reason = "empty"           // no bytes, or no value
	Impostor       Reason = "impostor"        // names another station than its topic
	Unaligned      Reason = "unaligned"       // more than 10 % of the interval off a boundary
	Future         Reason = "future"          // more than Ahead ahead
	TooOld         Reason = "too_old"         // before AcceptSince
	CRC            Reason = "crc"             // checksum wrong
	NotANumber     Reason = "not_a_number"    // one value is no decimal number
	Implausible    Reason = "implausible"     // a reported figure that cannot be
	UnknownStation Reason = "unknown_station" // not in the configuration
	TooLarge       Reason = "too_large"       // payload longer than allowed
	NoFeed         Reason = "no_feed"         // topic matches no feed
	Refused        Reason = "refused"         // InfluxDB would not take the point
)

// Reasons lists all of them, so that counters exist before the first case.
var Reasons = [...]Reason{Malformed, Empty, Impostor, Unaligned, Future, TooOld, CRC,
	NotANumber, Implausible, UnknownStation, TooLarge, NoFeed, Refused}

// Rejection is one refused message, or the refused values of one.
type Rejection struct {
	Reason  Reason
	Text    string // for people: which part, what it was, what was expected
	Payload []byte // the part of the message concerned; belongs to the caller's payload
}

// Message is one payload and what is known of it beside its bytes.
type Message struct {
	Payload []byte
	// Station is what the topic names, empty where there is no topic. Area is
	// the level before it.
	Station, Area string
	Now           time.Time
}

// Decoded is what a decoder found. Its slices are reused by the next message.
type Decoded struct {
	Samples []measure.Sample
	// Stated holds, for each of Samples, the parameters whose data mark the
	// message spells out, a normal one included.
	Stated     []measure.Set
	Indicators []measure.Indicator
	Rejections []Rejection
	OutOfRange int // values marked R
	Ignored    int // values of keys that name no parameter of the feed, and frames that hold none
	Tolerated  int // frames taken in spite of a fault that the feed tolerates

	readings []measure.Reading
}

// Reset empties d and keeps its memory.
func (d *Decoded) Reset() {
	d.Samples = d.Samples[:0]
	d.Stated = d.Stated[:0]
	d.Indicators = d.Indicators[:0]
	d.Rejections = d.Rejections[:0]
	d.OutOfRange, d.Ignored, d.Tolerated = 0, 0, 0
	d.readings = d.readings[:0]
}

// Refuse empties d of samples and leaves one rejection of the whole payload.
func (d *Decoded) Refuse(reason Reason, text string, payload []byte) {
	d.Reset()
	d.Reject(reason, text, payload)
}

// Reject adds a rejection beside what else was found.
func (d *Decoded) Reject(reason Reason, text string, payload []byte) {
	d.Rejections = append(d.Rejections, Rejection{Reason: reason, Text: text, Payload: payload})
}

// Add adds a sample, copying its readings into d's own memory.
func (d *Decoded) Add(s measure.Sample, stated measure.Set) {
	n := len(d.readings)
	d.readings = append(d.readings, s.Readings...)
	s.Readings = d.readings[n:len(d.readings):len(d.readings)]
	d.Samples = append(d.Samples, s)
	d.Stated = append(d.Stated, stated)
}

// Stamp tells which end of its interval a time stamp names.
type Stamp uint8

// The two conventions. Air stations of Chinese networks name the end.
const (
	StampStart Stamp = iota
	StampEnd
)

const (
	// Ahead is how far a time stamp may lie ahead of the clock.
	Ahead = 10 * time.Minute
	// MaxAge is how old a sample may be where the feed states no AcceptSince.
	MaxAge = 90 * 24 * time.Hour
)

// Settings is what the configuration says of one feed.
type Settings struct {
	Medium   measure.Medium // the zero value for a feed of indicators
	Interval measure.Interval
	Stamp    Stamp
	Zone     *time.Location // of time stamps without an offset
	// Flags translates the sender's data marks beside the letters of HJ 212.
	Flags map[string]measure.Flag
	// Scales holds the steps of a Concentration in one of the sender's units,
	// for parameters that do not come in their own Unit. 0.01 µg cannot be said.
	Scales map[measure.Parameter]int64
	// AcceptSince refuses older samples; the zero value means AcceptAge before now,
	// and AcceptAge zero MaxAge.
	AcceptSince time.Time
	AcceptAge   time.Duration
}

// Takes tells whether p can be a value of the feed. The daily ozone statistic
// cannot: it is computed here.
func (s *Settings) Takes(p measure.Parameter) bool {
	return p.Medium() == s.Medium && p != measure.O38h
}

// Scale is the steps of a Concentration in one unit of p as sent.
func (s *Settings) Scale(p measure.Parameter) int64 {
	if n := s.Scales[p]; n > 0 {
		return n
	}
	return p.Unit().Scale()
}
