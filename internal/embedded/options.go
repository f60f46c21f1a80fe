// Package embedded runs an InfluxDB and an MQTT broker inside this process, for
// the demonstration, for tests and for a county office without either.
//
// The InfluxDB is the real 1.8.10, as a library: 1.9 and later need a Rust
// library. It listens on loopback only, without authentication. The broker hands
// every message to a function that stores it, and acknowledges when that function
// has returned without error; PUBACK therefore means stored.
//
// A program built with the tag noembed has the same names, and both Start
// functions return ErrNotBuilt.
package embedded

import (
	"errors"
	"log/slog"
)

// ErrNotBuilt is returned by both Start functions of a program built with the
// tag noembed.
var ErrNotBuilt = errors.New("built without embedded parts: build without the tag noembed, or name an external server")

// InfluxOptions configures StartInflux.
type InfluxOptions struct {
	// Dir holds the data; it is created when missing. One process at a time may
	// use it, which is not checked.
	Dir string
	// Listen is host:port on loopback; empty means 127.0.0.1:8086, port 0 any
	// free one.
	Listen string
	// Log receives warnings and errors of the database at their level, all else
	// at debug level. Nil discards.
	Log *slog.Logger
}

// User may connect to the broker.
type User struct{ Name, Password string }

// BrokerOptions configures StartBroker.
type BrokerOptions struct {
	// Listen is host:port; empty means 127.0.0.1:1883, port 0 any free one.
	Listen string
	// Users are the only ones who may connect. Without any, everybody may, and
	// Listen must be on loopback.
	Users []User
	// OnPublish is called for every message that a client publishes, whatever its
	// topic, and must return only when the message is durable. Calls of one client
	// come one after the other in the order of sending, calls of several clients
	// at the same time. payload is valid during the call only.
	//
	// After an error the sender gets no acknowledgement, is disconnected, and
	// nobody else sees the message: a sender with QoS 1 sends it again when it has
	// connected anew.
	//
	// Last wills are delivered without it: a will is no measurement. Nil accepts
	// everything.
	OnPublish func(topic string, payload []byte, retained bool) error
	// MaxPacket is the largest MQTT packet in bytes that is read; a client that
	// sends a larger one is disconnected, and would send it again for ever, so this
	// is a guard of memory and not the limit of payloads, which is the decoder's.
	// 0 means 16 MiB.
	MaxPacket uint32
	// Log receives what happens to clients. Nil discards.
	Log *slog.Logger
}
