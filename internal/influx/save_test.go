//go:build !noembed

package influx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/standard/hj633"
)

// faulty is a transport that can fail by the kind of request: "write", "delete"
// or "read". Lost means that the server does the work and the answer is lost.
type faulty struct {
	mu    sync.Mutex
	fail  map[string]int // how many more requests of a kind get 503
	lost  map[string]int
	count map[string]int
	// counted is signalled at every request.
	counted *sync.Cond
}

func (f *faulty) awaitWrites(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.count["write"] < n {
		f.counted.Wait()
	}
}

func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	kind := "other"
	switch {
	case strings.HasSuffix(r.URL.Path, "/api/v2/write"):
		kind = "write"
	case strings.HasSuffix(r.URL.Path, "/api/v2/delete"):
		kind = "delete"
	case strings.HasSuffix(r.URL.Path, "/query"):
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		kind = "read"
		if strings.HasPrefix(form.Get("q"), "DELETE") {
			kind = "delete"
		}
	}
	f.mu.Lock()
	f.count[kind]++
	f.counted.Broadcast()
	fail, lost := f.fail[kind] > 0, f.lost[kind] > 0
	if fail {
		f.fail[kind]--
	} else if lost {
		f.lost[kind]--
	}
	f.mu.Unlock()
	if fail {
		return &http.Response{StatusCode: 503, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("busy")), Request: r}, nil
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && lost {
		_ = response.Body.Close()
		return nil, errors.New("connection reset by peer")
	}
	return response, err
}

func openFaulty(t *testing.T) (*influx.DB, *faulty) {
	f := &faulty{fail: map[string]int{}, lost: map[string]int{}, count: map[string]int{}}
	f.counted = sync.NewCond(&f.mu)
	db := openDB(t, func(o *influx.Options) { o.Transport = f })
	if err := db.Write(t.Context(), "", []byte("any value=1 1\n")); err != nil {
		t.Fatal(err)
	}
	clear(f.count) // opening, and the first write, look at the schema
	return db, f
}

func undetermined(d assess.AirDay) assess.AirDay {
	d.Verdict, d.Index = assess.Undetermined, hj633.Index{}
	return d
}

func TestSave_RepeatsUntilBothSucceeded(t *testing.T) {
	for name, set := range map[string]func(*faulty){
		"write fails twice":      func(f *faulty) { f.fail["write"] = 2 },
		"deletion fails":         func(f *faulty) { f.fail["delete"] = 1 },
		"deletion's answer lost": func(f *faulty) { f.lost["delete"] = 1 },
		"write's answer lost":    func(f *faulty) { f.lost["write"] = 1 },
		"all of it":              func(f *faulty) { f.lost["delete"], f.fail["write"], f.fail["delete"] = 1, 1, 1 },
	} {
		t.Run(name, func(t *testing.T) {
			db, f := openFaulty(t)
			d := airDay("A", "2026-01-01", hj633.E2012)
			if err := db.WriteAirDays(t.Context(), []assess.AirDay{d}); err != nil {
				t.Fatal(err)
			}
			set(f)
			if err := db.WriteAirDays(t.Context(), []assess.AirDay{undetermined(d)}); err != nil {
				t.Fatal(err)
			}
			got, err := db.AirDays(t.Context(), []string{"A"}, d.Day, d.Day)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "day", got, []assess.AirDay{undetermined(d)})
		})
	}
}

func TestSave_GivesUp(t *testing.T) {
	db, f := openFaulty(t)
	d := airDay("A", "2026-01-01", hj633.E2012)

	// Nothing was deleted: the caller may decide when to try again.
	f.fail["write"] = 1
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{d}); err == nil {
		t.Error("a refused first write gives no error")
	}
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{d}); err != nil {
		t.Fatal(err)
	}

	// Deleted and not written: it ends with the context, and saving again mends it.
	f.fail["write"] = 1_000_000
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- db.WriteAirDays(ctx, []assess.AirDay{undetermined(d)}) }()
	f.awaitWrites(4) // two above, two of the repetition
	cancel()
	if err := <-ended; err == nil {
		t.Error("no error although nothing was written")
	}
	f.mu.Lock()
	f.fail["write"] = 0
	f.mu.Unlock()
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{undetermined(d)}); err != nil {
		t.Fatal(err)
	}
	got, err := db.AirDays(t.Context(), []string{"A"}, d.Day, d.Day)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "day", got, []assess.AirDay{undetermined(d)})
}

// TestSave_BulkIsCheap writes five years of four places under both editions, then
// again with every tenth day undetermined, and counts the requests.
func TestSave_BulkIsCheap(t *testing.T) {
	db, f := openFaulty(t)
	var all []assess.AirDay
	places := []string{"A", "B", "C", "D"}
	for _, place := range places {
		for d := day("2021-01-01"); d <= day("2025-12-31"); d++ {
			for _, e := range hj633.Editions {
				all = append(all, airDay(place, d.String(), e))
			}
		}
	}
	if len(all) != 14_608 {
		t.Fatalf("%d points, want 14,608", len(all))
	}
	if err := db.WriteAirDays(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	// 14,608 points in steps of 5,000 are 3 comparisons and 3 writes.
	if f.count["write"] != 3 || f.count["delete"] != 0 || f.count["read"] > 3 {
		t.Errorf("first time: %v requests", f.count)
	}
	for i := range all {
		if all[i].Day.Date()%10 == 0 {
			all[i] = undetermined(all[i])
		}
	}
	f.count = map[string]int{}
	if err := db.WriteAirDays(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	// Each step asks for the fields that may be too many, and then for all.
	if f.count["write"] != 3 || f.count["read"] != 6 {
		t.Errorf("second time: %v requests", f.count)
	}
	got, err := db.AirDays(t.Context(), places, day("2021-01-01"), day("2025-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "all days", got, all)
}
