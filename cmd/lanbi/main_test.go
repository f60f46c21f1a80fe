package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lanbi runs one command line in this process.
func lanbi(t *testing.T, stdin string, args ...string) (code int, out, err string) {
	t.Helper()
	return lanbiUntil(t.Context(), stdin, args...)
}

// lanbiUntil runs it until ctx ends, which is what an interrupt does.
func lanbiUntil(ctx context.Context, stdin string, args ...string) (code int, out, err string) {
	var stdout, stderr bytes.Buffer
	code = execute(ctx, args, streams{strings.NewReader(stdin), &stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

// expectRun wants an exit code, and texts on each stream. A text that begins with
// "!" must not be there.
func expectRun(t *testing.T, code, wantCode int, out, wantOut, errText, wantErr string) {
	t.Helper()
	if code != wantCode {
		t.Errorf("exit code %d, want %d; standard error:\n%s", code, wantCode, errText)
	}
	if !strings.Contains(out, wantOut) || wantOut == "" && out != "" {
		t.Errorf("standard output is %.400q, want %q", out, wantOut)
	}
	if !strings.Contains(errText, wantErr) || wantErr == "" && errText != "" {
		t.Errorf("standard error is %.400q, want %q", errText, wantErr)
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHelp_EveryCommand(t *testing.T) {
	for args, want := range map[string]string{
		"": "蓝碧", "--help": "publish", "run --help": "--send-test", "demo --help": "--once",
		"calc --help": "water", "calc air --help": "--missing-2012", "calc water --help": "--body",
		"explain --help": "water", "explain air --help": "<place>", "explain water --help": "<section>",
		"import --help": "--format", "assess --help": "--from", "status --help": "--json", "what-if --help": "--bad",
		"hindcast --help": "--min-years", "publish --help": "--speed", "drain --help": "--timeout", "dashboards --help": "--out",
		"audit --help": "<file>", "report --help": "--period", "health --help": "[<url>]", "version --help": "Usage: lanbi version",
	} {
		t.Run(args, func(t *testing.T) {
			code, out, err := lanbi(t, "", strings.Fields(args)...)
			expectRun(t, code, exitDone, out, want, err, "")
		})
	}
}

func TestUsage_Errors(t *testing.T) {
	const some = "../../configs/jiangyuan.yaml"
	for args, want := range map[string]string{
		"fly":                                   "fly",
		"run":                                   "--config",
		"run --nonsense":                        "--nonsense",
		"run -c absent.yaml":                    "absent.yaml",
		"run --create -c " + some:               "--check",
		"demo --speed 0":                        "--speed 0",
		"demo --now yesterday":                  `--now "yesterday"`,
		"calc":                                  "expected",
		"calc air":                              "--period",
		"calc air --period week":                "week",
		"calc air --period day --edition 1996":  "1996",
		"calc water --body pond":                "pond",
		"explain air JY001 20261120 -c " + some: "20261120",
		"assess --from 2026-01-02 --to 2026-01-01 -c " + some:       "--from 2026-01-02",
		"assess --from 2026-01-01 --to 2999-01-01 -c " + some:       "yesterday",
		"assess --from soon --to later -c " + some:                  "soon",
		"publish --speed=-1 -c " + some + " ../../configs/embed.go": "--speed -1",
		"report --period 2026-13 -o r.xlsx -c " + some:              "2026-13",
		"report --period 2026-10-05 -o r.xlsx -c " + some:           "want a month 2026-10 or a year 2026",
		"report --period 2026 -o r.doc -c " + some:                  ".xlsx",
		"report -o r.xlsx -c " + some:                               "--period",
		"import --format excel -c " + some + " main.go":             "excel",
	} {
		t.Run(args, func(t *testing.T) {
			code, out, err := lanbi(t, "", strings.Fields(args)...)
			expectRun(t, code, exitUsage, out, "", err, want)
		})
	}
}

func TestVersion(t *testing.T) {
	code, out, err := lanbi(t, "", "version")
	expectRun(t, code, exitDone, out, "lanbi ", err, "")
	for _, want := range []string{"HJ 633", "since 2026-03-01", "GB 3095", "2031-01-01", "GB 3838-2002 since 2002-06-01", "embedded broker and InfluxDB: "} {
		if !strings.Contains(out, want) {
			t.Errorf("version does not say %q:\n%s", want, out)
		}
	}
}

// Every fault of a broken file is listed, with its line and column.
func TestRun_ListsAllFaults(t *testing.T) {
	path := writeFile(t, "broken.yaml", `areas:
  - code: "220605"
    name: 江源区
    stations:
      - {code: JY001, name: 一, lat: 95, lon: 126, network: 县控}
      - {code: JY001, name: 二, lat: 42, lon: 126, network: 村控}
    targets:
      - {id: a, name: 甲, kind: good-air-days, year: 2026, goal: 400, basis: {edition: 2020}}
mqtt:
  embedded: {listen: 0.0.0.0:1883}
influx:
  embedded: {dir: x, listen: 127.0.0.1:0}
feeds:
  - {kind: air, topic: "lanbi/#"}
jobs: {air-day: 99 * * * *}
colour: green
`)
	for _, args := range [][]string{{"run", "-c", path}, {"run", "-c", path, "--check"}, {"status", "-c", path}, {"publish", "-c", path, path}} {
		code, out, err := lanbi(t, "", args...)
		expectRun(t, code, exitUsage, out, "", err, "broken.yaml:5:")
		for _, want := range []string{"broken.yaml:5:37: areas[0].stations[0].lat", "broken.yaml:6:16: areas[0].stations[1].code",
			"broken.yaml:6:60: areas[0].stations[1].network", "broken.yaml:8:65: areas[0].targets[0].goal", "broken.yaml:8:87: areas[0].targets[0].basis.edition",
			"broken.yaml:10:22: mqtt.embedded.listen", "broken.yaml:14:24: feeds[0].topic", "broken.yaml:15:17: jobs.air-day", "broken.yaml:16:1: colour"} {
			if !strings.Contains(err, want) {
				t.Errorf("%v does not list %q:\n%s", args, want, err)
			}
		}
	}
}
