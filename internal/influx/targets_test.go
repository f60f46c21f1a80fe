//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/target"
)

func TestTargets_RoundTripAndLostForecast(t *testing.T) {
	db := openDB(t)
	const id = "jiangyuan/good-air-days"
	days := &target.DayCount{Good: 300, Exceeding: 10, Undetermined: 14, Remaining: 41, Budget: -10, BudgetIfRecovered: 4, Pace: -11.583561643835616, Pace3y: 2.5, HasPace3y: true}
	if err := db.WriteTargets(t.Context(), []target.Progress{
		{Target: &target.Target{ID: id, Goal: 351}, AsOf: day("2026-11-19"), Status: target.AtRisk, Days: days},
		{Target: &target.Target{ID: "jiangyuan/forest", Goal: 73}, AsOf: day("2026-11-19"), Status: target.Achieved, Value: 73.4, HasValue: true},
		{Target: &target.Target{ID: "jiangyuan/rank", Goal: 20}, AsOf: day("2026-11-19"), Status: target.Unknown, Reason: "no ranking was reported"},
	}); err != nil {
		t.Fatal(err)
	}
	with := influx.TargetPoint{
		ID: id, AsOf: day("2026-11-20"), Status: target.Unlikely, Goal: 351, Days: days,
		Forecast: &target.Forecast{Probability: 0.35, Low: 0.2, High: 0.5, Expected: 348.5, ExpectedLow: 343, ExpectedHigh: 352, HasExpected: true},
	}
	read := func() []influx.TargetPoint {
		t.Helper()
		got, err := db.Targets(t.Context(), []string{"jiangyuan/forest", "jiangyuan/rank", id}, day("2026-11-01"), day("2026-11-20"))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := []influx.TargetPoint{
		{ID: "jiangyuan/forest", AsOf: day("2026-11-19"), Status: target.Achieved, Goal: 73, Value: 73.4, HasValue: true},
		{ID: "jiangyuan/rank", AsOf: day("2026-11-19"), Status: target.Unknown, Goal: 20},
		{ID: id, AsOf: day("2026-11-19"), Status: target.AtRisk, Goal: 351, Days: days},
		with,
	}
	if err := db.WriteTargetPoints(t.Context(), []influx.TargetPoint{with}); err != nil {
		t.Fatal(err)
	}
	same(t, "with forecast", read(), want)
	want[3].Forecast = nil
	if err := db.WriteTargetPoints(t.Context(), want[3:]); err != nil {
		t.Fatal(err)
	}
	same(t, "without forecast", read(), want)
}
