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

	"lanbi/internal/alert"
)

// duty records what people did.
type duty struct {
	acks     []alert.Acknowledgement
	silences []alert.Silence
	tests    int
}

func (d *duty) options(t *testing.T) Options {
	o := guarded(t)
	o.Duty = &Duty{
		States: func() (map[string]alert.State, error) {
			return map[string]alert.State{"a": {ID: "station-silent/JY001/x", Phase: alert.Firing}, "b": {ID: "over", Phase: alert.Resolved}}, nil
		},
		Acknowledge: func(a alert.Acknowledgement, _ string) error {
			if a.By == "" {
				return errors.New("want a person")
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
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
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
		{"silenced", "/api/v1/silences", `{"areas":["220605"],"until":"2099-01-01T00:00:00+08:00","by":"王","comment":"检修"}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
		{"test", "/api/v1/alerts/test", `{}`, []string{"Authorization", bearer, "Content-Type", asJSON}, 204},
	} {
		if got := post(t, server+c.path, c.body, c.header...); got.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got.StatusCode, c.want)
		}
	}
	if len(d.acks) != 1 || d.acks[0].By != "王" || d.acks[0].Comment != "已派人" || d.acks[0].At.IsZero() || len(d.silences) != 2 || d.tests != 1 {
		t.Errorf("done: %+v", d)
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
	if csrf == nil || !strings.Contains(page, "station-silent/JY001/x") || strings.Contains(page, "over") {
		t.Fatalf("form %s", page)
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
