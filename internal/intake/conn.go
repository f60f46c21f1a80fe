package intake

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

const (
	readBuffer = 64 << 10
	// unwritten is what may wait to be sent before Write blocks, in bytes.
	unwritten = 64 << 10
)

// conn buffers a broker connection both ways. The MQTT library reads a packet
// in three calls and writes every acknowledgement in one of its own, which
// without this would be as many system calls.
type conn struct {
	net.Conn
	reader  *bufio.Reader
	timeout time.Duration // of one write

	mu      sync.Mutex
	changed sync.Cond
	pending []byte
	spare   []byte
	busy    bool // the flusher is writing
	closed  bool
	err     error
}

func newConn(c net.Conn, timeout time.Duration) *conn {
	b := &conn{Conn: c, reader: bufio.NewReaderSize(c, readBuffer), timeout: timeout}
	b.changed.L = &b.mu
	go b.flush()
	return b
}

// Read reads what has come. After a failed write it fails with that error: the
// library takes "closed connection" for its own doing and would not reconnect.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.err != nil {
			err = c.err
		}
	}
	return n, err
}

// Write queues p. What is queued is written at once, together with whatever
// gathers while an earlier write is under way. An error shows at the next call.
func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.pending) > unwritten && c.err == nil && !c.closed {
		c.changed.Wait()
	}
	if c.err != nil {
		return 0, c.err
	}
	if c.closed {
		return 0, net.ErrClosed
	}
	c.pending = append(c.pending, p...)
	c.changed.Broadcast()
	return len(p), nil
}

func (c *conn) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for len(c.pending) == 0 && !c.closed {
			c.changed.Wait()
		}
		if len(c.pending) == 0 || c.err != nil {
			c.busy = false
			c.changed.Broadcast()
			return
		}
		out := c.pending
		c.pending = c.spare[:0]
		c.busy = true
		c.mu.Unlock()
		c.Conn.SetWriteDeadline(time.Now().Add(c.timeout))
		_, err := c.Conn.Write(out)
		c.mu.Lock()
		c.spare = out
		c.busy = false
		if err != nil {
			c.err = err
			c.Conn.Close() // the reader sees it, and with it the library
		}
		c.changed.Broadcast()
	}
}

// SetDeadline bounds reading only, and SetWriteDeadline does nothing: writes are
// bounded by the flusher, which alone may set their deadline. A websocket takes no
// two callers for it.
func (c *conn) SetDeadline(t time.Time) error    { return c.Conn.SetReadDeadline(t) }
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// Close sends what is queued, for no longer than a second, and closes.
func (c *conn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.changed.Broadcast()
	late := time.AfterFunc(time.Second, func() { c.Conn.Close() })
	for c.err == nil && (len(c.pending) > 0 || c.busy) {
		c.changed.Wait()
	}
	late.Stop()
	c.mu.Unlock()
	return c.Conn.Close()
}

// cut ends the connection for a reason, which the library gets to see: it
// connects again.
func (c *conn) cut(reason error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = reason
	}
	c.changed.Broadcast()
	c.mu.Unlock()
	c.Conn.Close()
}

// dial opens a connection to a broker.
func dial(broker *url.URL, o *Broker) (*conn, error) {
	d := net.Dialer{Timeout: o.ConnectTimeout}
	var c net.Conn
	var err error
	switch broker.Scheme {
	case "tcp", "mqtt":
		c, err = d.Dial("tcp", broker.Host)
	case "ssl", "tls", "mqtts":
		c, err = tls.DialWithDialer(&d, "tcp", broker.Host, o.security())
	case "ws", "wss":
		plain := *broker
		plain.User = nil
		c, err = mqtt.NewWebsocket(plain.String(), o.security(), o.ConnectTimeout, nil, nil)
	default:
		return nil, fmt.Errorf("broker %s: unknown scheme %q (have tcp, mqtt, tls, ssl, mqtts, ws, wss)", broker.Redacted(), broker.Scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to broker %s: %w", broker.Redacted(), err)
	}
	return newConn(c, o.WriteTimeout), nil
}
