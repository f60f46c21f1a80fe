//go:build !noembed

package daemon

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/config"
)

// file is a configuration file that a test rewrites while a service runs.
type file struct {
	t    *testing.T
	path string
	logs logLines
}

func newFile(t *testing.T, text string) *file {
	t.Helper()
	f := &file{t: t, path: filepath.Join(t.TempDir(), "county.yaml")}
	f.write(text)
	return f
}

func (f *file) write(text string) {
	f.t.Helper()
	if err := os.WriteFile(f.path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *file) load() (*config.Config, error) { return config.Load(f.path, config.Options{}) }

// start runs the service of the file until the end of the test.
func (f *file) start() *Service {
	f.t.Helper()
	c, err := f.load()
	if err != nil {
		f.t.Fatal(err)
	}
	s, err := StartService(f.t.Context(), c, ServiceOptions{
		Load: f.load, Now: newHandClock(noon).now,
		Log: func(*config.Config) *slog.Logger { return slog.New(slog.NewTextHandler(&f.logs, nil)) },
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			f.t.Errorf("stop: %v", err)
		}
		if f.t.Failed() {
			f.t.Log(f.logs.String())
		}
	})
	return s
}

func (f *file) reload(s *Service) {
	f.t.Helper()
	if err := s.Reload(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// logLines gathers what is logged.
type logLines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// freePort is an address that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// publishUntilTaken publishes as stations do that repeat what was not acknowledged,
// over several connections.
func publishUntilTaken(t *testing.T, broker string, l *ledgerOf, messages int) {
	t.Helper()
	const connections = 4
	var all sync.WaitGroup
	for k := range connections {
		s := connect(t, broker, fmt.Sprintf("station-%d", k))
		all.Go(func() {
			defer s.client.Disconnect(100)
			for i := k; i < messages; i += connections {
				m, key, tenths := hourOf(faultsFrom, i)
				for deadline := time.Now().Add(patience); ; {
					token := s.client.Publish(m.topic, 1, false, m.payload)
					if token.WaitTimeout(patience) && token.Error() == nil {
						break
					}
					if time.Now().After(deadline) {
						t.Errorf("message %d is not acknowledged: %v", i, token.Error())
						return
					}
				}
				l.acknowledged(key, tenths)
			}
		})
	}
	all.Wait()
}
