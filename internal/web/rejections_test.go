package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// postForm sends a form with a cookie and answers status and page.
func postForm(t *testing.T, address, cookie string, form url.Values) (int, string) {
	t.Helper()
	response, page := posted(t, address, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie)
	return response.StatusCode, page
}

func TestRejections_PageShowsWhatIsKept(t *testing.T) {
	f := county()
	long := strings.Repeat("报", 300)
	f.rejections = []Rejection{
		{Time: noon.Add(-time.Minute), Reason: "unknown_station", Topic: "env/air/jy/JY999", Payload: `{"station":"JY999"}`, Error: "station JY999 is not configured"},
		{Time: noon.Add(-time.Hour), Reason: "crc", Topic: "hj212/x", Payload: long, Error: "checksum"},
		{Time: noon.Add(-2 * time.Hour), Reason: "of-the-future", Topic: "t", Payload: "p", Error: "e"},
	}
	server := serve(t, options(f))
	response, body := get(t, server+"/rejections")
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	wantTexts(t, body, "模拟数据，非实测，不得引用", "拒收报文", noon.Add(-time.Minute).In(beijing).Format("2006-01-02 15:04:05"), "站点未配置",
		"env/air/jy/JY999", "JY999&#34;}", "station JY999 is not configured", "校验码错误", "of-the-future",
		strings.Repeat("报", 200)+"…", long, "本进程不接收数据")
	if strings.Contains(body, "<form") {
		t.Error("a form is shown where nothing can be replayed")
	}
	_, home := get(t, server+"/")
	wantTexts(t, home, `href="/rejections"`, "站点未配置")

	f.rejections = nil
	_, body = get(t, server+"/rejections")
	wantTexts(t, body, "没有拒收的报文")
	f.err = errors.New("password s3cret refused")
	response, body = get(t, server+"/rejections")
	wantTexts(t, body, "拒收报文暂时读不到")
	if response.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "s3cret") || strings.Contains(body, "没有拒收的报文") {
		t.Errorf("not readable: status %d, %s", response.StatusCode, body)
	}
}

func TestRejections_HostilePayload(t *testing.T) {
	const hostile = `"><script>alert(1)</script><form action=//evil.example><img src=x onerror=alert(2)>'` + "`{{.CSRF}}</code></details>"
	o := guarded(t)
	o.Replay = func(context.Context, int64) (Replayed, error) { return Replayed{Found: true, Why: hostile}, nil }
	o.Rejections = func(context.Context, time.Time, int) ([]Rejection, error) {
		return []Rejection{{Time: noon, Reason: hostile, Topic: hostile, Payload: hostile, Error: hostile},
			{Time: noon, Reason: hostile, Topic: hostile, Payload: strings.Repeat(hostile, 5), Error: hostile}}, nil
	}
	server := serve(t, o)
	signedIn, _ := signIn(t, server, token)
	cookie := signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, first := get(t, server+"/rejections", "Cookie", cookie)
	csrf := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`).FindStringSubmatch(first)
	if csrf == nil {
		t.Fatalf("no form in %s", first)
	}
	_, second := postForm(t, server+"/rejections", cookie, url.Values{"csrf": {csrf[1]}, "id": {"1"}})
	for _, body := range []string{first, second} {
		wantTexts(t, body, "&lt;script&gt;alert(1)&lt;/script&gt;")
		if found := regexp.MustCompile(`(?i)<script|<style|<img|\sstyle=|<[^>]*\son\w+=|javascript:|https?://`).FindString(body); found != "" {
			t.Errorf("the page has %q", found)
		}
		if n := strings.Count(body, "<form "); n != 2 {
			t.Errorf("%d forms, want one beside each message", n)
		}
	}
}

func TestRejections_ReplayByForm(t *testing.T) {
	results := map[int64]Replayed{1: {Found: true, Accepted: true}, 2: {Found: true, Why: "站点未配置：JY999"}}
	var calls []int64
	o := guarded(t)
	o.Replay = func(_ context.Context, id int64) (Replayed, error) {
		calls = append(calls, id)
		if id == 9 {
			return Replayed{}, errors.New("spool s3cret is full")
		}
		return results[id], nil
	}
	server := serve(t, o)
	if response, _ := get(t, server+"/rejections"); response.StatusCode != http.StatusSeeOther {
		t.Errorf("not signed in: status %d, want the way to the sign-in form", response.StatusCode)
	}
	signedIn, _ := signIn(t, server, token)
	cookie := signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, page := get(t, server+"/rejections", "Cookie", cookie)
	found := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"><input type="hidden" name="id" value="(\d+)"`).FindStringSubmatch(page)
	if found == nil || found[2] != "1795231200000000000" { // 2026-11-21 11:20 +08:00, an hour before noon of the tests
		t.Fatalf("form %v in %s", found, page)
	}
	for _, c := range []struct {
		name, cookie, csrf, id string
		status                 int
		says                   string
		called                 bool
	}{
		{"accepted", cookie, found[1], "1", http.StatusOK, "已重新接收", true},
		{"refused once more", cookie, found[1], "2", http.StatusConflict, "仍被拒收：站点未配置：JY999", true},
		{"not kept", cookie, found[1], "3", http.StatusNotFound, "没有这条拒收报文", true},
		{"no number", cookie, found[1], "x", http.StatusNotFound, "没有这条拒收报文", false},
		{"spool fails", cookie, found[1], "9", http.StatusServiceUnavailable, "重放失败", true},
		{"no token of the form", cookie, "", "1", http.StatusForbidden, "表单已失效", false},
		{"another token", cookie, strings.Repeat("0", 64), "1", http.StatusForbidden, "表单已失效", false},
		{"not signed in", "", found[1], "1", http.StatusUnauthorized, "令牌", false},
	} {
		calls = nil
		status, body := postForm(t, server+"/rejections", c.cookie, url.Values{"csrf": {c.csrf}, "id": {c.id}})
		if status != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "s3cret") {
			t.Errorf("%s: status %d, want %d and %q in %s", c.name, status, c.status, c.says, body)
		}
		if (len(calls) > 0) != c.called {
			t.Errorf("%s: replayed %v", c.name, calls)
		}
	}
}

// Reading may be open; replaying never is.
func TestRejections_OpenReadingOffersNoReplay(t *testing.T) {
	o := guarded(t)
	o.OpenReading = true
	called := false
	o.Replay = func(context.Context, int64) (Replayed, error) { called = true; return Replayed{}, nil }
	server := serve(t, o)
	response, body := get(t, server+"/rejections")
	if response.StatusCode != http.StatusOK || strings.Contains(body, "<form") || !strings.Contains(body, "需先登录") {
		t.Errorf("status %d, %s", response.StatusCode, body)
	}
	if status, _ := postForm(t, server+"/rejections", "", url.Values{"id": {"1"}}); status != http.StatusUnauthorized || called {
		t.Errorf("status %d, replayed %v", status, called)
	}
}
