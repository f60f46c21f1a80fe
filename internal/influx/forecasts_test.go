//go:build !noembed

package influx_test

import (
	"testing"
	"time"

	"lanbi/internal/forecast"
)

func TestForecasts_RoundTripAndNeverOverwritten(t *testing.T) {
	db := openDB(t)
	first := forecast.Kept{Target: "jiangyuan/good-air-days", Year: 2026, Goal: 351, Issued: at("2026-11-20T00:25").UTC(), AsOf: day("2026-11-19"),
		P: 1.0 / 3, Low: 0.2, High: 0.5, Expected: 348.25, ExpectedLow: 343, ExpectedHigh: 352, HasExpected: true, SoFar: 309, HasSoFar: true,
		Reference: 0.41, Years: 5, Basis: `按当日执行标准；"未扣除"沙尘影响`, Method: forecast.Method}
	again := first
	again.Issued, again.P = first.Issued.Add(30*time.Minute), 0.3
	certain := forecast.Kept{Target: "jiangyuan/water-class", Year: 2026, Goal: 2, Issued: first.Issued, AsOf: day("2026-11-19"), Certain: true, Method: forecast.Method}
	for _, k := range [][]forecast.Kept{{first, certain}, {again}} {
		if err := db.WriteForecasts(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Forecasts(t.Context(), at("2026-11-20T00:00"))
	if err != nil || len(got) != 3 {
		t.Fatalf("%d forecasts, error %v; want 3", len(got), err)
	}
	for _, want := range []forecast.Kept{first, certain, again} {
		found := false
		for _, k := range got {
			found = found || k == want
		}
		if !found {
			t.Errorf("%+v is not among %+v", want, got)
		}
	}
	if later, err := db.Forecasts(t.Context(), again.Issued); err != nil || len(later) != 1 || !later[0].Says(again) {
		t.Errorf("since the second moment: %+v, %v", later, err)
	}
}
