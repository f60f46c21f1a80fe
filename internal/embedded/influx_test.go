//go:build !noembed

package embedded_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"lanbi/internal/embedded"
)

func startInflux(t testing.TB, o embedded.InfluxOptions) *embedded.Influx {
	t.Helper()
	o.Listen = "127.0.0.1:0"
	in, err := embedded.StartInflux(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	})
	return in
}

func post(t testing.TB, address, contentType, body string) (status int, answer string) {
	t.Helper()
	response, err := http.Post(address, contentType, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func query(t testing.TB, in *embedded.Influx, q string) string {
	t.Helper()
	_, answer := post(t, in.URL()+"/query?db=x&epoch=s", "application/x-www-form-urlencoded", url.Values{"q": {q}}.Encode())
	return answer
}

func TestStartInflux_KeepsDataAcrossRestart(t *testing.T) {
	dir := t.TempDir()
	var log lockedBuffer
	o := embedded.InfluxOptions{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))}
	in := startInflux(t, o)
	if got := query(t, in, `CREATE DATABASE "x"`); strings.Contains(got, "error") {
		t.Fatal(got)
	}
	if status, answer := post(t, in.URL()+"/api/v2/write?bucket=x", "text/plain", "m value=1.5 1000000000\n"); status != http.StatusNoContent {
		t.Fatalf("write: %d %s", status, answer)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	in = startInflux(t, o)
	if got := query(t, in, `SELECT value FROM m`); !strings.Contains(got, "[1,1.5]") {
		t.Errorf("after a restart got %s", got)
	}
	if got := query(t, in, `SHOW DATABASES`); strings.Contains(got, "_internal") {
		t.Errorf("the server stores statistics of its own: %s", got)
	}
	if text := log.String(); text != "" {
		t.Errorf("logged above debug level: %s", text)
	}
}

func TestStartInflux_NoFlux(t *testing.T) {
	in := startInflux(t, embedded.InfluxOptions{Dir: t.TempDir()})
	if status, _ := post(t, in.URL()+"/api/v2/query", "application/vnd.flux", `buckets()`); status != http.StatusForbidden {
		t.Errorf("Flux answers %d, want 403", status)
	}
}

func TestStartInflux_Refuses(t *testing.T) {
	running := startInflux(t, embedded.InfluxOptions{Dir: t.TempDir()})
	taken := strings.TrimPrefix(running.URL(), "http://")
	for name, c := range map[string]struct {
		o    embedded.InfluxOptions
		want string
	}{
		"all interfaces": {embedded.InfluxOptions{Dir: t.TempDir(), Listen: "0.0.0.0:0"}, "loopback"},
		"no host":        {embedded.InfluxOptions{Dir: t.TempDir(), Listen: ":8086"}, "loopback"},
		"other address":  {embedded.InfluxOptions{Dir: t.TempDir(), Listen: "192.0.2.1:8086"}, "loopback"},
		"a name":         {embedded.InfluxOptions{Dir: t.TempDir(), Listen: "example.com:8086"}, "loopback"},
		"no port":        {embedded.InfluxOptions{Dir: t.TempDir(), Listen: "127.0.0.1"}, "host:port"},
		"no directory":   {embedded.InfluxOptions{Listen: "127.0.0.1:0"}, "directory"},
		"port in use":    {embedded.InfluxOptions{Dir: t.TempDir(), Listen: taken}, "in use"},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := embedded.StartInflux(t.Context(), c.o)
			if err == nil {
				_ = in.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := embedded.StartInflux(ended, embedded.InfluxOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}); err == nil {
		t.Error("starts although its context has ended")
	}
}

func BenchmarkStartInflux(b *testing.B) {
	for b.Loop() {
		in, err := embedded.StartInflux(b.Context(), embedded.InfluxOptions{Dir: b.TempDir(), Listen: "127.0.0.1:0"})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := in.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
