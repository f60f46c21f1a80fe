package daemon

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"lanbi/configs"
	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
)

// opened is a daemon on the embedded parts below dir.
func opened(t *testing.T, dir string, now time.Time) (*Daemon, *config.Config) {
	t.Helper()
	text, err := configs.Files.ReadFile("changbai.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("changbai.yaml", text, config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.DataDir = filepath.Join(dir, "lanbi")
	c.Influx.Embedded = &config.EmbeddedInflux{Dir: filepath.Join(dir, "influxdb"), Listen: "127.0.0.1:0"}
	d, err := Open(t.Context(), Options{Config: c, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

// A copy of the folder of a stopped daemon, put elsewhere, is the daemon with all
// its results and its ledger: the back-up of README.
func TestBackup_CopyOfTheFolder(t *testing.T) {
	if !embedded.Built {
		t.Skip("built without the embedded InfluxDB (-tags noembed)")
	}
	dir := t.TempDir()
	now := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	d, c := opened(t, dir, now)
	first, last := measure.Date(2026, 2, 25), measure.Date(2026, 3, 4)
	counties := simulate.New(1, c.Areas, c.Timezone)
	var lines []byte
	for h := measure.HourOf(first.Start(c.Timezone)); h < measure.HourOf(last.Add(1).Start(c.Timezone)); h++ {
		for _, s := range c.Areas[0].Stations {
			if sample, ok := counties.AirHour(s.Code, h); ok {
				lines = influx.AppendSample(lines, &sample, measure.Set{})
			}
		}
	}
	if err := d.db.Write(t.Context(), d.db.Bucket(), lines); err != nil {
		t.Fatal(err)
	}
	if err := d.History().AssessRange(t.Context(), first, last, last, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if err := d.ledger.SetWatermark("backup", now); err != nil {
		t.Fatal(err)
	}
	days := func(d *Daemon) []assess.AirDay {
		all, err := d.db.AirDays(context.Background(), []string{c.Areas[0].Code}, first, last)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := days(d)
	if len(want) != 16 { // 8 days, two editions
		t.Fatalf("%d results before the back-up, want 16", len(want))
	}
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}

	restored := filepath.Join(t.TempDir(), "restored")
	if err := os.CopyFS(restored, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	again, _ := opened(t, restored, now)
	defer func() {
		if err := again.Stop(); err != nil {
			t.Error(err)
		}
	}()
	if have := days(again); !reflect.DeepEqual(have, want) {
		t.Errorf("the restored copy has %d results that differ from %d", len(have), len(want))
	}
	if mark, ok, err := again.ledger.Watermark("backup"); err != nil || !ok || !mark.Equal(now) {
		t.Errorf("the restored ledger holds %v, %v, %v", mark, ok, err)
	}
}
