package alert

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// dustFacts are a suspicion of 21 November, opened at 10:00 in China, in the state given.
func dustFacts(state string, recent bool) Facts {
	f := budgetFacts(20, 3)
	f.Progress[0].Target.Kind, f.Progress[0].Target.Year, f.Progress[0].Target.Area = target.GoodAirDays, 2026, area
	f.AreaNames = map[string]string{area: "江源区"}
	day := measure.Date(2026, time.November, 21)
	f.Dust = []Dust{{ID: "dust/220605/2026-11-21", Area: area, Start: day, End: day, State: state, Recent: recent,
		Text: "PM10 突升而 PM2.5/PM10 下降：11-21 08:00 起，仍在持续", Since: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)}}
	return f
}

func rulesOfDust(r DustRule) Rules {
	rules := rulesOfControl(ControlRule{Rule: Rule{Off: true}})
	rules.Dust = r
	return rules
}

func TestDustRule_OnceThenReminderUntilSomebodyActs(t *testing.T) {
	suspected := dustFacts(target.DustSuspected, true)
	tell(t, rulesOfDust(DustRule{}), []chapter{
		{"11-21 02:05", suspected, "critical 【疑似沙尘】"},
		{"11-21 03:05", suspected, ""},
		{"11-22 01:55", suspected, ""}, // 23 h 55 min
		{"11-22 02:00", suspected, "critical 【疑似沙尘】"},
		{"11-23 02:05", suspected, ""}, // one reminder
		{"11-26 02:05", dustFacts(target.DustSuspected, false), ""},
		{"11-26 03:05", Facts{}, ""}, // events could not be read
		{"11-26 04:05", dustFacts(target.DustReported, false), "info 【解除】"},
		{"11-26 05:05", dustFacts(target.DustRecognised, false), ""},
	})
	// A correction back to 疑似 begins anew.
	tell(t, rulesOfDust(DustRule{Remind: time.Hour}), []chapter{
		{"11-21 02:05", suspected, "critical 【疑似沙尘】"},
		{"11-21 02:30", dustFacts(target.DustWithdrawn, true), "info 【解除】"},
		{"11-21 02:40", suspected, "critical 【疑似沙尘】"},
		{"11-21 03:00", suspected, "critical 【疑似沙尘】"},
	})
	// What days assessed again bring to light is history.
	tell(t, rulesOfDust(DustRule{}), []chapter{{"12-21 02:05", dustFacts(target.DustSuspected, false), ""}})
	tell(t, rulesOfDust(DustRule{Rule: Rule{Severity: Warning}}), []chapter{{"11-21 02:05", suspected, "warning 【疑似沙尘】"}})
	tell(t, rulesOfDust(DustRule{Rule: Rule{Off: true}}), []chapter{{"11-21 02:05", suspected, ""}})
}

func TestDustRule_Text(t *testing.T) {
	facts := dustFacts(target.DustSuspected, true)
	facts.Page = "https://lanbi.example/"
	text := func() string {
		t.Helper()
		out := Evaluate(rulesOfDust(DustRule{}), nil, facts, time.Date(2026, 11, 21, 2, 5, 0, 0, time.UTC))
		if len(out) != 1 || out[0].Message == nil {
			t.Fatalf("%d transitions, want one with a message", len(out))
		}
		return out[0].Message.Text
	}
	// The day runs: three days may still exceed, two if this one does.
	want := "【疑似沙尘】江源区：2026 年 11 月 21 日疑似受沙尘影响：PM10 突升而 PM2.5/PM10 下降：11-21 08:00 起，仍在持续；" +
		"如因此超标 1 天，城区空气质量达标天数：不扣除则还可超标 2 天，剔除或按优良计则还可超标 3 天（其余污染物不超标时；现行：不扣除）。" +
		"口径：按本市县 PM10 突升、PM2.5/PM10 下降自动判别，是否受沙尘影响由上级依环办监测〔2016〕120号认定，未审核数据。" +
		"请核实并于当日上报：附卫星遥感、本地监测等材料，按环办监测〔2016〕120号逐级报上级认定；不属实的登记撤销或未上报及理由；严禁干扰监测设施及周边环境。" +
		"内部研判，不作为预报预警对外发布。\n详情：https://lanbi.example/dust"
	if got := text(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Once it is assessed, the readings themselves are told.
	goal := *facts.Progress[0].Target
	goal.Basis.Dust = "exclude"
	effect := target.DustEffect{Target: &goal}
	for i, left := range []int{-1, 0, 1} {
		effect.Under[i] = target.Progress{Target: &goal, Days: &target.DayCount{Budget: left}}
	}
	facts.Dust[0].Effects = []target.DustEffect{effect}
	want = "；如获认定，城区空气质量达标天数：不扣除则即使其余全部优良仍差 1 天，剔除则不能再有超标天，按优良计则还可超标 1 天（现行：剔除）。"
	if got := text(); !strings.Contains(got, want) {
		t.Errorf("got %s\nwant in it %s", got, want)
	}
}
