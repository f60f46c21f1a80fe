//go:build !noembed

package daemon

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"lanbi/internal/feed"
	"lanbi/internal/ledger"
)

const (
	operatorToken = "the-token-of-the-bureau"
	auditorToken  = "the-token-of-the-auditor"
)

// askAs sends a request with a token, and JSON where body is not empty.
func askAs(t *testing.T, d *Daemon, token, path, body string) (int, string) {
	t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, d.PageURL()+strings.TrimPrefix(path, "/"), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(answer)
}

// A figure is posted, and the board shows it at once; so does the database. What is
// corrected, comes over MQTT, is imported beside the daemon or is changed in the
// configuration stands in the audit trail, which is exported and holds together.
func TestDaemon_EntryFromPostToAudit(t *testing.T) {
	c := county{dir: t.TempDir(), now: newHandClock(noon).now,
		more: fmt.Sprintf("  auth: {tokens: [{name: bureau, sha256: %x}, {name: court, role: auditor, sha256: %x}]}",
			sha256.Sum256([]byte(operatorToken)), sha256.Sum256([]byte(auditorToken)))}
	d := c.start(t)
	settledStart(t, d)
	forest := func() map[string]any {
		t.Helper()
		_, body := askAs(t, d, auditorToken, "/api/v1/targets/jiangyuan/forest", "")
		var answer map[string]any
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatalf("target: %v: %s", err, body)
		}
		return answer
	}
	if got := forest(); got["status"] != "unknown" {
		t.Fatalf("target before the entry: %v", got)
	}
	post := func(token, body string, want int) string {
		t.Helper()
		status, answer := askAs(t, d, token, "/api/v1/indicators", body)
		if status != want {
			t.Fatalf("post %s: status %d, want %d: %s", body, status, want, answer)
		}
		return answer
	}
	const figure = `{"area":"江源区","indicator":"forest","period":"2026-10","value":72.4,"source":"林草局","by":"张三"}`
	post(auditorToken, figure, http.StatusForbidden)
	post(operatorToken, figure, http.StatusOK)
	post(operatorToken, figure, http.StatusOK) // changes nothing
	expectFields(t, "after the entry", forest(), map[string]any{"status": "at_risk", "value": 72.4})
	post(operatorToken, strings.Replace(figure, "72.4", "73.5", 1), http.StatusUnprocessableEntity) // without a reason
	post(operatorToken, `{"area":"220605","indicator":"forest","period":"2026-10","value":73.5,"source":"林草局","why":"年报更正"}`, http.StatusOK)
	expectFields(t, "after the correction", forest(), map[string]any{"status": "on_track", "value": 73.5})
	if got := query(t, d.InfluxURL(), `SELECT last("value") FROM "target" WHERE "target"='jiangyuan/forest'`); len(got) != 1 || fmt.Sprint(got[0][1]) != "73.5" {
		t.Errorf("point of the target: %v, want 73.5", got)
	}

	connect(t, d.BrokerURL(), "office").send(
		message{"env/indicator/220605/forest", `{"indicator":"forest","period":"2026-10","value":73.6e15,"source":"林草局"}`}, // cannot be believed
		message{"env/indicator/220605/forest", `{"indicator":"forest","period":"2026-10","value":73.6,"source":"林草局"}`})
	drained(t, d)
	if kept := d.Intake().Rejections(10); len(kept) != 1 || kept[0].Reason != feed.Implausible || !strings.Contains(kept[0].Error, "value 73600000000000000：") {
		t.Errorf("rejected %+v, want the figure beyond belief", kept)
	}
	if err := ledger.LeaveInInbox(inboxDir(d.o.Config), []ledger.Entry{{At: noon, Who: "root", Subject: "readings/JY001", New: "审核数据", Why: "导入"}}); err != nil {
		t.Fatal(err)
	}
	d.takeInbox()
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}

	c.goal = 300
	d = c.start(t)
	status, export := askAs(t, d, auditorToken, "/api/v1/audit.ndjson", "")
	if status != http.StatusOK {
		t.Fatalf("export: status %d: %s", status, export)
	}
	chain, err := ledger.CheckExport(strings.NewReader(export))
	if err != nil {
		t.Fatalf("exported trail: %v", err)
	}
	var lines []string
	for line := range bytes.Lines([]byte(export)) {
		var e ledger.Entry
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		old, _, _ := strings.Cut(e.Old, "；")
		value, _, _ := strings.Cut(e.New, "；")
		lines = append(lines, fmt.Sprintf("%s %s %s→%s %s", e.Who, e.Subject, old, value, e.By))
	}
	want := []string{
		"bureau indicator/220605/forest/2026-10 →72.4 张三",
		"bureau indicator/220605/forest/2026-10 72.4→73.5 bureau",
		"env/indicator/220605/forest indicator/220605/forest/2026-10 73.5→73.6 ",
		"root readings/JY001 →审核数据 ",
		"配置文件 county.yaml target/jiangyuan/good-air-days 2026 年 ≥ 351 天→2026 年 ≥ 300 天 ",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") || chain.Entries != 5 {
		t.Errorf("trail\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	_, answer := askAs(t, d, auditorToken, "/api/v1/indicators?year=2026&area=220605", "")
	if !containsAll(answer, `"value":73.6`, `"old":"72.4"`, `"who":"bureau"`) {
		t.Errorf("present figure with its history: %s", answer)
	}
}

// An event entered today is on the board today.
func TestDaemon_EventCountsAtOnce(t *testing.T) {
	c := county{dir: t.TempDir(), now: newHandClock(noon).now,
		more: fmt.Sprintf("  auth: {tokens: [{name: bureau, sha256: %x}]}", sha256.Sum256([]byte(operatorToken)))}
	settings := c.config(t)
	fires := settings.Targets[2]
	fires.ID, fires.Kind, fires.Indicator, fires.Goal = "jiangyuan/fires", "events", "straw-burning", 0
	settings.Targets = append(settings.Targets, fires)
	d := startDaemon(t, Options{Config: settings, Now: c.now})
	settledStart(t, d)
	status, answer := askAs(t, d, operatorToken, "/api/v1/events", `[
		{"area":"220605","kind":"straw-burning","id":"F1","state":"待核实","start":"2026-11-20","text":"卫星火点"},
		{"area":"220605","kind":"straw-burning","id":"F2","state":"豁免"},
		{"area":"220605","kind":"straw-burning","id":"F1","state":"已核实"}]`)
	if status != http.StatusUnprocessableEntity || !containsAll(answer, `"index":1`, `"parameter":"document"`, "3 条中存入 2 条") {
		t.Errorf("batch: status %d: %s", status, answer)
	}
	_, board := askAs(t, d, operatorToken, "/api/v1/targets/jiangyuan/fires", "")
	if !containsAll(board, `"status":"lost"`, `"value":1`) {
		t.Errorf("board: %s", board)
	}
	_, steps := askAs(t, d, operatorToken, "/api/v1/events?kind=straw-burning", "")
	if !containsAll(steps, `"id":"F1","state":"待核实","start":"2026-11-20"`, `"state":"已核实"`) || strings.Contains(steps, "F2") {
		t.Errorf("steps: %s", steps)
	}
}
