package intake

import (
	"math"
	"sync"
	"sync/atomic"
	"time"

	"lanbi/internal/measure"
)

// maxStations bounds what unknown stations can make us remember.
const maxStations = 100_000

// station is what is remembered of one station. Times are Unix seconds.
type station struct {
	newest   atomic.Int64 // start of the newest sample taken since the start
	seen     atomic.Int64 // arrival of the last good message
	messages atomic.Int64
	interval atomic.Uint32 // measure.Interval of its feed
}

type stationKey struct {
	medium measure.Medium
	code   string
}

// stations knows, for each station, how new a sample must be to be certainly a
// new point.
//
// The rule: a sample not newer than the newest known one may already be stored
// with other flags, so its normal flags are written out (InfluxDB merges the
// fields of a rewritten point). After a restart nothing is known: any sample
// that could have been taken before it counts as possibly stored, until Newest
// has told what is.
type stations struct {
	// ceiling is the latest start that may be stored although it is not known
	// here; everything while shared.
	ceiling atomic.Int64

	mu       sync.RWMutex
	byKey    map[stationKey]*station
	overflow station // of all beyond maxStations; never new
}

func newStations(ceiling time.Time, shared bool) *stations {
	st := &stations{byKey: map[stationKey]*station{}}
	st.ceiling.Store(ceiling.Unix())
	if shared {
		st.ceiling.Store(math.MaxInt64)
	}
	st.overflow.newest.Store(math.MaxInt64)
	return st
}

func (st *stations) of(m measure.Medium, code string) *station {
	key := stationKey{m, code}
	st.mu.RLock()
	s := st.byKey[key]
	st.mu.RUnlock()
	if s != nil {
		return s
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if s = st.byKey[key]; s != nil {
		return s
	}
	if len(st.byKey) >= maxStations {
		return &st.overflow
	}
	s = &station{}
	s.newest.Store(math.MinInt64)
	st.byKey[key] = s
	return s
}

// renew notes a sample and tells whether it is certainly a new point.
func (st *stations) renew(s *station, start time.Time) bool {
	unix := start.Unix()
	for {
		newest := s.newest.Load()
		if unix <= newest {
			return false
		}
		if s.newest.CompareAndSwap(newest, unix) {
			return unix > st.ceiling.Load()
		}
	}
}

// learn takes what is stored, after which only samples noted here or there
// count as known.
func (st *stations) learn(stored []Touch) {
	for _, t := range stored {
		st.renew(st.of(t.Medium, t.Station), t.Start)
	}
	st.ceiling.Store(math.MinInt64)
}

// Seen is what is known of a station since the start.
type Seen struct {
	Medium   measure.Medium
	Station  string
	Last     time.Time // arrival of its last good message
	Newest   time.Time // start of its newest sample
	Interval measure.Interval
	Messages int64
}

// Stations lists the stations that sent something good since the start, in no
// order.
func (in *Intake) Stations() []Seen {
	st := in.stations
	st.mu.RLock()
	defer st.mu.RUnlock()
	var all []Seen
	for key, s := range st.byKey {
		if s.messages.Load() == 0 {
			continue
		}
		all = append(all, Seen{
			Medium: key.medium, Station: key.code,
			Last:     time.Unix(s.seen.Load(), 0),
			Newest:   time.Unix(s.newest.Load(), 0),
			Interval: measure.Interval(s.interval.Load()),
			Messages: s.messages.Load(),
		})
	}
	return all
}
