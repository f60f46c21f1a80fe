package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// silentAfter is how long after the end of its newest interval a station counts
// as silent (失联); for long intervals, two of them.
const silentAfter = 3 * time.Hour

// site is a station or section with its newest data.
type site struct {
	code, name, area string
	medium           measure.Medium
	station          *measure.Station // nil for a section
	section          *measure.Section // nil for a station
	sample           *measure.Sample  // nil when nothing ever arrived
	hour             *assess.AirHour  // newest known index, nil when there is none of the last hours
	lapse            string           // outages reported for today, such as 停电（3月4日）; empty for none
}

// end is the instant at which the newest interval ended.
func (s *site) end() time.Time { return s.sample.Start.Add(s.sample.Interval.Duration()) }

// newest is the moment of the newest data for people: the end of its interval, or its
// start while the interval goes on, as that of a sample every four hours does.
func (s *site) newest(now time.Time) time.Time {
	if s.end().After(now) {
		return s.sample.Start
	}
	return s.end()
}

// silent tells whether data is overdue. Laboratory samples come when they come.
func (s *site) silent(now time.Time) bool {
	if s.sample == nil {
		return true
	}
	length := s.sample.Interval.Duration()
	if length == 0 {
		return false
	}
	return now.Sub(s.end()) > max(silentAfter, 2*length)
}

// sites are the stations and sections that are in operation today, in the order
// of the configuration. lapses are the outages reported, by area.
func (s *Server) sites(ctx context.Context, lapses map[string][]assess.Outage) ([]site, error) {
	now, today := s.o.Now(), s.today()
	newest := make(map[measure.Medium]map[string]*measure.Sample)
	for _, m := range []measure.Medium{measure.Air, measure.Water} {
		samples, err := s.o.Reads.Samples.Latest(ctx, m)
		if err != nil {
			return nil, fmt.Errorf("read newest %s samples: %w", m, err)
		}
		newest[m] = newestByStation(samples)
	}
	var all []site
	for _, a := range s.o.Areas {
		for i := range a.Stations {
			st := &a.Stations[i]
			if !st.Span.Covers(today) {
				continue
			}
			hour, err := s.lastHour(ctx, st.Code, now)
			if err != nil {
				return nil, err
			}
			all = append(all, site{code: st.Code, name: st.Name, area: a.Code, medium: measure.Air,
				station: st, sample: newest[measure.Air][st.Code], hour: hour, lapse: lapsesOn(lapses[a.Code], a.Code, st.Code, today)})
		}
		for i := range a.Sections {
			sec := &a.Sections[i]
			if sec.Span.Covers(today) {
				all = append(all, site{code: sec.Code, name: sec.Name, area: a.Code, medium: measure.Water,
					section: sec, sample: newest[measure.Water][sec.Code], lapse: lapsesOn(lapses[a.Code], a.Code, sec.Code, today)})
			}
		}
	}
	return all, nil
}

// newestByStation joins the samples of one station and moment, which are several
// when its values come from several sources; the first names the source.
func newestByStation(samples []measure.Sample) map[string]*measure.Sample {
	newest := make(map[string]*measure.Sample, len(samples))
	for _, sample := range samples {
		have := newest[sample.Station]
		switch {
		case have == nil || sample.Start.After(have.Start):
			sample.Readings = slices.Clone(sample.Readings)
			newest[sample.Station] = &sample
		case sample.Start.Equal(have.Start) && sample.Interval == have.Interval:
			have.Readings = append(have.Readings, sample.Readings...)
		}
	}
	for _, sample := range newest {
		slices.SortStableFunc(sample.Readings, func(a, b measure.Reading) int { return cmp.Compare(a.Parameter, b.Parameter) })
	}
	return newest
}

// lastHour is the newest known hourly index of the last hours under the edition
// in force, nil when there is none.
func (s *Server) lastHour(ctx context.Context, place string, now time.Time) (*assess.AirHour, error) {
	to := measure.HourOf(now) + 1
	hours, err := s.o.Reads.Air.AirHours(ctx, place, to-1-measure.Hour(silentAfter/time.Hour), to)
	if err != nil {
		return nil, fmt.Errorf("read last hours of %s: %w", place, err)
	}
	var last *assess.AirHour
	for i := range hours {
		h := &hours[i]
		inForce := h.Edition == hj633.EditionOn(measure.DayOf(h.Hour.Start(), s.o.Zone))
		if inForce && h.Index.Known && (last == nil || h.Hour > last.Hour) {
			last = h
		}
	}
	return last, nil
}

func (s *Server) stations(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	lapses, err := s.lapses(r.Context(), s.o.Areas)
	if err != nil {
		return nil, err
	}
	sites, err := s.sites(r.Context(), lapses)
	if err != nil {
		return nil, err
	}
	now := s.o.Now()
	entries := make([]object, len(sites))
	for i := range sites {
		entries[i] = s.siteBody(&sites[i], now)
	}
	return list("stations", entries), nil
}

func (s *Server) siteBody(at *site, now time.Time) object {
	o := object{{"station", at.code}, {"name", at.name}, {"area", at.area}, {"medium", at.medium.String()}}
	if st := at.station; st != nil {
		o.add("network", string(st.Network))
		o.add("assess", st.Assess)
		if st.Lat != 0 || st.Lon != 0 {
			o.number("lat", st.Lat)
			o.number("lon", st.Lon)
		}
	}
	if sec := at.section; sec != nil {
		o.add("river", sec.River)
		o.add("body", sec.Body.String())
		if sec.Class != 0 {
			o.add("class", sec.Class)
		}
	}
	o.add("silent", at.silent(now))
	if at.lapse != "" {
		o.add("outage", at.lapse)
	}
	if at.hour != nil {
		o.add("aqi_time", s.stamp(at.hour.Hour.Start()))
		o.index(at.hour.Index)
	}
	if at.sample == nil {
		return o
	}
	o.add("time", s.stamp(at.sample.Start))
	o.add("interval", at.sample.Interval.String())
	o.add("source", at.sample.Source.String())
	for _, reading := range at.sample.Readings {
		key := reading.Parameter.Key()
		o.number(key, reading.Value.Float(reading.Parameter.Unit()))
		if !reading.Flag.Valid() {
			o.add(key+"_flag", reading.Flag.String())
		}
		if reading.Below {
			o.add(key+"_below", true)
		}
	}
	if at.section != nil {
		// The class of this sample alone, as the national real-time page shows it.
		if r := assess.SampleClass(at.section.Body, at.sample); r.Class.Known() {
			o.add("sample_class", int(r.Class))
			o.add("sample_deciding", r.Deciding.String())
		}
	}
	return o
}
