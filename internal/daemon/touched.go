package daemon

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/intake"
	"lanbi/internal/job"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

// announceLimit bounds the writing of touches; the intake tries again.
const announceLimit = 10 * time.Second

// touchKept is how long a touch of a station that is not of this configuration waits
// for the process that assesses it.
const touchKept = 30 * 24 * time.Hour

// touched marks what was just stored: the hours of air that came by the minute, whose
// job marks their days in turn, and otherwise the past days. Today is assessed in any
// case when it is over.
//
// A process that assesses marks its own ledger; one that does not tells the other
// through InfluxDB, which is all that the two share.
func (d *Daemon) touched(touches []intake.Touch) error {
	days, hours := marksOf(touches, d.o.Config.Timezone, d.o.Now())
	if !d.o.Config.Roles.Assess {
		return d.announce(days, hours)
	}
	return d.mark(days, hours)
}

// mark notes what is to be assessed again, and which past days are under way.
func (d *Daemon) mark(days []ledger.Dirty, hours []ledger.DirtyHour) error {
	now, zone := d.o.Now(), d.o.Config.Timezone
	d.filling.Note(pastDays(days, hours, measure.DayOf(now, zone), zone), now)
	if err := d.ledger.MarkHours(hours); err != nil {
		return err
	}
	return d.ledger.MarkDirty(days)
}

// pastDays are the days of marks before today.
func pastDays(days []ledger.Dirty, hours []ledger.DirtyHour, today measure.Day, zone *time.Location) (past []measure.Day) {
	for _, m := range days {
		past = append(past, m.Day)
	}
	for _, m := range hours {
		if day := measure.DayOf(m.Hour.Start(), zone); day < today {
			past = append(past, day)
		}
	}
	return past
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
		d.filling.CaughtUpBy(now.Add(job.FillingQuiet))
	}
	return nil
}

func marksOf(touches []intake.Touch, zone *time.Location, now time.Time) (days []ledger.Dirty, hours []ledger.DirtyHour) {
	todayStart := measure.DayOf(now, zone).Start(zone)
	for i := range touches {
		t := &touches[i]
		switch {
		case t.Interval == measure.OneDay: // assessed from its hours, not from this
		case t.Medium == measure.Air && belowHour(t.Interval):
			h := ledger.DirtyHour{Station: t.Station, Hour: measure.HourOf(t.Start)}
			if n := len(hours); n == 0 || hours[n-1] != h {
				hours = append(hours, h)
			}
		case t.Start.Before(todayStart):
			days = append(days, ledger.Dirty{Medium: t.Medium, Station: t.Station, Day: measure.DayOf(t.Start, zone)})
		}
	}
	return days, hours
}

// announce writes the marks as touches, an unbroken run of hours as one.
func (d *Daemon) announce(days []ledger.Dirty, hours []ledger.DirtyHour) error {
	zone := d.o.Config.Timezone
	var all []influx.Touch
	for _, h := range hours {
		all = append(all, influx.Touch{Medium: measure.Air, Station: h.Station, Minutes: true, First: h.Hour, Last: h.Hour})
	}
	for _, mark := range days {
		all = append(all, influx.Touch{Medium: mark.Medium, Station: mark.Station,
			First: measure.HourOf(mark.Day.Start(zone)), Last: measure.HourOf(mark.Day.Add(1).Start(zone)) - 1})
	}
	if len(all) == 0 {
		return nil
	}
	joined := joinTouches(all)
	now := d.o.Now()
	for i := range joined {
		joined[i].By = cmp.Or(d.o.Config.MQTT.ClientID, "intake")
		joined[i].At = now.Add(time.Duration(i)) // a nanosecond each: points of equal tags stay apart
	}
	ctx, cancel := context.WithTimeout(context.Background(), announceLimit)
	defer cancel()
	if err := d.db.WriteTouches(ctx, joined); err != nil {
		return fmt.Errorf("announce %d runs of touched hours: %w", len(joined), err)
	}
	return nil
}

// joinTouches sorts touches and joins those of a station that follow on each other.
func joinTouches(all []influx.Touch) []influx.Touch {
	minutes := func(t *influx.Touch) int {
		if t.Minutes {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(a, b influx.Touch) int {
		return cmp.Or(cmp.Compare(a.Medium, b.Medium), minutes(&a)-minutes(&b), cmp.Compare(a.Station, b.Station), cmp.Compare(a.First, b.First))
	})
	var joined []influx.Touch
	for _, t := range all {
		if n := len(joined) - 1; n >= 0 && joined[n].Medium == t.Medium && joined[n].Minutes == t.Minutes &&
			joined[n].Station == t.Station && t.First <= joined[n].Last+1 {
			joined[n].Last = max(joined[n].Last, t.Last)
			continue
		}
		joined = append(joined, t)
	}
	return joined
}

// collect takes up what other processes stored and announced: it marks the ledger, and
// only then deletes the touches. A touch of a station that is not of this configuration
// is left for another process that assesses.
func (d *Daemon) collect(ctx context.Context) error {
	touches, err := d.db.Touches(ctx)
	if err != nil {
		return err
	}
	zone := d.o.Config.Timezone
	known := knownPlaces(d.o.Config)
	var taken []influx.Touch
	var days []ledger.Dirty
	var hours []ledger.DirtyHour
	for _, t := range touches {
		if !known[t.Medium][t.Station] {
			if d.o.Now().Sub(t.At) > touchKept {
				taken = append(taken, t)
			}
			continue
		}
		taken = append(taken, t)
		switch {
		case t.Minutes:
			for h := t.First; h <= t.Last; h++ {
				hours = append(hours, ledger.DirtyHour{Station: t.Station, Hour: h})
			}
		default:
			for day := measure.DayOf(t.First.Start(), zone); day <= measure.DayOf(t.Last.Start(), zone); day++ {
				days = append(days, ledger.Dirty{Medium: t.Medium, Station: t.Station, Day: day})
			}
		}
	}
	if err := d.mark(days, hours); err != nil {
		return err
	}
	if err := d.db.ForgetTouches(ctx, taken); err != nil {
		return fmt.Errorf("delete %d touches taken up: %w", len(taken), err)
	}
	return nil
}

// knownPlaces are the codes of the configuration by medium.
func knownPlaces(c *config.Config) map[measure.Medium]map[string]bool {
	known := map[measure.Medium]map[string]bool{measure.Air: {}, measure.Water: {}}
	for i := range c.Areas {
		a := &c.Areas[i]
		for k := range a.Stations {
			known[measure.Air][a.Stations[k].Code] = true
		}
		for k := range a.Sections {
			known[measure.Water][a.Sections[k].Code] = true
		}
		for k := range a.Sources {
			known[measure.Water][a.Sources[k].Code] = true
		}
	}
	return known
}

// reassess takes up the announcements of other processes first. When they cannot be
// read, what is marked here already is assessed all the same.
func (d *Daemon) reassess(ctx context.Context, due time.Time) error {
	if err := d.collect(ctx); err != nil {
		d.o.Log.Warn("readings that other processes stored are not assessed again yet", "error", err)
	}
	return d.jobs.reassess.Run(ctx, due)
}
