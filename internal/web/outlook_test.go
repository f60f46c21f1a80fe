package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// outlooks are one target of each kind with a forecast, as of 20 November.
func outlooks() []target.Progress {
	asOf := measure.Date(2026, 11, 20)
	return []target.Progress{
		{Target: &target.Target{ID: "air", Kind: target.GoodAirDays, Year: 2026, Goal: 351}, AsOf: asOf,
			Days: &target.DayCount{Good: 318, Remaining: 41, Budget: 8},
			Forecast: &target.Forecast{Probability: 0.8, Low: 0.7, High: 0.9, Expected: 353.4, ExpectedLow: 350, ExpectedHigh: 357, HasExpected: true,
				Sentence: "全年完成目标的可能性约八成（70%～90%），依据近 5 年数据测算，供内部研判"},
			Rest: &target.Rest{Allowed: [12]int{10: 2, 11: 6}, EarliestSafe: measure.Date(2026, 12, 23), EarliestLost: measure.Date(2026, 11, 29),
				Factor: 0.83, HasFactor: true, Years: 5}},
		{Target: &target.Target{ID: "water", Kind: target.WaterClass, Year: 2026, Goal: 2}, AsOf: asOf, Status: target.AtRisk,
			Forecast: &target.Forecast{Probability: 0.6, Low: 0.4, High: 0.75, Expected: 2, ExpectedLow: 2, ExpectedHigh: 3, HasExpected: true, Sentence: "句"},
			Rest:     &target.Rest{Years: 4, Parts: []target.PartChance{{Name: "汤河口", Probability: 0.61, Threat: "总磷"}, {Name: "三岔子", Probability: 0.99}}}},
		{Target: &target.Target{ID: "source", Kind: target.SourceCompliance, Year: 2026, Goal: 100}, AsOf: asOf,
			Forecast: &target.Forecast{Probability: 0.97, Low: 0.8, High: 1, Sentence: "句"}, Rest: &target.Rest{Years: 4}},
		{Target: &target.Target{ID: "young", Kind: target.WaterClass, Year: 2026, Goal: 2}, AsOf: asOf, Status: target.OnTrack,
			Rest: &target.Rest{Years: 1, NoChance: "断面某（1 年）可用历史数据不足 3 年，不作概率研判"}},
	}
}

func TestOutlook_Texts(t *testing.T) {
	want := [][]string{
		{"全年完成目标的可能性约八成（70%～90%），依据近 5 年数据测算，供内部研判。预计全年优良 353 天，八成可能在 350～357 天之间",
			"余下各月可用超标天数：11月 2 天、12月 6 天", "此后天天优良，最早 12月23日 达到目标", "此后天天超标，最早 11月29日 无法完成",
			"今年以来超标天数为常年同期的 0.8 倍"},
		{"句。预计年终最差断面为 Ⅱ 类（八成可能在 Ⅱ～Ⅲ 类之间）", "薄弱环节：汤河口总磷（达标可能性约六成）"},
		{"句"},
		{"断面某（1 年）可用历史数据不足 3 年，不作概率研判"},
	}
	for i, p := range outlooks() {
		if got := append([]string{forecastText(&p)}, restText(&p)...); !slices.Equal(got, want[i]) {
			t.Errorf("%s:\n got %q\nwant %q", p.Target.ID, got, want[i])
		}
	}
	if forecastText(&target.Progress{}) != "" || restText(&target.Progress{}) != nil {
		t.Error("a target without a forecast says something of the rest of the year")
	}
}

// The members of the API, written down: expected only where it has a meaning, and the
// reason where there is no probability.
func TestOutlook_Body(t *testing.T) {
	want := []string{
		`{"probability":0.8,"probability_low":0.7,"probability_high":0.9,"expected":353.4,"expected_low":350,"expected_high":357,` +
			`"allowed":[{"month":"2026-11","days":2},{"month":"2026-12","days":6}],"earliest_safe":"2026-12-23","earliest_lost":"2026-11-29","factor":0.83,"history_years":5}`,
		`{"probability":0.6,"probability_low":0.4,"probability_high":0.75,"expected":2,"expected_low":2,"expected_high":3,"history_years":4,` +
			`"parts":[{"name":"汤河口","probability":0.61,"threat":"总磷"},{"name":"三岔子","probability":0.99}]}`,
		`{"probability":0.97,"probability_low":0.8,"probability_high":1,"history_years":4}`,
		`{"history_years":1,"no_probability":"断面某（1 年）可用历史数据不足 3 年，不作概率研判"}`,
	}
	for i, p := range outlooks() {
		body := targetBodyOf(&p)
		text, err := json.Marshal(struct {
			*forecastBody
			*restBody
		}{body.forecastBody, body.restBody})
		if err != nil || string(text) != want[i] {
			t.Errorf("%s: %v\n got %s\nwant %s", p.Target.ID, err, text, want[i])
		}
	}
}

func TestPage_TrackRecord(t *testing.T) {
	record := TrackRecord{Issued: forecast.TrackRecord{Issued: 30, Days: 28, Open: 28}}
	o := options(county())
	first := true
	o.Reads.TrackRecord = func(_ context.Context, wait bool) (*TrackRecord, error) {
		if first && !wait { // the page comes before the first record and does not wait for it
			first = false
			return nil, nil
		}
		return &record, nil
	}
	_, body := page(t, o)
	wantTexts(t, body, "<h2>预测检验</h2>", "正在计算，稍后刷新可见")
	_, body = page(t, o)
	wantTexts(t, body, "<h2>预测检验</h2>", "已发布 30 条，计 28 日次", "样本不足，暂不评价准确性", "历史不足四年，无法逐年回算")

	bins := []forecast.Bin{{P: 0.24, Freq: 0.2, N: 10}, {P: 0.86, Freq: 0.9, N: 20}}
	record.Issued = forecast.TrackRecord{Issued: 30, Days: 30, Certain: 3, Score: forecast.Score{N: 30, Brier: 0.1, BrierClimatology: 0.2, Skill: 0.5, Reliability: bins}}
	record.HindcastWater = forecast.Score{N: 60, Brier: 0.001}
	record.Hindcast = forecast.Score{N: 48, Brier: 0.12, BrierClimatology: 0.1, Skill: -0.2, Reliability: bins}
	_, body = page(t, o)
	wantTexts(t, body, "已到期 30 日次", "布莱尔评分 0.100（0 为全中，气候态 0.200），比气候态好 50%", "其中 3 日次由算术确定",
		"共 48 次，并未实际发布", "共 60 次，并未实际发布；布莱尔评分 0.001（0 为全中）。", "比气候态差 20%", `<td class="num">86%</td>`)

	response, body := get(t, serve(t, o)+"/api/v1/track-record")
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(body, `{"issued":{"issued":30,"days":30,"open":0,"certain":3,"n":30,"brier":0.1,`) ||
		!strings.Contains(body, `"hindcast":{"n":48,`) {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
}
