package daemon

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	if err := Healthy(t.Context(), server.URL+"/healthz"); err != nil {
		t.Error(err)
	}
	if err := Healthy(t.Context(), server.URL+"/readyz"); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("%v, want 503", err)
	}
}
