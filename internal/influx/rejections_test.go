//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func TestRejections_RoundTripAndPrune(t *testing.T) {
	db := openDB(t)
	old := influx.Rejection{Time: at("2026-10-01T08:00").UTC(), Reason: "malformed", Topic: "env/air/jy/A", Payload: "{\"a\":\n\t\"\\x\"}", Error: `unexpected "x"`}
	fresh := influx.Rejection{Time: at("2026-11-20T08:00").UTC(), Reason: "unknown station", Topic: "env/air/jy/B", Payload: "", Error: "no station B"}
	var lines []byte
	for _, r := range []influx.Rejection{old, fresh} {
		lines = influx.AppendRejection(lines, &r)
	}
	if err := db.Write(t.Context(), "", lines); err != nil {
		t.Fatal(err)
	}
	old.Payload = "{\"a\":␊␉\"\\x\"}"
	got, err := db.Rejections(t.Context(), at("2026-01-01T00:00"), 100)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rejections", got, []influx.Rejection{fresh, old})
	if err := db.PruneRejections(t.Context(), at("2026-10-21T00:00")); err != nil {
		t.Fatal(err)
	}
	if got, err = db.Rejections(t.Context(), at("2026-01-01T00:00"), 100); err != nil {
		t.Fatal(err)
	}
	same(t, "rejections after 30 days", got, []influx.Rejection{fresh})
}

func TestPruneRaw_KeepsHours(t *testing.T) {
	db := openDB(t)
	minute := airSample("A", "2026-05-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 1, Flag: 'N'})
	minute.Interval = measure.OneMinute
	fresh := minute
	fresh.Start, fresh.Station = at("2026-05-03T00:00"), "B"
	hourly := airSample("A", "2026-05-01T07:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 2, Flag: 'N'})
	writeSamples(t, db, minute, fresh, hourly)
	if err := db.PruneRaw(t.Context(), at("2026-05-03T00:00")); err != nil {
		t.Fatal(err)
	}
	got, err := db.Latest(t.Context(), measure.Air)
	if err != nil {
		t.Fatal(err)
	}
	compareSamples(t, got, []measure.Sample{hourly, fresh})
}
