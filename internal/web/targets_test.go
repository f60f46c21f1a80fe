package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// decode reads JSON with numbers kept as they were written.
func decode(t *testing.T, body string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	var value map[string]any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return value
}

func entries(t *testing.T, body, name string) []map[string]any {
	t.Helper()
	value := decode(t, body)
	raw, ok := value[name].([]any)
	if !ok {
		t.Fatalf("no list %q in %s", name, body)
	}
	found := make([]map[string]any, len(raw))
	for i := range raw {
		found[i] = raw[i].(map[string]any)
	}
	return found
}

func TestEncodeTargets_Body(t *testing.T) {
	asOf := measure.Date(2026, 11, 20)
	days := &target.Target{ID: "jiangyuan/good-air-days", Area: "jiangyuan", Name: "达标天数 <≥351>", Kind: target.GoodAirDays,
		Year: 2026, Unit: "天", Goal: 351, Basis: target.Basis{Dust: "keep", Data: "provisional"}}
	rank := &target.Target{ID: "r", Area: "jiangyuan", Name: "排名", Kind: target.RankAtMost, Year: 2026, Goal: 20, Unit: "%"}
	progress := []target.Progress{
		{Target: days, AsOf: asOf, Status: target.AtRisk, Value: 309, HasValue: true,
			Days: &target.DayCount{Good: 309, Exceeding: 12, Undetermined: 3, Remaining: 41, Budget: -1, BudgetIfRecovered: 2, Pace: -2.5},
			Other: &target.Other{Edition: 1, Status: target.Watch, Flips: []measure.Day{measure.Date(2026, 3, 2)},
				Days: target.DayCount{Good: 310, Exceeding: 11, Undetermined: 3, Remaining: 41, Pace3y: 1.5, HasPace3y: true}}},
		{Target: rank},
	}
	var body bytes.Buffer
	if err := EncodeTargets(&body, true, progress); err != nil {
		t.Fatal(err)
	}
	const want = `{"as_of":"2026-11-20","simulated":true,"targets":[` +
		`{"id":"jiangyuan/good-air-days","area":"jiangyuan","name":"达标天数 \u003c≥351\u003e","kind":"good-air-days","year":2026,"unit":"天","goal":351,` +
		`"basis":{"edition":"by-date","dust":"keep","data":"provisional"},"as_of":"2026-11-20","status":"at_risk","headline":"by-date","headline_status":"at_risk",` +
		`"good":309,"exceeding":12,"undetermined":3,"remaining":41,"budget":-1,"budget_if_recovered":2,"pace":-2.5,"confirmed":0,"value":309,` +
		`"other":{"edition":"2012","status":"watch","good":310,"exceeding":11,"undetermined":3,"remaining":41,"budget":0,"budget_if_recovered":0,"pace":0,"pace_3y":1.5,"flips":["2026-03-02"]}},` +
		`{"id":"r","area":"jiangyuan","name":"排名","kind":"rank-at-most","year":2026,"unit":"%","goal":20,"basis":{"edition":"by-date"},"status":"unknown","reason":"尚未评价"}]}` + "\n"
	if body.String() != want {
		t.Errorf("got  %s\nwant %s", body.String(), want)
	}
}

// TestEncodeTargets_Kinds: a value is there for every kind that has one, with what it
// is held against and what the rest of the year may have.
func TestEncodeTargets_Kinds(t *testing.T) {
	progress := []target.Progress{
		{Target: &target.Target{ID: "mean", Kind: target.MeanConcentration}, Value: 27.5, HasValue: true, Ahead: 31.2, HasAhead: true},
		{Target: &target.Target{ID: "energy", Kind: target.Indicator}, Value: 0.556, HasValue: true, Against: 0.571, HasAgainst: true},
		{Target: &target.Target{ID: "fires", Kind: target.Events}, Value: 0, HasValue: true},
		{Target: &target.Target{ID: "none", Kind: target.Events}},
	}
	var body bytes.Buffer
	if err := EncodeTargets(&body, false, progress); err != nil {
		t.Fatal(err)
	}
	got := entries(t, body.String(), "targets")
	for i, want := range []struct{ value, ahead, against any }{
		{json.Number("27.5"), json.Number("31.2"), nil}, {json.Number("0.556"), nil, json.Number("0.571")}, {json.Number("0"), nil, nil}, {nil, nil, nil},
	} {
		if got[i]["value"] != want.value || got[i]["ahead"] != want.ahead || got[i]["against"] != want.against {
			t.Errorf("%v: value %v, ahead %v, against %v; want %v", got[i]["id"], got[i]["value"], got[i]["ahead"], got[i]["against"], want)
		}
	}
}

func TestEncodeTargets_NothingKnown(t *testing.T) {
	var body bytes.Buffer
	if err := EncodeTargets(&body, false, nil); err != nil {
		t.Fatal(err)
	}
	if want := `{"simulated":false,"targets":[]}` + "\n"; body.String() != want {
		t.Errorf("got %s want %s", body.String(), want)
	}
}

func TestEncodeTargets_NotFinite(t *testing.T) {
	progress := []target.Progress{{Target: &target.Target{ID: "a"}, Value: math.NaN(), HasValue: true,
		Days: &target.DayCount{Pace: math.Inf(1)}}}
	var body bytes.Buffer
	if err := EncodeTargets(&body, false, progress); err != nil {
		t.Fatal(err)
	}
	if text := body.String(); strings.Contains(text, `"value"`) || strings.Contains(text, `"pace"`) {
		t.Errorf("a value that is no number is there: %s", text)
	}
}

func TestTargets_SameAsEncoded(t *testing.T) {
	f := county()
	response, body := get(t, serve(t, options(f))+"/api/v1/targets")
	var want bytes.Buffer
	if err := EncodeTargets(&want, true, f.progress); err != nil {
		t.Fatal(err)
	}
	if body != want.String() {
		t.Errorf("body %s\nwant %s", body, want.String())
	}
	if got := response.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %q", got)
	}
}

func TestOneTarget_History(t *testing.T) {
	f := county()
	day := measure.Date(2026, 11, 19)
	f.history = []target.Progress{{Target: f.progress[0].Target, AsOf: day, Status: target.Watch, Days: &target.DayCount{Good: 306}}}
	url := serve(t, options(f))
	// A proxy may have turned the escaped slash into a plain one.
	for _, path := range []string{"jiangyuan%2Fgood-air-days", "jiangyuan/good-air-days"} {
		response, body := get(t, url+"/api/v1/targets/"+path)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d: %s", path, response.StatusCode, body)
		}
		value := decode(t, body)
		if value["id"] != "jiangyuan/good-air-days" || value["simulated"] != true || value["quote"] != "城区空气质量达标天数达到 351 天以上。" {
			t.Errorf("%s: %s", path, body)
		}
		history := value["history"].([]any)
		if len(history) != 1 || history[0].(map[string]any)["as_of"] != "2026-11-19" || history[0].(map[string]any)["good"] != json.Number("306") {
			t.Errorf("%s: history %v", path, history)
		}
	}
	if want := "jiangyuan/good-air-days 2026-01-01 2026-11-20"; f.asked[0] != want {
		t.Errorf("asked for history of %q, want %q", f.asked[0], want)
	}
}

func TestOneTarget_NeverAssessed(t *testing.T) {
	response, body := get(t, serve(t, options(county()))+"/api/v1/targets/jiangyuan%2Frank")
	if value := decode(t, body); response.StatusCode != http.StatusOK || value["status"] != "unknown" ||
		value["reason"] != "全国城市排名数据尚未接入" || len(value["history"].([]any)) != 0 {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
}

func TestOneTarget_Unknown(t *testing.T) {
	response, body := get(t, serve(t, options(county()))+"/api/v1/targets/jiangyuan%2Fnone")
	wantProblem(t, response, body, http.StatusNotFound)
	if !strings.Contains(body, "jiangyuan/none") {
		t.Errorf("the problem does not name the target: %s", body)
	}
}

func TestTargets_SourceFails(t *testing.T) {
	f := county()
	f.err = errors.New("dial tcp 10.0.0.7:8086: token s3cret refused")
	for _, path := range []string{"targets", "targets/x", "stations", "air/days?place=jiangyuan", "air/hours?place=JY001",
		"water/periods", "rejections", "alerts"} {
		response, body := get(t, serve(t, options(f))+"/api/v1/"+path)
		wantProblem(t, response, body, http.StatusServiceUnavailable)
		if strings.Contains(body, "s3cret") || strings.Contains(body, "10.0.0.7") {
			t.Errorf("%s: the answer shows the inner error: %s", path, body)
		}
	}
}

func wantProblem(t *testing.T, response *http.Response, body string, status int) {
	t.Helper()
	if response.StatusCode != status {
		t.Errorf("status %d, want %d: %s", response.StatusCode, status, body)
	}
	if got := response.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %q", got)
	}
	if value := decode(t, body); value["status"].(json.Number).String() != strconv.Itoa(status) || value["title"] == "" {
		t.Errorf("problem %s", body)
	}
}

func TestNew_NamesWhatIsMissing(t *testing.T) {
	_, err := New(Options{Users: []User{{Name: "ops", SHA256: "short"}}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"zone", "clock", "gatherer", "readiness", "log", `user "ops"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
	o := options(county())
	o.Reads.Water = nil
	if _, err := New(o); err == nil {
		t.Error("a missing read passes")
	}
}

func TestReads_MayLackLists(t *testing.T) {
	o := options(county())
	o.Rejections, o.Reads.Alerts, o.Reads.Jobs = nil, nil, nil
	url := serve(t, o)
	for _, name := range []string{"rejections", "alerts", "jobs"} {
		if response, body := get(t, url+"/api/v1/"+name); response.StatusCode != http.StatusOK || body != `{"`+name+`":[]}`+"\n" {
			t.Errorf("%s: status %d: %s", name, response.StatusCode, body)
		}
	}
	if response, _ := get(t, url+"/"); response.StatusCode != http.StatusOK {
		t.Errorf("page: status %d", response.StatusCode)
	}
}

func TestHealth_IntakeOnly(t *testing.T) {
	o := options(county())
	o.Reads = nil
	o.Ready = func(context.Context) error { return errors.New("broker not connected") }
	url := serve(t, o)
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/healthz": {200, "ok\n"}, "/readyz": {503, "broker not connected\n"}, "/metrics": {200, ""},
	} {
		if response, body := get(t, url+path); response.StatusCode != want.status || want.body != "" && body != want.body {
			t.Errorf("%s: status %d: %s", path, response.StatusCode, body)
		}
	}
	response, body := get(t, url+"/api/v1/targets")
	wantProblem(t, response, body, http.StatusNotFound)
}

// A process that only takes in shows what it refused, and nothing that it has not.
func TestRejections_IntakeOnly(t *testing.T) {
	f := county()
	f.rejections = []Rejection{{Time: noon, Reason: "crc", Topic: "env/air/jy/JY001", Payload: "##0101", Error: "checksum"}}
	o := options(f)
	o.Reads = nil
	url := serve(t, o)
	if response, _ := get(t, url+"/"); response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/rejections" {
		t.Errorf("home: status %d to %q, want a redirect to /rejections", response.StatusCode, response.Header.Get("Location"))
	}
	response, body := get(t, url+"/rejections")
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	wantTexts(t, body, "校验码错误", "env/air/jy/JY001")
	for _, absent := range []string{"年度目标进度", "/api/v1/targets", "/api/v1/stations"} {
		if strings.Contains(body, absent) {
			t.Errorf("the page names %s, which this process does not have", absent)
		}
	}
	if response, body := get(t, url+"/api/v1/rejections"); response.StatusCode != http.StatusOK || !strings.Contains(body, `"reason":"crc"`) {
		t.Errorf("API: status %d: %s", response.StatusCode, body)
	}
}
