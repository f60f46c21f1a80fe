package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

var checksOf2026 = reportedChecks{
	now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), zone: time.UTC,
	asked: target.AskedBy([]target.Target{
		{Area: "A", Kind: target.Indicator, Indicator: "forest", Unit: "%"},
		{Area: "A", Kind: target.Events, Indicator: "straw-burning"},
	}),
}

// What an entry on the page needs, a row of a file needs as well: only 上级认定 with a
// document sets dust.
func TestReportedChecks_Step(t *testing.T) {
	day, ahead := measure.Date(2026, 3, 10), measure.Date(2026, 11, 23)
	for _, c := range []struct {
		event measure.Event
		want  string // part of the error, empty for none
	}{
		{measure.Event{Kind: "dust", State: "上级认定", Start: day, Document: "文1"}, ""},
		{measure.Event{Kind: "dust", State: "上级认定", Start: day}, "column document"},
		{measure.Event{Kind: "dust", State: "上级认定", Document: "文1"}, "column start"},
		{measure.Event{Kind: "dust", State: "已核实"}, `column state: "已核实" of kind dust (have 疑似`},
		{measure.Event{Kind: "dust", State: "撤销", Start: day}, "column text"},
		{measure.Event{Kind: "straw-burning", State: "已核实"}, ""},
		{measure.Event{Kind: "straw-burning", State: "豁免"}, "column document"},
		{measure.Event{Kind: "straw-burning", State: "待核实", Start: ahead}, "column start: 2026-11-23 is ahead"},
		{measure.Event{Kind: "straw-burning", State: "待核实", Start: day, End: ahead}, "column end: 2026-11-23 is ahead"},
		{measure.Event{Kind: "approved-burn", State: "有效", Start: ahead, End: ahead, Text: "41.5000,127.2000 半径 5 km"}, ""}, // approved ahead
		{measure.Event{Kind: "approved-burn", State: "有效", Start: ahead, Text: "41.5000,127.2000 半径 5 km"}, "column end"},
		{measure.Event{Kind: "approved-burn", State: "有效", Start: day, End: day, Text: "村东"}, "column text"},
		{measure.Event{Kind: "approved-burn", State: "待核实", Start: day, End: day}, `column state: "待核实" of kind approved-burn (have 有效, 撤销)`},
		{measure.Event{Kind: "straw-burning", State: "待核实", Time: checksOf2026.now.Add(time.Hour)}, "column time: 2026-11-22 09:00 is ahead"},
	} {
		c.event.ID = "1"
		if c.event.Time.IsZero() {
			c.event.Time = checksOf2026.now
		}
		expectRefusal(t, checksOf2026.step(&c.event), c.want)
	}
}

func TestReportedChecks_Figure(t *testing.T) {
	for _, c := range []struct {
		figure measure.Indicator
		want   string
	}{
		{measure.Indicator{ID: "forest", Period: "2026", Value: 73.4}, ""},
		{measure.Indicator{ID: "forest", Period: "2026", Value: 734}, "indicator forest，value 734"},
		{measure.Indicator{ID: "straw-burning", Period: "2026-10", Value: 0.5}, "indicator straw-burning，value 0.5"},
		{measure.Indicator{ID: "nobody-asks", Period: "2026", Value: 734}, ""},
		{measure.Indicator{ID: "forest", Period: "2026-12", Value: 73}, "period 2026-12：尚未开始（今天 2026-11-22）"},
	} {
		c.figure.Area = "A"
		expectRefusal(t, checksOf2026.figure(&c.figure), c.want)
	}
}

func expectRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestReportedChecks_Unasked(t *testing.T) {
	got := checksOf2026.unasked(&history.Report{
		Figures: []measure.Indicator{{Area: "A", ID: "forest"}, {Area: "B", ID: "forest"}, {Area: "A", ID: "forrest"}, {Area: "A", ID: "forrest"}},
		Events:  []measure.Event{{Area: "A", Kind: "straw-burning"}, {Area: "A", Kind: "straw"}},
	})
	if want := []string{`figure "forrest"`, `kind "straw"`}; !slices.Equal(got, want) {
		t.Errorf("unasked %q, want %q", got, want)
	}
}
