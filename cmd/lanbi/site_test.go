//go:build !noembed

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/ledger"
)

// siteYAML is a place with two stations and a section, on embedded parts.
const siteYAML = `
data_dir: %[1]s/lanbi
areas:
  - code: "110000"
    name: 北京
    stations:
      - {code: 1003A, name: 东四, lat: 39.95, lon: 116.43, network: 国控}
      - {code: 1004A, name: 天坛, lat: 39.87, lon: 116.43, network: 国控}
    targets:
      - {id: bj/good, name: 优良天数, kind: good-air-days, year: 2016, goal: 198, basis: {edition: 2012, document: 公报}}
mqtt:
  %[2]s
influx:
  embedded: {dir: %[1]s/influx, listen: "%[3]s"}
feeds:
  - {kind: air, topic: "env/air/{region}/{station}", interval: 1h, stamp: end, accept_since: 2013-12-01}
web: {listen: 127.0.0.1:0}
`

// siteFile writes the configuration of a site in dir.
func siteFile(t *testing.T, dir, mqtt, influx string) string {
	t.Helper()
	return writeFile(t, "site.yaml", fmt.Sprintf(siteYAML, dir, mqtt, influx))
}

// quotsoftDays are two days of two stations in the layout of the archive: the
// second exceeds (PM2.5 of 90 is AQI 119: 75 is 100, 115 is 150, 118.75 rounded up).
func quotsoftDays(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("date,hour,type,东四,天坛,怀柔\n")
	for h := 1; h <= 48; h++ {
		at := time.Date(2016, 3, 1, h, 0, 0, 0, time.UTC)
		pm := 30
		if h > 24 {
			pm = 90
		}
		for _, row := range []string{fmt.Sprintf("PM2.5,%d,%d,50", pm, pm), "PM10,60,60,60", "SO2,5,5,5", "NO2,30,30,30", "CO,0.5,0.5,0.5", "O3,60,60,60"} {
			fmt.Fprintf(&text, "%s,%d,%s\n", at.Format("20060102"), at.Hour(), row)
		}
	}
	return writeFile(t, "air.csv", text.String())
}

const embeddedMQTT = "embedded: {listen: 127.0.0.1:0}"

// History goes in by file, and comes out as status, explanation and JSON.
func TestImport_StatusExplain(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	code, out, err := lanbi(t, "", "import", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitDone, out, "", err, "samples stored 96")
	code, out, err = lanbi(t, "", "status", "-c", site)
	expectRun(t, code, exitDone, out, "优良天数", err, "")
	if !regexp.MustCompile(`bj/good\s+优良天数.*≥ 198 天\s+1 天\s+1\s+1\s+364\s+0\s`).MatchString(out) {
		t.Errorf("status does not show 1 good, 1 exceeding, 364 undetermined, 0 remaining:\n%s", out)
	}
	code, out, err = lanbi(t, "", "status", "--json", "-c", site)
	expectRun(t, code, exitDone, out, `"good":1,"exceeding":1,"undetermined":364,"remaining":0`, err, "")
	if !json.Valid([]byte(out)) || !strings.Contains(out, `"simulated":false`) {
		t.Errorf("status --json prints %s", out)
	}
	code, out, err = lanbi(t, "", "what-if", "-c", site, "--target", "bj/good", "--edition", "2026")
	expectRun(t, code, exitDone, out, "内部研判", err, "")
	code, out, err = lanbi(t, "", "what-if", "-c", site, "--target", "bj/good", "--edition", "2026", "--json")
	expectRun(t, code, exitDone, out, `"what_if":{"id":"bj/good"`, err, "")
	if !json.Valid([]byte(out)) || !strings.Contains(out, `"note":"内部研判"`) || !strings.Contains(out, `"edition":"2026"`) {
		t.Errorf("what-if --json prints %s", out)
	}
	code, out, err = lanbi(t, "", "what-if", "-c", site, "--target", "bj/good", "--like", "2015")
	expectRun(t, code, exitUsage, out, "", err, "like")
	code, out, err = lanbi(t, "", "what-if", "-c", site, "--target", "bj/good", "--bad", "13:+1", "--bad", "12:+1")
	expectRun(t, code, exitUsage, out, "", err, "13:+1")
	code, out, err = lanbi(t, "", "explain", "air", "110000", "2016-03-02", "-c", site)
	expectRun(t, code, exitDone, out, "119", err, "")
	for _, want := range []string{"HJ 633", "GB 3095", "1003A"} {
		if !strings.Contains(out, want) {
			t.Errorf("the derivation does not name %s:\n%s", want, out)
		}
	}
	code, out, err = lanbi(t, "", "explain", "air", "1003A", "2016-03-01", "--json", "-c", site)
	expectRun(t, code, exitDone, out, "{", err, "")
	if !json.Valid([]byte(out)) {
		t.Errorf("explain --json prints %.300s", out)
	}
	code, out, err = lanbi(t, "", "explain", "air", "nowhere", "2016-03-01", "-c", site)
	expectRun(t, code, exitUsage, out, "", err, "nowhere")
	code, out, err = lanbi(t, "", "assess", "--from", "2016-03-01", "--to", "2016-03-02", "-c", site)
	expectRun(t, code, exitDone, out, "", err, "assessing")
}

// A derivation tells what the superior authority decided on the day, and is of no day ahead.
func TestExplain_DustDecision(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	events := writeFile(t, "dust.csv", "area,kind,id,state,time,start,document\n北京,dust,D,已上报,2016-03-02 20:00,2016-03-02,\n北京,dust,D,上级认定,2016-03-20 10:00,2016-03-02,总站〔2016〕1 号\n")
	code, out, err := lanbi(t, "", "import", "-c", site, "--format", "reported", events)
	expectRun(t, code, exitDone, out, "", err, "steps of events stored 2")
	for day, decided := range map[string]bool{"2016-03-01": false, "2016-03-02": true} {
		code, out, err = lanbi(t, "", "explain", "air", "110000", day, "-c", site)
		expectRun(t, code, exitDone, out, "日评价的推导", err, "")
		if strings.Contains(out, "上级已认定受沙尘影响") != decided {
			t.Errorf("%s: a dust day %v, want %v:\n%.300s", day, !decided, decided, out)
		}
	}
	code, out, err = lanbi(t, "", "explain", "air", "110000", "2200-01-01", "-c", site)
	expectRun(t, code, exitUsage, out, "", err, "day 2200-01-01 is ahead")
}

// A value that cannot be is stored with its mark and never counts: 23 hours of 30 µg/m³
// make the day's mean, an hour of 20,000 does not.
func TestImport_ImpossibleValue(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	text := "station,time,pm2_5\n1003A,2016-03-01 01:00,20000\n"
	for h := 2; h <= 24; h++ {
		text += fmt.Sprintf("1003A,2016-03-01 %02d:00,30\n", h)
	}
	code, out, err := lanbi(t, "", "import", "-c", site, writeFile(t, "odd.csv", text))
	expectRun(t, code, exitDone, out, "", err, "values outside the physical range 1: stored with mark R, they do not count")
	code, out, err = lanbi(t, "", "explain", "air", "1003A", "2016-03-01", "-c", site)
	expectRun(t, code, exitDone, out, "PM2.5 日值 30 µg/m³（有效小时 23", err, "")
	if !strings.Contains(out, "20000") {
		t.Errorf("the derivation does not name the value that was refused:\n%s", out)
	}
}

// A file with a fault: the rest is stored, the fault is told with its line, exit 1.
func TestImport_BadCell(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	file := writeFile(t, "bad.csv", "date,hour,type,东四,天坛\n20160301,1,PM2.5,30,31\n20160301,2,PM2.5,abc,31\n")
	code, out, err := lanbi(t, "", "import", "-c", site, "absent.csv")
	expectRun(t, code, exitFailed, out, "", err, "absent.csv")
	code, out, err = lanbi(t, "", "import", "-c", site, file)
	expectRun(t, code, exitFailed, out, "", err, "samples stored 3")
	if !strings.Contains(err, "bad.csv:3") || !strings.Contains(err, "abc") {
		t.Errorf("the fault is not told with its place:\n%s", err)
	}
}

// lanbi publish replays a file to a running daemon's broker.
func TestPublish(t *testing.T) {
	settings, err := config.Load(siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0"), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := daemon.Open(t.Context(), daemon.Options{Config: settings, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Stop()
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	site := siteFile(t, t.TempDir(), "urls: ["+d.BrokerURL()+"]", "127.0.0.1:0")
	code, out, errText := lanbi(t, "", "publish", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitDone, out, "", errText, "messages published 96, acknowledged 96")
	if n := d.Intake().Stats().Received; n != 96 {
		t.Errorf("the daemon received %d messages, want 96", n)
	}
	if err := d.Stop(); err != nil {
		t.Error(err)
	}
	code, out, errText = lanbi(t, "", "publish", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitFailed, out, "", errText, "broker")
}

// Both counties' own configurations and that of Beijing pass the check.
func TestRun_CheckExamples(t *testing.T) {
	for _, name := range []string{"jiangyuan", "changbai", "beijing-2016"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			code, out, err := lanbi(t, "", "run", "--check", "-c", exampleFile(t, name))
			expectRun(t, code, exitDone, out, "", err, "everything is ready")
		})
	}
}

// lanbi run until it is interrupted: the log names the page, which answers; the
// exit code is 0, and the folder can be started again.
func TestRun_UntilInterrupted(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	for range 2 {
		ctx, interrupt := context.WithCancel(t.Context())
		log := &watched{found: make(chan string, 1), pattern: regexp.MustCompile(`page=(http://[0-9.:]+/)`)}
		code := make(chan int, 1)
		go func() {
			code <- execute(ctx, []string{"run", "-c", site}, streams{strings.NewReader(""), log, log})
		}()
		select {
		case page := <-log.found:
			answer, err := http.Get(page + "healthz")
			if err != nil {
				t.Error(err)
			} else if answer.Body.Close(); answer.StatusCode != http.StatusOK {
				t.Errorf("/healthz answers %d", answer.StatusCode)
			}
		case c := <-code:
			t.Fatalf("ended with %d before it was started:\n%s", c, log.text())
		}
		interrupt()
		if c := <-code; c != exitDone {
			t.Errorf("exit code %d after an interrupt:\n%s", c, log.text())
		}
	}
}

// watched is a stream that tells when a pattern was written.
type watched struct {
	pattern *regexp.Regexp
	found   chan string

	mu   sync.Mutex
	all  bytes.Buffer
	told bool
}

// Write gathers and looks.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all.Write(p)
	if m := w.pattern.FindSubmatch(w.all.Bytes()); m != nil && !w.told {
		w.told = true
		w.found <- string(m[1])
	}
	return len(p), nil
}

func (w *watched) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

// exampleFile copies an example configuration, so that it can be used from any
// folder.
func exampleFile(t *testing.T, name string) string {
	t.Helper()
	data, err := configsFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, filepath.Base(name)+".yaml", data)
}

// What is imported waits in the inbox for the audit trail, with who and why.
func TestImport_LeavesLinesForTheAuditTrail(t *testing.T) {
	dir := t.TempDir()
	site := siteFile(t, dir, embeddedMQTT, "127.0.0.1:0")
	figures := writeFile(t, "figures.csv", "area,indicator,period,value,source,by\n北京,forest,2016,44.8,统计局,李四\n")
	audited := writeFile(t, "audited.csv", "station,time,source,pm2_5\n1003A,2016-03-01 01:00,audited,31\n1003A,2016-03-02 01:00,audited,32\n")
	for _, args := range [][]string{
		{"import", "-c", site, "--format", "reported", "--by", "王五", "--why", "年报", figures},
		{"import", "-c", site, "--format", "reported", "--by", "王五", figures}, // says nothing new
		{"import", "-c", site, "--by", "赵六", audited},
	} {
		if code, _, err := lanbi(t, "", args...); code != exitDone {
			t.Fatalf("lanbi %v: exit code %d: %s", args, code, err)
		}
	}
	l, err := ledger.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if n, err := l.ReadInbox(filepath.Join(dir, "lanbi", "inbox")); n != 2 || err != nil {
		t.Fatalf("%d lines in the inbox, %v, want 2", n, err)
	}
	var export bytes.Buffer
	if err := l.ExportAudit(&export); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"who":"王五","subject":"indicator/110000/forest/2016","new":"44.8","source":"统计局","by":"李四","why":"年报"`,
		`"who":"赵六","subject":"readings/1003A","new":"审核数据 2 组，2016-03-01 至 2016-03-02","why":"导入 audited.csv"`,
	} {
		if !strings.Contains(export.String(), want) {
			t.Errorf("trail lacks %s:\n%s", want, export.String())
		}
	}
	file := writeFile(t, "audit.ndjson", export.String())
	code, out, text := lanbi(t, "", "audit", file)
	expectRun(t, code, exitDone, out, "2 entries, intact", text, "")
	code, out, text = lanbi(t, strings.Replace(export.String(), "44.8", "45.8", 1), "audit", "-")
	expectRun(t, code, exitFailed, out, "", text, "entry 2")
}

// Without a --target the record of what was issued is printed even where the history
// is too short for a hindcast; with one it is not passed over.
func TestHindcast_OwnRecord(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	code, out, err := lanbi(t, "", "hindcast", "-c", site)
	expectRun(t, code, exitDone, out, "样本不足", err, "")
	code, out, err = lanbi(t, "", "hindcast", "-c", site, "--json")
	expectRun(t, code, exitDone, out, `"issued":{"issued":0,`, err, "")
	code, out, err = lanbi(t, "", "hindcast", "-c", site, "--target", "p50")
	expectRun(t, code, exitFailed, out, "", err, "no forecast could be issued")
}
