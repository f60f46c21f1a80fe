package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/schedule"
	"lanbi/internal/target"
	"lanbi/internal/web"
	"lanbi/internal/whatif"
)

// board tells page and API where the targets stand, computed when asked so that
// no figure is older than the assessments behind it.
type board struct{ d *Daemon }

// Progress evaluates every target as of the last assessed day, with what people have
// reported up to now.
func (b board) Progress(ctx context.Context) ([]target.Progress, error) {
	last, err := b.d.jobs.airDay.Through(b.d.o.Now())
	if err != nil {
		return nil, err
	}
	return b.d.jobs.progress.EvaluateOn(ctx, last, measure.DayOf(b.d.o.Now(), b.d.o.Config.Timezone))
}

// Validity counts the valid days up to the last assessed day.
func (b board) Validity(ctx context.Context) ([]target.Validity, error) {
	last, err := b.d.jobs.airDay.Through(b.d.o.Now())
	if err != nil {
		return nil, err
	}
	return b.d.jobs.validity.At(ctx, last)
}

// Reconcile holds what was published of an area's year against ours.
func (b board) Reconcile(ctx context.Context, area string, year int) (target.Reconciliation, error) {
	last, err := b.d.jobs.airDay.Through(b.d.o.Now())
	if err != nil {
		return target.Reconciliation{}, err
	}
	return b.d.jobs.progress.Reconcile(ctx, area, year, last)
}

// Outages are those reported for the stations of an area.
func (b board) Outages(ctx context.Context, area string) ([]assess.Outage, error) {
	return b.d.jobs.progress.Outages(ctx, area, measure.DayOf(b.d.o.Now(), b.d.o.Config.Timezone))
}

// whatIf judges targets under assumptions, as of the last assessed day.
func (b board) whatIf() func(context.Context, string, whatif.Assumption) (whatif.Answer, error) {
	return func(ctx context.Context, id string, a whatif.Assumption) (whatif.Answer, error) {
		last, err := b.d.jobs.airDay.Through(b.d.o.Now())
		if err != nil {
			return whatif.Answer{}, err
		}
		return b.d.jobs.whatIf.Answer(ctx, id, last, a)
	}
}

// History reads the stored progress of one target.
func (b board) History(ctx context.Context, id string, from, to measure.Day) ([]target.Progress, error) {
	points, err := b.d.db.Targets(ctx, []string{id}, from, to)
	if err != nil {
		return nil, err
	}
	var t *target.Target
	for i := range b.d.o.Config.Targets {
		if b.d.o.Config.Targets[i].ID == id {
			t = &b.d.o.Config.Targets[i]
		}
	}
	out := make([]target.Progress, len(points))
	for i, p := range points {
		out[i] = target.Progress{Target: t, AsOf: p.AsOf, Status: p.Status, Days: p.Days, Value: p.Value, HasValue: p.HasValue, Forecast: p.Forecast}
	}
	return out, nil
}

// webOptions gives the page what it reads.
func (d *Daemon) webOptions() web.Options {
	c := d.o.Config
	o := web.Options{
		Hosts:     c.Web.Hosts,
		Areas:     c.Areas,
		Targets:   c.Targets,
		Zone:      c.Timezone,
		Now:       d.o.Now,
		Simulated: d.simulated.Load,
		// The demo's page is open on this machine, though its token is needed to write.
		OpenReading: d.o.Simulated && loopback(c.Web.Listen),
		Version:     d.o.Version,
		Gatherer:    d.registry,
		Ready:       d.ready,
		Log:         d.o.Log,
	}
	for _, t := range c.Web.Tokens {
		o.Users = append(o.Users, web.User{Name: t.Name, SHA256: t.SHA256, Role: web.Role(t.Role)})
	}
	o.Trail = d.webTrail()
	o.Rejections = d.rejections
	if !c.Roles.Assess {
		o.Rejections = d.ownRejections
	}
	if c.Roles.Assess {
		o.Entry = d.newDesk()
		o.Reads = &web.Reads{
			Board: board{d}, Air: d.db, Water: d.db, Samples: d.db,
			Alerts: d.alertRows, Jobs: d.jobStates, TrackRecord: d.ahead.trackRecord,
			Control: d.jobs.control.At, Validity: board{d}.Validity, WhatIf: board{d}.whatIf(),
			Reconcile: board{d}.Reconcile, Flips: d.flips, Outages: board{d}.Outages,
			Reports: &web.Reports{Facts: d.reports().Facts, Periods: d.reports().Periods},
		}
		o.Dust = d.dustDossiers()
		o.Duty = &web.Duty{
			States: d.ledger.AlertStates, Book: d.ledger.AlertBook, Acknowledge: d.ledger.Acknowledge,
			Silence: d.ledger.PutSilence, EndSilence: d.ledger.EndSilence, SendTest: d.sendTest,
		}
	}
	if d.intake != nil {
		o.Replay = d.replay
	}
	return o
}

// ready says why the process cannot do its work at the moment, nil when it can.
func (d *Daemon) ready(ctx context.Context) error {
	var errs []error
	if err := d.db.Ping(ctx); err != nil {
		errs = append(errs, errors.New("InfluxDB does not answer"))
	}
	if d.intake != nil && len(d.o.Config.MQTT.URLs) > 0 {
		switch s := d.intake.Stats(); {
		case !s.Connected:
			errs = append(errs, errors.New("not connected to the MQTT broker"))
		case !s.Subscribed:
			errs = append(errs, errors.New("the MQTT broker has not granted the subscriptions yet"))
		}
	}
	return errors.Join(errs...)
}

func (d *Daemon) rejections(ctx context.Context, since time.Time, limit int) ([]web.Rejection, error) {
	rows, err := d.db.Rejections(ctx, since, limit)
	if err != nil {
		return nil, fmt.Errorf("read rejected messages: %w", err)
	}
	out := make([]web.Rejection, len(rows))
	for i, r := range rows {
		out[i] = web.Rejection(r)
	}
	return out, nil
}

// ownRejections are those that this process refused and keeps in its folder, which are
// the ones it can replay.
func (d *Daemon) ownRejections(_ context.Context, since time.Time, limit int) ([]web.Rejection, error) {
	var out []web.Rejection
	for _, r := range d.intake.Rejections(limit) {
		if r.Time.After(since) {
			out = append(out, web.Rejection{Time: r.Time, Reason: string(r.Reason), Topic: r.Topic, Payload: r.Payload, Error: r.Error})
		}
	}
	return out, nil
}

func (d *Daemon) alertRows(ctx context.Context, since time.Time, limit int) ([]web.Alert, error) {
	rows, err := d.db.Alerts(ctx, since, limit)
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	out := make([]web.Alert, len(rows))
	for i, r := range rows {
		if r.Target == noTarget {
			r.Target = ""
		}
		out[i] = web.Alert{Time: r.Time, Target: r.Target, Kind: r.Kind, Severity: r.Severity, ID: r.ID, State: r.State, Text: r.Text}
	}
	return out, nil
}

// flips are the flips of places in a year, newest first.
func (d *Daemon) flips(_ context.Context, places []string, year int) ([]web.Flip, error) {
	found, err := d.ledger.Flips(places, year)
	out := make([]web.Flip, len(found))
	for i, f := range found {
		out[i] = web.Flip(f)
	}
	return out, err
}

func (d *Daemon) jobStates() []web.Job {
	states := d.schedule.Status()
	out := make([]web.Job, len(states))
	for i, s := range states {
		out[i] = jobState(s)
	}
	return out
}

func jobState(s schedule.JobStatus) web.Job {
	return web.Job{
		Name: s.Name, Spec: s.Spec, Running: s.Running, LastDue: s.LastDue, LastRun: s.LastRun,
		Next: s.Next, Duration: s.Duration, Outcome: string(s.Outcome), Error: s.Error, Failures: s.Failures, Skipped: s.Skipped,
	}
}

// loopback tells whether an address to listen on is reached from this machine only.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
