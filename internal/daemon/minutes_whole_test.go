//go:build !noembed

package daemon

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/measure"
)

const minuteSite = `
timezone: Asia/Shanghai
areas:
  - code: jy
    name: 江源
    stations: [{code: JY001, name: 一站, network: 县控, lat: 42.05, lon: 126.59}]
mqtt: {embedded: {listen: "127.0.0.1:0"}}
influx: {bucket: lanbi, embedded: {listen: "127.0.0.1:0"}}
feeds:
  - {topic: "env/air/{region}/{station}", kind: air, format: native, interval: 1m, stamp: start}
  - {topic: "env/hour/{region}/{station}", kind: air, format: native, interval: 1h, stamp: start}
web: {listen: "127.0.0.1:0"}
`

// A whole process: minutes become an hour, a late minute makes it valid and its day
// is assessed again, and an hour the station sends wins over the computed one.
func TestMinutes_ThroughTheWholeProcess(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "site.yaml")
	if err := os.WriteFile(file, []byte(minuteSite+"data_dir: "+dir+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Without jobs that run by themselves: the test runs them when it is time.
	for i := range c.Jobs {
		c.Jobs[i].Spec = "0 0 1 1 *"
	}
	now := time.Date(2026, 3, 2, 9, 4, 0, 0, c.Timezone)
	d, err := Open(t.Context(), Options{Config: c, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Stop()
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	yesterday := time.Date(2026, 3, 1, 8, 0, 0, 0, c.Timezone)
	send := func(kind string, at time.Time, pm25 int) {
		t.Helper()
		payload := fmt.Sprintf(`{"station":"JY001","time":%q,"values":{"pm2_5":%d}}`, at.Format(time.RFC3339), pm25)
		if err := d.intake.Accept(t.Context(), "env/"+kind+"/jy/JY001", []byte(payload), false); err != nil {
			t.Fatal(err)
		}
	}
	check := func(value measure.Concentration, f measure.Flag, source measure.Source) {
		t.Helper()
		deadline := time.Now().Add(20 * time.Second)
		for d.intake.Stats().Spool.Records > 0 {
			if time.Now().After(deadline) {
				t.Fatal("the spool was not written out")
			}
			time.Sleep(5 * time.Millisecond)
		}
		if err := d.jobs.hours.Run(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		h := measure.HourOf(yesterday)
		series, err := d.db.AirSeries(t.Context(), []string{"JY001"}, h, h+1)
		if err != nil {
			t.Fatal(err)
		}
		want := assess.Cell{Value: value * measure.Microgram, Flag: f, Source: source}
		if got := series[0].At(h, measure.PM25); got != want {
			t.Errorf("hour is %+v, want %+v", got, want)
		}
	}
	dirty := func(want int) {
		t.Helper()
		days, err := d.ledger.Dirty()
		if err != nil {
			t.Fatal(err)
		}
		if len(days) != want {
			t.Errorf("dirty days %+v, want %d", days, want)
		}
		if err := d.ledger.ClearDirty(days); err != nil {
			t.Fatal(err)
		}
	}
	for m := range 44 {
		send("air", yesterday.Add(time.Duration(m)*time.Minute), 40)
	}
	check(40, measure.Scarce, measure.Computed)
	dirty(1)
	send("air", yesterday.Add(44*time.Minute), 40)
	check(40, measure.Normal, measure.Computed)
	dirty(1)
	check(40, measure.Normal, measure.Computed)
	dirty(0) // nothing came, so there is nothing to assess again
	send("hour", yesterday, 42)
	check(42, measure.Normal, measure.Sent)
	dirty(1)
	send("air", yesterday.Add(45*time.Minute), 90)
	check(42, measure.Normal, measure.Sent)
}
