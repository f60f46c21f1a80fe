package daemon

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/job"
	"lanbi/internal/notify/alertmanager"
	"lanbi/internal/notify/dingtalk"
	"lanbi/internal/notify/feishu"
	"lanbi/internal/notify/gateway"
	"lanbi/internal/notify/mail"
	"lanbi/internal/notify/mqtt"
	"lanbi/internal/notify/webhook"
	"lanbi/internal/notify/wecom"
)

// publishing hands a payload to the broker and returns once it is acknowledged.
type publishing func(ctx context.Context, topic string, payload []byte) error

// channels are the configured ways to people.
func channels(c *config.Config, now func() time.Time, p publishing) ([]job.Channel, error) {
	var out []job.Channel
	for i := range c.Alerts.Channels {
		one := &c.Alerts.Channels[i]
		sender, err := sender(one, now, p)
		if err != nil {
			return nil, fmt.Errorf("prepare alert channel %s: %w", one.Name, err)
		}
		out = append(out, job.Channel{Name: one.Name, Sender: sender})
	}
	return out, nil
}

func sender(c *config.Channel, now func() time.Time, p publishing) (job.Sender, error) {
	address, secret := c.URL.Reveal(), c.Secret.Reveal()
	switch c.Type {
	case "wecom":
		return wecom.New(wecom.Options{Name: c.Name, URL: address, Mention: c.Mention, Timeout: c.Timeout, Now: now})
	case "dingtalk":
		return dingtalk.New(dingtalk.Options{Name: c.Name, URL: address, Secret: secret, Mention: c.Mention, Timeout: c.Timeout, Now: now})
	case "feishu":
		return feishu.New(feishu.Options{Name: c.Name, URL: address, Secret: secret, Mention: c.Mention, Timeout: c.Timeout, Now: now})
	case "alertmanager":
		return alertmanager.New(alertmanager.Options{Name: c.Name, URL: address, Token: secret, Timeout: c.Timeout, Now: now})
	case "mqtt":
		return mqtt.New(mqtt.Options{Name: c.Name, Topic: c.Topic, Timeout: c.Timeout, Publish: p})
	case "mail":
		return mail.New(mail.Options{Name: c.Name, Host: c.Mail.Host, Port: c.Mail.Port, TLS: c.Mail.TLS, Username: c.Mail.Username,
			Password: c.Mail.Password.Reveal(), From: c.Mail.From, To: c.Mail.To, Timeout: c.Timeout, Now: now})
	case "gateway":
		g := c.Gateway
		return gateway.New(gateway.Options{Name: c.Name, URL: address, Secret: secret, Method: g.Method, Query: g.Query, Header: g.Header,
			Body: g.Body, To: g.To, SuccessPath: g.SuccessPath, Success: g.Success, Busy: g.Busy, Timeout: c.Timeout, Now: now})
	}
	return webhook.New(webhook.Options{Name: c.Name, URL: address, Secret: secret, Timeout: c.Timeout, Now: now})
}

// publisher visits the broker for each message: alerts are rare. broker is the
// address of the embedded one, empty without.
func publisher(c *config.Config, broker string) publishing {
	return func(ctx context.Context, topic string, payload []byte) error {
		urls := c.MQTT.URLs
		if broker != "" {
			urls = []string{broker}
		}
		if len(urls) == 0 {
			return fmt.Errorf("publish on %s: no broker is running", topic)
		}
		client, err := visit(ctx, c, "alert", urls...)
		if err != nil {
			return err
		}
		defer client.Disconnect(100)
		if err := settled(ctx, client.Publish(topic, 1, false, payload)); err != nil {
			return fmt.Errorf("publish on %s: %w", topic, err)
		}
		return nil
	}
}
