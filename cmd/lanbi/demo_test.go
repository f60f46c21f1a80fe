package main

import (
	"encoding/json"
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
