package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/entry"
)

func TestAudit_OnlyForTheSignedIn(t *testing.T) {
	f := &reports{trail: []entry.Change{{Number: 1, At: noon, Who: "u", Subject: "alert/x", New: "acknowledged", Why: "=HYPERLINK(1)"},
		{Number: 2, At: noon, Who: "u", Subject: "indicator/a/b/2026", Old: "-5", New: "5", Why: "更正"}}}
	o := f.options(t)
	o.Simulated = nil
	o.OpenReading = true
	server := serve(t, o)
	for _, path := range []string{"/api/v1/audit", "/api/v1/audit.ndjson", "/api/v1/audit.csv"} {
		if response, body := get(t, server+path); response.StatusCode != 401 || strings.Contains(body, "alert/x") {
			t.Errorf("%s without a token: status %d: %s", path, response.StatusCode, body)
		}
	}
	auditor := "Bearer " + auditorToken
	for path, want := range map[string]string{
		"/api/v1/audit?limit=1":                   `{"audit":[{"number":1,"at":"2026-11-21T12:20:00+08:00","who":"u","subject":"alert/x","new":"acknowledged","why":"=HYPERLINK(1)"}]}`,
		"/api/v1/audit?from=2":                    `{"audit":[{"number":2,"at":"2026-11-21T12:20:00+08:00","who":"u","subject":"indicator/a/b/2026","old":"-5","new":"5","why":"更正"}]}`,
		"/api/v1/audit?subject=indicator&limit=9": `{"audit":[{"number":2,"at":"2026-11-21T12:20:00+08:00","who":"u","subject":"indicator/a/b/2026","old":"-5","new":"5","why":"更正"}]}`,
		"/api/v1/audit?from=3":                    `{"audit":[]}`,
		"/api/v1/audit.ndjson":                    `{}`,
	} {
		if response, body := get(t, server+path, "Authorization", auditor); response.StatusCode != 200 || strings.TrimSpace(body) != want {
			t.Errorf("%s: status %d\n got %s\nwant %s", path, response.StatusCode, body, want)
		}
	}
	response, table := get(t, server+"/api/v1/audit.csv", "Authorization", auditor)
	want := "\ufeffnumber,at,who,subject,old,new,source,by,why,prev\n" +
		"1,2026-11-21T12:20:00+08:00,u,alert/x,,acknowledged,,,'=HYPERLINK(1),\n" +
		"2,2026-11-21T12:20:00+08:00,u,indicator/a/b/2026,-5,5,,,更正,\n"
	if table != want || response.Header.Get("X-Audit-Intact") != "true" || !strings.Contains(response.Header.Get("Content-Disposition"), "lanbi-audit-2026-11-21.csv") {
		t.Errorf("table %v\n got %q\nwant %q", response.Header, table, want)
	}
	f.broken = errors.New("entry 2 does not follow the one before it")
	if response, _ := get(t, server+"/api/v1/audit.ndjson", "Authorization", auditor); response.StatusCode != 200 || response.Header.Get("X-Audit-Intact") != "false" {
		t.Errorf("broken trail: status %d, %v", response.StatusCode, response.Header)
	}
	if _, page := get(t, server+"/audit?subject=indicator", "Authorization", auditor); !strings.Contains(page, "entry 2 does not follow") ||
		strings.Contains(page, "alert/x") || !strings.Contains(page, "indicator/a/b/2026") {
		t.Errorf("page of a broken trail: %s", page)
	}
}

// Acknowledgements, silences, tests and replays carry the name of the token.
func TestTrail_OfOtherWrites(t *testing.T) {
	f, d := &reports{}, &duty{}
	o := f.options(t)
	var authors []string
	o.Duty = d.options(t).Duty
	o.Duty.SendTest = func(context.Context) error { return errors.New("no channel is configured") }
	o.Replay = func(_ context.Context, id int64) (Replayed, error) {
		return Replayed{Found: id < 3, Accepted: id == 1, Why: "站点未配置"}, nil
	}
	server := serve(t, o)
	for path, want := range map[string]int{"/api/v1/rejections/1/replay": 200, "/api/v1/rejections/2/replay": 409, "/api/v1/rejections/3/replay": 404, "/api/v1/alerts/test": 422} {
		if status, answer := send(t, server+path, token, "{}"); status != want {
			t.Errorf("%s: status %d, want %d: %s", path, status, want, answer)
		}
	}
	for _, c := range f.trail {
		authors = append(authors, fmt.Sprint(c.Who, " ", c.Subject, " ", c.New))
	}
	slices.Sort(authors)
	want := []string{"u alert/test 未送达：no channel is configured", "u rejection/1 accepted", "u rejection/2 refused again: 站点未配置"}
	if !slices.Equal(authors, want) {
		t.Errorf("trail %q, want %q", authors, want)
	}
}
