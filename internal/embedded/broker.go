//go:build !noembed

package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// maxClients and defaultMaxPacket bound the memory that connections can take.
const (
	maxClients       = 4096
	defaultMaxPacket = 16 << 20
)

// Broker is a running MQTT broker (3.1, 3.1.1 and 5).
type Broker struct {
	server   *mqtt.Server
	listener *listeners.TCP
	once     sync.Once
	err      error
}

// StartBroker listens on o.Listen and serves until Close.
func StartBroker(o BrokerOptions) (*Broker, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:1883"
	}
	if o.MaxPacket == 0 {
		o.MaxPacket = defaultMaxPacket
	}
	if err := loopback(o.Listen); err != nil && len(o.Users) == 0 {
		return nil, fmt.Errorf("start embedded broker without users: %w", err)
	}
	for _, u := range o.Users {
		if u.Name == "" || u.Password == "" {
			return nil, fmt.Errorf("start embedded broker: user %q without name or password", u.Name)
		}
	}
	capabilities := mqtt.NewDefaultServerCapabilities()
	capabilities.MaximumPacketSize = o.MaxPacket
	capabilities.MaximumClients = maxClients
	server := mqtt.New(&mqtt.Options{
		Capabilities: capabilities,
		InlineClient: true,
		Logger:       quiet(o.Log),
	})
	b := &Broker{server: server, listener: listeners.NewTCP(listeners.Config{ID: "tcp", Address: o.Listen})}
	err := errors.Join(
		server.AddHook(newGate(o.Users), nil),
		server.AddHook(&storeFirst{onPublish: o.OnPublish, log: quiet(o.Log)}, nil),
	)
	if err == nil {
		err = server.AddListener(b.listener)
	}
	if err == nil {
		err = server.Serve()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start embedded broker on %s: %w", o.Listen, err), b.Close())
	}
	return b, nil
}

// Addr is host:port on which the broker listens, with the real port.
func (b *Broker) Addr() string { return b.listener.Address() }

// URL is Addr as paho wants it.
func (b *Broker) URL() string { return "tcp://" + b.Addr() }

// Publish sends a message of this program itself to all subscribers. OnPublish
// is not called for it.
func (b *Broker) Publish(topic string, payload []byte, retain bool) error {
	if err := b.server.Publish(topic, payload, retain, 1); err != nil {
		return fmt.Errorf("publish to %q on embedded broker: %w", topic, err)
	}
	return nil
}

// Dropped counts messages that the broker did not deliver to a slow subscriber.
// It never counts what OnPublish got.
func (b *Broker) Dropped() int64 {
	info := b.server.Info.Clone()
	return info.MessagesDropped + info.InflightDropped
}

// Close disconnects all clients and waits until running calls of OnPublish have
// returned. It may be called twice.
func (b *Broker) Close() error {
	b.once.Do(func() {
		if err := b.server.Close(); err != nil {
			b.err = fmt.Errorf("close embedded broker: %w", err)
		}
	})
	return b.err
}

// storeFirst calls onPublish before the broker acknowledges or hands on.
type storeFirst struct {
	mqtt.HookBase
	onPublish func(topic string, payload []byte, retained bool) error
	log       *slog.Logger
}

// ID names the hook in the broker's log.
func (*storeFirst) ID() string { return "store-first" }

// Provides tells the broker which events to call for.
func (h *storeFirst) Provides(event byte) bool {
	return event == mqtt.OnPublish && h.onPublish != nil
}

// OnPublish runs between the arrival of a message and its acknowledgement. The
// broker ignores an ordinary error of this hook: it would acknowledge and hand
// on all the same. Only ErrRejectPacket makes it do neither, and the client has
// to be cut off as well, because a sender repeats only on a new connection.
func (h *storeFirst) OnPublish(client *mqtt.Client, packet packets.Packet) (packets.Packet, error) {
	if client.Net.Inline {
		return packet, nil
	}
	err := h.onPublish(packet.TopicName, packet.Payload, packet.FixedHeader.Retain)
	if err == nil {
		return packet, nil
	}
	h.log.Error("message not stored, client is disconnected", "topic", packet.TopicName, "client", client.ID, "error", err)
	client.Stop(fmt.Errorf("message not stored: %w", err))
	return packet, packets.ErrRejectPacket
}
