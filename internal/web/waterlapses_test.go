package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// lapsed are options with a section that lacks March, and outages of it, of a station and
// of a place elsewhere that last until today.
func lapsed(f *fake) Options {
	o := options(f)
	f.periods = append(f.periods, assess.WaterPeriod{Section: "TH-JY-01", Start: measure.Date(2026, time.March, 1), Period: assess.Month},
		assess.WaterPeriod{Section: "TH-JY-01", Start: measure.Date(2026, time.April, 1), Period: assess.Month},
		assess.WaterPeriod{Section: "TH-JY-01", Start: measure.Date(2026, time.January, 1), Period: assess.YearToDate})
	o.Reads.Outages = func(_ context.Context, area string) ([]assess.Outage, error) {
		if area != "jiangyuan" {
			return nil, f.err
		}
		today := measure.Date(2026, 11, 21)
		return []assess.Outage{
			{Place: "TH-JY-01", From: measure.Date(2026, 3, 4), To: measure.Date(2026, 3, 20), Reason: "断电<b>"},
			{Place: "HJ-JY-01", From: measure.Date(2026, 3, 4), To: measure.Date(2026, 3, 5), Reason: "有评价的月份"},
			{Place: "TH-JY-01", From: today.Add(-1), To: today, Reason: "采样泵检修"},
			{Place: "JY002", From: today, To: today, Reason: "线路改造"},
		}, f.err
	}
	return o
}

func TestStations_OutageOfToday(t *testing.T) {
	_, body := get(t, serve(t, lapsed(county()))+"/api/v1/stations")
	for _, want := range []string{`"station":"JY002",`, `"silent":true,"outage":"已报线路改造（11月21日）"`, `"silent":true,"outage":"已报采样泵检修（11月20日～11月21日）"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if n := strings.Count(body, `"outage":`); n != 2 {
		t.Errorf("%d places with an outage of today, want 2: %s", n, body)
	}
}

func TestWaterPeriods_ReasonBesideMissingClass(t *testing.T) {
	server := serve(t, lapsed(county()))
	_, body := get(t, server+"/api/v1/water/periods?station=TH-JY-01&year=2026")
	for _, want := range []string{
		`"time":"2026-03-01T00:00:00+08:00","station":"TH-JY-01","period":"month","items":0,"reason":"应有项目缺少有效数据，或没有可评价项目，类别不定，已报断电\u003cb\u003e（3月4日～3月20日）"`,
		`"time":"2026-04-01T00:00:00+08:00","station":"TH-JY-01","period":"month","items":0,"reason":"应有项目缺少有效数据，或没有可评价项目，类别不定"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if _, body = get(t, server+"/api/v1/water/periods?station=TH-JY-01&period=ytd"); !strings.Contains(body, "（3月4日～3月20日），已报采样泵检修") {
		t.Errorf("year to date: %s, want both outages", body)
	}
	if _, body = get(t, server+"/api/v1/water/periods?station=HJ-JY-01"); strings.Contains(body, "reason") {
		t.Errorf("months with a class: %s, want no reason", body)
	}
}

func TestHome_OutagesOfWater(t *testing.T) {
	f := county()
	server := serve(t, lapsed(f))
	response, body := get(t, server+"/")
	for _, want := range []string{
		`断面无月评价而已登记停电、维护等原因的 2 处`, `<li>汤河口（TH-JY-01）3月：已报断电&lt;b&gt;（3月4日～3月20日）</li>`,
		`<li>汤河口（TH-JY-01）11月：已报采样泵检修（11月20日～11月21日）</li>`, `<small>已报采样泵检修（11月20日～11月21日）</small>`, `<small>已报线路改造（11月21日）</small>`,
	} {
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d: no %s in the page", response.StatusCode, want)
		}
	}
	if strings.Contains(body, "有评价的月份") {
		t.Error("an outage of a month with a class is named")
	}
}
