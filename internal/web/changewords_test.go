package web

import (
	"net/http"
	"strings"
	"testing"

	"lanbi/internal/entry"
)

// What the trail is about is said in words beside its code, on both pages that show it.
func TestChanges_InWords(t *testing.T) {
	f := &reports{}
	for _, c := range []struct{ subject, old, now string }{
		{"indicator/jiangyuan/forest/2026-10", "73.4", "73.5"},
		{"event/changbai/straw-burning/F1", "", "待核实"},
		{"alert/station-silent/JY001/2026", "", "acknowledged"},
		{"silence/2026-11-21T04:20:00Z", "until 2026-11-21T06:00:00Z", "ended"},
		{"rejection/1", "", "refused again: 站点未配置"},
		{"air-day/jiangyuan/2026-11-20/2026", "good 55", "exceeding 119 dust"},
		{"indicator/jiangyuan/published-good-days/2026-10", "", "31"},
		{"odd", "", "x"},
	} {
		f.trail = append(f.trail, entry.Change{Number: uint64(len(f.trail) + 1), At: noon, Who: "u", Subject: c.subject, Old: c.old, New: c.now})
	}
	server := serve(t, f.options(t))
	_, page := get(t, server+"/audit", "Authorization", "Bearer "+auditorToken)
	for _, want := range []string{
		">指标 江源区 森林覆盖率 2026-10<", "<code>indicator/jiangyuan/forest/2026-10</code>", ">事件 长白县 违规火点<",
		">提醒 站点无数据<", ">已确认<", ">至 2026-11-21 14:00<", ">已提前结束<", ">仍被拒收：站点未配置<",
		">日评价结论 江源区 2026-11-20 按 2026<", ">优良（AQI 55）<", ">超标（AQI 119，沙尘）<", "<code>odd</code>",
		">指标 江源区 省平台公布优良天数 2026-10<",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
}

func TestUnrouted(t *testing.T) {
	server := serve(t, (&reports{}).options(t))
	for _, c := range []struct {
		path   string
		status int
		allow  string
	}{
		{"/api/v1/indicators", 405, "GET, HEAD, POST"}, {"/api/v1/targets", 405, "GET, HEAD"}, {"/api/v1/nothing", 404, ""},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server+c.path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", bearer)
		response, _ := do(t, request)
		if response.StatusCode != c.status || response.Header.Get("Allow") != c.allow {
			t.Errorf("%s: status %d, Allow %q; want %d, %q", c.path, response.StatusCode, response.Header.Get("Allow"), c.status, c.allow)
		}
	}
}

func TestFigures_GivenTwice(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	for body, want := range map[string]string{
		`{"area":"jiangyuan","area":"changbai","indicator":"forest","period":"2026","value":1,"source":"s"}`: "area",
		`{"area":"jiangyuan","Value":1,"indicator":"forest","period":"2026","value":2,"source":"s"}`:         "value",
		`{"area":"jiangyuan","indicator":"forest","period":"2026","value":1e400,"source":"s"}`:               "value",
	} {
		if status, field, text := answerTo(t, server+figuresPath, body); status != 422 || field != want || text == "" {
			t.Errorf("%s: %d, field %q, %q", body, status, field, text)
		}
	}
	if len(f.trail) != 0 {
		t.Errorf("stored %+v", f.trail)
	}
}
