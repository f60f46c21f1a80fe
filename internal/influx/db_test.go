//go:build !noembed

package influx_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

var shanghai = time.FixedZone("CST", 8*3600)

// startInflux runs a real InfluxDB 1.8 for one test.
func startInflux(t testing.TB) *embedded.Influx {
	t.Helper()
	server, err := embedded.StartInflux(t.Context(), embedded.InfluxOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// openDB is a client of a fresh InfluxDB whose buckets exist: the embedded 1.8, or
// the 2.x that LANBI_TEST_INFLUX2 names.
func openDB(t testing.TB, change ...func(*influx.Options)) *influx.DB {
	t.Helper()
	o := influx.Options{Org: "lanbi", Bucket: "lanbi", Zone: shanghai}
	if o.URL = startReal2(t); o.URL != "" {
		o.Token = real2Token
	} else {
		o.URL = startInflux(t).URL()
	}
	for _, c := range change {
		c(&o)
	}
	db, err := influx.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if err := db.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func writeSamples(t testing.TB, db *influx.DB, samples ...measure.Sample) {
	t.Helper()
	var lines []byte
	for i := range samples {
		lines = influx.AppendSample(lines, &samples[i], measure.Set{})
	}
	if err := db.Write(t.Context(), "", lines); err != nil {
		t.Fatal(err)
	}
}

func at(text string) time.Time {
	v, err := time.ParseInLocation("2006-01-02T15:04", text, shanghai)
	if err != nil {
		panic(err)
	}
	return v
}

func hour(text string) measure.Hour { return measure.HourOf(at(text)) }

func day(text string) measure.Day {
	d, err := measure.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestOpen_Faults(t *testing.T) {
	good := influx.Options{URL: "http://127.0.0.1:8086", Bucket: "lanbi", Zone: shanghai}
	if _, err := influx.Open(good); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*influx.Options)
		want   string
	}{
		"no scheme":        {func(o *influx.Options) { o.URL = "127.0.0.1:8086" }, "url"},
		"other scheme":     {func(o *influx.Options) { o.URL = "tcp://127.0.0.1:8086" }, "http://host:port"},
		"user in url":      {func(o *influx.Options) { o.URL = "http://u:hunter2@127.0.0.1:8086" }, "own settings"},
		"no bucket":        {func(o *influx.Options) { o.Bucket = "" }, "bucket"},
		"empty policy":     {func(o *influx.Options) { o.Bucket = "lanbi/" }, "database/policy"},
		"empty database":   {func(o *influx.Options) { o.RawBucket = "/raw" }, "database/policy"},
		"no zone":          {func(o *influx.Options) { o.Zone = nil }, "zone"},
		"unparseable port": {func(o *influx.Options) { o.URL = "http://h:hunter2port" }, "url"},
	} {
		t.Run(name, func(t *testing.T) {
			o := good
			c.change(&o)
			_, err := influx.Open(o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2@") {
				t.Errorf("error shows the password: %v", err)
			}
		})
	}
}

func TestDB_Release(t *testing.T) {
	db := openDB(t)
	r, err := db.Release(t.Context())
	if onReal2() {
		if err != nil || r.Major != 2 {
			t.Errorf("got %+v, %v, want some 2.x", r, err)
		}
		return
	}
	if err != nil || r.Major != 1 || r.Version != "1.8.10" {
		t.Errorf("got %+v, %v, want 1.8.10", r, err)
	}
}

func TestCreate_LongShards(t *testing.T) {
	db := openDB(t, func(o *influx.Options) { o.RawBucket, o.RawDays = "lanbi/raw", 30 })
	for range 2 { // the second time finds everything there
		if err := db.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	r, err := db.Check(t.Context())
	if err != nil || len(r.Problems)+len(r.Warnings) > 0 {
		t.Errorf("got %+v, %v, want nothing to complain of", r, err)
	}
	line := []byte("air,interval=1m,source=sent,station=A pm2_5=1 " + "1767225600000000000\n")
	err = db.Write(t.Context(), db.RawBucket(), line)
	if err == nil || !strings.Contains(err.Error(), "beyond retention") && !strings.Contains(err.Error(), "outside retention") { // 1.8, 2.7
		t.Errorf("writing a value of 2026-01-01 beyond the 30 days of the raw bucket: got %v", err)
	}
}

func TestCheck_MissingDatabase(t *testing.T) {
	db, err := influx.Open(influx.Options{URL: startInflux(t).URL(), Bucket: "nowhere", Zone: shanghai})
	if err != nil {
		t.Fatal(err)
	}
	r, err := db.Check(t.Context())
	if err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "--create") {
		t.Errorf("got %+v, %v, want one problem that names --create", r, err)
	}
	err = db.Write(t.Context(), "", []byte("air value=1 1\n"))
	if err == nil || !strings.Contains(err.Error(), "database not found") || isPermanent(err) {
		t.Errorf("got %v, want that there is no database, not permanent", err)
	}
}

func TestCheck_ShortShards(t *testing.T) {
	server := startInflux(t)
	wide, err := influx.Open(influx.Options{URL: server.URL(), Bucket: "lanbi", RawBucket: "lanbi/raw", Zone: shanghai})
	if err != nil {
		t.Fatal(err)
	}
	if err := wide.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The raw policy has shards of a week: as the bucket of results it is warned of.
	db, err := influx.Open(influx.Options{URL: server.URL(), Bucket: "lanbi/raw", Zone: shanghai})
	if err != nil {
		t.Fatal(err)
	}
	r, err := db.Check(t.Context())
	if err != nil || len(r.Problems) > 0 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "520w") {
		t.Errorf("got %+v, %v, want one warning that names 520w", r, err)
	}
}

// TestBuckets_Apart writes the same point into two buckets of one server.
func TestBuckets_Apart(t *testing.T) {
	server := startInflux(t)
	want := map[string]measure.Concentration{"one": 11_000, "two/long": 22_000}
	for bucket := range want {
		db, err := influx.Open(influx.Options{URL: server.URL(), Bucket: bucket, Zone: shanghai})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		writeSamples(t, db, airSample("A", "2026-01-02T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: want[bucket]}))
	}
	for bucket, v := range want {
		db, _ := influx.Open(influx.Options{URL: server.URL(), Bucket: bucket, Zone: shanghai})
		s, err := db.AirSeries(t.Context(), []string{"A"}, hour("2026-01-02T08:00"), hour("2026-01-02T09:00"))
		if err != nil || s[0].At(s[0].First, measure.PM25).Value != v {
			t.Errorf("bucket %s: got %v, %v, want %d", bucket, s, err, v)
		}
	}
}

func openFiles(t testing.TB, dir string) int {
	t.Helper()
	n := 0
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc/self/fd on this system")
	}
	for _, fd := range fds {
		if name, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name())); err == nil && strings.HasPrefix(name, dir) {
			n++
		}
	}
	return n
}
