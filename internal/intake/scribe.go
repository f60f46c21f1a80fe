package intake

import (
	"fmt"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// scribe turns a group of messages into records of the spool. It keeps its
// buffers between groups and serves one goroutine.
type scribe struct {
	in     *Intake
	decode []Decode // by feed, made when first needed
	out    feed.Decoded

	arena   []byte
	ends    []int // of the records in arena
	records [][]byte

	received, retained, ignored, outOfRange, tolerated int64
	rejected                                           []Rejection
	seen                                               []*station
	figures                                            []cameFigure
	now                                                time.Time
}

// cameFigure is a reported figure of the group with the topic on which it came.
type cameFigure struct {
	topic  string
	figure measure.Indicator
}

func newScribe(in *Intake) *scribe {
	return &scribe{in: in, decode: make([]Decode, len(in.opts.Feeds))}
}

// reset begins a new group.
func (s *scribe) reset() {
	s.arena, s.ends = s.arena[:0], s.ends[:0]
	clear(s.rejected)
	s.rejected, s.seen, s.figures = s.rejected[:0], s.seen[:0], s.figures[:0]
	s.received, s.retained, s.ignored, s.outOfRange, s.tolerated = 0, 0, 0, 0, 0
	s.now = s.in.opts.Now()
}

// add takes a message into the group. It leaves at least one record, unless the
// message is one that carries no readings by design, such as a heartbeat.
func (s *scribe) add(topic string, payload []byte, retained bool) {
	s.received++
	if retained {
		s.retained++
	}
	to := s.in.routes.of(topic)
	switch {
	case to.feed < 0:
		s.reject(topic, feed.NoFeed, "no feed has this topic", payload)
		return
	case len(payload) > s.in.opts.MaxPayload:
		s.reject(topic, feed.TooLarge, fmt.Sprintf("payload of %d bytes, at most %d are taken", len(payload), s.in.opts.MaxPayload), payload)
		return
	}
	decode := s.decode[to.feed]
	if decode == nil {
		decode = s.in.opts.Feeds[to.feed].Decoder()
		s.decode[to.feed] = decode
	}
	decode(&s.out, feed.Message{Payload: payload, Station: to.station, Area: to.area, Now: s.now})
	for i := range s.out.Rejections {
		r := &s.out.Rejections[i]
		s.reject(topic, r.Reason, r.Text, r.Payload)
	}
	s.tolerated += int64(s.out.Tolerated)
	if len(s.out.Samples)+len(s.out.Indicators) == 0 {
		s.ignored += int64(s.out.Ignored)
		return
	}
	if s.in.opts.Feeds[to.feed].Medium != 0 && to.station == "" {
		s.named(topic, to, payload)
		return
	}
	if !to.known {
		s.reject(topic, feed.UnknownStation, fmt.Sprintf("%q is not in the configuration", unknownOf(to, &s.out)), payload)
		return
	}
	s.ignored += int64(s.out.Ignored)
	s.outOfRange += int64(s.out.OutOfRange)
	for i := range s.out.Samples {
		s.sample(to, &s.out.Samples[i], s.out.Stated[i])
	}
	for i := range s.out.Indicators {
		s.figure(topic, &s.out.Indicators[i], payload)
	}
}

// figure takes a reported figure, or refuses it with the payload it came in.
func (s *scribe) figure(topic string, i *measure.Indicator, payload []byte) {
	if s.in.opts.Doubt != nil {
		if why := s.in.opts.Doubt(i); why != "" {
			s.reject(topic, feed.Implausible, why, payload)
			return
		}
	}
	start := len(s.arena)
	s.arena = appendHead(s.arena, Readings, 0, 0, time.Time{}, "")
	arena, err := s.in.opts.EncodeIndicator(s.arena, i)
	if err != nil {
		s.arena = s.arena[:start]
		s.reject(topic, feed.Malformed, err.Error(), payload)
		return
	}
	s.arena = arena
	s.ends = append(s.ends, len(s.arena))
	s.figures = append(s.figures, cameFigure{topic, *i})
}

// named takes samples that name their stations themselves.
func (s *scribe) named(topic string, to *route, payload []byte) {
	s.ignored += int64(s.out.Ignored)
	s.outOfRange += int64(s.out.OutOfRange)
	for i := range s.out.Samples {
		sample := &s.out.Samples[i]
		own := s.in.routes.to(to.feed, sample.Station, to.area)
		if !own.known {
			s.reject(topic, feed.UnknownStation, fmt.Sprintf("%q is not in the configuration", sample.Station), payload)
			continue
		}
		s.sample(own, sample, s.out.Stated[i])
	}
}

// unknownOf is the code that the configuration does not have.
func unknownOf(to *route, d *feed.Decoded) string {
	if len(d.Samples) == 0 {
		return to.area
	}
	return to.station
}

func (s *scribe) sample(to *route, sample *measure.Sample, withN measure.Set) {
	// Days that a station computed itself say nothing of how new its readings are,
	// nor that they still come.
	day := sample.Interval == measure.OneDay
	if !day {
		s.seen = append(s.seen, to.state)
	}
	// Of a new point only flags that the message states are written.
	if day || !s.in.stations.renew(to.state, sample.Start) {
		for i := range sample.Readings {
			withN = withN.With(sample.Readings[i].Parameter)
		}
	}
	s.arena = appendHead(s.arena, destinationOf(sample.Interval), sample.Medium, sample.Interval, sample.Start, sample.Station)
	s.arena = s.in.opts.Encode(s.arena, sample, withN)
	s.ends = append(s.ends, len(s.arena))
}

func (s *scribe) reject(topic string, reason feed.Reason, why string, payload []byte) {
	r := s.in.rejected.make(s.now, topic, reason, why, payload)
	s.rejected = append(s.rejected, r)
	s.arena = appendHead(s.arena, Rejections, 0, 0, time.Time{}, "")
	s.arena = s.in.opts.EncodeRejection(s.arena, &r)
	s.ends = append(s.ends, len(s.arena))
}

// take is the records of the group, valid until reset.
func (s *scribe) take() [][]byte {
	s.records = s.records[:0]
	start := 0
	for _, end := range s.ends {
		s.records = append(s.records, s.arena[start:end])
		start = end
	}
	return s.records
}

// settled counts the group, now that it is durable, and shows its rejections.
func (s *scribe) settled() {
	c := &s.in.counts
	c.received.Add(s.received)
	c.retained.Add(s.retained)
	c.ignored.Add(s.ignored)
	c.outOfRange.Add(s.outOfRange)
	c.tolerated.Add(s.tolerated)
	for i := range s.rejected {
		c.reject(s.rejected[i].Reason)
		if err := s.in.rejected.keep(s.rejected[i]); err != nil {
			s.in.opts.Log.Error("keep rejected message", "error", err)
		}
		if s.in.herald != nil {
			s.in.herald.tell(s.rejected[i])
		}
	}
	if tell := s.in.opts.Figure; tell != nil {
		for i := range s.figures {
			tell(s.figures[i].topic, &s.figures[i].figure)
		}
	}
	now := s.now.Unix()
	for _, st := range s.seen {
		st.seen.Store(now)
		st.messages.Add(1)
	}
}
