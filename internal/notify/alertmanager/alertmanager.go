// Package alertmanager hands alerts to Alertmanager's API v2, by "Alerts API" of
// prometheus.io and api/v2/openapi.yaml of its repository: 200 is accepted, 400 is
// about the request, 500 passes.
//
// Alertmanager takes an alert for over that is not sent again in time. A message
// here is sent once, so an alert that begins is given an end a year off, and its
// end is sent when it comes. An alert is one set of labels; as the severity, by
// which Alertmanager routes, is one of them, every message also ends the alert
// under the other severities.
package alertmanager

import (
	"context"
	"encoding/json"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Open is how long an alert stands when nothing is heard of its end.
const Open = 366 * 24 * time.Hour

// Options describe one Alertmanager.
type Options struct {
	Name    string // stands for it in errors
	URL     string // of the list, such as http://127.0.0.1:9093/api/v2/alerts
	Token   string // bearer token; empty for none
	Timeout time.Duration
	Now     func() time.Time
}

// Alertmanager sends to one server. Its methods may be called from any goroutine.
type Alertmanager struct {
	client *notify.Client
	token  string
}

// New checks the options. It connects to nothing.
func New(o Options) (*Alertmanager, error) {
	client, err := notify.NewClient(notify.Options{Kind: "alertmanager", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	return &Alertmanager{client: client, token: o.Token}, nil
}

// String names the server without its address.
func (a *Alertmanager) String() string { return a.client.String() }

type postable struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"`
	Generator   string            `json:"generatorURL,omitempty"`
}

// Send posts the alert once. err is nil once the server has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (a *Alertmanager) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	body, err := json.Marshal(a.alerts(m.Marked()))
	if err != nil {
		return false, a.client.Fault(m.ID, "the message cannot be encoded")
	}
	header := notify.JSONHeader()
	if a.token != "" {
		header.Set("Authorization", "Bearer "+a.token)
	}
	_, err = a.client.Do(ctx, notify.Request{Message: m.ID, Header: header, Body: body})
	return notify.Retry(err), err
}

// alerts is the message's alert, and its end under the other severities.
func (a *Alertmanager) alerts(m alert.Message) []postable {
	now := a.client.Now().UTC()
	all := []alert.Severity{alert.Info, alert.Warning, alert.Critical}
	out := make([]postable, 0, len(all))
	for _, severity := range all {
		p := postable{
			Labels: map[string]string{"alertname": string(m.Kind), "service": "lanbi", "severity": string(severity), "alert": m.Alert},
			Annotations: map[string]string{"summary": m.Title, "description": m.Text, "id": m.ID,
				"basis": m.Basis, "as_of": m.AsOf},
			StartsAt: now, EndsAt: now, Generator: m.Link,
		}
		for name, value := range map[string]string{"area": m.Area, "target": m.Target} {
			if value != "" {
				p.Labels[name] = value
			}
		}
		if severity == m.Severity && m.State != alert.Resolved && m.Kind != alert.Test && m.Kind != alert.Digest {
			p.EndsAt = now.Add(Open)
		}
		if (m.Kind == alert.Test || m.Kind == alert.Digest) && severity == m.Severity {
			p.EndsAt = now.Add(time.Minute)
		}
		out = append(out, p)
	}
	return out
}
