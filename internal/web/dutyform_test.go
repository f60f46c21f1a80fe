package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanbi/internal/alert"
)

// clerk is somebody signed in who fills in the forms of the page.
type clerk struct {
	t             *testing.T
	server        string
	cookie, token string
}

func newClerk(t *testing.T, server string) *clerk {
	t.Helper()
	cookie, csrf, _ := formOf(t, server, token, "/alerts")
	return &clerk{t, server, cookie, csrf}
}

// send posts a form of the page, and returns what it says then.
func (c *clerk) send(want int, fields url.Values) string {
	c.t.Helper()
	fields.Set("csrf", c.token)
	request, err := http.NewRequest(http.MethodPost, c.server+"/alerts", strings.NewReader(fields.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Cookie", c.cookie)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, page := do(c.t, request)
	if response.StatusCode != want {
		c.t.Errorf("%v: status %d, want %d", fields, response.StatusCode, want)
	}
	return page
}

// What was typed and not taken stands in its form again, and in no other.
func TestDutyForm_KeepsWhatWasTyped(t *testing.T) {
	c := newClerk(t, serve(t, (&duty{}).options(t)))
	said := `已派人 <b>"巡查"</b>`
	kept := `value="已派人 &lt;b&gt;&#34;巡查&#34;&lt;/b&gt;"`
	for name, fields := range map[string]url.Values{
		"acknowledgement": {"alert": {"urgent"}, "by": {""}, "comment": {said}},
		"end":             {"do": {"end"}, "silence": {"runs"}, "by": {""}, "comment": {said}},
	} {
		if name == "end" { // the fake takes one without a name
			fields.Set("silence", "gone")
			if page := c.send(422, fields); strings.Contains(page, kept) {
				t.Error("the words for a silence that is gone stand in another form")
			}
			continue
		}
		page := c.send(422, fields)
		if !strings.Contains(page, kept) || strings.Count(page, kept) != 1 || !strings.Contains(page, `<p class="fault" role="alert">未能执行：姓名：`) {
			t.Errorf("%s: kept %d times", name, strings.Count(page, kept))
		}
	}
	page := c.send(422, url.Values{"do": {"silence"}, "kind": {"station-silent"}, "area": {"changbai"}, "until": {"2020-01-01T08:30"}, "by": {"张"}, "comment": {said}})
	for _, want := range []string{kept, `<option value="station-silent" selected>`, `<option value="changbai" selected>`, `value="2020-01-01T08:30"`, `value="张"`} {
		if strings.Count(page, want) != 1 {
			t.Errorf("silence: %d times %s", strings.Count(page, want), want)
		}
	}
	page = c.send(200, url.Values{"alert": {"urgent"}, "by": {"张"}, "comment": {said}})
	if strings.Contains(page, kept) || !strings.Contains(page, `<p class="done" role="status">已确认。</p>`) {
		t.Error("what was taken stands in the form still")
	}
}

// A form sent twice does once what it says.
func TestDutyForm_Twice(t *testing.T) {
	d := &duty{}
	c := newClerk(t, serve(t, d.options(t)))
	silence := url.Values{"do": {"silence"}, "area": {"jiangyuan"}, "until": {"2026-11-22T08:30"}, "by": {"王"}, "comment": {"检修"}}
	c.send(200, silence)
	if page := c.send(200, silence); len(d.silences) != 1 || !strings.Contains(page, "与已存内容相同，没有变化。") {
		t.Errorf("%d silences", len(d.silences))
	}
	silence.Set("area", "changbai")
	if c.send(200, silence); len(d.silences) != 2 {
		t.Errorf("%d silences, want another for another county", len(d.silences))
	}
	again := url.Values{"alert": {"taken"}, "by": {"李"}, "comment": {" 正在重启 "}}
	if page := c.send(200, again); len(d.acks) != 0 || !strings.Contains(page, "与已存内容相同，没有变化。") {
		t.Errorf("acknowledged again: %v", d.acks)
	}
	again.Set("comment", "已恢复")
	if c.send(200, again); len(d.acks) != 1 {
		t.Errorf("another word on it: %v", d.acks)
	}
}

// A channel that takes no test is named in words.
func TestDutyForm_TestWithoutChannels(t *testing.T) {
	o := (&duty{}).options(t)
	fault := &alert.Fault{Field: "alerts.channels", Detail: "未配置通知渠道"}
	o.Duty.SendTest = func(context.Context) error { return fault }
	if page := newClerk(t, serve(t, o)).send(http.StatusUnprocessableEntity, url.Values{"do": {"test"}}); !strings.Contains(page, "未送达：渠道：未配置通知渠道") {
		t.Errorf("%.600s", page)
	}
}
