//go:build !noembed

package daemon

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/influx"
)

// noteNewer marks the bucket as a Lanbi of next year would.
func noteNewer(t *testing.T, c *config.Config, url string) {
	t.Helper()
	db, err := openDB(t.Context(), c, url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), "", []byte(`schema version=99i,program="v9.0.0" 1577836800000000000`+"\n")); err != nil {
		t.Fatal(err)
	}
}

// A database that a newer program has written is refused, embedded or not, by the
// daemon, its commands and the check, with what to do.
func TestOpen_NewerDatabaseIsRefused(t *testing.T) {
	external := startExternalInflux(t, t.TempDir())
	for _, c := range []struct {
		name  string
		place county
	}{
		{"embedded", county{dir: t.TempDir()}},
		{"external", county{dir: t.TempDir(), influx: "url: " + external.URL()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings := c.place.config(t)
			d := c.place.start(t)
			if version, _, err := d.db.StoredSchema(t.Context()); err != nil || version != influx.Schema {
				t.Errorf("schema %d, %v after a start, want %d", version, err, influx.Schema)
			}
			noteNewer(t, settings, d.InfluxURL())
			if err := d.Stop(); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), Options{Config: settings, Log: testLog(t)})
			var newer *influx.SchemaError
			if !errors.As(err, &newer) || !containsAll(err.Error(), "schema 99", "v9.0.0 or newer", "back-up") {
				t.Errorf("open: %v, want a refusal that says what is needed", err)
			}
			if _, err := OpenStore(t.Context(), settings, testLog(t)); !errors.As(err, &newer) {
				t.Errorf("open for a command: %v, want a refusal", err)
			}
			var told strings.Builder
			err = Check(t.Context(), settings, CheckOptions{Out: &told, Now: time.Now})
			if c.name == "external" && !errors.As(err, &newer) {
				t.Errorf("check: %v, want a refusal; told %s", err, told.String())
			}
			if !strings.Contains(told.String(), "data_dir: schema 3") {
				t.Errorf("check does not tell the schema of data_dir: %s", told.String())
			}
		})
	}
}

// The check tells what it finds of the schema, and changes nothing.
func TestCheck_TellsTheSchema(t *testing.T) {
	server := startExternalInflux(t, t.TempDir())
	place := county{dir: t.TempDir(), influx: "url: " + server.URL()}
	check := func() string {
		t.Helper()
		var told strings.Builder
		if err := Check(t.Context(), place.config(t), CheckOptions{Out: &told, Now: time.Now}); err != nil {
			t.Fatal(err)
		}
		return told.String()
	}
	for range 2 {
		if told := check(); !strings.Contains(told, "schema 1; the daemon brings it to 2") || strings.Contains(told, "data_dir") {
			t.Errorf("before the first start the check tells: %s", told)
		}
	}
	place.start(t)
	if told := check(); !containsAll(told, "InfluxDB: schema 2\n", "in use by a running daemon") {
		t.Errorf("beside a running daemon the check tells: %s", told)
	}
	if err := Check(t.Context(), place.config(t), CheckOptions{Out: io.Discard, Now: time.Now, Create: true}); err != nil {
		t.Errorf("create beside a running daemon: %v", err)
	}
}
