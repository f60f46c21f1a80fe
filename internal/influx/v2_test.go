package influx_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// influx2 answers as the API documents of InfluxDB 2.x say: organisations,
// buckets, mappings, writes, deletions, and InfluxQL for mapped databases only.
type influx2 struct {
	t         *testing.T
	mu        sync.Mutex
	buckets   []map[string]any
	mappings  []map[string]any
	deletions []string
	lines     string
	answer    string // of the next SELECT
}

func (f *influx2) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w.Header().Set("X-Influxdb-Version", "v2.7.11")
	w.Header().Set("X-Influxdb-Build", "OSS")
	if r.URL.Path == "/ping" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if r.Header.Get("Authorization") != "Token "+secretToken {
		f.fail(w, http.StatusUnauthorized, "unauthorized", "unauthorized access")
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /api/v2/orgs":
		fmt.Fprintf(w, `{"links":{},"orgs":[{"id":"0org","name":%q}]}`, r.URL.Query().Get("org"))
	case "GET /api/v2/buckets":
		found := f.find(r.URL.Query().Get("name"))
		if found == nil {
			f.fail(w, http.StatusNotFound, "not found", "bucket not found")
			return
		}
		f.reply(w, http.StatusOK, map[string]any{"buckets": []any{found}})
	case "POST /api/v2/buckets":
		bucket := f.body(r)
		bucket["id"] = fmt.Sprintf("0bucket%d", len(f.buckets))
		f.buckets = append(f.buckets, bucket)
		f.reply(w, http.StatusCreated, bucket)
	case "GET /api/v2/dbrps":
		var content []any
		for _, m := range f.mappings {
			if m["database"] == r.URL.Query().Get("db") && m["orgID"] == r.URL.Query().Get("orgID") {
				content = append(content, m)
			}
		}
		f.reply(w, http.StatusOK, map[string]any{"content": content})
	case "POST /api/v2/dbrps":
		m := f.body(r)
		f.mappings = append(f.mappings, m)
		f.reply(w, http.StatusCreated, m)
	case "POST /api/v2/write":
		f.write(w, r)
	case "POST /api/v2/delete":
		f.remove(w, r)
	case "POST /query":
		f.query(w, r)
	default:
		f.t.Errorf("unexpected request %s %s", r.Method, r.URL.Path)
		f.fail(w, http.StatusNotFound, "not found", "path not found")
	}
}

func (f *influx2) find(name string) map[string]any {
	for _, b := range f.buckets {
		if b["name"] == name {
			return b
		}
	}
	return nil
}

func (f *influx2) write(w http.ResponseWriter, r *http.Request) {
	if f.find(r.URL.Query().Get("bucket")) == nil {
		f.fail(w, http.StatusNotFound, "not found", fmt.Sprintf("bucket %q not found", r.URL.Query().Get("bucket")))
		return
	}
	if r.URL.Query().Get("precision") != "ns" || r.URL.Query().Get("org") != "lanbi" {
		f.t.Errorf("write with %s", r.URL.RawQuery)
	}
	body, _ := io.ReadAll(r.Body)
	if len(body) == 0 {
		f.fail(w, http.StatusBadRequest, "invalid", "writing requires points")
		return
	}
	f.lines += string(body)
	w.WriteHeader(http.StatusNoContent)
}

func (f *influx2) remove(w http.ResponseWriter, r *http.Request) {
	b := f.body(r)
	for _, end := range []string{"start", "stop"} {
		if _, err := time.Parse(time.RFC3339Nano, fmt.Sprint(b[end])); err != nil {
			f.fail(w, http.StatusBadRequest, "invalid", err.Error())
			return
		}
	}
	f.deletions = append(f.deletions, fmt.Sprintf("%s %s %v..%v %v", r.URL.Query().Get("org"), r.URL.Query().Get("bucket"), b["start"], b["stop"], b["predicate"]))
	w.WriteHeader(http.StatusNoContent)
}

func (f *influx2) query(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		f.t.Error(err)
	}
	for _, m := range f.mappings {
		if m["database"] == r.Form.Get("db") && (r.Form.Get("rp") == "" || r.Form.Get("rp") == m["retention_policy"]) {
			answer := f.answer
			if answer == "" {
				answer = `{"results":[{"statement_id":0}]}`
			}
			_, _ = io.WriteString(w, answer)
			return
		}
	}
	f.fail(w, http.StatusNotFound, "not found", "no dbrp mapping found")
}

func (f *influx2) body(r *http.Request) map[string]any {
	var m map[string]any
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		f.t.Errorf("%s: %v", r.URL.Path, err)
	}
	return m
}

func (f *influx2) reply(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.t.Error(err)
	}
}

func (f *influx2) fail(w http.ResponseWriter, status int, code, message string) {
	f.reply(w, status, map[string]string{"code": code, "message": message})
}

func TestV2_CheckCreateCheck(t *testing.T) {
	fake := &influx2{t: t}
	server := httptest.NewServer(fake)
	defer server.Close()
	db := client(t, server.URL, func(o *influx.Options) { o.RawBucket, o.RawDays = "lanbi/raw", 30 })
	r, err := db.Check(t.Context())
	if err != nil || r.Release != (influx.Release{Version: "2.7.11", Major: 2}) || len(r.Problems) != 2 || !strings.Contains(r.Problems[0], "--create") {
		t.Fatalf("before: got %+v, %v, want a problem for each bucket", r, err)
	}
	if len(fake.buckets)+len(fake.mappings)+len(fake.lines) > 0 {
		t.Error("Check changes something")
	}
	for range 2 {
		if err := db.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(fake.buckets) != 2 || len(fake.mappings) != 2 {
		t.Fatalf("got %d buckets and %d mappings, want 2 and 2", len(fake.buckets), len(fake.mappings))
	}
	for i, want := range []string{`[{"everySeconds":0,"shardGroupDurationSeconds":314496000,"type":"expire"}]`, `[{"everySeconds":2592000,"shardGroupDurationSeconds":604800,"type":"expire"}]`} {
		if got, _ := json.Marshal(fake.buckets[i]["retentionRules"]); string(got) != want {
			t.Errorf("bucket %d: got %s, want %s", i, got, want)
		}
	}
	for i, want := range []string{"lanbi autogen 0bucket0", "lanbi raw 0bucket1"} {
		m := fake.mappings[i]
		if got := fmt.Sprint(m["database"], " ", m["retention_policy"], " ", m["bucketID"]); got != want {
			t.Errorf("mapping %d: got %s, want %s", i, got, want)
		}
	}
	if r, err := db.Check(t.Context()); err != nil || len(r.Problems)+len(r.Warnings) > 0 {
		t.Errorf("after: got %+v, %v, want nothing to complain of", r, err)
	}
	fake.buckets[0]["retentionRules"] = []map[string]any{{"type": "expire", "everySeconds": 0, "shardGroupDurationSeconds": 604800}}
	if r, err := db.Check(t.Context()); err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "520w") {
		t.Errorf("short shards: got %+v, %v, want a warning", r, err)
	}
}

func TestV2_WrongToken(t *testing.T) {
	server := httptest.NewServer(&influx2{t: t})
	defer server.Close()
	db := client(t, server.URL, func(o *influx.Options) { o.Token = "wrong-one" })
	r, err := db.Check(t.Context())
	if err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "token_file") || strings.Contains(r.Problems[0], "wrong-one") {
		t.Errorf("got %+v, %v, want a problem that names token_file and not the token", r, err)
	}
}

func TestV2_LostFieldIsDeleted(t *testing.T) {
	fake := &influx2{t: t}
	server := httptest.NewServer(fake)
	defer server.Close()
	db := client(t, server.URL)
	if err := db.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := assess.AirDay{Place: `江源"区`, Day: measure.Date(2026, 2, 28), Edition: hj633.E2026}
	fake.answer = `{"results":[{"statement_id":0,"series":[{"name":"air_day","tags":{"edition":"2026","place":"江源\"区","source":"computed"},"columns":["time","aqi","verdict"],"values":[[1772208000000000000,85,"good"]]}]}]}`
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{d}); err != nil {
		t.Fatal(err)
	}
	want := `lanbi lanbi 2026-02-27T16:00:00Z..2026-02-27T16:00:00.000000001Z _measurement="air_day" AND "edition"="2026" AND "place"="江源\"区" AND "source"="computed"`
	if len(fake.deletions) != 1 || fake.deletions[0] != want {
		t.Errorf("got  %q\nwant %q", fake.deletions, want)
	}
	if !strings.Contains(fake.lines, `verdict="undetermined"`) || strings.Contains(fake.lines, "aqi=") {
		t.Errorf("wrote %q", fake.lines)
	}
}

func TestV3_SaysWhatIsMissing(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Influxdb-Version", "3.0.1")
		if r.URL.Path == "/query" {
			_, _ = io.WriteString(w, `{"results":[{"statement_id":0}]}`)
		}
	}))
	defer server.Close()
	db := client(t, server.URL)
	if r, err := db.Check(t.Context()); err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "cannot delete") {
		t.Errorf("got %+v, %v, want the problem of deletion", r, err)
	}
	if err := db.Create(t.Context()); err == nil || !strings.Contains(err.Error(), "1.8 or 2.x") {
		t.Errorf("Create: got %v", err)
	}
}

func TestPing_NotAnInfluxDB(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if err := client(t, server.URL).Ping(t.Context()); err == nil {
		t.Error("404 passes")
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	defer page.Close()
	if err := client(t, page.URL).Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "X-Influxdb-Version") {
		t.Errorf("a web page: got %v", err)
	}
}

// A server built from source says "unknown" (1.8) or "dev" (2.x).
func TestRelease_BuiltWithoutVersion(t *testing.T) {
	tests := []struct {
		version string
		setup   int // status of the set-up endpoint
		major   int // 0: an error
	}{
		{"unknown", http.StatusNotFound, 1},
		{"dev", http.StatusOK, 2},
		{"dev", http.StatusBadGateway, 0},
	}
	for _, test := range tests {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Influxdb-Version", test.version)
			if r.URL.Path == "/api/v2/setup" {
				w.WriteHeader(test.setup)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}))
		r, err := client(t, server.URL).Release(t.Context())
		if r.Major != test.major || (err != nil) != (test.major == 0) {
			t.Errorf("version %q, set-up answers %d: got %+v, %v, want major %d", test.version, test.setup, r, err, test.major)
		}
		server.Close()
	}
}
