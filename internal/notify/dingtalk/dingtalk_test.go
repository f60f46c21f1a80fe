package dingtalk_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lanbi/internal/notify/dingtalk"
	"lanbi/internal/notify/notifytest"
)

func robot(t *testing.T, r *notifytest.Receiver, secret string) *dingtalk.Robot {
	t.Helper()
	w, err := dingtalk.New(dingtalk.Options{Name: "值班", URL: r.URL + "/robot/send?access_token=" + notifytest.Key, Secret: secret,
		Mention: []string{"13800000000", "@all"}, Timeout: 5 * time.Second, Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// sign was computed with: printf '1795219200000\nSECRET' | openssl dgst -sha256
// -hmac SECRET -binary | base64
const sign = "RAVmuhZ6V7r1CD6kI/3gopfvy/fsgXiP4zWIT+TUekM="

func TestSend_SignedMarkdown(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0,"errmsg":"ok"}`)
	if retry, err := robot(t, r, notifytest.Secret).Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	got := <-r.Got
	u, err := url.Parse(got.URL)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"access_token": {notifytest.Key}, "timestamp": {"1795219200000"}, "sign": {sign}}
	if u.Path != "/robot/send" || u.RawQuery != want.Encode() {
		t.Errorf("address %s, want query %s", got.URL, want.Encode())
	}
	const body = `{"msgtype":"markdown","markdown":{"title":"〔模拟数据，非实测，不得引用〕【有风险】江源区",` +
		`"text":"〔模拟数据，非实测，不得引用〕【有风险】优良 \"301\" 天\nhttps://lanbi.example/#x\n\n@13800000000"},` +
		`"at":{"atMobiles":["13800000000"],"isAtAll":true}}`
	if string(got.Body) != body {
		t.Errorf("body\n got %s\nwant %s", got.Body, body)
	}
}

func TestSend_UnsignedWithoutSecret(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0}`)
	if _, err := robot(t, r, "").Send(t.Context(), notifytest.Message()); err != nil {
		t.Fatal(err)
	}
	if got := <-r.Got; got.URL != "/robot/send?access_token="+notifytest.Key {
		t.Errorf("address %s", got.URL)
	}
}

func TestSend_Limits(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0}`)
	notifytest.Limited(t, r, robot(t, r, notifytest.Secret).Send, 20)
}

func TestSend_RetryByCode(t *testing.T) {
	for _, c := range []struct {
		status int
		answer string
		retry  bool
	}{
		{200, `{"errcode":-1,"errmsg":"系统繁忙"}`, true},
		{200, `{"errcode":130101,"errmsg":"send too fast"}`, true},
		{200, `{"errcode":410100}`, true},
		{200, `{"errcode":90030,"errmsg":"webhook over limit"}`, true},
		{200, `{"errcode":310000,"errmsg":"sign not match, more: [` + notifytest.Secret + `]"}`, false},
		{200, `{"errcode":300001,"errmsg":"token is not exist"}`, false},
		{200, `{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}`, false},
		{200, `gone`, false},
		{http.StatusInternalServerError, ``, true},
		{http.StatusForbidden, ``, false},
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

func TestSend_Unreachable(t *testing.T) {
	r := notifytest.Serve(t, "")
	w := robot(t, r, notifytest.Secret)
	r.Close()
	retry, err := w.Send(t.Context(), notifytest.Message())
	if !retry || err == nil {
		t.Fatalf("retry %v, %v", retry, err)
	}
	notifytest.Secretless(t, err, sign)
}

// Who sent too fast is refused for ten minutes.
func TestSend_WaitsTenMinutes(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}`)
	_, err := robot(t, r, "").Send(t.Context(), notifytest.Message())
	if wait, ok := err.(interface{ RetryAfter() time.Duration }); !ok || wait.RetryAfter() != 10*time.Minute {
		t.Errorf("%v: want a wait of ten minutes", err)
	}
}

// JSON writes six bytes for an angle bracket.
func TestSend_NeverTooLong(t *testing.T) {
	r := notifytest.Serve(t, `{"errcode":0}`)
	m := notifytest.Message()
	m.Text = strings.Repeat("<&>\n", 9000)
	if _, err := robot(t, r, "").Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if body := (<-r.Got).Body; len(body) > 20000 || len(body) < 18000 || !json.Valid(body) || !strings.Contains(string(body), "@13800000000") {
		t.Errorf("body of %d bytes, want nearly 20,000", len(body))
	}
}
