//go:build !noembed

package daemon

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Dust from the stations' messages to the dossier: the suspicion of the same day, the
// decision that makes a dust day at the next run of the job that runs every minute, and
// its withdrawal. The duty officer is told of the suspicion, and that it was dealt with.
func TestDaemon_Dust(t *testing.T) {
	duty := &receiver{}
	hook := httptest.NewServer(duty)
	defer hook.Close()
	clock := newHandClock(noon)
	d := county{dir: t.TempDir(), now: clock.now, more: `
jobs: {alerts: off}
alerts: {page: "http://page.example/", channels: [{name: duty, type: webhook, url: "` + hook.URL + `"}]}
`}.start(t)
	settledStart(t, d) // the first run of job dust must not see half of the messages
	alerts, err := d.newAlerts()
	if err != nil {
		t.Fatal(err)
	}
	told := func() (about []string) {
		t.Helper()
		before := len(duty.got())
		if err := alerts.Run(t.Context(), clock.now()); err != nil {
			t.Fatal(err)
		}
		for _, body := range duty.got()[before:] {
			if strings.Contains(body, `"kind":"dust-suspected"`) {
				about = append(about, body)
			}
		}
		return about
	}
	s := connect(t, d.BrokerURL(), "stations")
	dusty := strings.Replace(clean, `"pm10":40`, `"pm10":600`, 1)
	for _, code := range []string{"JY001", "JY002"} {
		s.send(airDay(code, yesterday, clean, "")[:6]...)
		s.send(airDay(code, yesterday, dusty, "")[6:]...)
		s.send(airDay(code, yesterday.AddDate(0, 0, 1), clean, "")[:12]...)
	}
	drained(t, d)
	assessNow(t, d, "dust", "air-hour", "air-day", "reassess", "progress")

	const id = "dust/220605/2026-11-20"
	one := fetchJSON(t, d, "/api/v1/dust/"+id)
	expectFields(t, "suspicion", one, map[string]any{"state": "疑似", "start": "2026-11-20", "end": "2026-11-20"})
	if n := number(t, d.InfluxURL(), `SELECT count(state) FROM event WHERE kind='dust'`); n != 1 {
		t.Errorf("%v steps, want one", n)
	}
	// (6 × 40 + 18 × 600) / 24 = 460 µg/m³ of PM10 exceed; without the particles the day
	// is good. What the dossier shows is what would be, were it recognised.
	effects := rowsOf(t, one, "effects")
	if len(effects) != 1 {
		t.Fatalf("effects %v", effects)
	}
	for policy, want := range map[string]float64{"keep": 0, "exclude": 0, "count-as-good": 1} {
		under, _ := effects[0][policy].(map[string]any)
		expectFields(t, policy, under, map[string]any{"good": want})
	}
	got := told()
	if len(got) != 1 || !containsAll(got[0], "【疑似沙尘】江源区：2026 年 11 月 20 日疑似受沙尘影响", "升至最高 600 µg/m³", "请核实并于当日上报", "环办监测〔2016〕120号",
		"如获认定，达标天数：不扣除则", "按优良计则", `"link":"http://page.example/dust"`, `"severity":"critical"`, `"target":"jiangyuan/good-air-days"`) {
		t.Errorf("told of the suspicion: %q", got)
	}
	if again := told(); len(again) > 0 {
		t.Errorf("told again: %q", again)
	}
	decide := func(hours int, state, document string) {
		t.Helper()
		if err := d.db.WriteEvents(t.Context(), []measure.Event{{Time: noon.Add(time.Duration(hours) * time.Hour), Area: "220605", Kind: target.Dust,
			ID: id, State: state, By: "张三", Document: document}}); err != nil {
			t.Fatal(err)
		}
		assessNow(t, d, "reassess")
	}
	expectFields(t, "before the decision", dayOf(t, d, "220605", "2026", "2026-11-20"), map[string]any{"dust": false, "verdict": "exceeding"})
	decide(1, target.DustReported, "")
	if got := told(); len(got) != 1 || !containsAll(got[0], "【解除】", "现为“已上报”", `"state":"resolved"`) {
		t.Errorf("told once it was reported: %q", got)
	}
	expectFields(t, "reported", dayOf(t, d, "220605", "2026", "2026-11-20"), map[string]any{"dust": false})
	decide(2, target.DustRecognised, "吉环函〔2026〕1 号")
	expectFields(t, "recognised", dayOf(t, d, "220605", "2026", "2026-11-20"), map[string]any{"dust": true, "verdict": "exceeding"})
	expectFields(t, "the day after", dayOf(t, d, "220605", "2026", "2026-11-19"), map[string]any{"dust": nil})
	excluded := `SELECT exceeding FROM air_period WHERE place='220605' AND period='month' AND edition='by-date' AND dust='exclude'`
	if n := number(t, d.InfluxURL(), excluded); n != 0 {
		t.Errorf("November without dust: %v exceeding days, want none", n)
	}
	// The basis of the target keeps dust days.
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{"exceeding": 1.0, "good": 0.0})
	decide(3, target.DustWithdrawn, "")
	expectFields(t, "withdrawn", dayOf(t, d, "220605", "2026", "2026-11-20"), map[string]any{"dust": false})
	if n := number(t, d.InfluxURL(), excluded); n != 1 {
		t.Errorf("November after the withdrawal: %v exceeding days, want one", n)
	}
}
