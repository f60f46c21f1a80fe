package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"lanbi/internal/alert"
)

// answerTo is status, first faulty field and detail of what is answered to a posted body.
func answerTo(t *testing.T, address, body string) (status int, field, text string) {
	t.Helper()
	response, raw := posted(t, address, body, "Authorization", bearer, "Content-Type", asJSON)
	var p problem
	if response.StatusCode >= 400 {
		if err := json.Unmarshal([]byte(raw), &p); err != nil {
			t.Fatalf("answer %s: %v", raw, err)
		}
	}
	if len(p.Errors) > 0 {
		field = p.Errors[0].Parameter
	}
	return response.StatusCode, field, p.Detail
}

// Each bad body is refused by the name of its field, in Chinese, without a word of the
// program's insides; and nothing is done.
func TestDuty_BadBodies(t *testing.T) {
	d := &duty{}
	server := serve(t, d.options(t))
	const silence, rest = "/api/v1/silences", `"until":"2099-01-01T00:00:00+08:00","by":"王","comment":"检修"}`
	for _, c := range []struct{ path, body, field, says string }{
		{silence, ``, "", "不是 JSON"},
		{silence, `[]`, "", "应为一个 JSON 对象，收到列表"},
		{silence, `5`, "", "收到数字"},
		{silence, `{"areas":"jiangyuan",` + rest, "areas", "应为列表，收到文本"},
		{silence, `{"areas":["zz"],` + rest, "areas", `没有区县 "zz"，可用 jiangyuan`},
		{silence, `{"kinds":["zz"],` + rest, "kinds", "station-silent（站点无数据）"},
		{silence, `{"targets":["zz"],` + rest, "targets", `没有目标 "zz"`},
		{silence, `{"until":"x","by":"王","comment":"c"}`, "until", `"x" 不是时间`},
		{silence, `{"until":5,"by":"王","comment":"c"}`, "until", "应为文本，收到数字"},
		{silence, `{"by":"王","by":"李",` + rest, "by", "给了两次"},
		{silence, `{` + rest + ` more`, "", "不是 JSON"},
		{silence, `{"who":"王",` + rest, "who", "没有这个字段"},
		{"/api/v1/alerts/acknowledge", `5`, "", "应为一个 JSON 对象"},
		{"/api/v1/silences/runs/end", `{"by":["王"],"comment":"c"}`, "by", "应为文本，收到列表"},
	} {
		status, field, text := answerTo(t, server+c.path, c.body)
		if status != http.StatusUnprocessableEntity || field != c.field || !strings.Contains(text, c.says) || strings.Contains(text, "Go ") || strings.Contains(text, "json:") {
			t.Errorf("%s %s: %d, field %q, %q; want field %q, %q", c.path, c.body, status, field, text, c.field, c.says)
		}
	}
	if len(d.silences)+len(d.acks)+len(d.ended) != 0 {
		t.Errorf("done: %+v", d)
	}
}

// A store that fails is no fault of who asks, and its words stay in the log.
func TestDuty_StoreFails(t *testing.T) {
	o := (&duty{}).options(t)
	o.Duty.Acknowledge = func(alert.Acknowledgement, string) error { return errors.New("bbolt: /var/lib/lanbi is full") }
	status, _, text := answerTo(t, serve(t, o)+"/api/v1/alerts/acknowledge", `{"alert":"a","by":"王","comment":"c"}`)
	if status != http.StatusServiceUnavailable || strings.Contains(text, "bbolt") {
		t.Errorf("%d %q", status, text)
	}
}
