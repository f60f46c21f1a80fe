package alert

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// statusOnly has no rule that numbers of days set off.
var statusOnly = Rules{Budget: BudgetRule{Rule: Rule{Off: true}}}

// announce runs two evaluations that agree and returns the message.
func announce(t *testing.T, p target.Progress, facts Facts) Message {
	t.Helper()
	now := p.AsOf.Add(1).Start(time.UTC)
	before := p
	before.AsOf = p.AsOf.Add(-1)
	facts.Progress = []target.Progress{before}
	first := Evaluate(statusOnly, nil, facts, now.AddDate(0, 0, -1))
	if len(first) != 1 || first[0].Message != nil {
		t.Fatalf("first evaluation: %+v, want one transition without a message", first)
	}
	facts.Progress = []target.Progress{p}
	second := Evaluate(statusOnly, map[string]State{first[0].State.Key: first[0].State}, facts, now)
	if len(second) != 1 || second[0].Message == nil {
		t.Fatalf("second evaluation: %+v, want one transition with a message", second)
	}
	return *second[0].Message
}

func goodAirProgress() target.Progress {
	return target.Progress{
		Target: &target.Target{ID: "jiangyuan/good-air-days", Area: "220605", Name: "城区空气质量达标天数",
			Kind: target.GoodAirDays, Year: 2026, Goal: 351, Unit: "天"},
		AsOf:   measure.Date(2026, time.November, 10),
		Status: target.AtRisk,
		Days: &target.DayCount{Good: 301, Exceeding: 11, Undetermined: 2, Remaining: 51,
			Budget: 1, BudgetIfRecovered: 3},
	}
}

func TestMessage_GoodAirDaysWithProbability(t *testing.T) {
	p := goodAirProgress()
	p.Forecast = &target.Forecast{Probability: 0.41, Low: 0.34, High: 0.52, Years: 5}
	m := announce(t, p, Facts{
		AreaNames: map[string]string{"220605": "江源区"},
		Page:      "https://lanbi.example/",
	})
	// The first line is the example that was agreed, to the letter.
	want := "【有风险】江源区城区空气质量达标天数：优良 301 天，超标 11 天，数据不足（无效）2 天，剩余 51 天；" +
		"目标 351 天，还可超标 1 天（2 个无效天如补齐可增至 3 天）；" +
		"全年完成目标的可能性约四成（35%～50%），依据近 5 年数据测算。" +
		"口径：按当日执行标准，未扣除沙尘影响，未审核数据。" +
		"今日请加强禁烧巡查与扬尘管控，严禁干扰监测设施及周边环境。内部研判，不作为预报预警对外发布。\n" +
		"数据截至 2026 年 11 月 10 日。考核口径未经上级明确。详情：https://lanbi.example/#jiangyuan/good-air-days"
	if m.Text != want {
		t.Errorf("text\n got %s\nwant %s", m.Text, want)
	}
	if m.Title != "【有风险】江源区城区空气质量达标天数" || m.Severity != Warning || m.State != Firing ||
		m.AsOf != "2026-11-10" || m.Link != "https://lanbi.example/#jiangyuan/good-air-days" ||
		m.Alert != "target-status/jiangyuan/good-air-days/2026/2026-11-09" || m.ID != m.Alert+"#1" {
		t.Errorf("message %+v", m)
	}
	if f := m.Figures; *f.Good != 301 || *f.Budget != 1 || *f.BudgetIfRecovered != 3 || *f.Probability != 0.41 {
		t.Errorf("figures %+v", f)
	}
}

func TestMessage_NoProbabilityWithoutForecast(t *testing.T) {
	m := announce(t, goodAirProgress(), Facts{})
	if strings.Contains(m.Text, "可能性") || m.Figures.Probability != nil || m.Link != "" {
		t.Errorf("message without projection: %+v", m)
	}
}

func TestMessage_SimulatedIsMarked(t *testing.T) {
	m := announce(t, goodAirProgress(), Facts{Simulated: true})
	if !m.Simulated || strings.Count(m.Text, SimulatedNotice) != 1 || strings.Count(m.Title, SimulatedNotice) != 1 {
		t.Errorf("title %q, text %q: want %q once in each", m.Title, m.Text, SimulatedNotice)
	}
	if again := m.Marked(); again != m {
		t.Errorf("marked twice: %+v", again)
	}
	measured := announce(t, goodAirProgress(), Facts{})
	if measured.Simulated || strings.Contains(measured.Text, "模拟") {
		t.Errorf("measured data marked as simulated: %q", measured.Text)
	}
}

func TestMessage_BudgetBelowZero(t *testing.T) {
	p := goodAirProgress()
	p.Status = target.Lost
	p.Days = &target.DayCount{Good: 290, Exceeding: 24, Undetermined: 1, Remaining: 50, Budget: -11, BudgetIfRecovered: -10}
	m := announce(t, p, Facts{})
	if want := "即使其余全部优良仍差 11 天（1 个无效天如补齐仍差 10 天）"; !strings.Contains(m.Text, want) || m.Severity != Critical {
		t.Errorf("text %q, severity %s: want %q, critical", m.Text, m.Severity, want)
	}
}

func TestMessage_WaterClass(t *testing.T) {
	m := announce(t, target.Progress{
		Target: &target.Target{ID: "jiangyuan/water-class", Area: "220605", Name: "主要河流水质", Kind: target.WaterClass,
			Year: 2026, Goal: 2, Basis: target.Basis{Data: "confirmed", Document: "吉环发〔2026〕1 号"}},
		AsOf: measure.Date(2026, time.July, 31), Status: target.Unlikely, Value: 3, HasValue: true,
	}, Facts{})
	want := "【难度大】主要河流水质：目前水质 Ⅲ 类；目标 达到或优于 Ⅱ 类。" +
		"口径：按 GB 3838—2002 单因子评价，审核数据，依据吉环发〔2026〕1 号。" +
		"今日请加强排污口巡查与面源管控，严禁干扰监测设施及周边环境。内部研判，不作为预报预警对外发布。\n数据截至 2026 年 7 月 31 日。"
	if m.Text != want {
		t.Errorf("text\n got %s\nwant %s", m.Text, want)
	}
}

func TestBasisText_EditionAndDust(t *testing.T) {
	cases := []struct {
		basis target.Basis
		want  string
	}{
		{target.Basis{}, "按当日执行标准，未扣除沙尘影响，未审核数据"},
		{target.Basis{Edition: assess.Under2012, Dust: "exclude", Data: "confirmed"}, "全年按 HJ 633—2012，剔除上级认定的沙尘影响天，审核数据"},
		{target.Basis{Edition: assess.Under2026, Dust: "count-as-good", Document: "某文"}, "全年按 HJ 633—2026，上级认定的沙尘影响天按优良计，未审核数据，依据某文"},
	}
	for _, c := range cases {
		if got := basisText(&target.Target{Kind: target.GoodAirDays, Basis: c.basis}); got != c.want {
			t.Errorf("basis %+v:\n got %s\nwant %s", c.basis, got, c.want)
		}
	}
}

// The words of a probability are those of package forecast. Where arithmetic decides
// the status says it, and a target of many parts names the weakest.
func TestOutlookText(t *testing.T) {
	f := &target.Forecast{Probability: 0.62, Low: 0.5, High: 0.71, Years: 4}
	rest := &target.Rest{Parts: []target.PartChance{{Name: "浑江口", Probability: 0.95}, {Name: "汤河口", Probability: 0.62, Threat: "总磷"}}}
	for _, c := range []struct {
		p    target.Progress
		want string
	}{
		{target.Progress{}, ""},
		{target.Progress{Forecast: &target.Forecast{Probability: 1, Certain: true}}, ""},
		{target.Progress{Forecast: f}, "全年完成目标的可能性约六成（50%～70%），依据近 4 年数据测算"},
		{target.Progress{Forecast: f, Rest: rest}, "全年完成目标的可能性约六成（50%～70%），依据近 4 年数据测算，最弱环节为汤河口总磷"},
	} {
		if got := outlookText(&c.p); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestEvaluate_RuleOffAndThreshold(t *testing.T) {
	p := goodAirProgress()
	facts := Facts{Progress: []target.Progress{p}}
	if got := Evaluate(Rules{TargetStatus: StatusRule{Rule: Rule{Off: true}}, Budget: statusOnly.Budget}, nil, facts, p.AsOf.Start(time.UTC)); got != nil {
		t.Errorf("rule off: %+v", got)
	}
	lost := Rules{Budget: statusOnly.Budget, TargetStatus: StatusRule{From: target.Lost}}
	if got := Evaluate(lost, nil, facts, p.AsOf.Start(time.UTC)); len(got) != 1 || got[0].State.Phase != Inactive {
		t.Errorf("有风险 under a rule from 已无法完成: %+v, want inactive", got)
	}
	watch := Rules{Budget: statusOnly.Budget, TargetStatus: StatusRule{From: target.Watch}}
	facts.Progress[0].Status = target.Watch
	if got := Evaluate(watch, nil, facts, p.AsOf.Start(time.UTC)); len(got) != 1 || got[0].State.Phase != Pending {
		t.Errorf("需关注 under a rule from 需关注: %+v, want pending", got)
	}
}

func TestTestMessage_NamesNoFigure(t *testing.T) {
	m := TestMessage(time.Date(2026, 11, 21, 0, 5, 0, 0, time.UTC), time.FixedZone("CST", 8*3600), true, Chinese)
	if m.Kind != Test || m.Figures != nil || !strings.Contains(m.Text, "2026-11-21 08:05") || !strings.Contains(m.Text, SimulatedNotice) {
		t.Errorf("test message %+v", m)
	}
}
