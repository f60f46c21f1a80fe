package influx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

const secretToken = "hunter2-token"

func client(t *testing.T, url string, change ...func(*influx.Options)) *influx.DB {
	t.Helper()
	o := influx.Options{URL: url, Org: "lanbi", Bucket: "lanbi", Token: secretToken, Zone: time.FixedZone("CST", 8*3600)}
	for _, c := range change {
		c(&o)
	}
	db, err := influx.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func TestWrite_ErrorClasses(t *testing.T) {
	influxHeaders := http.Header{"X-Influxdb-Version": {"1.8.10"}, "Content-Type": {"application/json"}}
	const conflict = `partial write: field type conflict: input field "pm2_5" on measurement "air" is type string, already exists as type float dropped=2`
	partialHeaders := influxHeaders.Clone()
	partialHeaders.Set("X-Influxdb-Error", conflict)
	for name, c := range map[string]struct {
		status    int
		header    http.Header
		body      string
		permanent bool
		tooLarge  bool
		partial   bool
		dropped   int
		after     time.Duration
		message   string
	}{
		"1.8 partial":      {400, partialHeaders, `{"error":"…"}`, true, false, true, 2, 0, conflict},
		"1.8 syntax":       {400, influxHeaders, `{"error":"unable to parse 'x': missing fields"}`, true, false, false, 0, 0, "400"},
		"2.x syntax":       {400, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, `{"code":"invalid","message":"unable to parse 'x': missing fields"}`, true, false, false, 0, 0, "missing fields"},
		"2.x field type":   {422, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, `{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict dropped=1"}`, true, false, true, 1, 0, "field type conflict"},
		"400 of a proxy":   {400, http.Header{"Content-Type": {"text/html"}}, "<html>The plain HTTP request was sent to HTTPS port</html>", false, false, false, 0, 0, "HTTPS port"},
		"too large":        {413, http.Header{"Content-Type": {"text/html"}}, "<html>", true, true, false, 0, 0, "413"},
		"unauthorized":     {401, influxHeaders, `{"error":"authorization failed"}`, false, false, false, 0, 0, "401"},
		"forbidden":        {403, influxHeaders, `{"error":"not authorized to write"}`, false, false, false, 0, 0, "403"},
		"no bucket":        {404, http.Header{"Content-Type": {"application/json"}}, `{"code":"not found","message":"bucket \"lanbi\" not found"}`, false, false, false, 0, 0, "bucket"},
		"slow down":        {429, http.Header{"Retry-After": {"7"}}, "", false, false, false, 0, 7 * time.Second, "429"},
		"internal error":   {500, influxHeaders, `{"error":"timeout"}`, false, false, false, 0, 0, "500"},
		"unavailable":      {503, http.Header{"Retry-After": {"99999"}}, "", false, false, false, 0, time.Hour, "503"},
		"moved elsewhere":  {302, http.Header{"Location": {"http://192.0.2.1/"}}, "", false, false, false, 0, 0, "302"},
		"endless message":  {400, influxHeaders, `{"message":"` + strings.Repeat("长", 100_000) + `"}`, true, false, false, 0, 0, "长…"},
		"answer not JSON":  {502, influxHeaders, `{"error`, false, false, false, 0, 0, "502"},
		"reset by service": {409, influxHeaders, ``, false, false, false, 0, 0, "409"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/query" { // no schema is stored
					_, _ = io.WriteString(w, `{"results":[{"statement_id":0}]}`)
					return
				}
				for k, v := range c.header {
					w.Header()[k] = v
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer server.Close()
			err := client(t, server.URL).Write(t.Context(), "", []byte("air v=1 1\n"))
			var e *influx.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Status != c.status || e.Permanent() != c.permanent || e.TooLarge() != c.tooLarge || e.Partial != c.partial || e.Dropped != c.dropped || e.RetryAfter() != c.after {
				t.Errorf("got %+v permanent=%v tooLarge=%v after=%v", e, e.Permanent(), e.TooLarge(), e.RetryAfter())
			}
			if text := err.Error(); !strings.Contains(text, c.message) || strings.Contains(text, secretToken) || len(text) > 1000 {
				t.Errorf("message %q, want %q in it", text, c.message)
			}
		})
	}
}

func TestWrite_NoAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + listener.Addr().String()
	_ = listener.Close()
	leave := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-leave:
		case <-r.Context().Done():
		}
	}))
	defer hanging.Close()
	defer close(leave)
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer cut.Close()
	for name, url := range map[string]string{"refused": refused, "hanging": hanging.URL, "cut off": cut.URL} {
		t.Run(name, func(t *testing.T) {
			db := client(t, url, func(o *influx.Options) { o.WriteTimeout, o.QueryTimeout = 50*time.Millisecond, 50*time.Millisecond })
			for what, do := range map[string]func() error{
				"write": func() error { return db.Write(t.Context(), "", []byte("air v=1 1\n")) },
				"ping":  func() error { return db.Ping(t.Context()) },
				"query": func() error { _, err := db.Latest(t.Context(), measure.Air); return err },
			} {
				err := do()
				var e *influx.Error
				if !errors.As(err, &e) || e.Permanent() || e.Status != 0 {
					t.Errorf("%s: got %#v, want a temporary error without status", what, err)
					continue
				}
				if text := err.Error(); strings.Contains(text, secretToken) || strings.Contains(text, "SELECT") {
					t.Errorf("%s: message %q", what, text)
				}
				if name == "hanging" && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: got %v, want the deadline", what, err)
				}
			}
		})
	}
}

func TestQuery_ErrorInsideSuccess(t *testing.T) {
	answers := map[string]string{
		"statement": `{"results":[{"statement_id":0,"error":"engine is closed"}]}`,
		"top":       `{"error":"database not found: \"lanbi\""}`,
		"bad type":  `{"results":[{"series":[{"name":"air","tags":{"interval":"1h","source":"sent","station":"A"},"columns":["time","pm2_5"],"values":[[1,"x"]]}]}]}`,
		"bad tag":   `{"results":[{"series":[{"name":"air","tags":{"interval":"2h","source":"sent","station":"A"},"columns":["time","pm2_5"],"values":[[1,1]]}]}]}`,
	}
	for name, body := range answers {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
			defer server.Close()
			got, err := client(t, server.URL).Latest(t.Context(), measure.Air)
			if err == nil {
				t.Errorf("got %v without error", got)
			}
		})
	}
}
