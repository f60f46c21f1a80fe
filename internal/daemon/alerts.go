package daemon

import (
	"context"

	"lanbi/internal/alert"
	"lanbi/internal/influx"
	"lanbi/internal/job"
)

// newAlerts is the job that tells people, on the configured channels.
func (d *Daemon) newAlerts() (*job.Alerts, error) {
	c := d.o.Config
	channels, err := channels(c, d.o.Now, publisher(c, d.BrokerURL()))
	if err != nil {
		return nil, err
	}
	rule := c.Alerts.Rules.TargetStatus
	names := map[string]string{}
	for i := range c.Areas {
		names[c.Areas[i].Code] = c.Areas[i].Name
	}
	return &job.Alerts{
		Zone: c.Timezone, Targets: d.jobs.progress, States: d.ledger, Channels: channels,
		Rules:     alert.Rules{TargetStatus: alert.StatusRule{Off: !rule.On, From: rule.From, Apart: rule.Apart}},
		AreaNames: names, Simulated: d.o.Simulated, Page: d.pageLink(), Keep: d.keepAlerts, Log: d.o.Log,
	}, nil
}

// keepAlerts records transitions in InfluxDB, for the page and Grafana.
func (d *Daemon) keepAlerts(ctx context.Context, events []alert.Event) error {
	rows := make([]influx.AlertRow, len(events))
	for i, e := range events {
		rows[i] = influx.AlertRow{
			Time: e.At, Target: e.Target, Kind: string(e.Kind), Severity: string(e.Severity),
			ID: e.ID, State: e.State.String(), Text: e.Text,
		}
	}
	return d.db.WriteAlerts(ctx, rows)
}

// pageLink is the address of the page in messages, empty for none: where the page
// is reached from outside only the configuration knows.
func (d *Daemon) pageLink() string {
	if p := d.o.Config.Alerts.Page; p != "" || !d.o.Simulated {
		return p
	}
	return d.PageURL()
}
