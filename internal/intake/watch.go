package intake

import (
	"errors"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// complaints bounds how many kinds of failure are told apart.
const complaints = 16

// errSilent is why the watch cuts a connection.
var errSilent = errors.New("nothing arrived from any station for too long")

// watch makes the connection anew when it is up and nothing has arrived for too
// long: the session may have lost its subscriptions, or a gateway in between
// answers in the broker's place.
func (s *subscriber) watch() {
	tick := time.NewTicker(max(s.broker.Silent/4, time.Millisecond))
	defer tick.Stop()
	var received int64
	last := s.in.opts.Now()
	for {
		select {
		case <-tick.C:
		case <-s.queue.done:
			return
		}
		now := s.in.opts.Now()
		s.mu.Lock()
		up := s.up
		s.mu.Unlock()
		if n := s.in.counts.received.Load(); n != received || !s.client.IsConnectionOpen() || up.After(last) {
			received, last = n, now
			continue
		}
		// A full spool stops the messages here, and a clock that was set back counts
		// from then on.
		if now.Before(last) || s.queue.waiting() {
			last = now
		}
		if now.Sub(last) < s.broker.Silent {
			continue
		}
		last = now
		s.in.opts.Log.Warn("nothing has arrived from any station; connecting to the broker anew", "for", s.broker.Silent)
		s.in.counts.silences.Add(1)
		if c := s.current.Load(); c != nil {
			c.cut(errSilent)
		}
	}
}

// notice reports connections that could not be made, each kind once a minute.
func (s *subscriber) notice(_ mqtt.Client, n mqtt.ConnectionNotification) {
	switch n := n.(type) {
	case mqtt.ConnectionNotificationBrokerFailed:
		if s.mayComplain(n.Broker.Host + n.Reason.Error()) {
			s.in.opts.Log.Error("broker cannot be reached; trying the next one, or again", "broker", n.Broker.Redacted(), "error", n.Reason)
		}
	case mqtt.ConnectionNotificationFailed:
		if s.mayComplain(n.Reason.Error()) {
			s.in.opts.Log.Error("broker cannot be reached or refuses; trying again", "error", n.Reason,
				"client_id", s.broker.ClientID, "hint", hint(n.Reason))
		}
	}
}

// hint is what an operator can do about a refusal.
func hint(err error) string {
	switch {
	case errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword), errors.Is(err, packets.ErrorRefusedNotAuthorised):
		return "check mqtt.username and the content of mqtt.password_file; SIGHUP reads it again"
	case errors.Is(err, packets.ErrorRefusedIDRejected):
		return "the broker does not take mqtt.client_id; choose another"
	}
	return "check mqtt.urls, mqtt.tls and the network"
}

// mayComplain tells whether the text has not been logged for a minute.
func (s *subscriber) mayComplain(text string) bool {
	now := s.in.opts.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.complain[text]; ok && now.Sub(at) < time.Minute && !now.Before(at) {
		return false
	}
	if s.complain == nil || len(s.complain) >= complaints {
		s.complain = map[string]time.Time{}
	}
	s.complain[text] = now
	return true
}
