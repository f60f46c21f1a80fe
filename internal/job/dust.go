package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// dustRecord is how far back hours are read for suspicions of dust: a process that
// lasts must be seen from its beginning.
const dustRecord = 10 * 24

// dustLate is how long after its end a suspicion may still come, of readings that came
// late.
const dustLate = 72

// EventStore keeps steps of events. A step written again with the same time, kind, id
// and state replaces the stored one.
type EventStore interface {
	Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error)
	WriteEvents(ctx context.Context, events []measure.Event) error
}

// Dust opens suspicions of dust (沙尘疑似) from the hourly readings: events of kind dust
// with the id dust/AREA/DAY. It extends one while the dust lasts, and leaves alone what
// a person has touched: days beyond those that people dealt with become a suspicion of
// their own.
type Dust struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings AirReadings
	Events   EventStore
}

// Run looks at the hours that are complete at due. An area that fails does not hold up
// the others.
func (j *Dust) Run(ctx context.Context, due time.Time) error {
	end := measure.HourOf(due)
	var errs []error
	for i := range j.Areas {
		errs = append(errs, j.suspect(ctx, &j.Areas[i], end-dustRecord, end, end-dustLate))
	}
	return errors.Join(errs...)
}

// Range opens the suspicions of past days, from first to last.
func (j *Dust) Range(ctx context.Context, first, last measure.Day) error {
	from := measure.HourOf(first.Start(j.Zone))
	var errs []error
	for i := range j.Areas {
		errs = append(errs, j.suspect(ctx, &j.Areas[i], from-dustRecord, measure.HourOf(last.Add(1).Start(j.Zone)), from))
	}
	return errors.Join(errs...)
}

// Days are the dust days of an area by the decisions of the superior authority, as
// Air.Dust wants them.
func (j *Dust) Days(ctx context.Context, area string, from, to measure.Day) (map[measure.Day]bool, error) {
	steps, err := j.Events.Events(ctx, area, target.Dust, time.Unix(0, 0))
	if err != nil {
		return nil, fmt.Errorf("read dust events of area %s: %w", area, err)
	}
	return target.DustDays(steps, j.Zone, from, to), nil
}

// suspect opens or extends the suspicions of episodes that are not over before the hour
// live.
func (j *Dust) suspect(ctx context.Context, area *measure.Area, first, end, live measure.Hour) error {
	if len(area.Stations) == 0 {
		return nil
	}
	series, err := j.Readings.AirSeries(ctx, stations(area), first, end)
	if err != nil {
		return fmt.Errorf("read air of area %s: %w", area.Code, err)
	}
	a := assess.Air{Area: area, Zone: j.Zone}
	processes := j.processes(a.DustEpisodes(series, first, end), live)
	if len(processes) == 0 {
		return nil
	}
	known, err := j.Events.Events(ctx, area.Code, target.Dust, time.Unix(0, 0))
	if err != nil {
		return fmt.Errorf("read dust events of area %s: %w", area.Code, err)
	}
	stories := target.Stories(known, j.Zone)
	var steps []measure.Event
	for _, p := range processes {
		steps = append(steps, j.steps(area, &p, stories)...)
	}
	if len(steps) == 0 {
		return nil
	}
	if err := j.Events.WriteEvents(ctx, steps); err != nil {
		return fmt.Errorf("write dust events of area %s: %w", area.Code, err)
	}
	return nil
}

// process is episodes that share days.
type process struct {
	run
	episodes []assess.DustEpisode
	live     bool
}

// processes joins episodes that share a day, and drops what was over before live.
func (j *Dust) processes(episodes []assess.DustEpisode, live measure.Hour) []process {
	var all []process
	for _, e := range episodes {
		days := run{measure.DayOf(e.First.Start(), j.Zone), measure.DayOf((e.End - 1).Start(), j.Zone)}
		if n := len(all); n == 0 || all[n-1].last < days.first {
			all = append(all, process{run: days})
		}
		p := &all[len(all)-1]
		p.last = max(p.last, days.last)
		p.episodes = append(p.episodes, e)
		p.live = p.live || e.Open || e.End > live
	}
	var alive []process
	for _, p := range all {
		if p.live {
			alive = append(alive, p)
		}
	}
	return alive
}

// steps are what has to be written for a process.
func (j *Dust) steps(area *measure.Area, p *process, stories []target.Story) []measure.Event {
	var free []measure.Day
	for _, day := range daysFrom(p.first, p.last) {
		if !touched(stories, day) {
			free = append(free, day)
		}
	}
	var steps []measure.Event
	for _, days := range runs(free) {
		step, had := j.opening(area, p, days), measure.Event{}
		for i := range stories {
			s := &stories[i]
			if s.Untouched() && s.Start <= days.last && days.first <= s.End {
				had = s.Steps[len(s.Steps)-1]
				step.ID, step.Time = had.ID, had.Time
				step.Start, step.End = min(step.Start, s.Start), max(step.End, s.End)
			}
		}
		if step != had {
			steps = append(steps, step)
		}
	}
	return steps
}

// touched tells whether a person has dealt with the day.
func touched(stories []target.Story, day measure.Day) bool {
	for i := range stories {
		if !stories[i].Untouched() && stories[i].Covers(day) {
			return true
		}
	}
	return false
}

// opening is the step that opens the suspicion of some days of a process.
func (j *Dust) opening(area *measure.Area, p *process, days run) measure.Event {
	at := (p.episodes[0].Seen + 1).Start()
	if begins := days.first.Start(j.Zone).UTC(); begins.After(at) {
		at = begins
	}
	texts := make([]string, len(p.episodes))
	for i := range p.episodes {
		texts[i] = j.text(area, &p.episodes[i])
	}
	return measure.Event{
		Time: at, Area: area.Code, Kind: target.Dust, ID: "dust/" + area.Code + "/" + days.first.String(),
		State: target.DustSuspected, Start: days.first, End: days.last, By: target.Automatic,
		Text: strings.Join(texts, "；另一过程："),
	}
}

// text says what an episode rests on.
func (j *Dust) text(area *measure.Area, e *assess.DustEpisode) string {
	clock := func(h measure.Hour) string { return h.Start().In(j.Zone).Format("01-02 15:04") }
	until := "至 " + clock(e.End)
	if e.Open {
		until = "仍在持续"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "PM10 突升而 PM2.5/PM10 下降：%s 起，%s；%d 个站点有此现象，判定时 %d 个站点有数据",
		clock(e.First), until, len(e.Stations), e.Reporting)
	for _, s := range e.Stations {
		fmt.Fprintf(&b, "；%s PM10 由 %s 升至最高 %s µg/m³（%s）", area.StationName(s.Station),
			whole(s.Before), whole(s.Peak), clock(s.PeakHour))
		if s.RatioBefore > 0 {
			fmt.Fprintf(&b, "，比值由 %.2f 降至 %.2f", float64(s.RatioBefore)/1000, float64(s.Ratio)/1000)
		}
	}
	return b.String()
}

// whole is a concentration in whole µg/m³ for people.
func whole(c measure.Concentration) string {
	return fmt.Sprintf("%.0f", c.Float(measure.PM10.Unit()))
}
