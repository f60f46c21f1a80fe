//go:build !noembed

package daemon

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between a daemon and its InfluxDB and misbehaves on demand.
type proxy struct {
	t       *testing.T
	address string
	forward *httputil.ReverseProxy

	mu     sync.Mutex
	server *http.Server  // nil while it refuses
	status int           // answered to writes instead of passing them on, 0 passes
	poison []byte        // a write with such a line of measurement air is answered 400
	cut    bool          // writes are passed on, and the answer to them is lost
	frozen chan struct{} // requests wait until it is closed, then are cut off
	writes int           // that reached the proxy
}

func newProxy(t *testing.T, influx string) *proxy {
	t.Helper()
	target, err := url.Parse(influx)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, address: "127.0.0.1:0", forward: httputil.NewSingleHostReverseProxy(target)}
	p.forward.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	p.listen()
	t.Cleanup(func() {
		p.thaw()
		p.refuse()
	})
	return p
}

func (p *proxy) url() string { return "http://" + p.address }

// listen takes connections, at the same address as before.
func (p *proxy) listen() {
	p.t.Helper()
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.address = l.Addr().String()
	p.server = &http.Server{Handler: p}
	go p.server.Serve(l)
}

// refuse closes the port and every connection.
func (p *proxy) refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		p.server.Close()
		p.server = nil
	}
}

func (p *proxy) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = make(chan struct{})
}

func (p *proxy) thaw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen != nil {
		close(p.frozen)
		p.frozen = nil
	}
}

func (p *proxy) set(change func(*proxy)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

func (p *proxy) seen() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.writes
}

// ServeHTTP passes a request on, unless told otherwise.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	write := r.URL.Path == "/api/v2/write" || r.URL.Path == "/write"
	p.mu.Lock()
	if write {
		p.writes++
	}
	status, poison, cut, frozen := p.status, p.poison, p.cut, p.frozen
	p.mu.Unlock()
	switch {
	case frozen != nil:
		select {
		case <-frozen:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	case write && status != 0:
		w.WriteHeader(status)
	case write && poisoned(body, poison):
		w.Header().Set("X-Influxdb-Version", "1.8.10")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"error":"unable to parse points"}`)
	case write && cut:
		p.forward.ServeHTTP(lost{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		p.forward.ServeHTTP(w, r)
	}
}

// poisoned tells whether a reading holds the poison. The rejection that quotes it
// must get through.
func poisoned(body, poison []byte) bool {
	for line := range bytes.Lines(body) {
		if poison != nil && bytes.HasPrefix(line, []byte("air,")) && bytes.Contains(line, poison) {
			return true
		}
	}
	return false
}

// lost is an answer nobody gets.
type lost struct{ header http.Header }

func (l lost) Header() http.Header       { return l.header }
func (lost) Write(p []byte) (int, error) { return len(p), nil }
func (lost) WriteHeader(int)             {}
