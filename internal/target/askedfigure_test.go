package target

import (
	"testing"

	"lanbi/internal/measure"
)

func TestDoubt(t *testing.T) {
	share := Asked{Unit: "%", Target: &Target{Kind: Indicator}}
	amount := Asked{Unit: "万公顷", Target: &Target{Kind: Indicator}}
	rank, fires := Asked{Target: &Target{Kind: RankAtMost}}, Asked{Target: &Target{Kind: Events}}
	for _, c := range []struct {
		asked Asked
		value float64
		good  bool
	}{
		{share, 73.4, true}, {share, 105, true}, {share, -3.2, true}, {share, 734, false}, {share, 1e20, false}, {share, -101, false},
		{amount, 5.8, true}, {amount, 1263, true}, {amount, 1e300, false}, {amount, -1e300, false},
		{rank, 1, true}, {rank, 44, true}, {rank, 0, false}, {rank, -4, false}, {rank, 3.5, false},
		{fires, 0, true}, {fires, 2, true}, {fires, -1, false}, {fires, 0.5, false},
	} {
		if said := c.asked.Doubt(c.value); (said == "") != c.good {
			t.Errorf("%v %s %v: %q, want it believed: %v", c.asked.Target.Kind, c.asked.Unit, c.value, said, c.good)
		}
	}
}

func TestDoubt_ReportedFigure(t *testing.T) {
	asked := AskedBy([]Target{
		{Area: "a", Kind: Indicator, Indicator: "forest", Unit: "%"}, {Area: "a", Kind: Events, Indicator: "fires", Unit: "起"},
		{Area: "b", Kind: RankAtMost, Indicator: "rank"}})
	for _, c := range []struct {
		figure measure.Indicator
		want   string
	}{
		{measure.Indicator{Area: "a", ID: "forest", Period: "2026", Value: 73.4}, ""},
		{measure.Indicator{Area: "a", ID: "forest", Period: "2026", Value: 734}, "indicator forest，value 734：以 % 计，应在 -100～200 之间"},
		{measure.Indicator{Area: "b", ID: "forest", Period: "2026", Value: 734}, ""}, // of another area, which has no such target
		{measure.Indicator{Area: "b", ID: "forest", Period: "2026", Value: 1e13}, "indicator forest，value 10000000000000：超出可信范围，绝对值应不大于 1 万亿"},
		{measure.Indicator{Area: "a", ID: "fires", Period: "2026-11", Value: 1.5}, "indicator fires，value 1.5：应为不小于 0 的整数"},
		{measure.Indicator{Area: "b", ID: "rank-places", Period: "2026-11", Value: 0}, "indicator rank-places，value 0：应为不小于 1 的整数"},
		{measure.Indicator{Area: "a", ID: PublishedGood, Period: "2026-10", Value: 31}, ""},
		{measure.Indicator{Area: "a", ID: PublishedHeavy, Period: "2026-02", Value: 29}, "indicator published-heavy-days，value 29：应为 0～28 的整数，即 2026-02 的天数"},
		{measure.Indicator{Area: "a", ID: PublishedExceeding, Period: "2025", Value: 0.5}, "indicator published-exceeding-days，value 0.5：应为 0～365 的整数，即 2025 的天数"},
		{measure.Indicator{Area: "a", ID: "forest", Period: "2026-11-21", Value: 73.4}, ""},
		{measure.Indicator{Area: "a", ID: "forest", Period: "2026-12", Value: 73.4}, "period 2026-12：尚未开始（今天 2026-11-21）"},
	} {
		if got := Doubt(asked, &c.figure, measure.Date(2026, 11, 21)); got != c.want {
			t.Errorf("%+v: %q, want %q", c.figure, got, c.want)
		}
	}
}
