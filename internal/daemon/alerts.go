package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/influx"
	"lanbi/internal/notify/webhook"
)

// alerts evaluates the alert rules and tells people. The new state of an alert is
// stored once a channel has accepted its message: a crash repeats a message under
// the same id and loses none.
type alerts struct {
	d        *Daemon
	rules    alert.Rules
	channels []*webhook.Webhook
	areas    map[string]string
}

func (d *Daemon) newAlerts() (*alerts, error) {
	c := d.o.Config
	channels, err := d.channels()
	if err != nil {
		return nil, err
	}
	a := &alerts{d: d, channels: channels, areas: map[string]string{}}
	rule := c.Alerts.Rules.TargetStatus
	a.rules.TargetStatus = alert.StatusRule{Off: !rule.On, From: rule.From, Apart: rule.Apart}
	for i := range c.Areas {
		a.areas[c.Areas[i].Code] = c.Areas[i].Name
	}
	return a, nil
}

// channels are the configured ways to people.
func (d *Daemon) channels() ([]*webhook.Webhook, error) {
	var out []*webhook.Webhook
	for _, c := range d.o.Config.Alerts.Channels {
		w, err := webhook.New(webhook.Options{
			Name: c.Name, URL: c.URL.Reveal(), Secret: c.Secret.Reveal(), Timeout: c.Timeout, Now: d.o.Now,
		})
		if err != nil {
			return nil, fmt.Errorf("prepare alert channel %s: %w", c.Name, err)
		}
		out = append(out, w)
	}
	return out, nil
}

// run is the job: evaluate, tell, remember, in this order.
func (a *alerts) run(ctx context.Context, due time.Time) error {
	progress, err := board{a.d}.Progress(ctx)
	if err != nil {
		return fmt.Errorf("evaluate targets for alerts: %w", err)
	}
	last, err := a.d.ledger.AlertStates()
	if err != nil {
		return fmt.Errorf("read alert states: %w", err)
	}
	facts := alert.Facts{
		Progress: progress, AreaNames: a.areas, Simulated: a.d.o.Simulated, Page: a.page(),
	}
	var errs []error
	for _, t := range alert.Evaluate(a.rules, last, facts, due) {
		if err := a.carry(ctx, t, due); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// carry tells people of one transition and stores its state.
func (a *alerts) carry(ctx context.Context, t alert.Transition, at time.Time) error {
	if t.Message != nil {
		if err := a.send(ctx, *t.Message); err != nil {
			return err
		}
		e := t.Message.Event(at)
		row := influx.AlertRow{
			Time: e.At, Target: e.Target, Kind: string(e.Kind), Severity: string(e.Severity),
			ID: e.ID, State: e.State.String(), Text: e.Text,
		}
		if err := a.d.db.WriteAlerts(ctx, []influx.AlertRow{row}); err != nil {
			return fmt.Errorf("record alert %s: %w", e.ID, err)
		}
	}
	if err := a.d.ledger.PutAlertState(t.State); err != nil {
		return fmt.Errorf("store state of alert %s: %w", t.State.Key, err)
	}
	return nil
}

// send hands the message to every channel. It fails only when no channel has
// accepted and a later try can help: the job then runs again. Without channels
// the message is on the page and in InfluxDB all the same.
func (a *alerts) send(ctx context.Context, m alert.Message) error {
	m = m.Marked()
	accepted := len(a.channels) == 0
	var again []error
	for _, c := range a.channels {
		retry, err := c.Send(ctx, m)
		switch {
		case err == nil:
			accepted = true
		case retry:
			again = append(again, err)
		default:
			a.d.o.Log.Error("alert was refused for good", "channel", c.String(), "alert", m.ID, "error", err)
		}
	}
	if !accepted && len(again) > 0 {
		return errors.Join(again...)
	}
	for _, err := range again {
		a.d.o.Log.Error("alert was not accepted; another channel took it", "alert", m.ID, "error", err)
	}
	return nil
}

// page is the link in messages.
func (a *alerts) page() string {
	if p := a.d.o.Config.Alerts.Page; p != "" {
		return p
	}
	if a.d.o.Simulated {
		return a.d.PageURL()
	}
	return ""
}
