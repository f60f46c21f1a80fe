package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

var (
	beijing = time.FixedZone("CST", 8*3600)
	ctx     = context.Background()
	errDown = errors.New("store is down")
)

// store is a database in memory. A rewritten result replaces the stored one.
type store struct {
	air      map[string]map[measure.Hour]assess.HourCells
	samples  []measure.Sample
	hours    map[string]assess.AirHour
	days     map[string]assess.AirDay
	periods  map[string]assess.AirPeriod
	water    map[string]assess.WaterPeriod
	targets  map[string]target.Progress
	figures  []measure.Indicator
	events   []measure.Event
	controls []forecast.PlaceControl
	fail     string // name of the method that fails
	read     []string
	means    []string // what AirMeans was asked for
	asked    []string // what DustDays and Events were asked for
	pruned   []string
}

func newStore() *store {
	return &store{
		air: map[string]map[measure.Hour]assess.HourCells{}, hours: map[string]assess.AirHour{},
		days: map[string]assess.AirDay{}, periods: map[string]assess.AirPeriod{},
		water: map[string]assess.WaterPeriod{}, targets: map[string]target.Progress{},
	}
}

// put stores one day of readings of a station, PM2.5 in µg/m³ and the rest low.
func (s *store) put(station string, day measure.Day, pm25 measure.Concentration) {
	if s.air[station] == nil {
		s.air[station] = map[measure.Hour]assess.HourCells{}
	}
	first := measure.HourOf(day.Start(beijing))
	for i := range measure.Hour(24) {
		var cells assess.HourCells
		for p := measure.PM25; p <= measure.O3; p++ {
			cells[p] = assess.Cell{Value: 30 * measure.Microgram, Source: measure.Sent}
		}
		cells[measure.PM25].Value = pm25 * measure.Microgram
		s.air[station][first+i] = cells
	}
}

func (s *store) err(method string) error {
	if s.fail == method {
		return errDown
	}
	return nil
}

func (s *store) AirSeries(_ context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error) {
	var all []assess.Series
	for _, station := range stations {
		s.read = append(s.read, fmt.Sprintf("%s %s %d", station, measure.DayOf(from.Start(), beijing), to-from))
		series := assess.NewSeries(station, from, int(to-from))
		for h := from; h < to; h++ {
			for p := measure.PM25; p <= measure.O3; p++ {
				series.Set(h, p, s.air[station][h][p])
			}
		}
		all = append(all, series)
	}
	return all, s.err("AirSeries")
}

func (s *store) WriteAirHours(_ context.Context, hours []assess.AirHour) error {
	for _, h := range hours {
		s.hours[fmt.Sprint(h.Place, h.Hour, h.Edition)] = h
	}
	return s.err("WriteAirHours")
}

func (s *store) WriteAirDays(_ context.Context, days []assess.AirDay) error {
	if err := s.err("WriteAirDays"); err != nil {
		return err
	}
	for _, d := range days {
		d.Plan = measure.Set{} // is not stored
		s.days[fmt.Sprint(d.Place, " ", d.Day, " ", d.Edition)] = d
	}
	return nil
}

func (s *store) AirDays(_ context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	var all []assess.AirDay
	for _, d := range s.days {
		if slices.Contains(places, d.Place) && d.Day >= from && d.Day <= to {
			all = append(all, d)
		}
	}
	return all, s.err("AirDays")
}

func (s *store) AirMeans(_ context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	var all []assess.AirDay
	for _, d := range s.days {
		if slices.Contains(places, d.Place) && d.Day >= from && d.Day <= to && d.Edition == hj633.E2026 {
			d.Index, d.Verdict = hj633.Index{}, assess.Undetermined // are not read
			all = append(all, d)
		}
	}
	s.means = append(s.means, fmt.Sprint(places, " ", from, " ", to))
	return all, s.err("AirMeans")
}

// putDay stores an assessed day of a place, PM2.5 in µg/m³ and the rest low.
func (s *store) putDay(place string, day measure.Day, pm25 measure.Concentration) {
	row := assess.AirDay{Place: place, Day: day}
	for _, p := range [...]measure.Parameter{measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		row.Has, row.Mean[p] = row.Has.With(p), 30*measure.Microgram
	}
	row.Has, row.Mean[measure.PM25] = row.Has.With(measure.PM25), pm25*measure.Microgram
	for _, e := range hj633.Editions {
		s.days[fmt.Sprint(place, " ", day, " ", e)] = assess.Rejudge(row, e, hj633.Options{})
	}
}

func (s *store) WriteAirPeriods(_ context.Context, periods []assess.AirPeriod) error {
	for _, p := range periods {
		s.periods[fmt.Sprint(p.Place, " ", p.Start, " ", p.Period, " ", p.Edition, " ", p.DustExcluded)] = p
	}
	return s.err("WriteAirPeriods")
}

func (s *store) WaterSamples(_ context.Context, sections []string, from, to time.Time) ([]measure.Sample, error) {
	var all []measure.Sample
	for _, sample := range s.samples {
		if slices.Contains(sections, sample.Station) && !sample.Start.Before(from) && sample.Start.Before(to) {
			all = append(all, sample)
		}
	}
	return all, s.err("WaterSamples")
}

func (s *store) WriteWaterPeriods(_ context.Context, periods []assess.WaterPeriod) error {
	for _, p := range periods {
		s.water[fmt.Sprint(p.Section, " ", p.Start, " ", p.Period)] = p
	}
	return s.err("WriteWaterPeriods")
}

func (s *store) WaterPeriods(_ context.Context, sections []string, period assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	var all []assess.WaterPeriod
	for _, p := range s.water {
		if slices.Contains(sections, p.Section) && p.Period == period && p.Start >= from && p.Start <= to {
			all = append(all, p)
		}
	}
	return all, s.err("WaterPeriods")
}

func (s *store) WriteTargets(_ context.Context, progress []target.Progress) error {
	for _, p := range progress {
		s.targets[fmt.Sprint(p.Target.ID, " ", p.AsOf)] = p
	}
	return s.err("WriteTargets")
}

func (s *store) Indicators(_ context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	var all []measure.Indicator
	for _, i := range s.figures {
		if first, _, err := measure.ParsePeriod(i.Period); err == nil && i.Area == area && first >= from && first <= to {
			all = append(all, i)
		}
	}
	return all, s.err("Indicators")
}

func (s *store) Events(_ context.Context, area, kind string, t time.Time) ([]measure.Event, error) {
	s.asked = append(s.asked, fmt.Sprint("events ", kind, " of ", area))
	var all []measure.Event
	for _, e := range s.events {
		if (area == "" || e.Area == area) && e.Kind == kind && !e.Time.Before(t) {
			all = append(all, e)
		}
	}
	return all, s.err("Events")
}

// WriteEvents replaces a step of the same time, kind, id and state.
func (s *store) WriteEvents(_ context.Context, events []measure.Event) error {
	if err := s.err("WriteEvents"); err != nil {
		return err
	}
	for _, e := range events {
		s.events = slices.DeleteFunc(s.events, func(had measure.Event) bool {
			return had.Time.Equal(e.Time) && had.Area == e.Area && had.Kind == e.Kind && had.ID == e.ID && had.State == e.State
		})
		s.events = append(s.events, e)
	}
	return nil
}

// DustDays are the days of the places stored as dust days.
func (s *store) DustDays(_ context.Context, places []string) (map[string][]measure.Day, error) {
	s.asked = append(s.asked, fmt.Sprint("dust days ", places))
	days := map[string][]measure.Day{}
	for _, d := range s.days {
		if slices.Contains(places, d.Place) && d.Dust && !slices.Contains(days[d.Place], d.Day) {
			days[d.Place] = append(days[d.Place], d.Day)
		}
	}
	return days, s.err("DustDays")
}

func (s *store) PruneRaw(_ context.Context, t time.Time) error {
	s.pruned = append(s.pruned, "raw "+t.Format(time.DateOnly))
	return s.err("PruneRaw")
}

func (s *store) PruneRejections(_ context.Context, t time.Time) error {
	s.pruned = append(s.pruned, "rejections "+t.Format(time.DateOnly))
	return s.err("PruneRejections")
}

// ledger is durable state in memory.
type ledger struct {
	marks   map[string]time.Time
	dirty   []job.Dirty
	onClear func() // runs before days are cleared
}

func (l *ledger) Watermark(name string) (time.Time, bool, error) {
	t, found := l.marks[name]
	return t, found, nil
}

func (l *ledger) SetWatermark(name string, t time.Time) error {
	if l.marks == nil {
		l.marks = map[string]time.Time{}
	}
	l.marks[name] = t
	return nil
}

func (l *ledger) Dirty() ([]job.Dirty, error) { return slices.Clone(l.dirty), nil }

func (l *ledger) ClearDirty(days []job.Dirty) error {
	if l.onClear != nil {
		l.onClear()
	}
	l.dirty = slices.DeleteFunc(l.dirty, func(d job.Dirty) bool { return slices.Contains(days, d) })
	return nil
}

// county is one area with two stations and a section, and what is left of another.
func county() []measure.Area {
	return []measure.Area{
		{
			Code: "jy",
			Stations: []measure.Station{
				{Code: "a", Assess: true}, {Code: "b", Assess: true}},
			Sections: []measure.Section{{Code: "s", Name: "浑江口", River: "浑江", Class: 2}},
		},
		{Code: "cb", Stations: []measure.Station{{Code: "c", Assess: true}}},
	}
}

func air(s *store) job.Air {
	return job.Air{Areas: county(), Zone: beijing, Readings: s, Results: s, Hours: s}
}

// at is an instant of Beijing time.
func at(day measure.Day, hour, minute int) time.Time {
	return day.Start(beijing).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}
