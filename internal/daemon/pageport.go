package daemon

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// pagePort is the listening socket of the page. It outlives the daemons that serve
// it one after the other, so that the address stays and who connects while one
// takes the place of the other waits instead of being refused.
type pagePort struct {
	*net.TCPListener
	address string // as configured
}

func openPagePort(address string) (*pagePort, error) {
	l, err := listenForPage(address)
	if err != nil {
		return nil, err
	}
	return &pagePort{TCPListener: l.(*net.TCPListener), address: address}, nil
}

func listenForPage(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for the page on %s (choose another with web.listen): %w", address, err)
	}
	return l, nil
}

// lend gives the socket to a daemon.
func (p *pagePort) lend() (net.Listener, error) {
	return lentPort{p.TCPListener}, p.SetDeadline(time.Time{})
}

// lentPort is the socket in a daemon's hands.
type lentPort struct{ *net.TCPListener }

// Accept waits for a connection, until Close.
func (l lentPort) Accept() (net.Conn, error) {
	c, err := l.TCPListener.Accept()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, net.ErrClosed
	}
	return c, err
}

// Close ends Accept and gives the socket back, which goes on listening.
func (l lentPort) Close() error { return l.SetDeadline(time.Unix(1, 0)) }
