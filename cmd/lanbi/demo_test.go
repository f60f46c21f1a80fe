package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/configs"
	"lanbi/internal/embedded"
)

func configsFile(name string) (string, error) {
	data, err := configs.Files.ReadFile(name + ".yaml")
	return string(data), err
}

// lanbi demo --once from an empty folder, with less history than usual: JSON and nothing else on standard
// output, exit code 0.
func TestDemo_Once(t *testing.T) {
	if !embedded.Built {
		t.Skip("built without embedded parts (tag noembed)")
	}
	code, out, err := lanbi(t, "", "demo", "--once", "--days", "45", "--now", "2026-11-21", "--web", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--influx", "127.0.0.1:0")
	expectRun(t, code, exitDone, out, `"as_of":"2026-11-20","simulated":true`, err, "模拟数据，非实测，不得引用")
	if !json.Valid([]byte(out)) || strings.Count(out, "\n") != 1 {
		t.Errorf("standard output is not one line of JSON: %.300s", out)
	}
}

// Who reads a demo's folder with a configuration of their own still sees that the data
// are simulated, in text and in JSON.
func TestDemo_CommandsOnItsFolder(t *testing.T) {
	if !embedded.Built {
		t.Skip("built without embedded parts (tag noembed)")
	}
	dir := t.TempDir()
	code, out, err := lanbi(t, "", "demo", "--once", "--days", "3", "--dir", dir, "--web", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--influx", "127.0.0.1:0")
	expectRun(t, code, exitDone, out, `"simulated":true`, err, "模拟数据")
	site := writeFile(t, "site.yaml", fmt.Sprintf(`
data_dir: %[1]s/lanbi
areas:
  - code: "220605"
    name: 江源区
    stations:
      - {code: JY001, name: 甲, lat: 42.05, lon: 126.59, network: 国控}
    sections:
      - {code: HJ-JY-01, name: 乙, river: 浑江, class: 2}
    targets:
      - {id: days, name: 优良天数, kind: good-air-days, year: 2026, goal: 351, basis: {document: 公报}}
mqtt:
  embedded: {listen: 127.0.0.1:0}
influx:
  embedded: {dir: %[1]s/influxdb, listen: 127.0.0.1:0}
feeds:
  - {kind: air, topic: "env/air/{region}/{station}", interval: 1h, stamp: end}
web: {listen: 127.0.0.1:0}
`, dir))
	day := wallClock().AddDate(0, 0, -2).Format(time.DateOnly)
	for _, command := range [][]string{
		{"status"}, {"what-if", "--target", "days", "--edition", "2026"}, {"hindcast"},
		{"explain", "air", "JY001", day}, {"explain", "water", "HJ-JY-01", day},
	} {
		code, out, err := lanbi(t, "", append(command, "-c", site)...)
		expectRun(t, code, exitDone, out, "模拟数据，非实测，不得引用", err, "")
		code, out, err = lanbi(t, "", append(command, "-c", site, "--json")...)
		expectRun(t, code, exitDone, strings.ReplaceAll(out, " ", ""), `"simulated":true`, err, "")
	}
}

func TestDemoClock(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	for text, want := range map[string]time.Time{
		"2026-11-21":                time.Date(2026, 11, 21, 12, 0, 0, 0, zone),
		"2026-11-21T08:30":          time.Date(2026, 11, 21, 8, 30, 0, 0, zone),
		"2026-11-21T00:30:00Z":      time.Date(2026, 11, 21, 8, 30, 0, 0, zone),
		"2026-11-21T08:30:00+08:00": time.Date(2026, 11, 21, 8, 30, 0, 0, zone),
	} {
		now, err := demoClock(text, 1)
		if err != nil {
			t.Errorf("--now %s: %v", text, err)
		} else if got := now(); got.Before(want) || got.Sub(want) > time.Hour {
			t.Errorf("--now %s begins at %s, want %s", text, got, want)
		}
	}
}
