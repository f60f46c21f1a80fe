package daemon

import (
	"context"
	"errors"
	"hash/fnv"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/measure"
)

// newAlerts is the job that tells people, on the configured channels.
func (d *Daemon) newAlerts() (*job.Alerts, error) {
	c := d.o.Config
	channels, err := channels(c, d.o.Now, publisher(c, d.BrokerURL()))
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for i := range c.Areas {
		names[c.Areas[i].Code] = c.Areas[i].Name
	}
	stored := &job.AlertFacts{Areas: c.Areas, Zone: c.Timezone, Readings: d.db, Results: d.db,
		Targets: d.jobs.progress, Burn: c.Alerts.Rules.Burn.Window(), Outages: d.jobs.progress.Outages}
	dust := &job.AlertDust{Areas: c.Areas, Zone: c.Timezone, Events: d.db, Effects: d.jobs.progress.DustEffects}
	return &job.Alerts{
		Zone: c.Timezone, Now: d.o.Now, Targets: d.jobs.progress, Store: d.ledger, Channels: channels,
		Rules: c.Alerts.Rules, Desk: c.Alerts.Desk, Wording: c.Alerts.Wording,
		Sources:   append(stored.Sources(), d.jobs.control.Facts, dust.Facts, d.ownFacts),
		Filling:   func() bool { return d.filling.Active(d.o.Now()) },
		AreaNames: names, Simulated: d.simulated.Load, Page: d.pageLink(), Keep: d.keepAlerts, Log: d.o.Log,
	}, nil
}

// ownFacts are the facts on this program itself and on what it depends on.
func (d *Daemon) ownFacts(ctx context.Context, _ measure.Day, _ time.Time, facts *alert.Facts) error {
	for _, s := range d.schedule.Status() {
		facts.Jobs = append(facts.Jobs, alert.Job{Name: s.Name, Failures: s.Failures})
	}
	facts.Parts = []alert.Part{{Name: "InfluxDB", Down: d.db.Ping(ctx) != nil}}
	if d.intake == nil {
		return nil
	}
	stats := d.intake.Stats()
	facts.Spool = &alert.Spool{Records: stats.Spool.Records, Bytes: stats.Spool.Bytes, Max: stats.Spool.Max,
		MaxAge: stats.Spool.MaxAge, Oldest: stats.Spool.Oldest}
	if d.broker == nil && len(d.o.Config.MQTT.URLs) > 0 {
		facts.Parts = append(facts.Parts, alert.Part{Name: "MQTT", Down: !stats.Connected})
	}
	return nil
}

// sendTest sends a test message to every channel.
func (d *Daemon) sendTest(ctx context.Context) error {
	all, err := channels(d.o.Config, d.o.Now, publisher(d.o.Config, d.BrokerURL()))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return &alert.Fault{Field: "alerts.channels", Detail: "未配置通知渠道"}
	}
	var errs []error
	for _, channel := range all {
		_, err := channel.Sender.Send(ctx, alert.TestMessage(d.o.Now(), d.o.Config.Timezone, d.simulated.Load(), d.o.Config.Alerts.Desk.Language))
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// noTarget stands for the target of an alert on none, as a tag cannot be empty.
const noTarget = "-"

// keepAlerts records transitions in InfluxDB, for the page and Grafana.
func (d *Daemon) keepAlerts(ctx context.Context, events []alert.Event) error {
	rows := make([]influx.AlertRow, len(events))
	for i, e := range events {
		about := e.Target
		if about == "" {
			about = noTarget
		}
		rows[i] = influx.AlertRow{
			Time: apart(e), Target: about, Kind: string(e.Kind), Severity: string(e.Severity),
			ID: e.ID, State: e.State.String(), Text: e.Text,
		}
	}
	return d.db.WriteAlerts(ctx, rows)
}

// apart is the time of an event, for those on no target moved by less than a
// millisecond, the same at each writing: their tags are alike, and InfluxDB would
// merge those of one evaluation into one.
func apart(e alert.Event) time.Time {
	if e.Target != "" {
		return e.At
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(e.ID))
	return e.At.Add(time.Duration(h.Sum32()%uint32(time.Millisecond)) * time.Nanosecond)
}

// pageLink is the address of the page in messages, empty for none: where the page
// is reached from outside only the configuration knows.
func (d *Daemon) pageLink() string {
	if p := d.o.Config.Alerts.Page; p != "" || !d.o.Simulated {
		return p
	}
	return d.PageURL()
}
