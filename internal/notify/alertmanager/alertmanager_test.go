package alertmanager_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify/alertmanager"
	"lanbi/internal/notify/notifytest"
)

type posted struct {
	Labels, Annotations map[string]string
	StartsAt, EndsAt    time.Time
	GeneratorURL        string
}

func send(t *testing.T, m alert.Message) map[string]posted {
	t.Helper()
	r := notifytest.Serve(t, ``)
	a, err := alertmanager.New(alertmanager.Options{Name: "am", URL: r.URL + "/api/v2/alerts", Token: notifytest.Secret,
		Timeout: 5 * time.Second, Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	if retry, err := a.Send(t.Context(), m); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	got := <-r.Got
	if got.URL != "/api/v2/alerts" || got.Header.Get("Authorization") != "Bearer "+notifytest.Secret {
		t.Errorf("%s, header %v", got.URL, got.Header)
	}
	var list []posted
	if err := json.Unmarshal(got.Body, &list); err != nil {
		t.Fatalf("%v: %s", err, got.Body)
	}
	out := map[string]posted{}
	for _, p := range list {
		out[p.Labels["severity"]] = p
	}
	return out
}

func TestSend_BeginStandsOpenUnderItsSeverityOnly(t *testing.T) {
	m := notifytest.Message()
	got := send(t, m)
	p := got["warning"]
	want := map[string]string{"alertname": "target-status", "service": "lanbi", "severity": "warning", "alert": m.Alert, "area": "220605", "target": "x"}
	if len(p.Labels) != len(want) {
		t.Errorf("labels %v, want %v", p.Labels, want)
	}
	for name, value := range want {
		if p.Labels[name] != value {
			t.Errorf("label %s %q, want %q", name, p.Labels[name], value)
		}
	}
	if !p.StartsAt.Equal(notifytest.Sent) || !p.EndsAt.Equal(notifytest.Sent.Add(366*24*time.Hour)) || p.GeneratorURL != m.Link ||
		p.Annotations["summary"] != m.Marked().Title || p.Annotations["description"] != m.Marked().Text || p.Annotations["id"] != m.ID {
		t.Errorf("alert %+v", p)
	}
	for _, other := range []string{"info", "critical"} {
		if !got[other].EndsAt.Equal(notifytest.Sent) {
			t.Errorf("severity %s ends %v, want now", other, got[other].EndsAt)
		}
	}
}

func TestSend_EndEndsAll(t *testing.T) {
	m := notifytest.Message()
	m.State, m.Severity = alert.Resolved, alert.Info
	for severity, p := range send(t, m) {
		if !p.EndsAt.Equal(notifytest.Sent) {
			t.Errorf("severity %s ends %v, want now", severity, p.EndsAt)
		}
	}
}

func TestSend_Retry(t *testing.T) {
	for status, want := range map[int]bool{http.StatusBadRequest: false, http.StatusInternalServerError: true, http.StatusUnauthorized: false} {
		r := notifytest.Serve(t, notifytest.Secret)
		r.Status = status
		a, err := alertmanager.New(alertmanager.Options{Name: "am", URL: r.Address(), Token: notifytest.Secret, Now: notifytest.Now})
		if err != nil {
			t.Fatal(err)
		}
		retry, err := a.Send(t.Context(), notifytest.Message())
		if err == nil || retry != want {
			t.Errorf("status %d: retry %v, %v", status, retry, err)
		}
		notifytest.Secretless(t, err)
	}
}
