package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/ledger"
	"lanbi/internal/schedule"
)

// recentHours are recomputed each time: stations send stragglers for some hours.
// What comes later is marked dirty and re-assessed.
const recentHours = 6

// recentDays of water are recomputed each time, for the same reason.
const recentDays = 3

// jobs are the scheduled jobs with what they read and write.
type jobs struct {
	hours     *job.Hours
	airHour   *job.AirHour
	control   *job.Control
	validity  *job.Validity
	airDay    *job.AirDay
	dust      *job.Dust
	reassess  *job.Reassess
	water     *job.Water
	progress  *job.Progress
	whatIf    *job.WhatIf // of the daemon alone
	retention *job.Retention
}

// newJobs wires the jobs. note takes the days that a repeated assessment flips; the
// first one of a day cannot flip any.
func newJobs(c *config.Config, db *influx.DB, l *ledger.Ledger, note func(context.Context, []assess.Flip) error) jobs {
	dust := &job.Dust{Areas: c.Areas, Zone: c.Timezone, Readings: db, Events: db}
	air := job.Air{Areas: c.Areas, Zone: c.Timezone, Readings: db, Results: db, Hours: db, Dust: dust.Days}
	again := air
	if note != nil {
		again.Flips = &job.Flips{Days: db, Note: note}
	}
	water := &job.Water{Areas: c.Areas, Zone: c.Timezone, Store: db, Recent: recentDays}
	progress := &job.Progress{Areas: c.Areas, Targets: c.Targets, Zone: c.Timezone, Store: db,
		Reported: db, Samples: db, Published: db, National: nationalFigures()}
	return jobs{
		hours:     newHours(c, db, l),
		airHour:   &job.AirHour{Air: air, Recent: recentHours},
		control:   &job.Control{Areas: c.Areas, Zone: c.Timezone, Readings: db, Results: db},
		validity:  &job.Validity{Areas: c.Areas, Results: db, Outages: progress.Outages},
		airDay:    &job.AirDay{Air: air, Watermarks: l},
		reassess:  &job.Reassess{Air: &again, Water: water, Days: dirtyDays{l}, Dust: db},
		dust:      dust,
		water:     water,
		progress:  progress,
		retention: &job.Retention{Store: db, RawDays: c.Influx.RawDays},
	}
}

// history assesses past days in bulk, with progress.
func (j *jobs) history() *job.History {
	return &job.History{Air: j.reassess.Air, Water: j.water, Progress: j.progress}
}

// HistoryOf is the bulk assessment of a configuration for a command beside the
// daemon.
func HistoryOf(c *config.Config, store *Store) *job.History {
	j := newJobs(c, store.DB, nil, store.noteFlips)
	return j.history()
}

// BoardOf evaluates the targets of a configuration for a command beside the
// daemon.
func BoardOf(c *config.Config, db *influx.DB) *job.Progress { return newJobs(c, db, nil, nil).progress }

// WhatIfOf judges the targets of a configuration under assumptions, for a command
// beside the daemon.
func WhatIfOf(c *config.Config, db *influx.DB, now func() time.Time) *job.WhatIf {
	return job.NewWhatIf(BoardOf(c, db), now)
}

// dirtyDays lets the jobs, which know no ledger, read its marks.
type dirtyDays struct{ *ledger.Ledger }

func (d dirtyDays) Dirty() ([]job.Dirty, error) {
	marks, err := d.Ledger.Dirty()
	out := make([]job.Dirty, len(marks))
	for i, m := range marks {
		out[i] = job.Dirty(m)
	}
	return out, err
}

func (d dirtyDays) ClearDirty(days []job.Dirty) error {
	marks := make([]ledger.Dirty, len(days))
	for i, m := range days {
		marks[i] = ledger.Dirty(m)
	}
	return d.Ledger.ClearDirty(marks)
}

// startJobs adds the jobs in the order in which one builds on the other, and runs
// the scheduler.
func (d *Daemon) startJobs(ctx context.Context) error {
	c := d.o.Config
	d.schedule = schedule.New(schedule.Options{
		Zone: c.Timezone, Now: d.o.Now, Ledger: d.ledger, Log: d.o.Log, Registry: d.registry, Speed: d.o.Speed,
	})
	if err := d.expectBacklog(); err != nil {
		return err
	}
	alerts, err := d.newAlerts()
	if err != nil {
		return err
	}
	// Each job waits for those whose results it reads: what was missed during a
	// downtime is then made up for in this order.
	steps := []struct {
		name  string
		run   func(context.Context, time.Time) error
		after []string
	}{
		{"hours", d.jobs.hours.Run, nil},
		{"air-hour", d.jobs.airHour.Run, []string{"hours"}},
		{"dust", d.jobs.dust.Run, []string{"air-hour"}},
		{"control", d.jobs.control.Run, []string{"hours"}},
		{"air-day", d.jobs.airDay.Run, []string{"hours"}},
		{"reassess", d.reassess, []string{"air-day"}},
		{"water", d.jobs.water.Run, nil},
		{"progress", d.progressAndCatalogue, []string{"air-day", "reassess", "water"}},
		{"alerts", alerts.Run, []string{"progress"}},
		{"retention", d.jobs.retention.Run, nil},
	}
	added := map[string]bool{}
	for _, step := range steps {
		spec := c.Job(step.name).Spec
		if spec == "" { // switched off
			continue
		}
		after := slices.DeleteFunc(step.after, func(name string) bool { return !added[name] })
		options := []schedule.JobOption{schedule.After(after...)}
		if step.name == "alerts" { // a channel that is down must not hold up the others
			options = append(options, schedule.Steady)
		}
		if err := d.schedule.Add(step.name, spec, step.run, options...); err != nil {
			return fmt.Errorf("schedule job %s: %w", step.name, err)
		}
		added[step.name] = true
	}
	d.nameAtStart(ctx)
	d.startAhead()
	d.Beside("jobs", func(ctx context.Context) error {
		d.schedule.Run(ctx)
		return nil
	})
	return nil
}
