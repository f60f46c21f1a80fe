//go:build !noembed

package daemon

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/job"
)

// statusOnly leaves the rule of the targets' status in force: the others would, and
// rightly, tell of stations that send whole days at once.
const statusOnly = `rules: {budget: {on: false}, budget_burn: {on: false}, day_data: {on: false}, validity: {on: false}, station_silent: {on: false}}`

// receiver is a webhook of the duty officer.
type receiver struct {
	mu     sync.Mutex
	status int
	bodies []string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	var body json.RawMessage
	json.NewDecoder(request.Body).Decode(&body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, string(body))
	if r.status != 0 {
		w.WriteHeader(r.status)
	}
}

func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies...)
}

// A target that comes to be at risk is told to the webhook, once: not by the next
// run, not after a restart, not on the next day.
//
// The goal of 257 days is chosen so that the rule without forecast
// (e = remaining × (exceeding + undetermined)/elapsed against the budget) comes to
// 有风险 after a bad week.
func TestDaemon_AlertIsToldOnce(t *testing.T) {
	duty := &receiver{}
	server := httptest.NewServer(duty)
	defer server.Close()
	clock := newHandClock(time.Date(2026, 2, 20, 12, 10, 0, 0, beijing))
	c := county{dir: t.TempDir(), now: clock.now, more: `
alerts:
  channels: [{name: duty, type: webhook, url: "` + server.URL + `/key-in-path"}]
  ` + statusOnly + `
`}
	c.goal = 257
	d := c.start(t)
	settledStart(t, d)
	s := connect(t, d.BrokerURL(), "stations")
	// 50 days, every fourth of them exceeding: 12 of 50. Expected for the 315
	// that remain: e = 315 × 12/50 = 75.6, 2√e = 17.4. The budget is
	// 38 + 315 − 257 = 96 ≥ 93.0: on track as of 19 February.
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, beijing)
	bad := strings.Replace(clean, `"pm2_5":20`, `"pm2_5":90`, 1)
	day := func(n int, values string) {
		for _, code := range []string{"JY001", "JY002"} {
			s.send(airDay(code, first.AddDate(0, 0, n), values, "")...)
		}
	}
	for n := range 50 {
		if n%4 == 3 {
			day(n, bad)
		} else {
			day(n, clean)
		}
	}
	run := func() {
		t.Helper()
		drained(t, d)
		assessNow(t, d, "air-day", "reassess", "progress", "alerts")
	}
	run()
	expectFields(t, "19 February", targetOf(t, d, "jiangyuan/good-air-days"),
		map[string]any{"status": "on_track", "good": 38.0, "exceeding": 12.0, "budget": 96.0, "as_of": "2026-02-19"})
	if got := duty.got(); len(got) > 0 {
		t.Fatalf("messages while all is well: %v", got)
	}
	// Eight bad days: e = 307 × 20/58 = 105.9, 2√e = 20.6, budget 38 + 307 − 257
	// = 88: at risk, since 85.3 ≤ 88 < 105.9.
	clock.set(first.AddDate(0, 0, 58).Add(12*time.Hour + 10*time.Minute))
	for n := 50; n < 58; n++ {
		day(n, bad)
	}
	run()
	expectFields(t, "27 February", targetOf(t, d, "jiangyuan/good-air-days"),
		map[string]any{"status": "at_risk", "exceeding": 20.0, "budget": 88.0, "as_of": "2026-02-27"})
	// A second day in a row confirms it: e = 306 × 20/59 = 103.7, 2√e = 20.4,
	// budget 39 + 306 − 257 = 88.
	clock.set(first.AddDate(0, 0, 59).Add(12*time.Hour + 10*time.Minute))
	day(58, clean)
	run()
	got := duty.got()
	if len(got) != 1 || !containsAll(got[0], "有风险", "达标天数", "2026-02-28", `"status":"at_risk"`) {
		t.Fatalf("messages %v, want one that says 有风险", got)
	}
	if strings.Contains(got[0], "模拟") {
		t.Error("a message on measured data says that they are simulated")
	}
	rows := rowsOf(t, fetchJSON(t, d, "/api/v1/alerts"), "alerts")
	if len(rows) != 1 || rows[0]["state"] != "firing" || rows[0]["target"] != "jiangyuan/good-air-days" {
		t.Errorf("alerts shown: %v, want one firing", rows)
	}
	run()
	s.client.Disconnect(0)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	d = c.start(t)
	s = connect(t, d.BrokerURL(), "stations")
	run()
	clock.set(first.AddDate(0, 0, 60).Add(12*time.Hour + 10*time.Minute))
	day(59, clean)
	run()
	if status := targetOf(t, d, "jiangyuan/good-air-days")["status"]; status != "at_risk" {
		t.Fatalf("status on the next day is %v; the test wants it to stay at_risk", status)
	}
	if again := duty.got(); len(again) != 1 {
		t.Errorf("%d messages after a restart and another day, want 1: %v", len(again), again)
	}
}

// A message that the receiver did not take is sent again, with the same id, also
// after a restart.
func TestDaemon_AlertIsRepeatedUntilTaken(t *testing.T) {
	duty := &receiver{status: http.StatusServiceUnavailable}
	server := httptest.NewServer(duty)
	defer server.Close()
	clock := newHandClock(time.Date(2026, 12, 30, 12, 10, 0, 0, beijing))
	c := county{dir: t.TempDir(), now: clock.now, more: `
alerts:
  channels: [{name: duty, type: webhook, url: "` + server.URL + `"}]
  ` + statusOnly + `
`}
	d := c.start(t)
	settledStart(t, d)
	s := connect(t, d.BrokerURL(), "stations")
	bad := strings.Replace(clean, `"pm2_5":20`, `"pm2_5":90`, 1)
	for n := range 20 { // more bad days than the goal of 351 allows, so that it is lost
		for _, code := range []string{"JY001", "JY002"} {
			s.send(airDay(code, time.Date(2026, 12, 10+n, 0, 0, 0, 0, beijing), bad, "")...)
		}
	}
	drained(t, d)
	assessNow(t, d, "air-day", "reassess", "progress")
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{"status": "lost"})
	assessNow(t, d, "alerts")
	if got := duty.got(); len(got) > 0 {
		t.Errorf("told while past days were filling: %q", got)
	}
	clock.set(clock.now().Add(job.FillingQuiet))
	eventually(t, "the message is tried", func() bool {
		d.schedule.RunNow(t.Context(), "alerts")
		return len(duty.got()) > 0
	})
	s.client.Disconnect(0)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	duty.mu.Lock()
	duty.status = 0
	tried := len(duty.bodies)
	duty.mu.Unlock()
	d = c.start(t)
	assessNow(t, d, "alerts", "alerts")
	got := duty.got()
	if len(got) != tried+1 {
		t.Fatalf("%d messages after the receiver came back, want one more than %d", len(got), tried)
	}
	id := func(body string) string {
		var m struct{ ID string }
		if err := json.Unmarshal([]byte(body), &m); err != nil || m.ID == "" {
			t.Fatalf("message %s: no id (%v)", body, err)
		}
		return m.ID
	}
	if id(got[0]) != id(got[tried]) {
		t.Errorf("the message came again under another id: %s, %s", id(got[0]), id(got[tried]))
	}
}
