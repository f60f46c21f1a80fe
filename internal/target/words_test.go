package target_test

import (
	"math"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestGoalText_Kinds(t *testing.T) {
	for _, c := range []struct {
		target target.Target
		want   string
	}{
		{target.Target{Kind: target.GoodAirDays, Goal: 351}, "≥ 351 天"},
		{target.Target{Kind: target.HeavyDays, Goal: 2}, "≤ 2 天"},
		{target.Target{Kind: target.GoodAirShare, Goal: 96.5, Unit: "%"}, "≥ 96.5%"},
		{target.Target{Kind: target.SectionCompliance, Goal: 100, Unit: "%"}, "≥ 100%"},
		{target.Target{Kind: target.SourceCompliance, Goal: 100, Unit: "%"}, "≥ 100%"},
		{target.Target{Kind: target.MeanConcentration, Goal: 25, Unit: "µg/m³"}, "≤ 25 µg/m³"},
		{target.Target{Kind: target.WaterClass, Goal: 2}, "达到或优于 Ⅱ 类"},
		{target.Target{Kind: target.RankAtMost, Goal: 20, Unit: "%"}, "前 20%"},
		{target.Target{Kind: target.RankAtMost, Goal: 30, Unit: "名"}, "前 30 名"},
		{target.Target{Kind: target.BetterThan, Compare: "good-water-share"}, "优于全国平均"},
		{target.Target{Kind: target.Events, Goal: 0, Unit: "起"}, "0 起"},
		{target.Target{Kind: target.Events, Goal: 2, Unit: "起"}, "≤ 2 起"},
		{target.Target{Kind: target.Indicator, Goal: 0, Direction: "at-most", Unit: "项"}, "≤ 0 项"},
		{target.Target{Kind: target.Indicator, Goal: 1, Upper: 3, Direction: "between", Unit: "%"}, "1～3%"},
		{target.Target{Kind: target.Indicator, Direction: "declining"}, "逐年下降"},
		{target.Target{Kind: target.Indicator, Goal: 5.8, Unit: "万公顷"}, "≥ 5.8 万公顷"},
		{target.Target{Kind: target.Indicator, Goal: 1, Unit: "是否完成（1 为完成）"}, "完成"},
	} {
		if got := target.GoalText(&c.target); got != c.want {
			t.Errorf("%s: %q, want %q", c.target.Kind, got, c.want)
		}
	}
}

func TestValueText_Kinds(t *testing.T) {
	for _, c := range []struct {
		target target.Target
		value  float64
		want   string
	}{
		{target.Target{Kind: target.GoodAirDays, Unit: "天"}, 310, "310 天"},
		{target.Target{Kind: target.GoodAirShare, Unit: "%"}, 95, "95.0%"},
		{target.Target{Kind: target.SourceCompliance, Unit: "%"}, 100, "100.0%"},
		{target.Target{Kind: target.MeanConcentration, Unit: "µg/m³"}, 27.5, "27.5 µg/m³"},
		{target.Target{Kind: target.WaterClass, Unit: "类"}, 3, "Ⅲ 类"},
		{target.Target{Kind: target.RankAtMost, Unit: "%"}, 45 * 100 / 339.0, "前 13.3%"},
		{target.Target{Kind: target.RankAtMost, Unit: "名"}, 45, "第 45 名"},
		{target.Target{Kind: target.BetterThan, Unit: "%", Indicator: "official"}, 63.2, "63.2"},
		{target.Target{Kind: target.BetterThan, Unit: "%", Compare: "pm2_5-mean"}, 28, "28 µg/m³"},
		{target.Target{Kind: target.Events, Unit: "起"}, 0, "0 起"},
		{target.Target{Kind: target.Indicator, Unit: "公顷"}, -1.25, "−1.25 公顷"},
		{target.Target{Kind: target.Indicator, Unit: "公顷"}, math.NaN(), ""},
		{target.Target{Kind: target.Indicator, Goal: 1, Unit: "是否完成（1 为完成）"}, 0, "未完成"},
		{target.Target{Kind: target.Indicator, Goal: 1, Unit: "是否完成（1 为完成）"}, 1, "已完成"},
	} {
		if got := target.ValueText(&target.Progress{Target: &c.target, Value: c.value, HasValue: true}); got != c.want {
			t.Errorf("%s: %q, want %q", c.target.Kind, got, c.want)
		}
	}
	if got := target.ValueText(&target.Progress{Target: &target.Target{Kind: target.Events}}); got != "" {
		t.Errorf("an unknown value is %q", got)
	}
}

func TestBudgetText(t *testing.T) {
	for _, c := range []struct {
		kind   target.Kind
		budget int
		want   string
	}{
		{target.GoodAirDays, 3, "还可超标 3 天"}, {target.GoodAirShare, 0, "不能再有超标天"}, {target.GoodAirDays, -2, "即使其余全部优良仍差 2 天"},
		{target.HeavyDays, 3, "还可出现重污染 3 天"}, {target.HeavyDays, 0, "不能再有重污染天"}, {target.HeavyDays, -1, "重污染天已超出 1 天"},
	} {
		if got := target.BudgetText(c.kind, c.budget); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.kind, c.budget, got, c.want)
		}
	}
}

// TestBasisText is the one wording of the basis; page and messages use it.
func TestBasisText(t *testing.T) {
	const byDate, open = "按当日执行标准（2026年3月1日起 HJ 633—2026，此前 HJ 633—2012）", "考核口径未经上级明确"
	for _, c := range []struct {
		target target.Target
		want   string
	}{
		{target.Target{Kind: target.GoodAirDays}, byDate + "；未扣除沙尘影响；未审核数据；" + open},
		{target.Target{Kind: target.GoodAirDays, Basis: target.Basis{Edition: assess.Under2012, Dust: "exclude", Data: "confirmed", Missing: "as-lost", Missing2012: "strict"}},
			"全年按 HJ 633—2012；剔除上级认定的沙尘影响天；无效天不计优良；2012 版缺项从严；审核数据；" + open},
		{target.Target{Kind: target.GoodAirDays, Basis: target.Basis{Edition: assess.Under2026, Dust: "count-as-good", Missing: "scale-to-valid", PM10Missing: "as-published", Document: "某文"}},
			"全年按 HJ 633—2026；上级认定的沙尘影响天按优良计；按有效天数折算；仅缺 PM10 时按公布惯例；未审核数据；依据某文"},
		{target.Target{Kind: target.GoodAirShare, Basis: target.Basis{Missing: "as-lost"}}, byDate + "；未扣除沙尘影响；按有效天计；未审核数据；" + open},
		{target.Target{Kind: target.HeavyDays, Basis: target.Basis{Missing: "as-lost"}}, byDate + "；未扣除沙尘影响；未审核数据；" + open},
		{target.Target{Kind: target.MeanConcentration, Parameter: measure.PM25}, "未扣除沙尘影响；按 HJ 663 修约后比较；未审核数据；" + open},
		{target.Target{Kind: target.SectionCompliance, Basis: target.Basis{YearRounding: "gbt8170"}}, "按 GB 3838—2002 单因子评价；月、年均值修约后定类；未审核数据；" + open},
		{target.Target{Kind: target.SourceCompliance}, "按单次样品逐项评价，不用均值；地表水源 GB 3838—2002 Ⅲ 类及表 2，地下水源 GB/T 14848—2017 Ⅲ 类；" + open},
		{target.Target{Kind: target.RankAtMost, Compare: "全国公布排名城市"}, "按全国公布排名城市；" + open},
		{target.Target{Kind: target.BetterThan, Compare: "good-water-share"}, "与全国Ⅰ～Ⅲ类断面比例同年同口径比较；" + open},
		{target.Target{Kind: target.BetterThan, Indicator: "x", Compare: "good-water-share"}, "以官方考核结果为准；" + open},
		{target.Target{Kind: target.Indicator}, "按上报数值；" + open},
		{target.Target{Kind: target.Events}, "按核实的事件计；" + open},
	} {
		if got := target.BasisText(&c.target); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.target.Kind, got, c.want)
		}
	}
}
