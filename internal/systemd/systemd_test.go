package systemd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// listening is a socket as systemd has one, with the environment that names it.
func listening(t *testing.T, more map[string]string) (*net.UnixConn, func(string) string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "sd") // t.TempDir is too long for a socket's path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Skipf("no unixgram sockets here: %v", err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn, func(name string) string {
		if name == "NOTIFY_SOCKET" {
			return path
		}
		return more[name]
	}
}

// heard is the next message.
func heard(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	n, err := conn.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n])
}

func TestNotifier_ReadyAndStopping(t *testing.T) {
	conn, env := listening(t, nil)
	s, err := FromEnvironment(env)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready("page http://127.0.0.1:8080/\nREADY=0"); err != nil {
		t.Fatal(err)
	}
	if have, want := heard(t, conn), "READY=1\nSTATUS=page http://127.0.0.1:8080/ READY=0"; have != want {
		t.Errorf("heard %q, want %q", have, want)
	}
	if err := s.Stopping(); err != nil {
		t.Fatal(err)
	}
	if have := heard(t, conn); have != "STOPPING=1" {
		t.Errorf("heard %q", have)
	}
	s.Watch(t.Context(), nil, nil) // no watchdog was asked for: returns at once
}

func TestNotifier_ReloadingTellsTheClock(t *testing.T) {
	conn, env := listening(t, nil)
	n, err := FromEnvironment(env)
	if err != nil {
		t.Fatal(err)
	}
	before, err := monotonic()
	if err != nil {
		t.Skipf("no monotonic clock: %v", err)
	}
	if err := n.Reloading(); err != nil {
		t.Fatal(err)
	}
	var at int64
	if have := heard(t, conn); !strings.HasPrefix(have, "RELOADING=1\n") {
		t.Errorf("heard %q", have)
	} else if _, err := fmt.Sscanf(have, "RELOADING=1\nMONOTONIC_USEC=%d", &at); err != nil || at < before {
		t.Errorf("heard %q (%v), want RELOADING=1 with a clock beyond %d", have, err, before)
	}
}

func TestNotifier_WatchdogOnlyWhileAlive(t *testing.T) {
	conn, env := listening(t, map[string]string{"WATCHDOG_USEC": "20000", "WATCHDOG_PID": strconv.Itoa(os.Getpid())})
	s, err := FromEnvironment(env)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	asked, faults := 0, make(chan error, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Watch(ctx, func(context.Context) error {
			if asked++; asked == 2 {
				return errors.New("stuck")
			}
			return nil
		}, func(err error) { faults <- err })
	}()
	for range 3 {
		if have := heard(t, conn); have != "WATCHDOG=1" {
			t.Errorf("heard %q", have)
		}
	}
	cancel()
	<-done
	if err := <-faults; !strings.Contains(err.Error(), "stuck") {
		t.Error(err)
	}
	if asked < 4 {
		t.Errorf("3 beats after %d questions, of which one failed", asked)
	}
}

func TestNotifier_Environment(t *testing.T) {
	for name, test := range map[string]struct {
		env   map[string]string
		some  bool
		every time.Duration
		fault string
	}{
		"no systemd":         {env: map[string]string{}},
		"no watchdog":        {env: map[string]string{"NOTIFY_SOCKET": "@abstract"}, some: true},
		"watchdog":           {env: map[string]string{"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000"}, some: true, every: 30 * time.Second},
		"of another process": {env: map[string]string{"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}, some: true},
		"bad period":         {env: map[string]string{"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "soon"}, fault: "WATCHDOG_USEC"},
		"bad socket":         {env: map[string]string{"NOTIFY_SOCKET": "vsock:2:1"}, fault: "NOTIFY_SOCKET"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := FromEnvironment(func(name string) string { return test.env[name] })
			if test.fault != "" {
				if err == nil || !strings.Contains(err.Error(), test.fault) {
					t.Errorf("%v, want a fault of %s", err, test.fault)
				}
				return
			}
			if err != nil || (s != nil) != test.some || s != nil && s.every != test.every {
				t.Errorf("%+v, %v", s, err)
			}
			if s == nil {
				if err := errors.Join(s.Ready(""), s.Stopping()); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
