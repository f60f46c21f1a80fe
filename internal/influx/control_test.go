//go:build !noembed

package influx_test

import (
	"reflect"
	"testing"

	"lanbi/internal/forecast"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// A day's control value is rewritten through the day: what was open and is lost has no
// highest any more, and no second point.
func TestAirControls_Rewritten(t *testing.T) {
	if onReal2() {
		t.Skip("reads past the client, from the embedded 1.8")
	}
	server := startInflux(t)
	db := openDB(t, func(o *influx.Options) { o.URL = server.URL() })
	open := forecast.PlaceControl{Place: "JY001", Day: day("2026-11-21"), SoFar: 1_250_000, HasSoFar: true,
		Control: forecast.Control{Parameter: measure.CO, State: forecast.Open, Highest: 5_340_000, Left: 10}}
	other := open
	other.Place, other.HasSoFar, other.Parameter = "220605", false, measure.PM25
	if err := db.WriteAirControls(t.Context(), []forecast.PlaceControl{open, other}); err != nil {
		t.Fatal(err)
	}
	const q = `SELECT "state", "highest", "so_far", "hours_left" FROM "air_control" WHERE "place" = 'JY001' AND "parameter" = 'co'`
	want := [][]any{{"2026-11-20T16:00:00Z", "open", 5.34, 1.25, 10.0}}
	if got := ask(t, server.URL(), q)["air_control"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	open.State, open.Left = forecast.Lost, 9
	for range 2 {
		if err := db.WriteAirControls(t.Context(), []forecast.PlaceControl{open, other}); err != nil {
			t.Fatal(err)
		}
	}
	want = [][]any{{"2026-11-20T16:00:00Z", "lost", nil, 1.25, 9.0}}
	if got := ask(t, server.URL(), q)["air_control"]; !reflect.DeepEqual(got, want) {
		t.Errorf("rewritten: got %v, want %v", got, want)
	}
}
