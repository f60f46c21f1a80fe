package intake

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lanbi/internal/measure"
)

const (
	maxRoutes = 1 << 16
	// maxCode is the longest station code in bytes.
	maxCode = 128
)

// route is what a topic means.
type route struct {
	feed          int // -1: no feed has this topic
	station, area string
	known         bool
	state         *station // nil for indicators
}

// routes finds the route of a topic, and remembers it.
type routes struct {
	in      *Intake
	filters [][]string // by feed

	mu    sync.RWMutex
	cache map[string]*route
}

func newRoutes(in *Intake) (*routes, error) {
	r := &routes{in: in, cache: map[string]*route{}}
	for i, f := range in.opts.Feeds {
		levels, err := parseFilter(f.Topic)
		if err != nil {
			return nil, fmt.Errorf("feeds[%d].topic: %w", i, err)
		}
		r.filters = append(r.filters, levels)
	}
	return r, nil
}

// parseFilter splits a topic filter and checks it (MQTT 3.1.1 section 4.7).
func parseFilter(filter string) ([]string, error) {
	levels := strings.Split(filter, "/")
	for i, l := range levels {
		if filter == "" || strings.ContainsAny(l, "+#\x00") && (len(l) > 1 || l == "#" && i < len(levels)-1) {
			return nil, fmt.Errorf("%q is not a topic filter", filter)
		}
	}
	return levels, nil
}

// matches tells whether a topic lies under a filter. Wildcards at the start do
// not match topics that begin with $ [MQTT-4.7.2-1].
func matches(filter []string, topic string) bool {
	if strings.HasPrefix(topic, "$") && !strings.HasPrefix(filter[0], "$") {
		return false
	}
	more := true
	for _, f := range filter {
		if f == "#" {
			return true
		}
		if !more {
			return false
		}
		var level string
		level, topic, more = strings.Cut(topic, "/")
		if f != "+" && f != level {
			return false
		}
	}
	return !more
}

// of is the route of a topic.
func (r *routes) of(topic string) *route {
	r.mu.RLock()
	to := r.cache[topic]
	r.mu.RUnlock()
	if to != nil {
		return to
	}
	to = r.find(strings.Clone(topic))
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.cache) >= maxRoutes {
		clear(r.cache)
	}
	r.cache[topic] = to
	return to
}

func (r *routes) find(topic string) *route {
	for i, filter := range r.filters {
		if !matches(filter, topic) {
			continue
		}
		name := r.in.opts.Feeds[i].Name
		if name == nil {
			name = lastLevels
		}
		station, area := name(topic)
		return r.to(i, station, area)
	}
	return &route{feed: -1}
}

// to is the route to a station of a feed.
func (r *routes) to(feed int, station, area string) *route {
	f := &r.in.opts.Feeds[feed]
	to := &route{feed: feed, station: station, area: area}
	id := station
	if f.Medium == 0 {
		id = area
	}
	to.known = r.in.opts.Known(f.Medium, id) || f.AcceptUnknown && plain(station)
	if f.Medium != 0 && to.known {
		to.state = r.in.stations.of(f.Medium, station)
		to.state.interval.Store(uint32(f.Interval))
	}
	return to
}

// lastLevels takes the last level for the station and the one before it for the
// area.
func lastLevels(topic string) (station, area string) {
	rest, station := cutLast(topic)
	_, area = cutLast(rest)
	return station, area
}

func cutLast(topic string) (rest, level string) {
	i := strings.LastIndexByte(topic, '/')
	if i < 0 {
		return "", topic
	}
	return topic[:i], topic[i+1:]
}

// plain tells whether a code that no configuration vouches for can be stored.
func plain(code string) bool {
	if code == "" || len(code) > maxCode || !utf8.ValidString(code) {
		return false
	}
	return !strings.ContainsFunc(code, func(r rune) bool { return unicode.IsControl(r) || r == '\\' })
}

// destinationOf says where samples of an interval go.
func destinationOf(i measure.Interval) Destination {
	if i == measure.OneMinute || i == measure.FiveMinutes {
		return Raw
	}
	return Readings
}
