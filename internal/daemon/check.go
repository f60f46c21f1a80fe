package daemon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/alert"
	"lanbi/internal/config"
)

// CheckOptions say what a check does beside looking.
type CheckOptions struct {
	SendTest bool // one test message to every alert channel
	Create   bool // make what is missing in InfluxDB
	Out      io.Writer
	Now      func() time.Time
}

// Check validates what a loaded configuration points at: broker, InfluxDB and its
// rights, alert channels. It changes nothing unless asked to, and tells each
// finding on o.Out. The error joins everything that would keep the daemon from
// its work.
func Check(ctx context.Context, c *config.Config, o CheckOptions) error {
	say := func(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }
	say("configuration %s: %d areas, %d targets, %d feeds", c.File, len(c.Areas), len(c.Targets), len(c.Feeds))
	for _, w := range c.Warnings {
		say("warning: %v", w)
	}
	errs := []error{checkBroker(ctx, c, say), checkInflux(ctx, c, o, say)}
	if o.SendTest {
		errs = append(errs, sendTest(ctx, c, o, say))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	say("everything is ready")
	return nil
}

// checkBroker connects with a random client id and a clean session, so that
// neither the daemon's session nor its subscriptions are touched.
func checkBroker(ctx context.Context, c *config.Config, say func(string, ...any)) error {
	if len(c.MQTT.URLs) == 0 {
		say("MQTT: embedded broker")
		return nil
	}
	security, err := BrokerTLS(c.MQTT.TLS)
	if err != nil {
		return err
	}
	var errs []error
	for _, url := range c.MQTT.URLs {
		options := mqtt.NewClientOptions().AddBroker(url).SetClientID("lanbi-check-" + rand.Text()).
			SetCleanSession(true).SetConnectTimeout(5 * time.Second).SetAutoReconnect(false).
			SetUsername(c.MQTT.Username).SetPassword(c.MQTT.Password.Reveal())
		if security != nil {
			options.SetTLSConfig(security)
		}
		client := mqtt.NewClient(options)
		token := client.Connect()
		select {
		case <-token.Done():
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := token.Error(); err != nil {
			errs = append(errs, fmt.Errorf("connect to broker %s: %w", url, err))
			continue
		}
		client.Disconnect(100)
		say("MQTT: %s accepts us", url)
	}
	return errors.Join(errs...)
}

func checkInflux(ctx context.Context, c *config.Config, o CheckOptions, say func(string, ...any)) error {
	if c.Influx.Embedded != nil {
		say("InfluxDB: embedded in %s", c.Influx.Embedded.Dir)
		return nil
	}
	db, err := openDB(ctx, c, c.Influx.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	if o.Create {
		if err := db.Create(ctx); err != nil {
			return fmt.Errorf("create what is missing in InfluxDB: %w", err)
		}
		say("InfluxDB: what was missing has been created")
	}
	report, err := db.Check(ctx)
	if err != nil {
		return fmt.Errorf("check InfluxDB: %w", err)
	}
	say("InfluxDB: %s", report.Release.Version)
	for _, w := range report.Warnings {
		say("warning: InfluxDB: %s", w)
	}
	var errs []error
	for _, p := range report.Problems {
		errs = append(errs, errors.New("InfluxDB: "+p))
	}
	return errors.Join(errs...)
}

// sendTest sends one message to every channel.
func sendTest(ctx context.Context, c *config.Config, o CheckOptions, say func(string, ...any)) error {
	all, err := channels(c, o.Now, publisher(c, ""))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		say("alerts: no channel is configured")
	}
	var errs []error
	for _, channel := range all {
		if _, err := channel.Sender.Send(ctx, alert.TestMessage(o.Now(), c.Timezone, false, c.Alerts.Desk.Language)); err != nil {
			errs = append(errs, err)
			continue
		}
		say("alerts: channel %s took the test message", channel.Name)
	}
	return errors.Join(errs...)
}
