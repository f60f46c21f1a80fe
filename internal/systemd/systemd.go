// Package systemd tells systemd how the service is, by the protocol of sd_notify(3): a
// datagram of NAME=value lines to the socket that the environment names. The library of
// systemd is in C; the protocol is a dozen lines.
package systemd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Notifier says that the service is ready, alive or stopping. A nil Notifier, that of a
// process which no systemd started, says nothing.
type Notifier struct {
	address *net.UnixAddr
	// every is how often systemd wants to hear that the process is alive; 0 never.
	every time.Duration
}

// FromEnvironment reads what systemd put into the environment: NOTIFY_SOCKET,
// WATCHDOG_USEC and WATCHDOG_PID. It returns nil without a socket.
func FromEnvironment(getenv func(string) string) (*Notifier, error) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil, nil
	}
	if path[0] != '/' && path[0] != '@' {
		return nil, fmt.Errorf("NOTIFY_SOCKET %q: want an absolute path or an abstract socket @…", path)
	}
	n := &Notifier{address: &net.UnixAddr{Name: path, Net: "unixgram"}}
	period := getenv("WATCHDOG_USEC")
	if period == "" {
		return n, nil
	}
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return n, nil // meant for another process
	}
	microseconds, err := strconv.ParseInt(period, 10, 64)
	if err != nil || microseconds <= 0 {
		return nil, fmt.Errorf("WATCHDOG_USEC %q: want a number of microseconds", period)
	}
	n.every = time.Duration(microseconds) * time.Microsecond
	return n, nil
}

// Ready says that everything listens; status is a line for `systemctl status`.
func (n *Notifier) Ready(status string) error {
	return n.send("READY=1\nSTATUS=" + strings.ReplaceAll(status, "\n", " "))
}

// Reloading says that the configuration is being read again, at a moment of the
// system's monotonic clock; Ready ends it.
func (n *Notifier) Reloading() error {
	if n == nil {
		return nil
	}
	microseconds, err := monotonic()
	if err != nil {
		return fmt.Errorf("read the monotonic clock: %w", err)
	}
	return n.send(fmt.Sprintf("RELOADING=1\nMONOTONIC_USEC=%d", microseconds))
}

// Stopping says that an orderly stop has begun.
func (n *Notifier) Stopping() error { return n.send("STOPPING=1") }

// Watch says that the process is alive, twice in each period, for as long as
// alive agrees, until ctx ends. When alive fails nothing is said, and systemd
// restarts the service after the period.
func (n *Notifier) Watch(ctx context.Context, alive func(context.Context) error, failed func(error)) {
	if n == nil || n.every == 0 {
		return
	}
	ticker := time.NewTicker(n.every / 2)
	defer ticker.Stop()
	for {
		if err := n.beat(ctx, alive); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (n *Notifier) beat(ctx context.Context, alive func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, n.every/2)
	defer cancel()
	if err := alive(ctx); err != nil {
		return fmt.Errorf("the watchdog is not fed: %w", err)
	}
	return n.send("WATCHDOG=1")
}

func (n *Notifier) send(text string) error {
	if n == nil {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, n.address)
	if err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	_, err = conn.Write([]byte(text))
	if err = errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	return nil
}
