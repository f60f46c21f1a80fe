//go:build !noembed

package demo_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/demo"
	"lanbi/internal/report"
)

// table is one table of a report: rows by heading.
type table []map[string]string

// reportOf are the tables of a report of the demo, by the names of the sheets. Each says
// first that it is simulated.
func reportOf(t *testing.T, d *demo.Demo, period string) map[string]table {
	t.Helper()
	p, err := report.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := d.Reports().Facts(t.Context(), p, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Write(&out, facts, report.CSV); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]table{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(strings.TrimSuffix(file.Name, ".csv"), "-")
		rest, marked := strings.CutPrefix(string(text), "\ufeff模拟数据，非实测，不得引用\n")
		if !marked {
			t.Errorf("report of %s: table %s does not begin with the notice", period, name)
		}
		lines := csv.NewReader(strings.NewReader(rest))
		lines.FieldsPerRecord = -1 // an empty table is one line that says why
		rows, err := lines.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cells := range rows[1:] {
			row := map[string]string{}
			for i, cell := range cells {
				row[rows[0][i]] = cell
			}
			tables[name] = append(tables[name], row)
		}
	}
	return tables
}

// expectReports compares every day of a county in the report of the year that runs, and
// the counts of the targets there and in the report of April, which stand as on its last
// day.
func (c *countyAir) expectReports(t *testing.T, year, april map[string]table, county string, p *published) {
	t.Helper()
	seen := 0
	for _, row := range year["逐日空气"] {
		if row["区县"] != county || row["点位"] != "全区县" {
			continue
		}
		seen++
		day := row["日期"]
		want := [...]string{aqiText(c.aqi[edition(day)][day]), aqiText(c.aqi["2012"][day]), aqiText(c.aqi["2026"][day])}
		if got := [...]string{row["AQI"], row["AQI（2012 版）"], row["AQI（2026 版）"]}; got != want {
			t.Errorf("%s on %s: the report says AQI %q, recounted %q", county, day, got, want)
		}
	}
	if seen != elapsed {
		t.Errorf("%s: the report has %d days, want %d", county, seen, elapsed)
	}
	c.expectCounted(t, year, county, p.Goal, lastDay, daysAhead)
	c.expectCounted(t, april, county, p.Goal, "2026-04-30", 245)
	official := 0
	for _, row := range year["目标进度"] {
		if row["区县"] == county && row["省平台天数"] == strconv.Itoa(p.Official) && row["本系统同期天数"] == strconv.Itoa(p.OfficialOurs) {
			official++
		}
	}
	if official != 1 {
		t.Errorf("%s: %d targets stand beside %d official days, want one", county, official, p.Official)
	}
}

// expectCounted compares the counts up to the day last, of which ahead days of the year
// are to come, and the sum of the months with them.
func (c *countyAir) expectCounted(t *testing.T, tables map[string]table, county string, goal float64, last string, ahead int) {
	t.Helper()
	count := map[string]int{}
	for day := range days() {
		if day <= last {
			count[verdict(c.aqi[edition(day)][day])]++
		}
	}
	counts := fmt.Sprint(count["good"], count["exceeding"], count["undetermined"])
	want := counts + fmt.Sprint(" ", ahead, " ", count["good"]+ahead-int(goal))
	for name, rows := range map[string]table{"天数测算": tables["天数测算"], "逐月": tables["逐月"]} {
		found := false
		for _, row := range rows {
			got := strings.Join([]string{row["优良"], row["超标"], row["数据不足"]}, " ")
			switch {
			case row["区县"] != county:
			case row["口径"] == "目标口径":
				found = got+" "+row["剩余"]+" "+row["还可超标"] == want
			case row["月份"] == "合计":
				found = got == counts
			}
		}
		if !found {
			t.Errorf("%s to %s: sheet %s does not say %s: %v", county, last, name, want, rows)
		}
	}
}

// aqiText is an index as the report has it, empty where there is none.
func aqiText(aqi int) string {
	if aqi < 0 {
		return ""
	}
	return strconv.Itoa(aqi)
}
