//go:build !noembed

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lanbi/internal/ledger"
)

// Published days stand beside ours and never among them: the count of good days stays,
// the official one is told.
func TestImport_Published(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	code, out, err := lanbi(t, "", "import", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitDone, out, "", err, "samples stored 96")
	days := writeFile(t, "days.csv", "place,date,aqi,level,primary,pm2_5\n北京,2016-03-01,60,2,pm10,30\n110000,2016-03-02,98,良,PM2.5,73\n"+
		"1003A,2016-03-02,119,3,pm2_5,\n北京,2016-03-03,120,2,pm2_5,\n天津,2016-03-01,50,,,\n")
	code, out, err = lanbi(t, "", "import", "-c", site, "--format", "published", days)
	expectRun(t, code, exitFailed, out, "", err, "days.csv:5: value: column level: 2, but AQI 120 is level 3")
	if !strings.Contains(err, "published days stored 3, counts stored 0") || !strings.Contains(err, "skipped (places not in the configuration) 1") {
		t.Errorf("standard error:\n%s", err)
	}
	counts := writeFile(t, "counts.csv", "place,month,good,exceeding,source\n北京,2016,198,168,市公报\n")
	code, out, err = lanbi(t, "", "import", "-c", site, "--format", "published", counts)
	expectRun(t, code, exitDone, out, "", err, "published days stored 0, counts stored 1")
	code, out, err = lanbi(t, "", "status", "--json", "-c", site)
	expectRun(t, code, exitDone, out, `"good":1,"exceeding":1,"undetermined":364`, err, "")
	for _, want := range []string{`"official":198,"official_ours":1,"official_from":"2016-01-01","official_through":"2016-12-31","official_source":"市公报"`} {
		if !strings.Contains(out, want) {
			t.Errorf("status lacks %s:\n%s", want, out)
		}
	}
	code, out, err = lanbi(t, "", "import", "-c", site, days)
	expectRun(t, code, exitFailed, out, "", err, "--format published")
}

// auditedDay is 24 audited hours of both stations on 2016-03-01 with PM2.5 of 90.
func auditedDay(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("station,time,source,pm2_5,pm10,so2,no2,co,o3\n")
	for _, station := range []string{"1003A", "1004A"} {
		for h := 1; h <= 24; h++ {
			fmt.Fprintf(&text, "%s,2016-03-01T%02d:00,audited,90,60,5,30,0.5,60\n", station, h)
		}
	}
	return writeFile(t, "audited.csv", text.String())
}

// Audited values take the place of those sent: the day flips, the target's count
// follows, the day is confirmed, and the audit trail has each flip once, however often
// the file is imported.
func TestImport_AuditedFlips(t *testing.T) {
	dir := t.TempDir()
	site := siteFile(t, dir, embeddedMQTT, "127.0.0.1:0")
	code, out, err := lanbi(t, "", "import", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitDone, out, "", err, "samples stored 96")
	if trail := flipsIn(t, dir); len(trail) != 0 {
		t.Fatalf("a first assessment flipped %q", trail)
	}
	file := auditedDay(t)
	for range 2 {
		code, out, err = lanbi(t, "", "import", "-c", site, file)
		expectRun(t, code, exitDone, out, "", err, "samples stored 48")
	}
	// PM10 of 60 is 55 and the highest of the first day's indices, PM2.5 of 90 is 119
	// under 2012 and 128 under 2026 (60 → 100, 115 → 150: 127.3).
	want := []string{
		"air-day/1003A/2016-03-01/2012 good 55 > exceeding 119 审核 系统", "air-day/1003A/2016-03-01/2026 good 58 > exceeding 128 审核 系统",
		"air-day/1004A/2016-03-01/2012 good 55 > exceeding 119 审核 系统", "air-day/1004A/2016-03-01/2026 good 58 > exceeding 128 审核 系统",
		"air-day/110000/2016-03-01/2012 good 55 > exceeding 119 审核 系统", "air-day/110000/2016-03-01/2026 good 58 > exceeding 128 审核 系统",
	}
	if got := flipsIn(t, dir); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("audit trail\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	code, out, err = lanbi(t, "", "status", "--json", "-c", site)
	expectRun(t, code, exitDone, out, `"good":0,"exceeding":2,"undetermined":364`, err, "")
	if !regexp.MustCompile(`"confirmed":1\b`).MatchString(out) {
		t.Errorf("status does not tell one confirmed day:\n%s", out)
	}
}

// flipsIn lists the flips of a site's audit trail.
func flipsIn(t *testing.T, dir string) []string {
	t.Helper()
	l, err := ledger.Open(filepath.Join(dir, "lanbi", "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.ReadInbox(filepath.Join(dir, "lanbi", "inbox")); err != nil {
		t.Fatal(err)
	}
	var flips []string
	if err := l.AuditTrail(0, func(e ledger.Entry) bool {
		if strings.HasPrefix(e.Subject, "air-day/") {
			flips = append(flips, e.Subject+" "+e.Old+" > "+e.New+" "+e.Why+" "+e.Who)
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return flips
}
