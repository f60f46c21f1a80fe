package web

import (
	"strings"
	"testing"
)

// A browser gets a page in words with the way back, a program gets JSON; neither runs
// what was asked for.
func TestProblem_PageForABrowser(t *testing.T) {
	server := serve(t, (&dustSource{}).options(t))
	for path, status := range map[string]int{"/dust?id=%3Cscript%3E": 404, "/dust?year=x": 400, "/nosuch": 404, "/api/v1/targets?x=1": 400} {
		response, page := get(t, server+path, "Authorization", bearer, "Accept", "text/html,application/xhtml+xml")
		if response.StatusCode != status || response.Header.Get("Content-Type") != "text/html; charset=utf-8" ||
			!strings.Contains(page, `role="alert"`) || !strings.Contains(page, "返回首页") || strings.Contains(page, "<script>") {
			t.Errorf("%s: status %d, %s", path, response.StatusCode, page)
		}
		response, body := get(t, server+path, "Authorization", bearer, "Accept", "*/*")
		if response.StatusCode != status || response.Header.Get("Content-Type") != "application/problem+json" || !strings.HasPrefix(body, "{") {
			t.Errorf("%s for a program: status %d, %s", path, response.StatusCode, body)
		}
	}
}
