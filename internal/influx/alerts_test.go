//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/influx"
)

func TestAlertsAndEvents_RoundTrip(t *testing.T) {
	db := openDB(t)
	first := influx.AlertRow{Time: at("2026-11-20T08:00").UTC(), Target: "jiangyuan/good-air-days", Kind: "status", Severity: "at_risk", ID: "a1", State: "firing", Text: `优良天数"有风险"`}
	second := first
	second.Time, second.State = at("2026-11-21T08:00").UTC(), "resolved"
	if err := db.WriteAlerts(t.Context(), []influx.AlertRow{first, second}); err != nil {
		t.Fatal(err)
	}
	alerts, err := db.Alerts(t.Context(), at("2026-11-01T00:00"), 10)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "alerts", alerts, []influx.AlertRow{second, first})
	if alerts, err = db.Alerts(t.Context(), at("2026-11-01T00:00"), 1); err != nil || len(alerts) != 1 || alerts[0].State != "resolved" {
		t.Errorf("limited to one: got %+v, %v, want the newest", alerts, err)
	}

	e := influx.Event{
		Time: at("2026-04-02T09:00").UTC(), Area: "220605", Kind: "dust", ID: "d1", State: "上级认定", Start: day("2026-03-31"), End: day("2026-04-01"),
		By: "张三", Document: "吉环函〔2026〕1 号",
	}
	open := e
	open.Time, open.ID, open.End = at("2026-04-03T09:00").UTC(), "d2", 0
	if err := db.WriteEvents(t.Context(), []influx.Event{e, open}); err != nil {
		t.Fatal(err)
	}
	events, err := db.Events(t.Context(), "220605", "dust", at("2026-01-01T00:00"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "events", events, []influx.Event{e, open})
}
