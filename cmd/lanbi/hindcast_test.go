package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

// fiveYears of two places; every tenth day of winter exceeds, more of them in
// odd years.
func fiveYears() string {
	var b strings.Builder
	b.WriteString("place,date,good\n")
	for _, place := range []string{"甲", "乙"} {
		for day := measure.Date(2019, 1, 1); day <= measure.Date(2023, 12, 31); day++ {
			good := 1
			if m := day.Month(); (m <= 3 || m >= 11) && day.Date()%(9-3*(day.Year()%2)) == 0 {
				good = 0
			}
			fmt.Fprintf(&b, "%s,%s,%d\n", place, day, good)
		}
	}
	return b.String()
}

func TestHindcast_Days(t *testing.T) {
	var out, errs bytes.Buffer
	file := filepath.Join(t.TempDir(), "forecasts.csv")
	code := execute(t.Context(), []string{"hindcast", "--days", "-", "--target", "p50", "--forecasts", file, "--json"},
		streams{strings.NewReader(fiveYears()), &out, &errs})
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var score map[string]any
	if err := json.Unmarshal(out.Bytes(), &score); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"n", "brier", "brier_climatology", "skill", "reliability", "by_month"} {
		if _, ok := score[key]; !ok {
			t.Errorf("the JSON lacks %q: %s", key, out.String())
		}
	}
	if score["n"] != 2.0*5*12 {
		t.Errorf("n = %v, want two places × five years × twelve issue days", score["n"])
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if lines[0] != "place,year,issued,target,probability,low,high,good_so_far,outcome" || len(lines) != 121 {
		t.Errorf("%d lines under %q, want 121 under the contract's header", len(lines), lines[0])
	}
}

func TestHindcast_Faults(t *testing.T) {
	tests := []struct {
		name, in, want string
		args           []string
		code           int
	}{
		{"neither input", "", "want one of", []string{"--target", "p50"}, exitUsage},
		{"no goal", "", "--target", []string{"--days", "-"}, exitUsage},
		{"goal", "", "p0", []string{"--days", "-", "--target", "p0"}, exitUsage},
		{"header", "city,date,good\n", "lacks one of place", []string{"--days", "-", "--target", "350"}, exitFailed},
		{"date", "place,date,good\n甲,2020-13-01,1\n", "standard input:2: date", []string{"--days", "-", "--target", "350"}, exitFailed},
		{"good", "place,date,good\n甲,2020-12-01,yes\n", `standard input:2: good: "yes"`, []string{"--days", "-", "--target", "350"}, exitFailed},
		{"contradiction", "place,date,good\n甲,2020-12-01,1\n甲,2020-12-01,0\n", "standard input:3", []string{"--days", "-", "--target", "350"}, exitFailed},
		{"too few years", "place,date,good\n甲,2020-12-01,1\n", "no forecast could be issued", []string{"--days", "-", "--target", "350"}, exitFailed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := execute(t.Context(), append([]string{"hindcast"}, test.args...), streams{strings.NewReader(test.in), &out, &errs})
			if code != test.code || !strings.Contains(errs.String(), test.want) || out.Len() > 0 {
				t.Errorf("exit %d with %q and %q on standard output, want exit %d naming %q", code, errs.String(), out.String(), test.code, test.want)
			}
		})
	}
}
