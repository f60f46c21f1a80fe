package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify/gateway"
	"lanbi/internal/notify/notifytest"
)

func options(r *notifytest.Receiver) gateway.Options {
	return gateway.Options{
		Name: "短信", URL: r.URL + "/sms?v=1", To: []string{"13800000000", "13900000000"}, Secret: notifytest.Secret,
		Query:       map[string]string{"id": "{{.ID}}"},
		Header:      map[string]string{"Authorization": "Bearer {{.Secret}}", "X-Time": "{{.Unix}}"},
		Body:        `{"to":{{json .To}},"text":{{json (cut 20 .Text)}},"list":"{{join .To ";"}}","level":"{{.Severity}}"}`,
		SuccessPath: "result.code", Success: []string{"0", "OK"}, Busy: []string{"102"},
		Timeout: 5 * time.Second, Now: notifytest.Now,
	}
}

func TestSend_FillsTheTemplates(t *testing.T) {
	r := notifytest.Serve(t, `{"result":{"code":0}}`)
	g, err := gateway.New(options(r))
	if err != nil {
		t.Fatal(err)
	}
	if retry, err := g.Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	got := <-r.Got
	const body = `{"to":["13800000000","13900000000"],"text":"〔模拟数据，非实测，不得引用〕【有风险】","list":"13800000000;13900000000","level":"warning"}`
	if string(got.Body) != body {
		t.Errorf("body\n got %s\nwant %s", got.Body, body)
	}
	if got.URL != "/sms?id=target-status%2Fx%2F2026%2F2026-11-19%231&v=1" {
		t.Errorf("address %s", got.URL)
	}
	if got.Method != "POST" || got.Header.Get("Authorization") != "Bearer "+notifytest.Secret || got.Header.Get("X-Time") != "1795219200" {
		t.Errorf("%s, header %v", got.Method, got.Header)
	}
}

func TestSend_GetWithoutBodyOrCode(t *testing.T) {
	r := notifytest.Serve(t, ``)
	o := options(r)
	o.Method, o.Body, o.SuccessPath = "GET", "", ""
	g, err := gateway.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if retry, err := g.Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	if got := <-r.Got; got.Method != "GET" || len(got.Body) != 0 {
		t.Errorf("%s %q", got.Method, got.Body)
	}
}

func TestSend_RetryByCode(t *testing.T) {
	for _, c := range []struct {
		status int
		answer string
		retry  bool
	}{
		{200, `{"result":{"code":102}}`, true},
		{200, `{"result":{"code":"105"}}`, false},
		{200, `{"result":{"code":"bad key ` + notifytest.Secret + `"}}`, false},
		{200, `{"result":{"code":{}}}`, false},
		{200, `{"result":7}`, false},
		{200, `sorry`, false},
		{http.StatusServiceUnavailable, ``, true},
		{http.StatusUnauthorized, notifytest.Secret, false},
	} {
		r := notifytest.Serve(t, c.answer)
		r.Status = c.status
		g, err := gateway.New(options(r))
		if err != nil {
			t.Fatal(err)
		}
		retry, err := g.Send(t.Context(), notifytest.Message())
		if err == nil || retry != c.retry {
			t.Errorf("answer %d %s: retry %v, %v; want retry %v", c.status, c.answer, retry, err, c.retry)
		}
		notifytest.Secretless(t, err)
	}
}

func TestNew_FindsABrokenTemplate(t *testing.T) {
	for _, body := range []string{"{{.Phone}}", "{{json .Text", "{{sms .Text}}", "{{index .To 5}}"} {
		o := options(notifytest.Serve(t, ""))
		o.Body = body
		if _, err := gateway.New(o); err == nil || !strings.Contains(err.Error(), "body") {
			t.Errorf("body %s: %v", body, err)
		}
		if gateway.Check(body) == nil {
			t.Errorf("Check accepts %s", body)
		}
	}
}
