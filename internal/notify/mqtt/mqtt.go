// Package mqtt publishes messages as JSON on a broker's topic, for displays and
// other programs. It knows no client library: what publishes is handed in.
package mqtt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// DefaultTopic is where messages are published; {area} and {kind} are replaced.
const DefaultTopic = "lanbi/alert/{area}/{kind}"

// Options describe one topic.
type Options struct {
	Name    string // stands for the topic in errors
	Topic   string // DefaultTopic when empty
	Timeout time.Duration
	// Publish returns once the broker has acknowledged (QoS 1).
	Publish func(ctx context.Context, topic string, payload []byte) error
}

// MQTT publishes on one topic. Its methods may be called from any goroutine.
type MQTT struct {
	o       Options
	channel string
}

// New checks the options. It connects to nothing.
func New(o Options) (*MQTT, error) {
	m := &MQTT{o: o, channel: fmt.Sprintf("mqtt %q", o.Name)}
	if o.Publish == nil {
		return nil, errors.New(m.channel + ": no broker to publish on")
	}
	if o.Topic == "" {
		m.o.Topic = DefaultTopic
	}
	if strings.ContainsAny(m.o.Topic, "+#\x00") {
		return nil, fmt.Errorf("%s: topic %q has + or #, on which nothing can be published", m.channel, o.Topic)
	}
	if o.Timeout <= 0 {
		m.o.Timeout = notify.DefaultTimeout
	}
	return m, nil
}

// String names the topic by the configured name.
func (m *MQTT) String() string { return m.channel }

// Send publishes once. err is nil once the broker has acknowledged; whatever it
// was otherwise, publishing again can help.
func (m *MQTT) Send(ctx context.Context, message alert.Message) (retry bool, err error) {
	message = message.Marked()
	payload, err := json.Marshal(message)
	if err != nil {
		return false, &notify.Error{Channel: m.channel, Message: message.ID, Reason: "the message cannot be encoded"}
	}
	limited, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	area := message.Area
	if area == "" {
		area = "-"
	}
	topic := strings.NewReplacer("{area}", level(area), "{kind}", level(string(message.Kind))).Replace(m.o.Topic)
	if err := m.o.Publish(limited, topic, payload); err != nil {
		e := notify.Failed(ctx, m.channel, message.ID, err)
		return e.Retry, e
	}
	return false, nil
}

// level makes text fit for one level of a topic.
func level(text string) string {
	return strings.NewReplacer("/", "-", "+", "-", "#", "-").Replace(text)
}
