package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeInflux stores points as InfluxDB does, merging fields, and fails on
// demand. It is an HTTP server, so that a child process can write to it too.
type fakeInflux struct {
	addr string

	mu       sync.Mutex
	server   *http.Server
	points   map[string]map[string]string // series and time -> fields
	lines    []string                     // in the order of arrival
	writes   int
	status   int           // answered instead of 204
	after    string        // Retry-After
	poison   string        // a batch that holds it is answered 400
	hang     chan struct{} // writes wait for it to be closed, then fail
	received chan struct{} // signalled at each request
}

func newFakeInflux(t *testing.T) *fakeInflux {
	f := &fakeInflux{addr: "127.0.0.1:0", points: map[string]map[string]string{}, received: make(chan struct{}, 1)}
	f.listen(t)
	t.Cleanup(func() {
		f.thaw()
		f.refuse()
	})
	return f
}

// listen makes the server reachable, at the address it had before.
func (f *fakeInflux) listen(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.addr = l.Addr().String()
	f.server = &http.Server{Handler: f}
	go f.server.Serve(l)
}

// refuse closes the port.
func (f *fakeInflux) refuse() {
	f.mu.Lock()
	s := f.server
	f.mu.Unlock()
	s.Close()
}

func (f *fakeInflux) freeze() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hang = make(chan struct{})
}

func (f *fakeInflux) thaw() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hang != nil {
		close(f.hang)
		f.hang = nil
	}
}

func (f *fakeInflux) set(change func(*fakeInflux)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fakeInflux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mu.Lock()
	f.writes++
	hang := f.hang
	f.mu.Unlock()
	signal(f.received)
	if hang != nil {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.status != 0:
		if f.after != "" {
			w.Header().Set("Retry-After", f.after)
		}
		w.WriteHeader(f.status)
		return
	case f.poison != "" && bytes.Contains(body, []byte(f.poison)):
		http.Error(w, "partial write: field type conflict", http.StatusBadRequest)
		return
	}
	for line := range strings.Lines(string(body)) {
		series, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		at := strings.LastIndexByte(rest, ' ')
		if at < 0 {
			http.Error(w, "no time in "+line, http.StatusBadRequest)
			return
		}
		f.lines = append(f.lines, strings.TrimSpace(line))
		key := series + rest[at:]
		if f.points[key] == nil {
			f.points[key] = map[string]string{}
		}
		for field := range strings.SplitSeq(rest[:at], ",") {
			name, value, _ := strings.Cut(field, "=")
			f.points[key][name] = value
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// count is the number of distinct points of a measurement.
func (f *fakeInflux) count(measurement string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for key := range f.points {
		if strings.HasPrefix(key, measurement+",") {
			n++
		}
	}
	return n
}

// field is a field of the one point whose key begins with series.
func (f *fakeInflux) field(series, name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, fields := range f.points {
		if strings.HasPrefix(key, series) {
			return fields[name]
		}
	}
	return ""
}

// httpError is an error as package influx returns it.
type httpError struct {
	status int
	after  time.Duration
}

func (e httpError) Error() string             { return "HTTP " + strconv.Itoa(e.status) }
func (e httpError) Permanent() bool           { return e.status == http.StatusBadRequest }
func (e httpError) RetryAfter() time.Duration { return e.after }

// writer posts to the fake at addr.
func writer(addr string) func(context.Context, Destination, []byte) error {
	client := &http.Client{Transport: &http.Transport{}}
	return func(ctx context.Context, d Destination, lines []byte) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("http://%s/%d", addr, d), bytes.NewReader(lines))
		if err != nil {
			return err
		}
		a, err := client.Do(r)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		if a.StatusCode != http.StatusNoContent {
			seconds, _ := strconv.Atoi(a.Header.Get("Retry-After"))
			return httpError{a.StatusCode, time.Duration(seconds) * time.Second}
		}
		return nil
	}
}
