package job

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// AlertStore keeps where each alert stands, what waits to be sent, and what people
// said to it.
type AlertStore interface {
	AlertStates() (map[string]alert.State, error)
	AlertBook() (alert.Book, error)
	StoreAlerts(alert.Change) error
}

// Evaluator tells where every target stands at the end of a day.
type Evaluator interface {
	Evaluate(ctx context.Context, asOf measure.Day) ([]target.Progress, error)
}

// Sender hands one message to people. err is nil once it was accepted; otherwise
// retry tells whether sending it again can help.
type Sender interface {
	Send(ctx context.Context, m alert.Message) (retry bool, err error)
}

// Channel is a Sender under its configured name.
type Channel struct {
	Name   string
	Sender Sender
}

// FactSource adds what it knows to the facts of an evaluation at now, whose last
// assessed day is asOf. What it cannot read it leaves out.
type FactSource func(ctx context.Context, asOf measure.Day, now time.Time, facts *alert.Facts) error

// Alerts tells people of the transitions of alerts.
//
// A transition and its message are stored together, before anything is sent, and
// that a channel accepted is stored right after it did. So a crash loses nothing;
// one between acceptance and storing repeats a message, under the same id and word
// for word; and a restart repeats nothing.
type Alerts struct {
	Zone *time.Location
	// Now is the clock from which the wait that a channel asks for counts: a run that is
	// tried again is still due when it first was.
	Now       func() time.Time
	Targets   Evaluator
	Store     AlertStore
	Channels  []Channel
	Rules     alert.Rules
	Desk      alert.Desk
	AreaNames map[string]string // by code
	Simulated func() bool
	Page      string         // address of the page, for links
	Wording   *alert.Wording // nil for the default
	// Sources know what the targets do not.
	Sources []FactSource
	// Filling tells that past days are filling with readings: alerts on what is counted
	// of days then stay as they are. nil is never.
	Filling func() bool
	// Keep stores messages beside the readings; nil keeps none.
	Keep func(ctx context.Context, events []alert.Event) error

	// Log is told of a channel that refuses for good what another has accepted.
	Log *slog.Logger

	// resting are the channels that asked for a longer wait, with its end.
	resting map[string]time.Time
}

// Run evaluates the alerts as of the day before due and sends what is due. It
// fails when something could not be sent or stored. Facts that could not be read
// and messages that could not be kept are logged, and left to the next run: while
// InfluxDB is away, the scheduler must not wait ever longer before people are told.
func (j *Alerts) Run(ctx context.Context, due time.Time) error {
	states, err := j.Store.AlertStates()
	if err != nil {
		return err
	}
	asOf := yesterday(due, j.Zone)
	if j.Filling != nil && j.Filling() {
		return j.machinery(ctx, states, asOf, due)
	}
	var errs []error
	if !ofTargets(states) {
		// No target was ever evaluated: the day before comes first, so that two days
		// that agree are told at once and not a day after the installation.
		facts, err := j.targetFacts(ctx, asOf.Add(-1))
		j.missing(err)
		errs = append(errs, j.evaluate(j.Rules.StatusOnly(), states, facts, due.AddDate(0, 0, -1)))
	}
	facts, err := j.targetFacts(ctx, asOf)
	j.missing(err)
	for _, source := range j.Sources {
		j.missing(source(ctx, asOf, due, &facts))
	}
	errs = append(errs, j.evaluate(j.Rules, states, facts, due), j.deliver(ctx, states, due))
	return errors.Join(errs...)
}

// ofTargets tells whether there is a state of an alert on a target.
func ofTargets(states map[string]alert.State) bool {
	for _, s := range states {
		if s.Target != "" {
			return true
		}
	}
	return false
}

// machinery evaluates what does not rest on assessed days: stations, the hours of the
// running day, and this program itself.
func (j *Alerts) machinery(ctx context.Context, states map[string]alert.State, asOf measure.Day, due time.Time) error {
	j.Log.Info("past days are filling with readings: alerts on targets wait")
	facts := j.factsWith(nil)
	for _, source := range j.Sources {
		j.missing(source(ctx, asOf, due, &facts))
	}
	facts.Progress, facts.Earlier, facts.Sections, facts.Validity = nil, nil, nil, nil
	return errors.Join(j.evaluate(j.Rules, states, facts, due), j.deliver(ctx, states, due))
}

func (j *Alerts) missing(err error) {
	if err != nil {
		j.Log.Warn("alerts evaluated without some facts", "error", err)
	}
}

// targetFacts is where the targets stand at the end of asOf; targets that could be
// evaluated are there also when others could not.
func (j *Alerts) targetFacts(ctx context.Context, asOf measure.Day) (alert.Facts, error) {
	progress, err := j.Targets.Evaluate(ctx, asOf)
	return j.factsWith(progress), err
}

func (j *Alerts) factsWith(progress []target.Progress) alert.Facts {
	return alert.Facts{
		Progress:  progress,
		AreaNames: j.AreaNames, Simulated: j.Simulated != nil && j.Simulated(), Page: j.Page, Wording: j.Wording,
	}
}

// evaluate takes facts into states and stores the transitions, each with its
// message.
func (j *Alerts) evaluate(rules alert.Rules, states map[string]alert.State, facts alert.Facts, now time.Time) error {
	var change alert.Change
	for _, t := range alert.Evaluate(rules, states, facts, now) {
		change.States = append(change.States, t.State)
		if t.Message != nil {
			change.Notices = append(change.Notices, alert.Notice{Message: *t.Message, At: now})
		}
	}
	if len(change.States) == 0 {
		return nil
	}
	if err := j.Store.StoreAlerts(change); err != nil {
		return err
	}
	for _, s := range change.States {
		states[s.Key] = s
	}
	return nil
}

// keep stores the messages that are not stored beside the readings yet.
func (j *Alerts) keep(ctx context.Context, book *alert.Book) error {
	var change alert.Change
	var events []alert.Event
	for i := range book.Notices {
		if n := &book.Notices[i]; !n.Kept {
			n.Kept = true
			events = append(events, n.Message.Event(n.At))
			change.Notices = append(change.Notices, *n)
		}
	}
	if len(events) == 0 {
		return nil
	}
	if j.Keep != nil {
		if err := j.Keep(ctx, events); err != nil {
			for i := range book.Notices { // sent all the same; kept by a later run
				book.Notices[i].Kept = book.Notices[i].Kept && !slices.ContainsFunc(change.Notices, func(n alert.Notice) bool {
					return n.Message.ID == book.Notices[i].Message.ID
				})
			}
			j.Log.Warn("messages not kept beside the readings yet", "messages", len(events), "error", err)
			return nil
		}
	}
	return j.Store.StoreAlerts(change)
}
