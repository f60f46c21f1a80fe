//go:build !noembed

package daemon

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

// yesterday is the day before noon's.
var yesterday = time.Date(2026, 11, 20, 0, 0, 0, 0, beijing)

// dayOf is the API's row of a place's day under an edition.
func dayOf(t *testing.T, d *Daemon, place, edition, day string) map[string]any {
	t.Helper()
	answer := fetchJSON(t, d, fmt.Sprintf("/api/v1/air/days?place=%s&year=2026&edition=%s", place, edition))
	for _, row := range rowsOf(t, answer, "days") {
		if at, _ := row["time"].(string); strings.HasPrefix(at, day) {
			return row
		}
	}
	return nil
}

func targetOf(t *testing.T, d *Daemon, id string) map[string]any {
	t.Helper()
	for _, row := range rowsOf(t, fetchJSON(t, d, "/api/v1/targets"), "targets") {
		if row["id"] == id {
			return row
		}
	}
	t.Fatalf("no target %s", id)
	return nil
}

// expectFields compares members of an object of the API; nil wants the member
// absent. Numbers are float64, as JSON has them.
func expectFields(t *testing.T, what string, row, want map[string]any) {
	t.Helper()
	for key, value := range want {
		got, there := row[key]
		if value == nil && there || value != nil && got != value {
			t.Errorf("%s: %s is %v, want %v", what, key, got, value)
		}
	}
}

// The main job: what stations publish in a day becomes readings, hours, a day, a
// class, targets, page and API. PM2.5 is 61: AQI 101 under 2026 (60 is 100, 115
// is 150: 100 + 50/55 rounded up) and 83 under 2012 (35 is 50, 75 is 100:
// 82.5 rounded up).
func TestDaemon_OneDay(t *testing.T) {
	clock := newHandClock(noon)
	d := county{dir: t.TempDir(), now: clock.now}.start(t)
	s := connect(t, d.BrokerURL(), "stations")
	dusty := strings.Replace(clean, `"pm2_5":20`, `"pm2_5":61`, 1)
	s.send(airDay("JY001", yesterday, dusty, "")...)
	s.send(airDay("JY002", yesterday, dusty, "")...)
	s.send(airDay("JY101", yesterday, clean, "")...)
	s.send(waterDay("HJ-01", yesterday, classTwo)...)
	// Today so far: twelve hours of one station.
	s.send(airDay("JY001", yesterday.AddDate(0, 0, 1), clean, "")[:12]...)
	s.send(message{"env/indicator/220605/forest", `{"indicator":"forest","period":"2026","value":73.4,"source":"年报"}`})
	drained(t, d)
	assessNow(t, d, "air-hour", "control", "air-day", "reassess", "water", "progress")

	if n := number(t, d.InfluxURL(), `SELECT count(pm2_5) FROM air`); n != 3*24+12 {
		t.Errorf("%v hours of readings, want 84", n)
	}
	if n := number(t, d.InfluxURL(), `SELECT count(value) FROM indicator`); n != 1 {
		t.Errorf("%v reported figures, want 1", n)
	}
	// The hour that begins at 00:00 UTC is 08:00 in Beijing.
	rows := query(t, d.InfluxURL(), `SELECT pm2_5 FROM air WHERE station='JY001' AND time='2026-11-20T00:00:00Z'`)
	if len(rows) != 1 || fmt.Sprint(rows[0][1]) != "61" {
		t.Errorf("the reading labelled 09:00 is %v, want 61 at the start of its hour", rows)
	}
	for _, place := range []string{"JY001", "220605"} {
		expectFields(t, place+" under 2026", dayOf(t, d, place, "2026", "2026-11-20"), map[string]any{
			"aqi": 101.0, "verdict": "exceeding", "primary": "pm2_5", "pm2_5": 61.0, "level": 3.0})
		expectFields(t, place+" under 2012", dayOf(t, d, place, "2012", "2026-11-20"), map[string]any{
			"aqi": 83.0, "verdict": "good", "primary": "pm2_5", "pm2_5": 61.0, "level": 2.0})
	}
	expectFields(t, "township", dayOf(t, d, "JY101", "2026", "2026-11-20"), map[string]any{"aqi": 40.0, "verdict": "good"})

	hours := rowsOf(t, fetchJSON(t, d, "/api/v1/air/hours?place=JY001&from=2026-11-21T06:00:00%2B08:00&to=2026-11-21T12:00:00%2B08:00"), "hours")
	if len(hours) != 2*6 { // both editions
		t.Errorf("%d hourly indices of this morning, want 12", len(hours))
	}
	expectToday(t, d)
	periods := rowsOf(t, fetchJSON(t, d, "/api/v1/water/periods?station=HJ-01&period=day&year=2026"), "periods")
	var class any
	for _, row := range periods {
		if at, _ := row["time"].(string); strings.HasPrefix(at, "2026-11-20") {
			class = row["class"]
		}
	}
	if class != 2.0 {
		t.Errorf("class of the section's day is %v, want 2: %v", class, periods)
	}
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{
		"as_of": "2026-11-20", "good": 0.0, "exceeding": 1.0, "remaining": 41.0, "undetermined": 323.0, "goal": 351.0})
	expectFields(t, "target", targetOf(t, d, "jiangyuan/forest"), map[string]any{"status": "achieved", "value": 73.4})
	page := fetch(t, d, "/")
	for _, text := range []string{"达标天数", "河流水质", "森林覆盖率", "浑江三岔子", "区政府", "湾沟镇"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not show %q", text)
		}
	}
	if strings.Contains(page, "模拟") {
		t.Error("the page calls measured data simulated")
	}
}

// expectToday wants the control value of today: twelve hours of 20 µg/m³ leave
// (24 × 60.5 − 12 × 20) / 12 = 101 for the other twelve, JY002 being out of the running.
// And it wants yesterday good under 2012, which a what-if asks for.
func expectToday(t *testing.T, d *Daemon) {
	t.Helper()
	controls := rowsOf(t, fetchJSON(t, d, "/api/v1/control?place=220605"), "control")
	if len(controls) != 6 {
		t.Fatalf("%d control values of the area, want 6", len(controls))
	}
	expectFields(t, "control value", controls[0], map[string]any{"parameter": "pm2_5", "state": "open", "highest": 101.0, "hours_left": 12.0, "mean_so_far": 20.0})
	stored := query(t, d.InfluxURL(), `SELECT state, highest FROM air_control WHERE place='220605' AND parameter='pm2_5'`)
	if len(stored) != 1 || stored[0][1] != "open" || fmt.Sprint(stored[0][2]) != "101" {
		t.Errorf("stored control value %v, want open at 101", stored)
	}
	if page := fetch(t, d, "/today"); !strings.Contains(page, "已过 12 小时，均值 20；其余 12 小时均值不高于 101 微克/立方米，今日仍可达标") {
		t.Error("the page 今日管控 does not show the control value")
	}
	answer := fetchJSON(t, d, "/api/v1/what-if?target=jiangyuan/good-air-days&edition=2012")
	then, _ := answer["what_if"].(map[string]any)
	expectFields(t, "what-if", then, map[string]any{"good": 1.0, "exceeding": 0.0, "remaining": 41.0})
	if valid := rowsOf(t, fetchJSON(t, d, "/api/v1/validity?place=JY001"), "validity"); len(valid) != 6 {
		t.Errorf("%d pollutants with valid days at JY001, want 6", len(valid))
	}
}

// A late message re-assesses exactly its day. Every stored day is overwritten by
// hand first: only those that are assessed again lose the false figure.
func TestDaemon_LateMessageReassessesItsDay(t *testing.T) {
	clock := newHandClock(noon)
	d := county{dir: t.TempDir(), now: clock.now}.start(t)
	s := connect(t, d.BrokerURL(), "stations")
	for back := range 3 {
		for _, code := range []string{"JY001", "JY002"} {
			// JY001 lacks the hour 24 of the day before yesterday.
			s.send(airDay(code, yesterday.AddDate(0, 0, -back), clean, "")[:24-back%2]...)
		}
	}
	drained(t, d)
	assessNow(t, d, "air-day", "reassess")
	if marks, err := d.ledger.Dirty(); err != nil || len(marks) > 0 {
		t.Fatalf("dirty after the assessment: %v, %v", marks, err)
	}
	const falseAQI = "air_day,place=JY001,edition=2026,source=computed aqi=999i %d\n"
	var lines []byte
	for back := range 3 {
		lines = fmt.Appendf(lines, falseAQI, yesterday.AddDate(0, 0, -back).UnixNano())
	}
	if err := d.db.Write(t.Context(), "", lines); err != nil {
		t.Fatal(err)
	}
	late := yesterday.AddDate(0, 0, -1)
	s.send(air("JY001", late.Add(24*time.Hour), clean, ""))
	drained(t, d)
	marks, err := d.ledger.Dirty()
	if err != nil || len(marks) != 1 || marks[0].Medium != measure.Air || marks[0].Station != "JY001" ||
		marks[0].Day != measure.Date(2026, 11, 19) {
		t.Fatalf("dirty days %v, %v; want JY001 on 2026-11-19 alone", marks, err)
	}
	assessNow(t, d, "reassess")
	for day, want := range map[string]float64{"2026-11-18": 999, "2026-11-19": 40, "2026-11-20": 999} {
		expectFields(t, day, dayOf(t, d, "JY001", "2026", day), map[string]any{"aqi": want})
	}
	if hours := dayOf(t, d, "JY001", "2026", "2026-11-19")["hours_pm2_5"]; hours != 24.0 {
		t.Errorf("the late hour does not count: %v valid hours, want 24", hours)
	}
	if marks, err = d.ledger.Dirty(); err != nil || len(marks) > 0 {
		t.Errorf("dirty after the re-assessment: %v, %v", marks, err)
	}
}

// The merge trap: InfluxDB keeps the fields of a point that is written again. An
// hour of flag D that is resent valid counts again, and a day that loses its
// index has none, neither stored nor shown. PM10 99 is AQI 85 under 2026 (50 is
// 50, 120 is 100) and 75 under 2012 (150 is 100, 74.5 rounded up).
func TestDaemon_MergeTrap(t *testing.T) {
	clock := newHandClock(noon)
	d := county{dir: t.TempDir(), now: clock.now}.start(t)
	s := connect(t, d.BrokerURL(), "stations")
	values := strings.Replace(clean, `"pm10":40`, `"pm10":99`, 1)
	both := func(flags string, hours int) {
		for _, code := range []string{"JY001", "JY002"} {
			s.send(airDay(code, yesterday, values, flags)[:hours]...)
		}
		drained(t, d)
		assessNow(t, d, "air-day", "reassess")
	}
	good := map[string]any{"aqi": 85.0, "verdict": "good", "primary": "pm10", "level": 2.0, "pm10": 99.0}
	gone := map[string]any{"aqi": nil, "verdict": "undetermined", "primary": nil, "level": nil, "pm10": nil, "hours_pm10": 19.0}
	expect := func(step string, want map[string]any) {
		t.Helper()
		for _, place := range []string{"JY001", "220605"} {
			if place == "220605" {
				delete(want, "hours_pm10")
			}
			expectFields(t, step+" "+place, dayOf(t, d, place, "2026", "2026-11-20"), want)
		}
	}
	both("", 24)
	expect("all valid", good)
	both(`"pm10":"D"`, 5)
	expect("five hours of flag D", gone)
	stored := query(t, d.InfluxURL(), `SELECT aqi FROM air_day WHERE place='220605' AND edition='2026'`)
	if len(stored) > 0 {
		t.Errorf("InfluxDB still has the index %v", stored)
	}
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{"good": 0.0, "exceeding": 0.0})
	both("", 5) // resent without any flag
	expect("resent valid", good)
	flags := query(t, d.InfluxURL(), `SELECT pm10_flag FROM air WHERE station='JY001' AND pm10_flag <> 'N'`)
	if len(flags) > 0 {
		t.Errorf("InfluxDB still has flags %v", flags)
	}
	expectFields(t, "target", targetOf(t, d, "jiangyuan/good-air-days"), map[string]any{"good": 1.0})
}

// The scheduler does by itself what the other tests ask it for: when midnight has
// passed, yesterday is assessed; when a late message comes, its day is again. The
// clock runs a thousand times faster, a day in a minute and a half.
func TestDaemon_JobsFollowTheClock(t *testing.T) {
	const speed = 1000
	began, start := time.Now(), yesterday.Add(23*time.Hour)
	now := func() time.Time { return start.Add(time.Since(began) * speed) }
	c := county{dir: t.TempDir()}
	d := startDaemon(t, Options{Config: c.config(t), Now: now, Speed: speed})
	s := connect(t, d.BrokerURL(), "stations")
	for _, code := range []string{"JY001", "JY002"} {
		s.send(airDay(code, yesterday, clean, "")[:22]...)
	}
	eventually(t, "the day is assessed after midnight", func() bool {
		row := dayOf(t, d, "JY001", "2026", "2026-11-20")
		return row != nil && row["hours_pm2_5"] == 22.0
	})
	s.send(airDay("JY001", yesterday, clean, "")[22:]...)
	eventually(t, "the late hours are assessed", func() bool {
		return dayOf(t, d, "JY001", "2026", "2026-11-20")["hours_pm2_5"] == 24.0
	})
	eventually(t, "the target's progress is stored", func() bool {
		return len(query(t, d.InfluxURL(), `SELECT good FROM target WHERE target='jiangyuan/good-air-days'`)) > 0
	})
	for _, row := range rowsOf(t, fetchJSON(t, d, "/api/v1/jobs"), "jobs") {
		if row["failures"] != 0.0 {
			t.Errorf("job %v", row)
		}
		for _, field := range []string{"name", "spec", "running", "outcome", "skipped", "next"} {
			if row[field] == nil {
				t.Errorf("job %v has no %s", row["name"], field)
			}
		}
		if _, ran := row["last_run"]; row["outcome"] == "ok" && (!ran || row["last_due"] == nil || row["duration"] == nil) {
			t.Errorf("job %v has run, and lacks last_due, last_run or duration", row)
		}
	}
}

// Dirty marks that a stop leaves behind are worked off after the next start.
func TestDaemon_DirtyDaysSurviveRestart(t *testing.T) {
	clock := newHandClock(noon)
	c := county{dir: t.TempDir(), now: clock.now, more: "jobs: {reassess: off}"}
	d := c.start(t)
	s := connect(t, d.BrokerURL(), "stations")
	for _, code := range []string{"JY001", "JY002"} {
		s.send(airDay(code, yesterday.AddDate(0, 0, -10), clean, "")...)
	}
	drained(t, d)
	s.client.Disconnect(0)
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	c.more = ""
	d = c.start(t)
	eventually(t, "the dirty days are assessed", func() bool {
		marks, err := d.ledger.Dirty()
		return err == nil && len(marks) == 0
	})
	expectFields(t, "day", dayOf(t, d, "220605", "2026", "2026-11-10"), map[string]any{"aqi": 40.0, "verdict": "good"})
}
