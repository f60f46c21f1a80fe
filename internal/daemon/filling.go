package daemon

import (
	"maps"
	"sync"
	"time"

	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

const (
	// fillingDays is how many past days must be under way before it is more than a
	// straggler: some stations send the evening before once more every morning.
	fillingDays = 3
	// fillingQuiet is how long no such reading must have come before the days count as
	// full.
	fillingQuiet = 10 * time.Minute
	// fillingLimit is how long alerts wait at most: a feed that never rests must not
	// keep people from being told.
	fillingLimit = 24 * time.Hour
)

// filling tells whether past days are filling with readings, as after a downtime or
// while history is sent in: what is counted of them meanwhile is of days half full, and
// nobody should be told of it.
type filling struct {
	mu    sync.Mutex
	days  map[measure.Day]time.Time // past days, by when readings of them were last stored
	since time.Time                 // since when it goes on, zero while it does not
	grace time.Time                 // until when it is taken to go on
}

// caughtUpBy says that readings of many days are still expected until then: the process
// was away, and what the broker kept has not come yet.
func (f *filling) caughtUpBy(until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.grace = until
}

// note takes in the marks of readings just stored.
func (f *filling) note(days []ledger.Dirty, hours []ledger.DirtyHour, zone *time.Location, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.days == nil {
		f.days = map[measure.Day]time.Time{}
	}
	f.settle(now)
	for _, mark := range days {
		f.days[mark.Day] = now
	}
	today := measure.DayOf(now, zone)
	for _, mark := range hours {
		if day := measure.DayOf(mark.Hour.Start(), zone); day < today {
			f.days[day] = now
		}
	}
}

// settle forgets the days of which nothing came for a while, and tells whether that
// leaves only stragglers.
func (f *filling) settle(now time.Time) bool {
	maps.DeleteFunc(f.days, func(_ measure.Day, at time.Time) bool { return now.Sub(at) >= fillingQuiet })
	if len(f.days) >= fillingDays || now.Before(f.grace) {
		return false
	}
	f.since = time.Time{}
	return true
}

// active tells whether it goes on.
func (f *filling) active(now time.Time) bool {
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

// expectBacklog looks, before the jobs begin, how long the process was away: with two
// whole days not assessed the broker has kept readings that come only now.
func (d *Daemon) expectBacklog() error {
	now := d.o.Now()
	through, err := d.jobs.airDay.Through(now)
	if err != nil {
		return err
	}
	if through < measure.DayOf(now, d.o.Config.Timezone).Add(-2) {
		d.filling.caughtUpBy(now.Add(fillingQuiet))
	}
	return nil
}
