package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Systemd tells systemd how the service is (sd_notify): ready, alive, stopping. A
// nil Systemd, that of a process which no systemd started, says nothing.
type Systemd struct {
	address *net.UnixAddr
	// every is how often systemd wants to hear that the process is alive; 0 never.
	every time.Duration
}

// NewSystemd reads what systemd put into the environment: NOTIFY_SOCKET,
// WATCHDOG_USEC and WATCHDOG_PID. It returns nil without a socket.
func NewSystemd(getenv func(string) string) (*Systemd, error) {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil, nil
	}
	if path[0] != '/' && path[0] != '@' {
		return nil, fmt.Errorf("NOTIFY_SOCKET %q: want an absolute path or an abstract socket @…", path)
	}
	s := &Systemd{address: &net.UnixAddr{Name: path, Net: "unixgram"}}
	period := getenv("WATCHDOG_USEC")
	if period == "" {
		return s, nil
	}
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return s, nil // meant for another process
	}
	microseconds, err := strconv.ParseInt(period, 10, 64)
	if err != nil || microseconds <= 0 {
		return nil, fmt.Errorf("WATCHDOG_USEC %q: want a number of microseconds", period)
	}
	s.every = time.Duration(microseconds) * time.Microsecond
	return s, nil
}

// Ready says that everything listens; status is a line for `systemctl status`.
func (s *Systemd) Ready(status string) error {
	return s.send("READY=1\nSTATUS=" + strings.ReplaceAll(status, "\n", " "))
}

// Reloading says that the configuration is being read again, at a moment of the
// system's monotonic clock; Ready ends it.
func (s *Systemd) Reloading() error {
	if s == nil {
		return nil
	}
	microseconds, err := monotonic()
	if err != nil {
		return fmt.Errorf("read the monotonic clock: %w", err)
	}
	return s.send(fmt.Sprintf("RELOADING=1\nMONOTONIC_USEC=%d", microseconds))
}

// Stopping says that an orderly stop has begun.
func (s *Systemd) Stopping() error { return s.send("STOPPING=1") }

// Watch says that the process is alive, twice in each period, for as long as
// alive agrees, until ctx ends. When alive fails nothing is said, and systemd
// restarts the service after the period.
func (s *Systemd) Watch(ctx context.Context, alive func(context.Context) error, failed func(error)) {
	if s == nil || s.every == 0 {
		return
	}
	ticker := time.NewTicker(s.every / 2)
	defer ticker.Stop()
	for {
		if err := s.beat(ctx, alive); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (s *Systemd) beat(ctx context.Context, alive func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.every/2)
	defer cancel()
	if err := alive(ctx); err != nil {
		return fmt.Errorf("the watchdog is not fed: %w", err)
	}
	return s.send("WATCHDOG=1")
}

func (s *Systemd) send(text string) error {
	if s == nil {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, s.address)
	if err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	_, err = conn.Write([]byte(text))
	if err = errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	return nil
}

// Healthy asks the process's own page whether it is alive. That InfluxDB or the
// broker is down is no fault of the process: a restart would not mend it.
func (d *Daemon) Healthy(ctx context.Context) error { return Healthy(ctx, d.PageURL()+"healthz") }

// Healthy asks an address for health, and fails for any answer but 200.
func Healthy(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, Proxy: nil}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("ask for health: %s answers %s", address, response.Status)
	}
	return nil
}
