//go:build !noembed

package daemon

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/feed/hj212"
)

// Days that stations computed themselves (HJ 212 command 2031) lie beside their
// hours and change nothing: no assessment, no newest reading, no mark.
func TestDaemon_DaysOfStationsChangeNothing(t *testing.T) {
	clock := newHandClock(noon)
	text := strings.NewReplacer(`topic: "env/air/{region}/{station}"`, `format: hj212, topic: "hj/air/{station}"`,
		`topic: "env/water/{region}/{section}"`, `format: hj212, topic: "hj/water/{section}"`,
		"stamp: end", "stamp: start").Replace(county{dir: t.TempDir()}.text())
	c, err := config.Parse("county.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := startDaemon(t, Options{Config: c, Now: clock.now})
	settledStart(t, d)
	say := func(topic, cn string, at time.Time, content string) {
		t.Helper()
		code := topic[strings.LastIndexByte(topic, '/')+1:]
		frame := hj212.AppendFrame(nil, []byte("ST=22;CN="+cn+";PW=1;MN="+code+";CP=&&DataTime="+at.Format("20060102150405")+";"+content+"&&"))
		if err := d.Intake().Accept(t.Context(), topic, frame, false); err != nil {
			t.Fatal(err)
		}
	}
	for hour := range 24 {
		at := yesterday.Add(time.Duration(hour) * time.Hour)
		for _, code := range [...]string{"JY001", "JY002"} {
			say("hj/air/"+code, "2061", at, "a34004-Avg=20;a34002-Avg=40;a21026-Avg=8;a21004-Avg=20;a21005-Avg=0.5;a05024-Avg=60")
		}
		if hour%4 == 0 {
			say("hj/water/HJ-01", "2061", at, "w01001-Avg=7.5;w01009-Avg=9;w01019-Avg=3;w21003-Avg=0.1;w21011-Avg=0.02")
		}
	}
	shown := func() string {
		t.Helper()
		drained(t, d)
		assessNow(t, d, "hours", "air-hour", "air-day", "reassess", "water", "progress")
		var all []string
		for _, path := range [...]string{
			"/api/v1/air/days?place=JY001&year=2026&edition=2026", "/api/v1/air/days?place=220605&year=2026&edition=2012",
			"/api/v1/air/hours?place=JY001&from=2026-11-20&to=2026-11-21",
			"/api/v1/water/periods?station=HJ-01&period=day&year=2026", "/api/v1/water/periods?station=HJ-01&period=month&year=2026",
			"/api/v1/targets", "/api/v1/stations",
		} {
			all = append(all, fetch(t, d, path))
		}
		return strings.Join(all, "\n")
	}
	before := shown()
	if !strings.Contains(before, `"verdict":"good"`) || !strings.Contains(before, `"class":2`) {
		t.Fatalf("no assessment to compare with: %s", before)
	}
	for _, day := range [...]time.Time{yesterday.AddDate(0, 0, -1), yesterday, yesterday.AddDate(0, 0, 1)} {
		say("hj/air/JY001", "2031", day, "a34004-Avg=400;a34002-Avg=900;a21026-Avg=8;a21004-Avg=20;a21005-Avg=0.5;a05024-Avg=300")
		say("hj/water/HJ-01", "2031", day, "w01001-Avg=5;w01009-Avg=1;w01019-Avg=14;w21003-Avg=3;w21011-Avg=0.5")
	}
	drained(t, d)
	if n := number(t, d.InfluxURL(), `SELECT count(pm2_5) FROM air WHERE "interval"='1d'`); n != 3 {
		t.Errorf("%v days of air stored, want 3", n)
	}
	if n := number(t, d.InfluxURL(), `SELECT count(nh3n) FROM water WHERE "interval"='1d'`); n != 3 {
		t.Errorf("%v days of water stored, want 3", n)
	}
	if marks, err := d.ledger.Dirty(); err != nil || len(marks) != 0 {
		t.Errorf("marked %+v %v, want nothing", marks, err)
	}
	if after := shown(); after != before {
		t.Errorf("the assessments changed:\nbefore %s\nafter  %s", before, after)
	}
}
