package intake

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestConn_SendsAllBeforeItCloses(t *testing.T) {
	here, there := net.Pipe()
	got := make(chan []byte, 1)
	go func() {
		b, _ := io.ReadAll(there)
		got <- b
	}()
	c := newConn(here, time.Second)
	var want bytes.Buffer
	for i := range 2000 {
		p := bytes.Repeat([]byte{byte(i)}, 100)
		want.Write(p)
		if _, err := c.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if b := <-got; !bytes.Equal(b, want.Bytes()) {
		t.Errorf("%d bytes arrived, want %d in order", len(b), want.Len())
	}
	if _, err := c.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write after close: %v", err)
	}
}

// brokenConn fails to write, and like any connection ends its reader when
// closed.
type brokenConn struct {
	net.Conn
	once   sync.Once
	closed chan struct{}
}

func (c *brokenConn) Write([]byte) (int, error)        { return 0, errors.New("broken pipe") }
func (c *brokenConn) SetWriteDeadline(time.Time) error { return nil }
func (c *brokenConn) Close() error                     { c.once.Do(func() { close(c.closed) }); return nil }
func (c *brokenConn) Read([]byte) (int, error) {
	<-c.closed
	return 0, net.ErrClosed
}

// The MQTT library ignores a reader that ends with "use of closed network
// connection", and would stay connected to nothing.
func TestConn_AFailedWriteEndsTheReaderWithItsError(t *testing.T) {
	c := newConn(&brokenConn{closed: make(chan struct{})}, time.Second)
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	_, err := c.Read(make([]byte, 1))
	if err == nil || !strings.Contains(err.Error(), "broken pipe") {
		t.Errorf("reader ended with %v, want the error of the write", err)
	}
	if _, err := c.Write([]byte("x")); err == nil {
		t.Error("write after a failed write succeeded")
	}
	c.Close()
}
