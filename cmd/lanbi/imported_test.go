//go:build !noembed

package main

import (
	"fmt"
	"strings"
	"testing"
)

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
