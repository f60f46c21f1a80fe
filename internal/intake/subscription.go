package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// subscribed is what the list of subscriptions holds.
type subscribed struct {
	ClientID string   `json:"client_id"`
	Filters  []string `json:"filters"`
}

// subscribe ends the subscriptions that left the configuration and makes the
// present ones. The list is written before new ones are made, so that none can
// be forgotten.
func (s *subscriber) subscribe(c mqtt.Client) error {
	old, err := s.remembered()
	if err != nil {
		return err
	}
	want := subscribed{ClientID: s.broker.ClientID}
	for f := range s.filters {
		want.Filters = append(want.Filters, f)
	}
	slices.Sort(want.Filters)
	var gone []string
	if old.ClientID == want.ClientID {
		gone = slices.DeleteFunc(slices.Clone(old.Filters), func(f string) bool { return slices.Contains(want.Filters, f) })
	} else if old.ClientID != "" {
		s.in.opts.Log.Warn("client id has changed; the broker keeps gathering messages for the old one until its session is removed",
			"old", old.ClientID, "new", want.ClientID)
	}
	union := want
	union.Filters = append(slices.Clone(want.Filters), gone...)
	if err := s.remember(union); err != nil {
		return err
	}
	if len(gone) > 0 {
		if err := done(c.Unsubscribe(gone...)); err != nil {
			return fmt.Errorf("unsubscribe %q: %w", gone, err)
		}
		s.in.opts.Log.Info("unsubscribed from topics that left the configuration", "topics", gone)
		if err := s.remember(want); err != nil {
			return err
		}
	}
	if len(s.filters) == 0 {
		return nil
	}
	token := c.SubscribeMultiple(s.filters, nil)
	if err := done(token); err != nil {
		return fmt.Errorf("subscribe to %q: %w", want.Filters, err)
	}
	for f, code := range token.(*mqtt.SubscribeToken).Result() {
		if code == 0x80 {
			return fmt.Errorf("subscribe to %q: refused by the broker; does its access control allow it?", f)
		}
		if code == 0 {
			s.in.opts.Log.Warn("broker grants quality 0 only: messages can be lost", "topic", f)
		}
	}
	return nil
}

func done(t mqtt.Token) error {
	if !t.WaitTimeout(30 * time.Second) {
		return errors.New("no answer from the broker in 30 s")
	}
	return t.Error()
}

func (s *subscriber) remembered() (subscribed, error) {
	var old subscribed
	b, err := os.ReadFile(s.list)
	if errors.Is(err, os.ErrNotExist) {
		return old, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &old)
	}
	if err != nil {
		return old, fmt.Errorf("read list of subscriptions %s: %w", s.list, err)
	}
	return old, nil
}

func (s *subscriber) remember(l subscribed) error {
	b, err := json.Marshal(l)
	if err == nil {
		err = os.WriteFile(s.list+".new", b, 0o640)
	}
	if err == nil {
		err = os.Rename(s.list+".new", s.list)
	}
	if err != nil {
		return fmt.Errorf("write list of subscriptions: %w", err)
	}
	return nil
}
