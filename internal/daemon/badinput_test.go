//go:build !noembed

package daemon

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// badInputs are messages of which at least a part is refused, in the order of
// sending. good is the number of distinct hours of PM2.5 they leave all the same.
var badInputs = []struct {
	name, topic, payload, reason string
	good                         int
}{
	{"malformed", "env/air/220605/JY001", `{"station":"JY001","time":`, "malformed", 0},
	{"not an object", "env/air/220605/JY001", `"hello"`, "malformed", 0},
	{"markup", "env/air/220605/JY001", `<script>document.title="owned"</script>`, "malformed", 0},
	{"time is a number", "env/air/220605/JY001", `{"station":"JY001","time":1795000000,"values":{"pm2_5":1}}`, "malformed", 0},
	{"values is a list", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T01:00:00+08:00","values":[1,2]}`, "malformed", 0},
	{"station is a number", "env/air/220605/JY001", `{"station":1,"time":"2026-11-20T01:00:00+08:00","values":{"pm2_5":1}}`, "malformed", 0},
	{"unknown station", "env/air/220605/XX999", `{"station":"XX999","time":"2026-11-20T01:00:00+08:00","values":{"pm2_5":1}}`, "unknown_station", 0},
	{"station is not the topic's", "env/air/220605/JY001", `{"station":"JY002","time":"2026-11-20T01:00:00+08:00","values":{"pm2_5":1}}`, "impostor", 0},
	{"future", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-21T14:00:00+08:00","values":{"pm2_5":1}}`, "future", 0},
	{"before accept_since", "env/air/220605/JY001", `{"station":"JY001","time":"2025-12-31T01:00:00+08:00","values":{"pm2_5":1}}`, "too_old", 0},
	{"between two hours", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T01:30:00+08:00","values":{"pm2_5":1}}`, "unaligned", 0},
	{"NaN as text", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T02:00:00+08:00","values":{"pm2_5":21,"pm10":"NaN","co":0.5}}`, "not_a_number", 1},
	{"NaN bare", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T03:00:00+08:00","values":{"pm2_5":22,"pm10":NaN,"co":0.5}}`, "not_a_number", 1},
	{"a value of wrong type", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T04:00:00+08:00","values":{"pm2_5":23,"pm10":{"v":1},"o3":true}}`, "not_a_number", 1},
	{"empty", "env/air/220605/JY001", ``, "empty", 0},
	{"no values", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T05:00:00+08:00","values":{}}`, "empty", 0},
	{"10 MB", "env/air/220605/JY001", `{"station":"JY001","time":"2026-11-20T05:00:00+08:00","values":{"pm2_5":1},"x":"` + strings.Repeat("a", 10<<20) + `"}`, "too_large", 0},
	{"no feed", "elsewhere/JY001", `{}`, "no_feed", 0},
}

// Everything that can be wrong with a message: it is acknowledged, counted by
// reason, kept and shown; what is good of it is stored, and nothing stops.
func TestDaemon_BadInput(t *testing.T) {
	dir := t.TempDir()
	c := county{dir: dir, now: newHandClock(noon).now}
	settings := c.config(t)
	for i := range settings.Feeds {
		settings.Feeds[i].AcceptSince = 20454 // 2026-01-01
	}
	if got := settings.Feeds[0].AcceptSince.String(); got != "2026-01-01" {
		t.Fatalf("accept_since of the test is %s", got)
	}
	d := startDaemon(t, Options{Config: settings, Now: c.now})
	s := connect(t, d.BrokerURL(), "faulty")
	reasons, hours := map[string]int{}, 0
	for _, bad := range badInputs {
		s.send(message{bad.topic, bad.payload}) // waits for the acknowledgement
		reasons[bad.reason]++
		hours += bad.good
	}
	// Out of physical range: stored with flag R, beside its good neighbour.
	s.send(air("JY001", yesterday.Add(6*time.Hour), `"pm2_5":24,"pm10":15001,"so2":-80`, ""))
	hours++
	drained(t, d)

	for reason, want := range reasons {
		if n := metric(t, d, fmt.Sprintf("lanbi_intake_rejected_total{reason=%q}", reason)); int(n) != want {
			t.Errorf("%v messages counted as %s, want %d", n, reason, want)
		}
	}
	if n := metric(t, d, "lanbi_intake_messages_received_total"); int(n) != len(badInputs)+1 {
		t.Errorf("%v messages received, want %d", n, len(badInputs)+1)
	}
	if n := metric(t, d, "lanbi_intake_values_out_of_range_total"); n != 2 {
		t.Errorf("%v values out of range, want 2", n)
	}
	rows := rowsOf(t, fetchJSON(t, d, "/api/v1/rejections"), "rejections")
	if len(rows) != len(badInputs) {
		t.Fatalf("%d rejections shown, want %d", len(rows), len(badInputs))
	}
	for i, bad := range badInputs {
		row := rows[len(rows)-1-i] // newest first
		payload := row["payload"].(string)
		if row["reason"] != bad.reason || row["topic"] != bad.topic || row["error"] == "" || len(payload) > 4<<10 ||
			payload == "" != (bad.payload == "") || !strings.HasPrefix(bad.payload, payload[:min(10, len(payload))]) {
			t.Errorf("%s: kept as reason %v, topic %v, error %v, payload %.80q", bad.name, row["reason"], row["topic"], row["error"], payload)
		}
	}
	kept, err := os.ReadFile(filepath.Join(dir, "lanbi", "rejected.jsonl"))
	if err != nil || strings.Count(string(kept), "\n") != len(badInputs) {
		t.Errorf("the file of rejections has %d lines (%v), want %d", strings.Count(string(kept), "\n"), err, len(badInputs))
	}
	page := fetch(t, d, "/")
	if strings.Contains(page, "<script>document") || !strings.Contains(page, "&lt;script&gt;document") {
		t.Error("the page does not show the markup of a payload escaped")
	}
	// The good values of the same messages.
	if n := number(t, d.InfluxURL(), `SELECT count(pm2_5) FROM air`); int(n) != hours {
		t.Errorf("%v hours of PM2.5 stored, want %d", n, hours)
	}
	if sum := number(t, d.InfluxURL(), `SELECT sum(pm2_5) FROM air`); sum != 21+22+23+24 {
		t.Errorf("sum of PM2.5 is %v, want 90", sum)
	}
	flagged := query(t, d.InfluxURL(), `SELECT pm10, pm10_flag, so2_flag FROM air WHERE pm10_flag = 'R' AND so2_flag = 'R'`)
	if len(flagged) != 1 || fmt.Sprint(flagged[0][1]) != "15001" {
		t.Errorf("values out of range are stored as %v, want 15001 with flag R", flagged)
	}
	fetch(t, d, "/readyz")
}

// Messages that are merely awkward: duplicates, out of order, late, retained. All
// count, none twice.
func TestDaemon_AwkwardInput(t *testing.T) {
	d := county{dir: t.TempDir(), now: newHandClock(noon).now}.start(t)
	s := connect(t, d.BrokerURL(), "awkward")
	today := yesterday.AddDate(0, 0, 1)
	hour := func(day time.Time, label, pm int) message {
		return air("JY001", day.Add(time.Duration(label)*time.Hour), fmt.Sprintf(`"pm2_5":%d`, pm), "")
	}
	s.send(hour(today, 8, 10), hour(today, 8, 10), hour(today, 8, 10))   // duplicate
	s.send(hour(today, 11, 20), hour(today, 9, 30), hour(today, 10, 40)) // out of order
	s.send(hour(yesterday, 3, 50))                                       // late
	s.send(hour(today, 11, 21))                                          // corrected
	retained := hour(today, 12, 60)
	for range 2 {
		token := s.client.Publish(retained.topic, 1, true, retained.payload)
		if !token.WaitTimeout(patience) || token.Error() != nil {
			t.Fatalf("retained message: %v", token.Error())
		}
	}
	drained(t, d)
	if n, sum := number(t, d.InfluxURL(), `SELECT count(pm2_5) FROM air`), number(t, d.InfluxURL(), `SELECT sum(pm2_5) FROM air`); n != 6 || sum != 10+21+30+40+50+60 {
		t.Errorf("%v points with a sum of %v are stored, want 6 with 211", n, sum)
	}
	if n := metric(t, d, "lanbi_intake_messages_retained_total"); n != 2 {
		t.Errorf("%v retained messages counted, want 2", n)
	}
	marks, err := d.ledger.Dirty()
	if err != nil || len(marks) > 1 || len(marks) == 1 && marks[0].Day.String() != "2026-11-20" {
		t.Errorf("dirty days %v (%v), want only that of the late message", marks, err)
	}
	if rows := rowsOf(t, fetchJSON(t, d, "/api/v1/rejections"), "rejections"); len(rows) > 0 {
		t.Errorf("rejections %v, want none", rows)
	}
}
