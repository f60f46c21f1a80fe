package job

import (
	"maps"
	"sync"
	"time"

	"lanbi/internal/measure"
)

// FillingQuiet is how long no reading of past days must have come before these count as
// full.
const FillingQuiet = 10 * time.Minute

const (
	// fillingDays is how many past days must be under way before it is more than a
	// straggler: some stations send the evening before once more every morning.
	fillingDays = 3
	// fillingLimit is how long alerts wait at most: a feed that never rests must not
	// keep people from being told.
	fillingLimit = 24 * time.Hour
)

// Filling tells whether past days are filling with readings, as after a downtime or
// while history is sent in: what is counted of them meanwhile is of days half full, and
// nobody should be told of it. The zero value is ready; it may be used from any goroutine.
type Filling struct {
	mu    sync.Mutex
	days  map[measure.Day]time.Time // past days, by when readings of them were last stored
	since time.Time                 // since when it goes on, zero while it does not
	grace time.Time                 // until when it is taken to go on
}

// CaughtUpBy says that readings of many days are still expected until then: the process
// was away, and what the broker kept has not come yet.
func (f *Filling) CaughtUpBy(until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.grace = until
}

// Note takes in the past days of which readings were just stored.
func (f *Filling) Note(past []measure.Day, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.days == nil {
		f.days = map[measure.Day]time.Time{}
	}
	f.settle(now)
	for _, day := range past {
		f.days[day] = now
	}
}

// settle forgets the days of which nothing came for a while, and tells whether that
// leaves only stragglers.
func (f *Filling) settle(now time.Time) bool {
	maps.DeleteFunc(f.days, func(_ measure.Day, at time.Time) bool { return now.Sub(at) >= FillingQuiet })
	if len(f.days) >= fillingDays || now.Before(f.grace) {
		return false
	}
	f.since = time.Time{}
	return true
}

// Active tells whether it goes on.
func (f *Filling) Active(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.settle(now) {
		return false
	}
	if f.since.IsZero() {
		f.since = now
	}
	return now.Sub(f.since) < fillingLimit
}
