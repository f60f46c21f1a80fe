package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
)

// duty records what people did.
type duty struct {
	acks     []alert.Acknowledgement
	silences []alert.Silence
	ended    []string
	tests    int
}

func (d *duty) options(t *testing.T) Options {
	o := guarded(t)
	o.Duty = &Duty{
		States: func() (map[string]alert.State, error) {
			return map[string]alert.State{
				"a": {ID: "station-silent/JY001/x", Kind: alert.Silent, Phase: alert.Firing, Severity: alert.Warning, Since: o.Now().Add(-time.Hour),
					Title: "【站点无数据】江源区区政府", Text: "已 4 小时无数据。<b>"},
				"b": {ID: "over", Phase: alert.Resolved},
				"c": {ID: "taken", Kind: alert.Unreachable, Phase: alert.Firing, Severity: alert.Critical, Title: "【无法连接】InfluxDB"},
				"d": {ID: "urgent", Kind: alert.Budget, Phase: alert.Firing, Severity: alert.Critical, Title: "【还可超标 1 天】达标天数"},
			}, nil
		},
		Book: func() (alert.Book, error) {
			return alert.Book{Acks: map[string]alert.Acknowledgement{"taken": {Alert: "taken", By: "李", Comment: "正在重启", At: o.Now()}},
				Silences: append([]alert.Silence{
					{ID: "past", From: o.Now().Add(-2 * time.Hour), Until: o.Now(), By: "王", Comment: "结束了的"},
					{ID: "runs", Kinds: []alert.Kind{alert.Silent}, From: o.Now().Add(-time.Hour), Until: o.Now().Add(time.Hour), By: "王", Comment: "检修"}}, d.silences...)}, nil
		},
		EndSilence: func(id, by, why string, _ time.Time, _ string) error {
			if id != "runs" || by == "" {
				return &alert.Fault{Field: "id", Detail: "没有静默"}
			}
			d.ended = append(d.ended, id+" "+by+" "+why)
			return nil
		},
		Acknowledge: func(a alert.Acknowledgement, _ string) error {
			if a.By == "" {
				return &alert.Fault{Field: "by", Detail: "未给出"}
			}
			d.acks = append(d.acks, a)
			return nil
		},
		Silence: func(s alert.Silence, _ time.Time, _ string) error {
			d.silences = append(d.silences, s)
			return s.Check()
		},
		SendTest: func(context.Context) error { d.tests++; return nil },
	}
	return o
}

func post(t *testing.T, address, body string, header ...string) *http.Response {
	t.Helper()
	response, _ := posted(t, address, body, header...)
	return response
}

const bearer, asJSON = "Bearer " + token, "application/json"

func TestDuty_API(t *testing.T) {
	d := &duty{}
	server := serve(t, d.options(t))
	const ack = `{"alert":"station-silent/JY001/x","by":"王","comment":"已派人"}`
	for _, c := range []struct {
		name, path, body string
		header           []string
		want             int
	}{
		{"no token", "/api/v1/alerts/acknowledge", ack, []string{"Content-Type", asJSON}, 401},
		{"a form", "/api/v1/alerts/acknowledge", "alert=x", []string{"Authorization", bearer, "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"foreign page", "/api/v1/alerts/acknowledge", ack, []string{"Authorization", bearer, "Content-Type", asJSON, "Origin", "https://evil.example"}, 403},
		{"not JSON", "/api/v1/alerts/acknowledge", "alert", []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"unknown field", "/api/v1/alerts/acknowledge", `{"name":"王"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"nobody", "/api/v1/alerts/acknowledge", `{"alert":"x","comment":"c"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"acknowledged", "/api/v1/alerts/acknowledge", ack, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
		{"no end", "/api/v1/silences", `{"by":"王","comment":"检修"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"silenced", "/api/v1/silences", `{"areas":["jiangyuan"],"until":"2099-01-01T00:00:00+08:00","by":"王","comment":"检修"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
		{"over already", "/api/v1/silences", `{"until":"2020-01-01T00:00:00+08:00","by":"王","comment":"检修"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"end of none", "/api/v1/silences/x/end", `{"by":"王","comment":"已修好"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 422},
		{"end without token", "/api/v1/silences/runs/end", `{"by":"王","comment":"已修好"}`, []string{"Content-Type", asJSON}, 401},
		{"ended", "/api/v1/silences/runs/end", `{"by":"王","comment":"已修好"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
		{"test", "/api/v1/alerts/test", `{}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
	} {
		if got := post(t, server+c.path, c.body, c.header...); got.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got.StatusCode, c.want)
		}
	}
	if len(d.acks) != 1 || d.acks[0].By != "王" || d.acks[0].Comment != "已派人" || d.acks[0].At.IsZero() || len(d.silences) != 2 || d.tests != 1 || len(d.ended) != 1 || d.ended[0] != "runs 王 已修好" {
		t.Errorf("done: %+v", d)
	}
	// What is over is not listed.
	_, listed := get(t, server+"/api/v1/silences", "Authorization", bearer)
	if !strings.Contains(listed, `"id":"runs","kinds":["station-silent"],"areas":[],"targets":[],"from":`) || strings.Contains(listed, "past") ||
		!strings.Contains(listed, `"until":"2099-01-01T00:00:00+08:00","by":"王","comment":"检修"`) {
		t.Errorf("silences %s", listed)
	}
}

// Without a configured token nobody may write, on loopback either.
func TestDuty_NobodyConfigured(t *testing.T) {
	d := &duty{}
	o := d.options(t)
	o.Users = nil
	server := serve(t, o)
	if got := post(t, server+"/api/v1/alerts/test", "{}", "Content-Type", asJSON); got.StatusCode != 401 || d.tests != 0 {
		t.Errorf("status %d, %d tests", got.StatusCode, d.tests)
	}
	if got, _ := get(t, server+"/alerts"); got.StatusCode != 401 {
		t.Errorf("form: status %d", got.StatusCode)
	}
}

func TestDuty_FormNeedsItsToken(t *testing.T) {
	d := &duty{}
	server := serve(t, d.options(t))
	signedIn, _ := signIn(t, server, token)
	if len(signedIn.Cookies()) == 0 {
		t.Fatal("not signed in")
	}
	cookie := signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, page := get(t, server+"/alerts", "Cookie", cookie)
	csrf := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if csrf == nil || strings.Contains(page, ">over<") || strings.Contains(page, "结束了的") {
		t.Fatalf("form %s", page)
	}
	// The most urgent that nobody has taken on comes first, what is taken on last.
	after := 0
	for _, want := range []string{"严重", "【还可超标 1 天】达标天数", "警告", "【站点无数据】江源区区政府", "站点无数据 · 自 ", "已 4 小时无数据。&lt;b&gt;", "尚无人确认",
		"【无法连接】InfluxDB", "已由 李 于 ", "正在重启", "站点无数据：至 ", "王：检修", "提前结束", "开始静默", "渠道", "测试"} {
		at := strings.Index(page[after:], want)
		if at < 0 {
			t.Fatalf("no %q after what stands before it: %s", want, page)
		}
		after += at
	}
	form := url.Values{"alert": {"station-silent/JY001/x"}, "by": {"王"}, "comment": {"已派人"}}
	header := []string{"Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded"}
	if got := post(t, server+"/alerts", form.Encode(), header...); got.StatusCode != 403 || len(d.acks) != 0 {
		t.Errorf("without the token of the form: status %d, %v", got.StatusCode, d.acks)
	}
	form.Set("csrf", csrf[1])
	if got := post(t, server+"/alerts", form.Encode(), header...); got.StatusCode != 200 || len(d.acks) != 1 {
		t.Errorf("status %d, %v", got.StatusCode, d.acks)
	}
	if got := post(t, server+"/alerts", url.Values{"csrf": {csrf[1]}, "do": {"test"}}.Encode(), header...); got.StatusCode != 200 || d.tests != 1 {
		t.Errorf("test button: status %d, %d tests", got.StatusCode, d.tests)
	}
}

func TestDuty_FormOfSilences(t *testing.T) {
	d := &duty{}
	server := serve(t, d.options(t))
	signedIn, _ := signIn(t, server, token)
	cookie := signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, page := get(t, server+"/alerts", "Cookie", cookie)
	csrf := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`).FindStringSubmatch(page)[1]
	send := func(want int, pairs ...string) {
		t.Helper()
		form := url.Values{"csrf": {csrf}, "by": {"王"}, "comment": {"检修"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		if got := post(t, server+"/alerts", form.Encode(), "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded"); got.StatusCode != want {
			t.Errorf("%q: status %d, want %d", pairs, got.StatusCode, want)
		}
	}
	send(http.StatusOK, "do", "silence", "until", "2027-01-01T08:30", "kind", "station-silent", "area", "jiangyuan")
	send(http.StatusUnprocessableEntity, "do", "silence", "until", "2099-01-01T08:30")
	send(http.StatusUnprocessableEntity, "do", "silence", "until", "tomorrow")
	send(http.StatusUnprocessableEntity, "do", "silence", "until", "2020-01-01T08:30")
	send(http.StatusOK, "do", "end", "silence", "runs")
	send(http.StatusUnprocessableEntity, "do", "end", "silence", "other")
	if len(d.silences) != 1 || len(d.ended) != 1 || len(d.acks) != 0 {
		t.Fatalf("done: %+v", d)
	}
	one := d.silences[0]
	if want := time.Date(2027, 1, 1, 8, 30, 0, 0, one.Until.Location()); !one.Until.Equal(want) || len(one.Kinds) != 1 || one.Areas[0] != "jiangyuan" {
		t.Errorf("silence %+v", one)
	}
}

// An auditor reads the page and finds no form on it.
func TestDuty_AuditorOnlyReads(t *testing.T) {
	d := &duty{}
	o := d.options(t)
	o.Users[1].Role = Auditor
	server := serve(t, o)
	status, page := get(t, server+"/alerts", "Authorization", bearer)
	if status.StatusCode != 200 || !strings.Contains(page, "【还可超标 1 天】达标天数") || strings.Contains(page, "<form") {
		t.Errorf("status %d, page %s", status.StatusCode, page)
	}
	if got := post(t, server+"/api/v1/alerts/test", "{}", "Authorization", bearer, "Content-Type", asJSON); got.StatusCode != 403 || d.tests != 0 {
		t.Errorf("status %d, %d tests", got.StatusCode, d.tests)
	}
}
