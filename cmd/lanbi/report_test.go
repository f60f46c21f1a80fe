//go:build !noembed

package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The workbook of a year of which two days are known: PM2.5 of 30 is good, of 90 is AQI
// 119 (HJ 633-2012).
func TestReport_File(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	code, out, err := lanbi(t, "", "import", "-c", site, quotsoftDays(t))
	expectRun(t, code, exitDone, out, "", err, "samples stored 96")
	dir := t.TempDir()
	file := filepath.Join(dir, "r.xlsx")
	if err := os.WriteFile(file, []byte("an older report"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, err = lanbi(t, "", "report", "-c", site, "--period", "2016", "-o", file)
	expectRun(t, code, exitDone, out, "", err, "2016 as of 2016-12-31")
	book, failed := excelize.OpenFile(file)
	if failed != nil {
		t.Fatal(failed)
	}
	defer book.Close()
	for at, want := range map[[2]string]string{
		{"目标进度", "A4"}: "北京", {"目标进度", "B4"}: "优良天数", {"目标进度", "E4"}: "1", // of 198
		{"逐月", "B6"}: "3月", {"逐月", "C6"}: "1", {"逐月", "D6"}: "1", {"逐月", "E6"}: "29",
		{"逐日空气", "C65"}: "2016-03-02", {"逐日空气", "D65"}: "119", {"逐日空气", "H65"}: "90", {"逐日空气", "D66"}: "",
		{"变更记录", "A4"}: "本期没有变更", // the trail is there to be read: nobody else runs
	} {
		if got, failed := book.GetCellValue(at[0], at[1]); failed != nil || got != want {
			t.Errorf("%s %s is %q, %v; want %q", at[0], at[1], got, failed, want)
		}
	}
	code, out, err = lanbi(t, "", "report", "-c", site, "--period", "2016-03", "--area", "110000", "-o", filepath.Join(dir, "r.ZIP"))
	expectRun(t, code, exitDone, out, "", err, "2016-03 as of 2016-03-31")
	if archive, failed := zip.OpenReader(filepath.Join(dir, "r.ZIP")); failed != nil || len(archive.File) != 15 {
		t.Errorf("the archive of tables: %v", failed)
	} else {
		archive.Close()
	}
	for args, want := range map[string]int{
		"--period 2015 -o " + filepath.Join(dir, "none.xlsx"):              exitFailed, // before any data
		"--period 2999-01 -o " + filepath.Join(dir, "none.xlsx"):           exitUsage,
		"--period 2016 --area 1 -o " + filepath.Join(dir, "none.xlsx"):     exitUsage,
		"--period 2016 -o " + filepath.Join(dir, "no folder", "none.xlsx"): exitFailed,
	} {
		if code, _, err := lanbi(t, "", append([]string{"report", "-c", site}, split(args)...)...); code != want || err == "" {
			t.Errorf("%s: exit code %d, %q; want %d with a reason", args, code, err, want)
		}
	}
	left, failed := os.ReadDir(dir)
	if failed != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v; want the two reports", left, failed)
	}
}

// split cuts arguments before each option, so that a value may have spaces.
func split(args string) []string {
	var out []string
	for i, part := range strings.Split(" "+args, " -") {
		if i > 0 {
			name, value, _ := strings.Cut("-"+part, " ")
			out = append(out, name, value)
		}
	}
	return out
}
