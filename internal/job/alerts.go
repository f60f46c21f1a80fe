package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// AlertStates keeps where each alert stands.
type AlertStates interface {
	AlertStates() (map[string]alert.State, error)
	PutAlertState(states ...alert.State) error
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

// Alerts tells people of the transitions of alerts. The state of an alert is
// stored after its message was accepted: a crash between the two repeats the
// message under the same id, none is lost, and a restart repeats nothing.
type Alerts struct {
	Zone      *time.Location
	Targets   Evaluator
	States    AlertStates
	Channels  []Channel
	Rules     alert.Rules
	AreaNames map[string]string // by code
	Simulated bool
	Page      string // address of the page, for links
	// Projection is the forecast of a target; nil, or ok false, where there is none.
	Projection func(targetID string) (p alert.Projection, ok bool)
	// Keep stores the transitions beside the readings; nil keeps none.
	Keep func(ctx context.Context, events []alert.Event) error

	// Log is told of a channel that refuses for good what another has accepted.
	Log *slog.Logger

	// accepted names the channels that have accepted a message whose state is not
	// stored yet, by message id: they are not asked again.
	accepted map[string][]string
}

// Run evaluates the alerts as of the day before due. It fails when a message was
// accepted by no channel or may still be accepted by one; the others are
// delivered all the same.
func (j *Alerts) Run(ctx context.Context, due time.Time) error {
	states, err := j.States.AlertStates()
	if err != nil {
		return err
	}
	asOf := yesterday(due, j.Zone)
	if len(states) == 0 {
		// Nothing was ever evaluated: the day before comes first, so that two days
		// that agree are told at once and not a day after the installation.
		if err := j.evaluate(ctx, states, asOf.Add(-1), due.AddDate(0, 0, -1)); err != nil {
			return err
		}
	}
	return j.evaluate(ctx, states, asOf, due)
}

// evaluate takes the day asOf into states and into the store.
func (j *Alerts) evaluate(ctx context.Context, states map[string]alert.State, asOf measure.Day, now time.Time) error {
	progress, err := j.Targets.Evaluate(ctx, asOf)
	errs := []error{err} // targets that could be evaluated are served
	facts := alert.Facts{
		Progress: progress, Projections: j.projections(progress),
		AreaNames: j.AreaNames, Simulated: j.Simulated, Page: j.Page,
	}
	var silent []alert.State
	for _, t := range alert.Evaluate(j.Rules, states, facts, now) {
		if t.Message == nil {
			silent = append(silent, t.State)
			states[t.State.Key] = t.State
			continue
		}
		if err := j.announce(ctx, t, now); err != nil {
			errs = append(errs, err)
			continue
		}
		states[t.State.Key] = t.State
	}
	if len(silent) > 0 {
		errs = append(errs, j.States.PutAlertState(silent...))
	}
	return errors.Join(errs...)
}

// announce sends the message of a transition, keeps it and then stores the state.
func (j *Alerts) announce(ctx context.Context, t alert.Transition, now time.Time) error {
	if err := j.send(ctx, *t.Message); err != nil {
		return err
	}
	if j.Keep != nil {
		if err := j.Keep(ctx, []alert.Event{t.Message.Event(now)}); err != nil {
			return fmt.Errorf("keep message %s: %w", t.Message.ID, err)
		}
	}
	if err := j.States.PutAlertState(t.State); err != nil {
		return err
	}
	delete(j.accepted, t.Message.ID)
	return nil
}

// send hands the message to every channel that has not accepted it yet. One that
// all channels refuse for good stays unsent: a configuration mended later gets it
// out.
func (j *Alerts) send(ctx context.Context, m alert.Message) error {
	var failed, refused []error
	for _, c := range j.Channels {
		if slices.Contains(j.accepted[m.ID], c.Name) {
			continue
		}
		retry, err := c.Sender.Send(ctx, m)
		switch {
		case err == nil:
			if j.accepted == nil {
				j.accepted = map[string][]string{}
			}
			j.accepted[m.ID] = append(j.accepted[m.ID], c.Name)
		case retry || ctx.Err() != nil:
			failed = append(failed, fmt.Errorf("channel %q: %w", c.Name, err))
		default:
			refused = append(refused, fmt.Errorf("channel %q: %w", c.Name, err))
		}
	}
	nobody := len(j.Channels) > 0 && len(j.accepted[m.ID]) == 0
	if len(failed) > 0 || nobody {
		return errors.Join(append(failed, refused...)...)
	}
	for _, err := range refused {
		j.Log.Error("message refused", "message", m.ID, "error", err)
	}
	return nil
}

func (j *Alerts) projections(progress []target.Progress) map[string]alert.Projection {
	if j.Projection == nil {
		return nil
	}
	found := map[string]alert.Projection{}
	for i := range progress {
		if p, ok := j.Projection(progress[i].Target.ID); ok {
			found[progress[i].Target.ID] = p
		}
	}
	return found
}
