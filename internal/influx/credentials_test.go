package influx_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"lanbi/internal/influx"
)

func TestSetCredentials_FromTheNextRequestOn(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	db, err := influx.Open(influx.Options{URL: server.URL, Bucket: "lanbi", Zone: time.UTC, Token: "old"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write := func() {
		t.Helper()
		if err := db.Write(t.Context(), "", []byte("m f=1 1\n")); err != nil {
			t.Fatal(err)
		}
	}
	write()
	db.SetCredentials("new", "", "")
	write()
	db.SetCredentials("", "lanbi", "word")
	write()
	db.SetCredentials("", "", "")
	write()
	mu.Lock()
	defer mu.Unlock()
	want := []string{"Token old", "Token new", "Token lanbi:word", ""}
	for i := range want {
		if i >= len(seen) || seen[i] != want[i] {
			t.Fatalf("requests carried %q, want %q", seen, want)
		}
	}
}
