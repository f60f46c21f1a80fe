//go:build !noembed

package daemon

import (
	"encoding/json"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/alert"
)

// A message on the embedded broker reaches who listens there, and is not taken for
// a reading.
func TestPublisher_EmbeddedBroker(t *testing.T) {
	clock := newHandClock(time.Date(2026, 12, 30, 12, 10, 0, 0, beijing))
	c := county{dir: t.TempDir(), now: clock.now, more: `
alerts:
  channels: [{name: screen, type: mqtt, topic: "lanbi/alert/{kind}"}]
`}
	d := c.start(t)
	settledStart(t, d)
	screen := connect(t, d.BrokerURL(), "screen")
	got := make(chan []byte, 10)
	token := screen.client.Subscribe("lanbi/alert/#", 1, func(_ paho.Client, m paho.Message) { got <- m.Payload() })
	if !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatal(token.Error())
	}
	before := d.Intake().Stats()
	if err := d.sendTest(t.Context()); err != nil {
		t.Fatal(err)
	}
	var m alert.Message
	select {
	case payload := <-got:
		if err := json.Unmarshal(payload, &m); err != nil || m.Kind != alert.Test {
			t.Errorf("payload %s, %v", payload, err)
		}
	case <-time.After(patience):
		t.Fatal("nobody received the message")
	}
	if after := d.Intake().Stats(); after.Received != before.Received || len(after.Rejected) != len(before.Rejected) {
		t.Errorf("the intake took the message for a reading: %+v, before %+v", after, before)
	}
}
