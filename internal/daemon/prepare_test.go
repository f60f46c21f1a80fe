//go:build !noembed

package daemon

import (
	"testing"

	"lanbi/internal/embedded"
)

// An InfluxDB without our database: the daemon makes it before the first job asks.
func TestDaemon_CreatesAMissingDatabase(t *testing.T) {
	server, err := embedded.StartInflux(t.Context(), embedded.InfluxOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0", Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	d := county{dir: t.TempDir(), influx: "url: " + server.URL()}.start(t)
	report, err := d.db.Check(t.Context())
	if err != nil || len(report.Problems)+len(report.Warnings) > 0 {
		t.Errorf("after the start: %+v, %v; want a database without problems", report, err)
	}
}
