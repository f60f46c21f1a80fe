package daemon

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"lanbi/internal/config"
)

// A visit that was given up must not stay on a broker that answers only afterwards.
func TestVisit_GivenUp(t *testing.T) {
	broker, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	given := make(chan struct{})
	go func() {
		gone <- func() error {
			conn, err := broker.Accept()
			if err != nil {
				return err
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
				return err
			}
			if _, err := conn.Read(make([]byte, 1)); err != nil { // CONNECT has come
				return err
			}
			cancel()
			<-given
			if _, err := conn.Write([]byte{0x20, 2, 0, 0}); err != nil { // CONNACK: accepted
				return err
			}
			_, err = io.Copy(io.Discard, conn)
			return err
		}()
	}()
	if _, err := visit(ctx, &config.Config{}, "test", "tcp://"+broker.Addr().String()); !errors.Is(err, context.Canceled) {
		t.Errorf("a visit given up is %v", err)
	}
	close(given)
	if err := <-gone; isTimeout(err) {
		t.Errorf("the connection stays: %v", err)
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
