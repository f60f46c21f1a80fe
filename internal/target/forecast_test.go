package target_test

import (
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// With a probability the thresholds 0.90, 0.70 and 0.40 decide (design §7), but not
// what is certain or not known.
func TestEvaluate_WaterByProbability(t *testing.T) {
	june := measure.Date(2026, 6, 30)
	good := []assess.WaterPeriod{water("s1", assess.YearToDate, 0, "0.08"), water("s2", assess.YearToDate, 0, "0.1")}
	lost := []assess.WaterPeriod{good[0], water("s2", assess.YearToDate, 0, "0.3")}
	for month := 1; month <= 5; month++ {
		lost = append(lost, water("s2", assess.Month, month, "0.3"))
	}
	for _, c := range []struct {
		rows   []assess.WaterPeriod
		f      target.Forecast
		status target.Status
		given  bool
	}{
		{good, target.Forecast{Probability: 0.95}, target.OnTrack, true},
		{good, target.Forecast{Probability: 0.9}, target.OnTrack, true},
		{good, target.Forecast{Probability: 0.89}, target.Watch, true},
		{good, target.Forecast{Probability: 0.69}, target.AtRisk, true},
		{good, target.Forecast{Probability: 0.39}, target.Unlikely, true},
		{good, target.Forecast{Certain: true}, target.Lost, true},
		{lost, target.Forecast{Probability: 0.5}, target.Lost, true},
		{good[:1], target.Forecast{Probability: 0.95}, target.Unknown, false},
	} {
		p := target.Evaluate(rivers, &target.Facts{AsOf: june, Sections: sections, Water: c.rows, Forecast: &c.f})
		if p.Status != c.status || (p.Forecast != nil) != c.given {
			t.Errorf("probability %v: status %s, forecast %v; want %s, %v", c.f.Probability, p.Status, p.Forecast, c.status, c.given)
		}
	}
}

func TestSectionGoals(t *testing.T) {
	f := &target.Facts{AsOf: measure.Date(2026, 6, 30), Sections: sections}
	goals, need := target.SectionGoals(rivers, f)
	if len(goals) != 2 || need != 2 || goals[0].Goal != 2 || goals[0].Section.Code != "s1" {
		t.Errorf("goals %+v, need %d", goals, need)
	}
	share := &target.Target{Kind: target.SectionCompliance, Year: 2026, Goal: 66}
	if goals, need = target.SectionGoals(share, f); len(goals) != 3 || need != 2 { // 2 of 3 are 66.7 %
		t.Errorf("%d goals, need %d; want 3 and 2", len(goals), need)
	}
}

// sampled is a laboratory sample of total phosphorus, mg/L.
func sampled(source string, day measure.Day, tp float64) measure.Sample {
	return measure.Sample{Station: source, Medium: measure.Water, Interval: measure.Single, Source: measure.Lab,
		Start:    day.Start(time.UTC).Add(10 * time.Hour),
		Readings: []measure.Reading{{Parameter: measure.TP, Value: measure.FromFloat(tp, measure.MilligramPerLitre)}}}
}

// A quarterly source, sampled once a quarter of 2024 and 2025 with one failure, and
// in the first quarter of 2026. The limit of class Ⅲ is 0.2 mg/L in rivers.
func TestSourceTrials(t *testing.T) {
	goal := &target.Target{Kind: target.SourceCompliance, Year: 2026, Goal: 100}
	f := &target.Facts{
		AsOf: measure.Date(2026, 5, 10), Zone: time.UTC,
		Sources: []measure.DrinkingSource{{Code: "w", Name: "曲家营", Frequency: "quarter", InUse: true}, {Code: "old", Frequency: "year"}},
		Samples: []measure.Sample{sampled("w", measure.Date(2026, 2, 3), 0.1), sampled("w", measure.Date(2026, 5, 11), 0.9)},
	}
	for year := 2024; year <= 2025; year++ {
		for _, month := range []time.Month{2, 5, 8, 11} {
			tp := 0.1
			if year == 2024 && month == 8 {
				tp = 0.3
			}
			f.PastSamples = append(f.PastSamples, sampled("w", measure.Date(year, month, 3), tp))
		}
	}
	trials, need := goal.SourceTrials(f)
	want := target.SourceTrials{Name: "曲家营", Remaining: 3, Trials: 9, Failures: 1, Years: 2, YearsFailed: 1}
	if len(trials) != 1 || trials[0] != want || need != 1 {
		t.Errorf("trials %+v, need %d; want %+v and 1", trials, need, want)
	}
	f.AsOf = measure.Date(2026, 5, 11) // the bad sample is in
	want.Remaining, want.Trials, want.Failures, want.Failed = 2, 10, 2, true
	if trials, _ = goal.SourceTrials(f); trials[0] != want {
		t.Errorf("trials %+v, want %+v", trials[0], want)
	}
	for _, month := range []time.Month{6, 9} { // the year before more were taken than the plan asks for
		f.PastSamples = append(f.PastSamples, sampled("w", measure.Date(2025, month, 3), 0.1))
	}
	f.AsOf = measure.Date(2026, 5, 20) // August, November and those two
	if trials, _ = goal.SourceTrials(f); trials[0].Remaining != 4 || trials[0].Trials != 12 {
		t.Errorf("trials %+v, want four months left after twelve", trials[0])
	}
	f.PastSamples = f.PastSamples[:8]
	f.AsOf, f.Samples = measure.Date(2026, 9, 30), f.Samples[:1] // two quarters went by without a sample
	if trials, _ = goal.SourceTrials(f); trials[0].Remaining != 1 || trials[0].Trials != 9 {
		t.Errorf("trials %+v, want one period left", trials[0])
	}
}
