package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/entry"
	"lanbi/internal/target"
)

const auditorToken = "the-token-of-the-auditor"

// options are those of a county with an operator u and an auditor.
func (f *reports) options(t *testing.T) Options {
	o := guarded(t)
	hash := sha256.Sum256([]byte(auditorToken))
	o.Users = append(o.Users, User{Name: "审计", SHA256: hex.EncodeToString(hash[:]), Role: Auditor})
	o.Entry = &entry.Desk{Areas: o.Areas, Zone: beijing, Now: o.Now, Store: f, Trail: f.appendLines,
		Targets: []target.Target{
			{ID: "jiangyuan/forest", Area: "jiangyuan", Name: "森林覆盖率", Kind: target.Indicator, Indicator: "forest", Unit: "%"},
			{ID: "changbai/fires", Area: "changbai", Name: "违规火点", Kind: target.Events, Indicator: "straw-burning"},
		}}
	o.Trail = &Trail{
		Append: f.appendLines,
		From: func(number uint64, yield func(entry.Change) bool) error {
			for _, c := range f.trail {
				if c.Number >= number && !yield(c) {
					break
				}
			}
			return nil
		},
		Newest: func(limit int, match func(entry.Change) bool) ([]entry.Change, error) {
			var found []entry.Change
			for _, c := range slices.Backward(f.trail) {
				if match(c) && len(found) < limit {
					found = append(found, c)
				}
			}
			return found, nil
		},
		Check:  func() (uint64, error) { return uint64(len(f.trail)), f.broken },
		Export: func(w io.Writer) error { _, err := io.WriteString(w, "{}\n"); return err },
	}
	return o
}

// send posts JSON with a token, and returns status and answer.
func send(t *testing.T, address, token, body string) (int, string) {
	t.Helper()
	authorization := ""
	if token != "" {
		authorization = "Bearer " + token
	}
	response, answer := posted(t, address, body, "Content-Type", asJSON, "Authorization", authorization)
	return response.StatusCode, answer
}

const forest = `{"area":"jiangyuan","indicator":"forest","period":2026,"value":73.4,"source":"林草局","by":"张三"}`

func TestEntry_WhoMayPost(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	for _, path := range []string{"/api/v1/indicators", "/api/v1/events"} {
		if status, _ := send(t, server+path, "", forest); status != 401 {
			t.Errorf("%s without a token: status %d", path, status)
		}
		if status, _ := send(t, server+path, auditorToken, forest); status != 403 {
			t.Errorf("%s by an auditor: status %d", path, status)
		}
		if got := post(t, server+path, "area=x", "Authorization", bearer, "Content-Type", "application/x-www-form-urlencoded"); got.StatusCode != 415 {
			t.Errorf("%s as a form: status %d", path, got.StatusCode)
		}
		if got := post(t, server+path, forest, "Authorization", bearer, "Content-Type", asJSON, "Origin", "https://evil.example"); got.StatusCode != 403 {
			t.Errorf("%s from a foreign page: status %d", path, got.StatusCode)
		}
	}
	if len(f.figures)+len(f.trail) != 0 {
		t.Errorf("stored %v, trail %v", f.figures, f.trail)
	}
}

func TestEntry_FigureOneAndBatch(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	take := func(body string, want int, parts ...string) {
		t.Helper()
		status, answer := send(t, server+"/api/v1/indicators", token, body)
		if status != want || !json.Valid([]byte(answer)) {
			t.Errorf("%s: status %d, want %d: %s", body, status, want, answer)
		}
		for _, part := range parts {
			if !strings.Contains(answer, part) {
				t.Errorf("%s: the answer lacks %s: %s", body, part, answer)
			}
		}
	}
	take(forest, 200, `{"stored":true}`)
	take(forest, 200, `{"stored":false,"old":"73.4"}`)
	take(strings.Replace(forest, "73.4", "74", 1), 422, `"errors":[{"parameter":"why","detail":"已有数值 73.4`)
	take(`{"area":"x","indicator":"forest","period":"2026","value":1,"source":"s"}`, 422, `"parameter":"area"`, "jiangyuan（江源区）")
	take(`{"area":"jiangyuan","indicator":"forest","period":"2026","value":"many","source":"s"}`, 422, `"parameter":"value"`)
	take(`{"area":"jiangyuan","worth":1}`, 422, `"parameter":"worth"`, "没有这个字段")
	take(`[`+strings.Replace(forest, "2026", `"2026-10"`, 1)+`,{"area":"jiangyuan","indicator":"wood","period":"2026","value":1,"source":"s"},7,`+
		strings.Replace(forest, "2026", `"2026-09"`, 1)+`]`, 422,
		`{"index":1,"parameter":"indicator","detail":"区县 jiangyuan 没有 \"wood\"，可用 forest（森林覆盖率）"}`, `"index":2`, "4 条中存入 2 条",
		`"results":[{"stored":true},{"stored":false,"faults":1},{"stored":false,"faults":1},{"stored":true}]`)
	take(`[`+forest+`]`, 200, `{"results":[{"stored":false,"old":"73.4"}]}`)
	take(`[]`, 422, "1～1000")
	take(`[`+strings.Repeat("1,", 1000)+`1]`, 422, "1001")
	take(`area`, 422, "JSON")
	take(strings.Repeat(" ", maxBatchBytes+1), 413)
	if len(f.figures) != 3 || len(f.trail) != 3 || f.trail[0].Who != "u" || f.trail[0].By != "张三" || f.trail[0].Source != "林草局" {
		t.Errorf("stored %+v\ntrail %+v", f.figures, f.trail)
	}
	f.down = errors.New("password of the database")
	if status, answer := send(t, server+"/api/v1/indicators", token, forest); status != 503 || strings.Contains(answer, "password") {
		t.Errorf("database down: status %d: %s", status, answer)
	}
}

func TestEntry_Lists(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	for _, body := range []string{forest, strings.Replace(forest, `73.4,`, `73.6,"why":"年报",`, 1)} {
		if status, answer := send(t, server+"/api/v1/indicators", token, body); status != 200 {
			t.Fatalf("status %d: %s", status, answer)
		}
	}
	for _, body := range []string{
		`{"area":"长白县","kind":"straw-burning","id":"F1","state":"待核实","start":"2026-11-20","time":"2026-11-20T09:00"}`,
		`{"area":"changbai","kind":"straw-burning","id":"F1","state":"豁免","document":"准烧7"}`,
	} {
		if status, answer := send(t, server+"/api/v1/events", token, body); status != 200 || !strings.Contains(answer, `"id":"F1"`) {
			t.Fatalf("status %d: %s", status, answer)
		}
	}
	for path, want := range map[string]string{
		"/api/v1/indicators": `{"indicators":[{"area":"jiangyuan","indicator":"forest","name":"森林覆盖率","unit":"%","period":"2026","value":73.6,"source":"林草局","by":"张三",` +
			`"history":[{"number":1,"at":"2026-11-21T12:20:00+08:00","who":"u","subject":"indicator/jiangyuan/forest/2026","new":"73.4","source":"林草局","by":"张三","why":"填报"},` +
			`{"number":2,"at":"2026-11-21T12:20:00+08:00","who":"u","subject":"indicator/jiangyuan/forest/2026","old":"73.4","new":"73.6","source":"林草局","by":"张三","why":"年报"}]}]}`,
		"/api/v1/indicators?year=2025":      `{"indicators":[]}`,
		"/api/v1/indicators?area=changbai":  `{"indicators":[]}`,
		"/api/v1/indicators?indicator=wood": `{"indicators":[]}`,
		"/api/v1/events?area=changbai&kind=straw-burning": `{"events":[{"time":"2026-11-20T09:00:00+08:00","area":"changbai","kind":"straw-burning","id":"F1","state":"待核实","start":"2026-11-20","end":"","by":"u","document":"","text":""},` +
			`{"time":"2026-11-21T12:20:00+08:00","area":"changbai","kind":"straw-burning","id":"F1","state":"豁免","start":"2026-11-20","end":"","by":"u","document":"准烧7","text":""}]}`,
		"/api/v1/events?year=2025": `{"events":[]}`,
	} {
		if response, body := get(t, server+path, "Authorization", bearer); response.StatusCode != 200 || strings.TrimSpace(body) != want {
			t.Errorf("%s: status %d\n got %s\nwant %s", path, response.StatusCode, body, want)
		}
	}
	for path, parameter := range map[string]string{"/api/v1/indicators?area=nowhere": "area", "/api/v1/events?year=26": "year", "/api/v1/audit?limit=0": "limit", "/api/v1/audit?form=1": "form"} {
		if response, body := get(t, server+path, "Authorization", bearer); response.StatusCode != 400 || !strings.Contains(body, `"parameter":"`+parameter+`"`) {
			t.Errorf("%s: status %d: %s", path, response.StatusCode, body)
		}
	}
}

func TestEntry_BadStepOfABatch(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	status, answer := send(t, server+"/api/v1/events", token,
		`[{"area":"changbai","kind":"straw-burning","id":"F1","state":"待核实","time":"yesterday","start":"x"},{"area":"changbai","kind":"straw-burning","id":"F2","state":"已核实"}]`)
	if status != 422 || !strings.Contains(answer, `{"index":0,"parameter":"time"`) || !strings.Contains(answer, `{"index":0,"parameter":"start"`) || len(f.events) != 1 {
		t.Errorf("status %d: %s; stored %v", status, answer, f.events)
	}
}

// formOf signs in and returns the cookie and the token of the forms of a page.
func formOf(t *testing.T, server, secret, path string) (cookie, csrf, page string) {
	t.Helper()
	signedIn, _ := signIn(t, server, secret)
	if len(signedIn.Cookies()) == 0 {
		t.Fatal("not signed in")
	}
	cookie = signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, page = get(t, server+path, "Cookie", cookie)
	if found := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`).FindStringSubmatch(page); found != nil {
		csrf = found[1]
	}
	return cookie, csrf, page
}

func TestEntry_Page(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	if _, csrf, page := formOf(t, server, auditorToken, "/entry"); csrf != "" || !strings.Contains(page, "审计员只能查阅") {
		t.Error("an auditor gets the form")
	}
	cookie, csrf, page := formOf(t, server, token, "/entry")
	for _, want := range []string{`<option value="jiangyuan/forest">森林覆盖率（%）`, `<option value="changbai/straw-burning">违规火点`, "<option>待核实", "还没有"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if _, page := get(t, server+"/entry?area=changbai&kind=straw-burning&id=F%2F1", "Cookie", cookie); !strings.Contains(page, `<option value="changbai/straw-burning" selected>`) ||
		!strings.Contains(page, `name="id" maxlength="100" value="F/1"`) {
		t.Error("the link of an event does not fill in the form")
	}
	if response, _ := get(t, server+"/entry?aera=x", "Cookie", cookie); response.StatusCode != 400 {
		t.Errorf("unknown parameter: status %d", response.StatusCode)
	}
	send := func(form url.Values) (int, string) { return postForm(t, server+"/entry", cookie, form) }
	figure := url.Values{"do": {"figure"}, "what": {"jiangyuan/forest"}, "period": {"2026"}, "value": {"73.4"}, "source": {"<b>林草局</b>"}}
	if status, _ := send(figure); status != 403 || len(f.figures) != 0 {
		t.Errorf("without the token of the form: status %d, %v", status, f.figures)
	}
	figure.Set("csrf", csrf)
	figure.Set("value", "")
	if status, page := send(figure); status != 422 || !strings.Contains(page, "没有存入。数值：") || !strings.Contains(page, `value="&lt;b&gt;林草局`) ||
		!strings.Contains(page, `<option value="jiangyuan/forest" selected>`) {
		t.Errorf("refused form: status %d, want what is wrong and the form still filled in", status)
	}
	for typed, want := range map[string]string{"": "数值：未给出", "1,000": "数值：&#34;1,000&#34; 不是数，应如 73.4，不带单位和千分号", "７３": "&#34;７３&#34; 不是数", "1e999": "&#34;1e999&#34; 不是数",
		"NaN": "&#34;NaN&#34; 不是数", "1e300": "数值：1e&#43;300 "} {
		figure.Set("value", typed)
		if status, page := send(figure); status != 422 || !strings.Contains(page, want) {
			t.Errorf("value %q: status %d, want %s", typed, status, want)
		}
	}
	figure.Set("value", "73.4")
	if status, page := send(figure); status != 200 || !strings.Contains(page, "已存入。") || !strings.Contains(page, "73.4 %") || strings.Contains(page, "<b>林草局") {
		t.Errorf("taken form: status %d: %s", status, page)
	}
	if _, page := send(figure); !strings.Contains(page, "没有变化") {
		t.Error("the same again is not told so")
	}
	step := url.Values{"csrf": {csrf}, "do": {"step"}, "what": {"changbai/straw-burning"}, "state": {"豁免"}, "start": {"2026-11-20"}}
	if status, page := send(step); status != 422 || !strings.Contains(page, "文号：") {
		t.Errorf("exempt without a permit: status %d", status)
	}
	step.Set("document", "准烧7")
	if status, page := send(step); status != 200 || !strings.Contains(page, "straw-burning/changbai/2026-11-20") || !strings.Contains(page, "event/changbai/straw-burning/") {
		t.Errorf("step: status %d: %s", status, page)
	}
	f.down = errors.New("secret")
	if status, page := send(figure); status != 503 || strings.Contains(page, "secret") {
		t.Errorf("database down: status %d", status)
	}
}
