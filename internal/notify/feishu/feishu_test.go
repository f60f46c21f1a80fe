package feishu_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify"
	"lanbi/internal/notify/feishu"
	"lanbi/internal/notify/notifytest"
)

func robot(t *testing.T, r *notifytest.Receiver, secret string) *feishu.Robot {
	t.Helper()
	w, err := feishu.New(feishu.Options{Name: "值班", URL: r.URL + "/hook/" + notifytest.Key, Secret: secret,
		Mention: []string{"ou_1", "@all"}, Timeout: 5 * time.Second, Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// sign was computed with openssl: HMAC-SHA256 of nothing under the key
// "1795219200\nSECRET", in Base64.
const sign = "lLipOq96QOWLS++yBhh1pH7PGBwDyDtnj2ajxHp+i20="

func TestSend_SignedCard(t *testing.T) {
	r := notifytest.Serve(t, `{"code":0,"msg":"success","data":{}}`)
	if retry, err := robot(t, r, notifytest.Secret).Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	got := <-r.Got
	const body = `{"timestamp":"1795219200","sign":"` + sign + `","msg_type":"interactive","card":{` +
		`"header":{"title":{"tag":"plain_text","content":"〔模拟数据，非实测，不得引用〕【有风险】江源区"},"template":"orange"},` +
		`"elements":[{"tag":"markdown","content":"〔模拟数据，非实测，不得引用〕【有风险】优良 \"301\" 天\nhttps://lanbi.example/#x` +
		`\n\u003cat id=ou_1\u003e\u003c/at\u003e\n\u003cat id=all\u003e\u003c/at\u003e"}]}}`
	if string(got.Body) != body || got.URL != "/hook/"+notifytest.Key {
		t.Errorf("body\n got %s\nwant %s", got.Body, body)
	}
}

func TestSend_UnsignedWithoutSecret(t *testing.T) {
	r := notifytest.Serve(t, `{"StatusCode":0,"StatusMessage":"success"}`)
	if _, err := robot(t, r, "").Send(t.Context(), notifytest.Message()); err != nil {
		t.Fatal(err)
	}
	if got := <-r.Got; strings.Contains(string(got.Body), `"sign"`) || strings.Contains(string(got.Body), `"timestamp"`) {
		t.Errorf("body %s", got.Body)
	}
}

func TestSend_Limits(t *testing.T) {
	r := notifytest.Serve(t, `{"code":0}`)
	notifytest.Limited(t, r, robot(t, r, notifytest.Secret).Send, 5)
}

func TestSend_RetryByCode(t *testing.T) {
	for _, c := range []struct {
		status int
		answer string
		retry  bool
	}{
		{200, `{"code":11232,"msg":"frequency limited"}`, true},
		{http.StatusTooManyRequests, `{"code":99991400}`, true},
		{http.StatusBadRequest, `{"code":99991400,"msg":"request trigger frequency limit"}`, true},
		{http.StatusBadRequest, `{"code":11232,"msg":"create message service trigger rate limit"}`, true},
		{200, `{"code":2200,"msg":"internal error"}`, true},
		{200, `{"code":19021,"msg":"sign match fail ` + notifytest.Secret + `"}`, false},
		{200, `{"code":19024,"msg":"Key Words Not Found"}`, false},
		{200, `{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}`, false},
		{http.StatusBadRequest, `{"code":9499,"msg":"Bad Request"}`, false},
		{200, `ok`, false},
		{http.StatusBadGateway, ``, true},
	} {
		r := notifytest.Serve(t, c.answer)
		r.Status = c.status
		retry, err := robot(t, r, notifytest.Secret).Send(t.Context(), notifytest.Message())
		if err == nil || retry != c.retry {
			t.Errorf("answer %d %s: retry %v, %v; want retry %v", c.status, c.answer, retry, err, c.retry)
		}
		notifytest.Secretless(t, err, sign)
	}
}

// The robot says in a header of its own when its limit ends, and answers 400.
func TestSend_WaitsAsLongAsAsked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("x-ogw-ratelimit-reset", "52")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"code":99991400,"msg":"request trigger frequency limit"}`)
	}))
	defer server.Close()
	w, err := feishu.New(feishu.Options{Name: "值班", URL: server.URL, Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	retry, err := w.Send(t.Context(), notifytest.Message())
	var e *notify.Error
	if !retry || !errors.As(err, &e) || e.RetryAfter() != 52*time.Second || e.Status != http.StatusBadRequest || e.Code != "99991400" {
		t.Errorf("retry %v, %#v", retry, e)
	}
}

// JSON writes six bytes for an angle bracket.
func TestSend_NeverTooLong(t *testing.T) {
	r := notifytest.Serve(t, `{"code":0}`)
	m := notifytest.Message()
	m.Text = strings.Repeat("<&>\n", 9000)
	if _, err := robot(t, r, notifytest.Secret).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if body := (<-r.Got).Body; len(body) > 20000 || len(body) < 18000 || !json.Valid(body) || !strings.Contains(string(body), "行未显示") {
		t.Errorf("body of %d bytes, want nearly 20,000", len(body))
	}
}
