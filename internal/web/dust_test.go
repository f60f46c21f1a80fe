package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/evidence"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// dustDay is the day of the front: 500 µg/m³ of PM10 from 08:00 to 14:00 at JY001,
// 60 before and after; PM2.5 is 30 all the time. The hour from 03:00 is missing.
var dustDay = measure.Date(2026, 4, 10)

// dustID is its event.
const dustID = "dust/jiangyuan/2026-04-10"

type dustSource struct {
	dir      string
	attached []string
	asked    []string
	err      error
}

func (d *dustSource) options(t *testing.T) Options {
	d.dir = filepath.Join(t.TempDir(), "evidence")
	o := guarded(t)
	o.Dust = &Dust{Events: d.events, Series: d.series, Effects: d.effects, Evidence: evidence.New(d.dir),
		Attached: func(author User, event string, f evidence.File) error {
			d.attached = append(d.attached, author.Name+" "+event+" "+f.Name)
			return nil
		}}
	return o
}

func (d *dustSource) events(_ context.Context, area string) ([]measure.Event, error) {
	if area != "jiangyuan" || d.err != nil {
		return nil, d.err
	}
	step := func(day measure.Day, id, state, by, document string, hour int) measure.Event {
		return measure.Event{Time: (measure.HourOf(day.Start(beijing)) + measure.Hour(hour)).Start(), Area: area, Kind: target.Dust, ID: id,
			State: state, By: by, Document: document, Start: day, End: day, Text: "依据<b>" + id}
	}
	return []measure.Event{
		step(measure.Date(2025, 3, 1), "old", target.DustSuspected, target.Automatic, "", 9),
		step(dustDay, dustID, target.DustSuspected, target.Automatic, "", 9),
		step(dustDay, dustID, target.DustRecognised, "张三", "吉环函〔2026〕1 号", 90),
	}, nil
}

func (d *dustSource) series(_ context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error) {
	var all []assess.Series
	first := measure.HourOf(dustDay.Start(beijing))
	for _, code := range stations {
		s := assess.NewSeries(code, from, int(to-from))
		for at := from; at < to; at++ {
			h := at - first
			if code != "JY001" || h == 3 {
				continue
			}
			coarse := measure.Concentration(60)
			if h >= 8 && h < 14 {
				coarse = 500
			}
			s.Set(at, measure.PM10, assess.Cell{Value: coarse * measure.Microgram, Source: measure.Sent})
			s.Set(at, measure.PM25, assess.Cell{Value: 30 * measure.Microgram, Source: measure.Sent})
		}
		all = append(all, s)
	}
	return all, nil
}

func (d *dustSource) effects(_ context.Context, area string, first, last measure.Day) ([]target.DustEffect, error) {
	d.asked = append(d.asked, fmt.Sprint(area, " ", first, " ", last))
	e := target.DustEffect{Target: &target.Target{ID: "jiangyuan/good-air-days", Name: "优良天数", Kind: target.GoodAirDays, Basis: target.Basis{Dust: "exclude"}}}
	for i := range e.Under {
		e.Under[i] = target.Progress{Target: e.Target, Status: target.OnTrack, Days: &target.DayCount{Good: 300 + i, Budget: 5 + i}}
	}
	return []target.DustEffect{e}, nil
}

func TestDust_ListAndDossier(t *testing.T) {
	d := &dustSource{}
	server := serve(t, d.options(t))
	auth := []string{"Authorization", bearer}
	var listed struct {
		Dust []struct{ ID, State, Document, Start string }
	}
	_, body := get(t, server+"/api/v1/dust?area=jiangyuan&year=2026", auth...)
	if err := json.Unmarshal([]byte(body), &listed); err != nil || len(listed.Dust) != 1 || listed.Dust[0].ID != dustID ||
		listed.Dust[0].State != "上级认定" || listed.Dust[0].Document != "吉环函〔2026〕1 号" || listed.Dust[0].Start != "2026-04-10" {
		t.Errorf("list %s, %v", body, err)
	}
	for query, want := range map[string]int{"?area=nowhere": 400, "?yaer=2026": 400, "?area=changbai": 200} {
		if response, body := get(t, server+"/api/v1/dust"+query, auth...); response.StatusCode != want {
			t.Errorf("%s: status %d %s", query, response.StatusCode, body)
		}
	}
	_, body = get(t, server+"/api/v1/dust/"+dustID, auth...)
	var one struct {
		Steps    []stepBody
		Episodes []episodeBody
		Curves   []struct {
			Time string
			PM10 []*float64 `json:"pm10"`
			PM25 []*float64 `json:"pm2_5"`
		}
		Effects []struct {
			Policy string
			Keep   struct {
				Good           int
				Status, Reason string
			}
			Exclude     struct{ Good int }
			CountAsGood struct{ Good int } `json:"count-as-good"`
		}
	}
	if err := json.Unmarshal([]byte(body), &one); err != nil {
		t.Fatal(err)
	}
	if len(one.Steps) != 2 || one.Steps[1].By != "张三" || len(one.Episodes) != 1 || one.Episodes[0].Start != "2026-04-10T08:00:00+08:00" ||
		one.Episodes[0].End != "2026-04-10T14:00:00+08:00" || one.Episodes[0].Stations[0].Peak != 500 || one.Episodes[0].Stations[0].Hours != 6 {
		t.Errorf("dossier %s", body)
	}
	// From a day before the front to a day after it; the missing hour is null.
	curve := one.Curves[0]
	if curve.Time != "2026-04-09T08:00:00+08:00" || len(curve.PM10) != 24+6+24 || curve.PM10[19] != nil || *curve.PM10[24] != 500 || *curve.PM25[24] != 30 {
		t.Errorf("curve %+v", curve)
	}
	if e := one.Effects[0]; e.Policy != "exclude" || e.Keep.Good != 300 || e.Exclude.Good != 301 || e.CountAsGood.Good != 302 {
		t.Errorf("effects %+v", e)
	}
	// Judged by days alone it is on track; the board may say otherwise.
	if k := one.Effects[0].Keep; k.Status != "unknown" || !strings.Contains(k.Reason, "以 /api/v1/targets 为准") {
		t.Errorf("an effect that is not certain has status %q, reason %q", k.Status, k.Reason)
	}
	if len(d.asked) != 1 || d.asked[0] != "jiangyuan 2026-04-10 2026-04-10" {
		t.Errorf("effects asked for %v", d.asked)
	}
	if response, _ := get(t, server+"/api/v1/dust/other", auth...); response.StatusCode != 404 {
		t.Errorf("unknown event: status %d", response.StatusCode)
	}
}

func TestDust_Page(t *testing.T) {
	d := &dustSource{}
	server := serve(t, d.options(t))
	auth := []string{"Authorization", bearer}
	_, page := get(t, server+"/dust", auth...)
	for _, want := range []string{"上级认定", "依据&lt;b&gt;", "/dust?id=dust%2Fjiangyuan%2F2026-04-10", `href="/dust?year=2025"`} {
		if !strings.Contains(page, want) {
			t.Errorf("list lacks %q:\n%s", want, page)
		}
	}
	_, page = get(t, server+"/dust?id="+dustID, auth...)
	if strings.Contains(page, target.OnTrack.Chinese()) {
		t.Error("the dossier judges without a forecast what the board judges with one")
	}
	for _, want := range []string{"04-10 08:00 至 04-10 14:00", "0.50 → 0.06", "优良 301 天", "现行口径", `enctype="multipart/form-data"`, `<path class="c0" d="M`, `class="span"`} {
		if !strings.Contains(page, want) {
			t.Errorf("dossier lacks %q:\n%s", want, page)
		}
	}
	// A gap in the record is a gap in the line: one path, begun twice.
	line := regexp.MustCompile(`<path class="c0" d="([^"]*)"`).FindStringSubmatch(page)
	if line == nil || strings.Count(line[1], "M") != 2 || strings.Contains(line[1], "NaN") {
		t.Errorf("line %v", line)
	}
	d.err = fmt.Errorf("down")
	for _, path := range []string{"/dust", "/dust?id=" + dustID, "/api/v1/dust"} {
		if response, body := get(t, server+path, auth...); response.StatusCode != 503 || strings.Contains(body, "down") {
			t.Errorf("%s without a database: status %d %s", path, response.StatusCode, body)
		}
	}
}

var picture = append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 1<<20)...)

func TestEvidence_API(t *testing.T) {
	d := &dustSource{}
	server := serve(t, d.options(t))
	binary := []string{"Authorization", bearer, "Content-Type", "application/octet-stream"}
	address := server + "/api/v1/evidence/" + dustID
	for _, c := range []struct {
		name, address, body string
		header              []string
		want                int
	}{
		{"no token", address + "?name=a.png", string(picture), binary[2:], 401},
		{"a form", address + "?name=a.png", "x", []string{"Authorization", bearer, "Content-Type", "multipart/form-data"}, 415},
		{"another origin", address + "?name=a.png", string(picture), append([]string{"Origin", "http://elsewhere.example"}, binary...), 403},
		{"a page", address + "?name=a.png", "<html><script>", binary, 422},
		{"no name", address, string(picture), binary, 422},
		{"unknown event", server + "/api/v1/evidence/dust/x?name=a.png", string(picture), binary, 404},
		{"too long", address + "?name=a.png", string(picture[:8]) + strings.Repeat("x", evidenceBody), binary, 413},
		{"taken", address + "?name=../../" + "%E5%8D%AB%E6%98%9F.png", string(picture), binary, 200},
	} {
		if got := post(t, c.address, c.body, c.header...); got.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got.StatusCode, c.want)
		}
	}
	if len(d.attached) != 1 || d.attached[0] != "u "+dustID+" 卫星.png" {
		t.Errorf("attached %v", d.attached)
	}
	var one struct{ Evidence []evidenceFile }
	_, body := get(t, server+"/api/v1/dust/"+dustID, binary...)
	if err := json.Unmarshal([]byte(body), &one); err != nil || len(one.Evidence) != 1 || one.Evidence[0].Size != int64(len(picture)) {
		t.Fatalf("%s, %v", body, err)
	}
	response, content := get(t, server+one.Evidence[0].Href, binary...)
	if response.StatusCode != 200 || content != string(picture) || response.Header.Get("Content-Type") != "application/octet-stream" ||
		!strings.HasPrefix(response.Header.Get("Content-Disposition"), "attachment;") || response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("download: status %d, headers %v", response.StatusCode, response.Header)
	}
	if response, _ := get(t, address+"?sha256=../x", binary...); response.StatusCode != 404 {
		t.Errorf("unknown file: status %d", response.StatusCode)
	}
	// What changed on the disk is not handed out as what was attached.
	kept, err := filepath.Glob(filepath.Join(d.dir, "*", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("%v, %v", kept, err)
	}
	if err := os.WriteFile(kept[0], []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if response, _ := get(t, server+one.Evidence[0].Href, binary...); response.StatusCode != 503 {
		t.Errorf("changed file: status %d", response.StatusCode)
	}
	// Other paths keep their small limit.
	if got := post(t, server+"/login", strings.Repeat("x", maxBodyBytes+1), "Content-Type", "application/x-www-form-urlencoded"); got.StatusCode == 200 {
		t.Errorf("a long body elsewhere: status %d", got.StatusCode)
	}
}

func TestEvidence_Form(t *testing.T) {
	d := &dustSource{}
	server := serve(t, d.options(t))
	signedIn, _ := signIn(t, server, token)
	cookie := signedIn.Cookies()[0].Name + "=" + signedIn.Cookies()[0].Value
	_, page := get(t, server+"/dust?id="+dustID, "Cookie", cookie)
	csrf := regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if csrf == nil {
		t.Fatalf("no form: %s", page)
	}
	send := func(token, name string, content []byte) (*http.Response, string) {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for field, value := range map[string]string{"csrf": token, "id": dustID} {
			if err := form.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+evidenceFormPath, &body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", form.FormDataContentType())
		request.Header.Set("Cookie", cookie)
		return do(t, request)
	}
	if got := post(t, server+evidenceFormPath, "{}", "Cookie", cookie, "Content-Type", asJSON); got.StatusCode != 400 {
		t.Errorf("a body that is no form: status %d", got.StatusCode)
	}
	if response, _ := send("", "a.png", picture); response.StatusCode != 403 || len(d.attached) != 0 {
		t.Errorf("without the token of the form: status %d", response.StatusCode)
	}
	if response, body := send(csrf[1], "a.exe", picture); response.StatusCode != 422 || !strings.Contains(body, "文件未接受") || len(d.attached) != 0 {
		t.Errorf("a program: status %d", response.StatusCode)
	}
	if response, _ := send(csrf[1], "卫星.png", picture); response.StatusCode != 303 || response.Header.Get("Location") != "/dust?id=dust%2Fjiangyuan%2F2026-04-10" || len(d.attached) != 1 {
		t.Errorf("status %d to %s, attached %v", response.StatusCode, response.Header.Get("Location"), d.attached)
	}
	if _, page := get(t, server+"/dust?id="+dustID, "Cookie", cookie); !strings.Contains(page, "卫星.png") {
		t.Error("the file is not on the page")
	}
}
