package daemon

import (
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/config"
	"lanbi/internal/intake"
	"lanbi/internal/measure"
)

// Silence tells since when a configured station has sent nothing good.
type Silence struct {
	Medium   measure.Medium
	Station  string
	Since    time.Time     // its last good message, or the start of this process
	Heard    bool          // something came since the start
	Interval time.Duration // in which it should send
}

// Intervals is how many messages have stayed out at now. The first is late only
// when an interval has passed, so that 1 is nothing unusual.
func (s Silence) Intervals(now time.Time) float64 {
	return max(0, now.Sub(s.Since).Seconds()) / s.Interval.Seconds()
}

// Silences lists every station and section on duty today that has a feed with an interval, by
// medium and code. It is empty in a process without intake.
func (d *Daemon) Silences() []Silence {
	if d.intake == nil {
		return nil
	}
	return silences(d.o.Config, d.intake.Stations(), d.started, measure.DayOf(d.o.Now(), d.o.Config.Timezone))
}

func silences(c *config.Config, seen []intake.Seen, started time.Time, today measure.Day) []Silence {
	type place struct {
		medium measure.Medium
		code   string
	}
	of := map[place]intake.Seen{}
	for _, s := range seen {
		of[place{s.Medium, s.Station}] = s
	}
	var all []Silence
	add := func(m measure.Medium, code string, on measure.Span) {
		s, heard := of[place{m, code}]
		out := Silence{Medium: m, Station: code, Since: started, Heard: heard, Interval: slowest(c.Feeds, m)}
		if heard {
			out.Since = s.Last
			if i := s.Interval.Duration(); i > 0 {
				out.Interval = i
			}
		}
		if out.Interval > 0 && on.Covers(today) {
			all = append(all, out)
		}
	}
	for i := range c.Areas {
		for k := range c.Areas[i].Stations {
			s := &c.Areas[i].Stations[k]
			add(measure.Air, s.Code, s.Span)
		}
		for k := range c.Areas[i].Sections {
			s := &c.Areas[i].Sections[k]
			add(measure.Water, s.Code, s.Span)
		}
	}
	slices.SortFunc(all, func(a, b Silence) int {
		if a.Medium != b.Medium {
			return int(a.Medium) - int(b.Medium)
		}
		return strings.Compare(a.Station, b.Station)
	})
	return all
}

// slowest is the longest interval of the feeds of a medium, 0 when none has one.
func slowest(feeds []config.Feed, m measure.Medium) time.Duration {
	var longest time.Duration
	for i := range feeds {
		if feeds[i].Kind.Medium() == m {
			longest = max(longest, feeds[i].Interval.Duration())
		}
	}
	return longest
}

// silenceMetric shows the silences to Prometheus, those of stations that never
// sent anything included.
type silenceMetric struct{ d *Daemon }

var silenceDesc = prometheus.NewDesc("lanbi_station_silent_intervals",
	"Intervals since a configured station's last good message, or since the start.", []string{"medium", "station"}, nil)

// Describe sends the description.
func (m silenceMetric) Describe(ch chan<- *prometheus.Desc) { ch <- silenceDesc }

// Collect sends the silences of now.
func (m silenceMetric) Collect(ch chan<- prometheus.Metric) {
	now := m.d.o.Now()
	for _, s := range m.d.Silences() {
		ch <- prometheus.MustNewConstMetric(silenceDesc, prometheus.GaugeValue, s.Intervals(now), s.Medium.String(), s.Station)
	}
}
