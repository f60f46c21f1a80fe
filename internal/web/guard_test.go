package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"lanbi/internal/target"
)

func TestGuard_Host(t *testing.T) {
	g := newGuard([]string{"lanbi.jiangyuan.gov.cn", "Board:8080"}, nil)
	tests := []struct {
		host, local string
		want        bool
	}{
		{"lanbi.jiangyuan.gov.cn", "10.1.2.3:8080", true},
		{"LANBI.jiangyuan.gov.cn.:443", "10.1.2.3:8080", true},
		{"board", "10.1.2.3:8080", true},
		{"10.1.2.3:8080", "10.1.2.3:8080", true},
		{"10.1.2.3:9090", "10.1.2.3:8080", true},
		{"10.1.2.4", "10.1.2.3:8080", false},
		{"localhost:8080", "10.1.2.3:8080", false},
		{"127.0.0.1", "10.1.2.3:8080", false},
		{"localhost:8080", "127.0.0.1:8080", true},
		{"127.0.0.1:8080", "[::1]:8080", true},
		{"[::1]:8080", "127.0.0.1:8080", true},
		{"evil.example", "127.0.0.1:8080", false},
		{"127.0.0.1.evil.example", "127.0.0.1:8080", false},
		{"localhost.evil.example", "127.0.0.1:8080", false},
		{"", "127.0.0.1:8080", false},
	}
	for _, test := range tests {
		address, err := net.ResolveTCPAddr("tcp", test.local)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = test.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(address)))
		if got := g.allowsHost(r); got != test.want {
			t.Errorf("host %q at %s: %v", test.host, test.local, got)
		}
	}
}

func TestGuard_RefusesForeignRequests(t *testing.T) {
	server := serve(t, options(county()))
	tests := []struct {
		name, path string
		header     []string
		want       int
	}{
		{"rebound name", "/", []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		{"rebound name on metrics", "/metrics", []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		{"probe by another name", "/healthz", []string{"Host", "10.9.8.7:8080"}, http.StatusOK},
		{"foreign origin", "/api/v1/targets", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"opaque origin", "/api/v1/targets", []string{"Origin", "null"}, http.StatusForbidden},
		{"own origin", "/api/v1/targets", []string{"Origin", server}, http.StatusOK},
		{"no origin", "/api/v1/targets", nil, http.StatusOK},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, body := get(t, server+test.path, test.header...)
			if response.StatusCode != test.want {
				t.Errorf("status %d, want %d: %s", response.StatusCode, test.want, body)
			}
			if test.want >= 400 && strings.Contains(body, "jiangyuan") {
				t.Errorf("data in a refusal: %s", body)
			}
		})
	}
}

func TestGuard_Headers(t *testing.T) {
	o := options(county())
	server := serve(t, o)
	o.FrameAncestors = []string{"https://grafana.example", "http://10.0.0.5:3000"}
	framed := serve(t, o)
	for _, path := range []string{"/", "/api/v1/targets", "/api/v1/nothing", "/login"} {
		response, _ := get(t, server+path)
		h := response.Header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q lacks %s", path, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: policy %q lets scripts or inline styles in", path, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	response, _ := get(t, framed+"/")
	if policy := response.Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors https://grafana.example http://10.0.0.5:3000") ||
		response.Header.Get("X-Frame-Options") != "" {
		t.Errorf("policy %q, X-Frame-Options %q", policy, response.Header.Get("X-Frame-Options"))
	}
}

func TestRoutes_NothingWrites(t *testing.T) {
	server := serve(t, options(county()))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		for _, path := range []string{"/", "/api/v1/targets", "/api/v1/targets/x", "/metrics"} {
			request, err := http.NewRequest(method, server+path, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			if response, body := do(t, request); response.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: status %d: %s", method, path, response.StatusCode, body)
			}
		}
	}
}

func TestMetrics_FromTheGatherer(t *testing.T) {
	o := options(county())
	registry := prometheus.NewRegistry()
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "lanbi_test_total", Help: "A counter of this test."})
	registry.MustRegister(counter)
	counter.Add(7)
	o.Gatherer = registry
	if _, body := get(t, serve(t, o)+"/metrics"); !strings.Contains(body, "lanbi_test_total 7") {
		t.Errorf("metrics %s", body)
	}
}

// panicking answers with a panic, as a fault in the code would.
type panicking struct{ *fake }

func (panicking) Progress(context.Context) ([]target.Progress, error) {
	panic(errors.New("secret inner state"))
}

func TestServer_OutlivesPanic(t *testing.T) {
	f := county()
	o := options(f)
	o.Reads.Board = panicking{f}
	server := serve(t, o)
	response, body := get(t, server+"/api/v1/targets")
	wantProblem(t, response, body, http.StatusInternalServerError)
	if strings.Contains(body, "secret") {
		t.Errorf("the answer shows the panic: %s", body)
	}
	if response, _ := get(t, server+"/healthz"); response.StatusCode != http.StatusOK {
		t.Error("the server is gone")
	}
}
