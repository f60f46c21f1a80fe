//go:build noembed

package embedded

import "context"

// Influx is never running in a program built with the tag noembed.
type Influx struct{}

// StartInflux returns ErrNotBuilt.
func StartInflux(context.Context, InfluxOptions) (*Influx, error) { return nil, ErrNotBuilt }

// URL is empty.
func (*Influx) URL() string { return "" }

// Close does nothing.
func (*Influx) Close() error { return nil }

// Broker is never running in a program built with the tag noembed.
type Broker struct{}

// StartBroker returns ErrNotBuilt.
func StartBroker(BrokerOptions) (*Broker, error) { return nil, ErrNotBuilt }

// Addr is empty.
func (*Broker) Addr() string { return "" }

// URL is empty.
func (*Broker) URL() string { return "" }

// Publish returns ErrNotBuilt.
func (*Broker) Publish(string, []byte, bool) error { return ErrNotBuilt }

// Dropped is 0.
func (*Broker) Dropped() int64 { return 0 }

// Close does nothing.
func (*Broker) Close() error { return nil }
