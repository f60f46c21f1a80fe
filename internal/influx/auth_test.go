//go:build !noembed

package influx_test

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/influxdata/influxdb/cmd/influxd/run"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// startGuarded runs an InfluxDB 1.8 that asks for user and password, with an
// administrator, and returns its address.
func startGuarded(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	c := run.NewConfig()
	c.ReportingDisabled = true
	c.BindAddress = "127.0.0.1:0"
	c.Meta.Dir, c.Data.Dir, c.Data.WALDir = filepath.Join(dir, "meta"), filepath.Join(dir, "data"), filepath.Join(dir, "wal")
	c.Meta.LoggingEnabled, c.Monitor.StoreEnabled, c.Data.QueryLogEnabled = false, false, false
	c.HTTPD.BindAddress, c.HTTPD.AuthEnabled, c.HTTPD.LogEnabled, c.HTTPD.FluxEnabled = "127.0.0.1:0", true, false, false
	server, err := run.NewServer(c, &run.BuildInfo{Version: "1.8.10"})
	if err != nil {
		t.Fatal(err)
	}
	server.SetLogOutput(t.Output())
	if err := server.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, service := range server.Services {
		if front, ok := service.(interface{ BoundHTTPAddr() string }); ok {
			address := "http://" + front.BoundHTTPAddr()
			statement(t, address, "", "CREATE USER root WITH PASSWORD 'of-the-administrator' WITH ALL PRIVILEGES")
			return address
		}
	}
	t.Fatal("the server has no HTTP service")
	return ""
}

// statement runs InfluxQL as a user, "name:password".
func statement(t *testing.T, address, user, q string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/query", strings.NewReader(url.Values{"q": {q}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if name, password, ok := strings.Cut(user, ":"); ok {
		request.SetBasicAuth(name, password)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || strings.Contains(string(answer), `"error"`) {
		t.Fatalf("%s: %s %s %v", q, response.Status, answer, err)
	}
}

// An InfluxDB 1.8 with users: the administrator's makes the database, a user with
// rights on it alone is enough for all that follows, and others are told what is
// missing.
func TestInflux18_WithUsers(t *testing.T) {
	if onReal2() {
		t.Skip("is about InfluxDB 1.8")
	}
	address := startGuarded(t)
	as := func(name, password string) *influx.DB {
		t.Helper()
		db, err := influx.Open(influx.Options{URL: address, Bucket: "lanbi", Zone: shanghai, Username: name, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(db.Close)
		return db
	}
	if err := as("root", "of-the-administrator").Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	const root = "root:of-the-administrator"
	for _, q := range []string{"CREATE USER lanbi WITH PASSWORD 'of-lanbi'", "GRANT ALL ON lanbi TO lanbi",
		"CREATE USER reader WITH PASSWORD 'of-a-reader'", "GRANT READ ON lanbi TO reader"} {
		statement(t, address, root, q)
	}
	db := as("lanbi", "of-lanbi")
	if report, err := db.Check(t.Context()); err != nil || len(report.Problems)+len(report.Warnings) > 0 {
		t.Fatalf("check with rights on the database alone: %+v, %v", report, err)
	}
	if err := db.Migrate(t.Context(), "test", func(influx.Step) {}); err != nil {
		t.Error(err)
	}
	writeSamples(t, db, airSample("A", "2026-05-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 35_000}))
	got, err := db.AirSeries(t.Context(), []string{"A"}, hour("2026-05-01T08:00"), hour("2026-05-01T08:00")+1)
	if err != nil || got[0].At(got[0].First, measure.PM25).Value != 35_000 {
		t.Errorf("read back %v, %v", got, err)
	}
	if err := db.PruneRaw(t.Context(), at("2026-06-01T00:00")); err != nil { // deletes
		t.Errorf("delete: %v", err)
	}
	for name, c := range map[string]struct{ password, problem string }{
		"lanbi":  {"wrong", "check token_file, or username and password"},
		"nobody": {"of-lanbi", "check token_file, or username and password"},
		"reader": {"of-a-reader", "needs read and write rights"},
	} {
		report, err := as(name, c.password).Check(t.Context())
		if err != nil || len(report.Problems) == 0 || !strings.Contains(report.Problems[0], c.problem) {
			t.Errorf("check as %s: %+v, %v, want a problem that says %q", name, report, err, c.problem)
		}
		for _, p := range report.Problems {
			if strings.Contains(p, c.password) {
				t.Errorf("the problem shows the password: %s", p)
			}
		}
	}
}
