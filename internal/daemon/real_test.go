//go:build !noembed

package daemon

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/configs"
	"lanbi/internal/config"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/replay"
)

// sharedFile is the text of a file of measured data that lies beside the project;
// ok is false where it does not.
func sharedFile(t *testing.T, name string) (text string, ok bool) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		f, err := os.Open(filepath.Join(dir, "shared", "data", name))
		if err != nil {
			continue
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		return string(data), true
	}
	return "", false
}

func dayBefore(t *testing.T, day string) string {
	t.Helper()
	d, err := time.Parse("20060102", day)
	if err != nil {
		t.Fatal(err)
	}
	return d.AddDate(0, 0, -1).Format("20060102")
}

// cut keeps the header and the lines for which keep holds.
func cut(text string, keep func(line string) bool) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if out.Len() == 0 || keep(line) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// airFiles are January 2016 of the measured files, or files of the same layout
// with nine made-up days where these are not at hand.
func airFiles(t *testing.T) (all, extra string) {
	t.Helper()
	all, ok := sharedFile(t, "air-beijing-hourly-2016-all.csv.gz")
	extra, both := sharedFile(t, "air-beijing-hourly-2016-extra.csv.gz")
	if ok && both {
		january := func(line string) bool {
			return strings.HasPrefix(line, "201601") || strings.HasPrefix(line, "20160201,0,")
		}
		return cut(all, january), cut(extra, january)
	}
	t.Log("no folder shared/data above the project: made-up files of the same layout are used")
	var texts [2]strings.Builder
	head := "date,hour,type," + strings.Join(nationalStations, ",") + ",植物园\n"
	texts[0].WriteString(head)
	texts[1].WriteString(head)
	state := uint64(1)
	draw := func(n uint64) uint64 {
		state = state*6364136223846793005 + 1442695040888963407
		return state >> 33 % n
	}
	for h := range 9*24 + 1 {
		at := time.Date(2016, 1, 1, h, 0, 0, 0, time.UTC)
		for i, kind := range []string{"PM2.5", "PM10", "SO2", "NO2", "CO", "O3"} {
			row := at.Format("20060102,") + fmt.Sprint(at.Hour()) + "," + kind
			for range len(nationalStations) + 1 {
				base := uint64(20+at.Day()*23%170) * []uint64{10, 13, 3, 6, 0, 8}[i] / 10
				switch {
				case draw(100) < uint64(at.Day()): // gaps, more of them day by day
					row += ","
				case kind == "CO":
					row += fmt.Sprintf(",%d.%d", draw(4), draw(10))
				default:
					row += fmt.Sprintf(",%d", base+draw(30))
				}
			}
			texts[i/2&1].WriteString(row + "\n")
		}
	}
	return texts[0].String(), texts[1].String()
}

// beijingConfig is configs/beijing-2016.yaml on free ports in a folder of the test.
func beijingConfig(t *testing.T) *config.Config {
	t.Helper()
	data, err := configs.Files.ReadFile("beijing-2016.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("beijing-2016.yaml", data, config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c.DataDir, c.Web.Listen, c.MQTT.Embedded.Listen = filepath.Join(dir, "lanbi"), "127.0.0.1:0", "127.0.0.1:0"
	c.Influx.Embedded.Dir, c.Influx.Embedded.Listen = filepath.Join(dir, "influx"), "127.0.0.1:0"
	return c
}

// publish replays files as lanbi publish does, and returns the messages that were
// acknowledged.
func publish(t *testing.T, c *config.Config, broker string, files ...string) int {
	t.Helper()
	var sources []history.File
	for i, text := range files {
		sources = append(sources, history.File{Name: fmt.Sprintf("file %d", i), Reader: strings.NewReader(text)})
	}
	places := c.Places()
	options := history.Options{Zone: c.Timezone, Station: places.Code, Problem: func(p history.Problem) { t.Errorf("file: %v", p) }}
	result, err := replay.Run(t.Context(), replay.Options{URLs: []string{broker}, Zone: c.Timezone, Topic: places.Topic},
		func(emit func(*measure.Sample) error) error {
			_, err := history.Read("", sources, options, emit)
			return err
		})
	if err != nil || result.Published != result.Acknowledged {
		t.Fatalf("published %d, acknowledged %d: %v", result.Published, result.Acknowledged, err)
	}
	return result.Acknowledged
}

// Measured hours of twelve stations over MQTT into the daemon give the days that
// the rules give, worked out by other code.
func TestDaemon_RealAir(t *testing.T) {
	all, extra := airFiles(t)
	want := cityDays(t, all, extra)
	delete(want, "20151231") // its one hour is the first label of the files
	c := beijingConfig(t)
	d := startDaemon(t, Options{Config: c, Now: newHandClock(noon).now})
	sent := publish(t, c, d.BrokerURL(), all, extra)
	drained(t, d)
	if n := d.intake.Stats().Received; int(n) != sent {
		t.Errorf("%d messages received, %d acknowledged", n, sent)
	}
	assessNow(t, d, "reassess", "progress")

	rows := rowsOf(t, fetchJSON(t, d, "/api/v1/air/days?place=110000&year=2016&edition=2012"), "days")
	got := map[string]map[string]any{}
	for _, row := range rows {
		at := row["time"].(string)
		got[at[:4]+at[5:7]+at[8:10]] = row
	}
	for day, w := range want {
		row := got[day]
		verdict, aqi := "undetermined", any(nil)
		if w.aqi > 0 {
			verdict, aqi = "good", float64(w.aqi)
		}
		if w.aqi > 100 {
			verdict = "exceeding"
		}
		expectFields(t, day, row, map[string]any{"verdict": verdict, "aqi": aqi})
	}
	good, exceeding, _, _ := count(want)
	if good < 3 || exceeding < 3 {
		t.Errorf("the slice has %d good and %d exceeding days; it proves nothing", good, exceeding)
	}
	expectFields(t, "target", targetOf(t, d, "beijing/good-air-days"), map[string]any{
		"good": float64(good), "exceeding": float64(exceeding), "undetermined": float64(366 - good - exceeding), "remaining": 0.0})
	strict := 0
	for _, w := range want {
		if w.whole && w.aqi <= 100 {
			strict++
		}
	}
	expectFields(t, "strict target", targetOf(t, d, "beijing/good-air-days-strict"), map[string]any{
		"good": float64(strict), "exceeding": float64(exceeding)})
}

// The other code is right about the whole year: the numbers of its own rules are
// known (192 good, 164 exceeding, 68 excellent, 36 heavy).
func TestBeijing2016_WholeYearByOtherCode(t *testing.T) {
	all, ok := sharedFile(t, "air-beijing-hourly-2016-all.csv.gz")
	extra, both := sharedFile(t, "air-beijing-hourly-2016-extra.csv.gz")
	if !ok || !both {
		t.Skip("no folder shared/data above the project: measured data not at hand")
	}
	days := cityDays(t, all, extra)
	delete(days, "20151231")
	good, exceeding, excellent, heavy := count(days)
	if good != 192 || exceeding != 164 || excellent != 68 || heavy != 36 {
		t.Errorf("good %d, exceeding %d, excellent %d, heavy %d; want 192, 164, 68, 36", good, exceeding, excellent, heavy)
	}
}
