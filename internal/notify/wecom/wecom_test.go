package wecom_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify/notifytest"
	"lanbi/internal/notify/wecom"
)

func robot(t *testing.T, r *notifytest.Receiver) *wecom.Robot {
	t.Helper()
	w, err := wecom.New(wecom.Options{Name: "值班", URL: r.Address(), Mention: []string{"wang", "@all"},
		Timeout: 5 * time.Second, Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSend_MarkdownWithMentions(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0,"errmsg":"ok"}`)
	if retry, err := robot(t, r).Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	got := <-r.Got
	want := `{"msgtype":"markdown","markdown":{"content":"〔模拟数据，非实测，不得引用〕【有风险】优良 \"301\" 天\nhttps://lanbi.example/#x\n\u003c@wang\u003e\n\u003c@all\u003e"}}`
	if string(got.Body) != want || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("body\n got %s\nwant %s", got.Body, want)
	}
}

func TestSend_NeverMoreThan4096Bytes(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0}`)
	m := notifytest.Message()
	m.Text = strings.Repeat("江源区城区空气质量达标天数：优良 301 天。\n", 300)
	if _, err := robot(t, r).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	var body struct{ Markdown struct{ Content string } }
	if err := json.Unmarshal((<-r.Got).Body, &body); err != nil {
		t.Fatal(err)
	}
	if n := len(body.Markdown.Content); n > 4096 || n < 3900 || !strings.HasSuffix(body.Markdown.Content, "<@wang>\n<@all>") {
		t.Errorf("%d bytes, end %q", n, body.Markdown.Content[n-80:])
	}
}

func TestSend_TwentyAMinute(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0}`)
	w := robot(t, r)
	for i := range 20 {
		if _, err := w.Send(t.Context(), notifytest.Message()); err != nil {
			t.Fatalf("message %d: %v", i+1, err)
		}
	}
	retry, err := w.Send(t.Context(), notifytest.Message())
	wait, ok := err.(interface{ RetryAfter() time.Duration })
	if !retry || !ok || wait.RetryAfter() != time.Minute || len(r.Got) != 20 {
		t.Errorf("message 21: retry %v, %v, %d requests; want it held back for a minute", retry, err, len(r.Got))
	}
}

func TestSend_RetryByCode(t *testing.T) {
	for _, c := range []struct {
		status int
		answer string
		retry  bool
	}{
		{200, `{"errcode":-1,"errmsg":"system busy"}`, true},
		{200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, true},
		{200, `{"errcode":93000,"errmsg":"invalid webhook url, key ` + notifytest.Key + `"}`, false},
		{200, `{"errcode":40058,"errmsg":"invalid Request Parameter"}`, false},
		{200, `<html>` + notifytest.Key + `</html>`, false},
		{200, `{}`, false},
		{http.StatusBadGateway, ``, true},
		{http.StatusNotFound, notifytest.Key, false},
	} {
		r := notifytest.Serve(t, c.answer)
		r.Status = c.status
		retry, err := robot(t, r).Send(t.Context(), notifytest.Message())
		if err == nil || retry != c.retry {
			t.Errorf("answer %d %s: retry %v, %v; want retry %v", c.status, c.answer, retry, err, c.retry)
			continue
		}
		notifytest.Secretless(t, err)
		if !strings.Contains(err.Error(), `wecom "值班"`) {
			t.Errorf("%v does not name the robot", err)
		}
	}
}

func TestSend_Unreachable(t *testing.T) {
	r := notifytest.Serve(t, "")
	w := robot(t, r)
	r.Close()
	retry, err := w.Send(t.Context(), notifytest.Message())
	if !retry || err == nil {
		t.Fatalf("retry %v, %v", retry, err)
	}
	notifytest.Secretless(t, err)
}
