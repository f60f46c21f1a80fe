//go:build !noembed

package embedded_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"lanbi/internal/embedded"
)

func startBroker(t testing.TB, o embedded.BrokerOptions) *embedded.Broker {
	t.Helper()
	o.Listen = "127.0.0.1:0"
	b, err := embedded.StartBroker(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// raw speaks MQTT 3.1.1 byte by byte, so that the test sees what is
// acknowledged, and nothing repeats behind its back.
type raw struct {
	t    testing.TB
	conn net.Conn
}

func dial(t testing.TB, b *embedded.Broker, id string, version byte) *raw {
	t.Helper()
	conn, err := net.Dial("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	r := &raw{t, conn}
	body := []byte{0, 4, 'M', 'Q', 'T', 'T', version, 2, 0, 60}
	if version == 5 {
		body = append(body, 0) // no properties
	}
	body = append(append(body, 0, byte(len(id))), id...)
	r.send(append([]byte{0x10, byte(len(body))}, body...))
	if kind := r.next(); kind != 0x20 {
		t.Fatalf("got packet %#x, want CONNACK", kind)
	}
	return r
}

func (r *raw) send(packet []byte) {
	r.t.Helper()
	if _, err := r.conn.Write(packet); err != nil {
		r.t.Fatal(err)
	}
}

// publish sends a message; quality 0, 1 or 2.
func (r *raw) publish(topic, payload string, quality, version byte, id byte) {
	r.t.Helper()
	body := append([]byte{0, byte(len(topic))}, topic...)
	if quality > 0 {
		body = append(body, 0, id)
	}
	if version == 5 {
		body = append(body, 0)
	}
	body = append(body, payload...)
	r.send(append([]byte{0x30 | quality<<1, byte(len(body))}, body...))
}

// next is the first byte of the next packet without its flags, 0 when the broker
// has closed the connection.
func (r *raw) next() byte {
	r.t.Helper()
	if err := r.conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		r.t.Fatal(err)
	}
	head := make([]byte, 2)
	if n, err := r.conn.Read(head[:1]); err != nil {
		if n == 0 && !isTimeout(err) {
			return 0
		}
		r.t.Fatalf("no packet and no end of the connection: %v", err)
	}
	if _, err := r.conn.Read(head[1:]); err != nil {
		r.t.Fatal(err)
	}
	rest := make([]byte, head[1])
	for n := 0; n < len(rest); {
		k, err := r.conn.Read(rest[n:])
		if err != nil {
			r.t.Fatal(err)
		}
		n += k
	}
	return head[0] & 0xf0
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}
