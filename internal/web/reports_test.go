package web

import (
	"archive/zip"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lanbi/internal/measure"
	"lanbi/internal/report"
)

// reporting are options with reports of the year 2026 up to November.
func reporting(o Options, err error) Options {
	year := report.YearOf(measure.Date(2026, 1, 1))
	o.Reads.Reports = &Reports{
		Periods: func(context.Context) ([]report.Period, error) {
			return []report.Period{year, report.MonthOf(measure.Date(2026, 11, 1)), report.MonthOf(measure.Date(2026, 10, 1))}, err
		},
		Facts: func(_ context.Context, p report.Period, area string) (*report.Facts, error) {
			switch {
			case p.First.Year() > 2026:
				return nil, report.Fault{Parameter: "period", Detail: "尚未开始评价"}
			case p.First.Year() < 2026:
				return nil, report.Fault{Parameter: "period", Detail: "没有数据", NoData: true}
			}
			return &report.Facts{Name: "江源区", Period: p, AsOf: p.Last, Made: noon, Simulated: true, Areas: []report.Area{{Area: &measure.Area{Code: area, Name: "江源区"}}},
				Changes: []report.Change{{Number: 1, At: noon, Who: "li", New: "73.4"}}}, err
		},
	}
	return o
}

func TestReport_Workbook(t *testing.T) {
	server := serve(t, reporting(options(county()), nil))
	response, body := get(t, server+"/api/v1/report?period=2026-10&area=jiangyuan")
	header := response.Header
	if response.StatusCode != http.StatusOK || header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ||
		header.Get("Content-Disposition") != `attachment; filename="lanbi-2026-10.xlsx"; filename*=UTF-8''`+
			"%E6%B1%9F%E6%BA%90%E5%8C%BA2026%E5%B9%B410%E6%9C%88%E7%8E%AF%E5%A2%83%E8%B4%A8%E9%87%8F%E7%9B%AE%E6%A0%87%E6%8A%A5%E8%A1%A8%EF%BC%88%E6%A8%A1%E6%8B%9F%E6%95%B0%E6%8D%AE%EF%BC%89.xlsx" {
		t.Fatalf("%d, headers %v", response.StatusCode, header)
	}
	book, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	// The audit trail is for signed-in users.
	if said, err := book.GetCellValue("变更记录", "A4"); err != nil || said != signInForTrail {
		t.Errorf("the sheet of changes says %q, %v", said, err)
	}
	response, body = get(t, server+"/api/v1/report?period=2026&format=csv")
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/zip" {
		t.Fatalf("%d, headers %v", response.StatusCode, response.Header)
	}
	if _, err := zip.NewReader(strings.NewReader(body), int64(len(body))); err != nil {
		t.Error(err)
	}
}

func TestReport_TrailForSignedIn(t *testing.T) {
	server := serve(t, reporting((&reports{}).options(t), nil))
	if response, _ := get(t, server+"/api/v1/report?period=2026"); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d, want 401", response.StatusCode)
	}
	response, body := get(t, server+"/api/v1/report?period=2026", "Authorization", "Bearer "+auditorToken)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("an auditor gets %d", response.StatusCode)
	}
	book, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if value, err := book.GetCellValue("变更记录", "G4"); err != nil || value != "73.4" {
		t.Errorf("the line of the trail has %q, %v; want 73.4", value, err)
	}
}

func TestReport_Faults(t *testing.T) {
	server := serve(t, reporting(options(county()), nil))
	for query, want := range map[string]int{
		"": 400, "period=2026-13": 400, "period=2026-10-05": 400, "period=2026&area=nowhere": 400, "period=2026&format=doc": 400,
		"period=2027": 400, "period=2025": 404, "period=2026&year=1": 400,
	} {
		response, body := get(t, server+"/api/v1/report?"+query)
		if response.StatusCode != want || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%q: %d %s, want %d", query, response.StatusCode, body, want)
		}
	}
	server = serve(t, reporting(options(county()), errors.New("down: token=secret")))
	for _, path := range []string{"/api/v1/report?period=2026", "/reports"} {
		response, body := get(t, server+path)
		if response.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s, want 503 without the reason", path, response.StatusCode, body)
		}
	}
}

func TestReports_Page(t *testing.T) {
	response, body := get(t, serve(t, reporting(options(county()), nil))+"/reports")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%d", response.StatusCode)
	}
	for _, want := range []string{
		`<a href="/api/v1/report?period=2026&amp;area=jiangyuan">全年</a>`, `<a href="/api/v1/report?period=2026-10">10月</a>`,
		`<option value="2026-11">2026年11月</option>`, `<option value="csv">`, "变更记录只附在登录后下载的报表里",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page:\n%s", want, body)
		}
	}
	if strings.Contains(body, "2026-12") {
		t.Error("the page offers a month without data")
	}
}
