package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Drained tells what a drain did.
type Drained struct {
	Messages int64 // taken from the broker
	Stored   int64 // lines written to InfluxDB
}

// Drain empties the session at the broker and the spool, before a replica is taken
// away for good. It connects with the session's client id and subscribes to
// nothing: it takes what the broker holds, ends the subscriptions, takes what came
// meanwhile, writes the spool out and removes the session.
//
// A broker does not tell when a session is empty; it counts as empty when nothing
// has come for quiet. Before the subscriptions are ended Drain waits for that too,
// for some time, because a broker may drop what is queued for an ended
// subscription (MQTT 3.1.1 section 3.10.4).
//
// Of several brokers each is drained, one after the other: all may hold messages
// from the time they were used.
//
// It returns nil only when both are empty. After an error nothing is lost and
// Drain can be repeated: a session is removed last.
func Drain(ctx context.Context, o Options, quiet time.Duration) (Drained, error) {
	if o.Broker == nil {
		return drain(ctx, o, quiet)
	}
	var all Drained
	for _, u := range o.Broker.URLs {
		one, broker := o, *o.Broker
		broker.URLs = []string{u}
		one.Broker = &broker
		d, err := drain(ctx, one, quiet)
		all.Messages += d.Messages
		all.Stored += d.Stored
		if err != nil {
			return all, err
		}
	}
	if err := os.Remove(filepath.Join(o.Dir, listFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return all, fmt.Errorf("remove list of subscriptions: %w", err)
	}
	return all, nil
}

// drain empties the spool and the session at one broker.
func drain(ctx context.Context, o Options, quiet time.Duration) (done Drained, err error) {
	in, err := launch(o, true)
	if err != nil {
		return Drained{}, err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = errors.Join(err, in.Stop(stop))
		s := in.Stats()
		done = Drained{Messages: s.Received, Stored: s.Stored}
		if err == nil && in.sub != nil {
			err = in.sub.forget()
		}
	}()
	if in.sub != nil {
		if err := in.sub.empty(ctx, quiet); err != nil {
			return done, err
		}
	}
	return done, in.writeOut(ctx)
}

// empty takes everything out of the session and ends its subscriptions.
func (s *subscriber) empty(ctx context.Context, quiet time.Duration) error {
	if err := poll(ctx, func() bool { return s.client.IsConnectionOpen() }); err != nil {
		return fmt.Errorf("connect to the broker: %w (the log says why)", err)
	}
	first, cancel := context.WithTimeout(ctx, 10*quiet)
	defer cancel()
	_ = s.quiet(first, quiet) // on a busy topic it never is, until the subscription ends
	if err := s.leave(); err != nil {
		return err
	}
	if err := s.quiet(ctx, quiet); err != nil {
		return fmt.Errorf("empty the session at the broker: %w", err)
	}
	return nil
}

// quiet waits until all that was taken is acknowledged and nothing has come for d.
func (s *subscriber) quiet(ctx context.Context, d time.Duration) error {
	taken, since := int64(-1), time.Now()
	return poll(ctx, func() bool {
		n := s.taken.Load()
		if n != taken || n != s.in.counts.acknowledged.Load() || !s.client.IsConnectionOpen() {
			taken, since = n, time.Now()
		}
		return time.Since(since) >= d
	})
}

// leave ends all subscriptions, of this configuration and of earlier ones.
func (s *subscriber) leave() error {
	old, err := s.remembered()
	if err != nil {
		return err
	}
	filters := map[string]bool{}
	for f := range s.filters {
		filters[f] = true
	}
	if old.ClientID == s.broker.ClientID {
		for _, f := range old.Filters {
			filters[f] = true
		}
	}
	for f := range filters {
		if err := done(s.client.Unsubscribe(f)); err != nil {
			return fmt.Errorf("unsubscribe %q: %w", f, err)
		}
	}
	return nil
}

// forget removes the session from the broker.
func (s *subscriber) forget() error {
	o := mqtt.NewClientOptions().SetClientID(s.broker.ClientID).SetCleanSession(true).
		SetAutoReconnect(false).SetConnectTimeout(s.broker.ConnectTimeout).SetProtocolVersion(4).
		SetCustomOpenConnectionFn(s.opener())
	for _, u := range s.broker.URLs {
		o.AddBroker(u)
	}
	if s.broker.Credentials != nil {
		o.SetCredentialsProvider(mqtt.CredentialsProvider(s.broker.Credentials))
	}
	client := mqtt.NewClient(o)
	if err := done(client.Connect()); err != nil {
		return fmt.Errorf("remove the session of client %q: %w", s.broker.ClientID, err)
	}
	client.Disconnect(100)
	return nil
}

// writeOut waits until InfluxDB has taken all of the spool.
func (in *Intake) writeOut(ctx context.Context) error {
	if err := poll(ctx, func() bool { return in.opts.Spool.Depth().Records == 0 }); err != nil {
		return fmt.Errorf("write the spool out: %d records are left: %w", in.opts.Spool.Depth().Records, err)
	}
	return nil
}

// poll waits until ok holds.
func poll(ctx context.Context, ok func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
