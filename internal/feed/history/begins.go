package history

import (
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// begins is the start of the interval that a row's time names: of air its end, of water
// its start. A row is refused as a message of a feed would be, when its time lies ahead of
// the clock or, of air, off the boundary of its interval: it is of no hour then.
func (r *reading) begins(src *source, line int, m measure.Medium, at time.Time, i measure.Interval) (start time.Time, ok bool) {
	s := feed.Settings{Medium: m, Zone: r.o.Zone, AcceptSince: time.Unix(1, 0)}
	if m == measure.Air {
		s.Stamp = feed.StampEnd
	}
	unix, reason, text := s.Start(at.Unix(), i, r.now())
	if reason != "" {
		r.reject(src, line, ReasonTime, "%s", text)
		return at, false
	}
	return time.Unix(unix, 0).In(at.Location()), true
}

// now is the clock, or after all time when the caller has none.
func (r *reading) now() time.Time {
	if r.o.Now.IsZero() {
		return time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return r.o.Now
}
