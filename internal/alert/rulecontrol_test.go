package alert

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// controlAt is one pollutant of a place on a day of November 2026: what the last three
// hours had against the control value 58, or 160 of ozone.
func controlAt(day int, place string, p measure.Parameter, recent measure.Concentration, state forecast.ControlState) forecast.PlaceControl {
	c := forecast.PlaceControl{Place: place, Name: "环保局", Area: "220605", Day: measure.Date(2026, time.November, day),
		Control: forecast.Control{Parameter: p, State: state, Highest: 58_400, Left: 10},
		SoFar:   62 * measure.Microgram, HasSoFar: true, Recent: recent * measure.Microgram, HasRecent: true}
	if p == measure.O38h {
		c.Highest = 160_500
	}
	return c
}

func controlFacts(clock time.Duration, controls ...forecast.PlaceControl) Facts {
	f := budgetFacts(20, 3)
	f.Progress[0].Target.Kind, f.Progress[0].Target.Year, f.Progress[0].Target.Area = target.GoodAirDays, 2026, "220605"
	f.Control, f.Clock = controls, clock
	f.AreaNames = map[string]string{"220605": "江源区"}
	return f
}

// rulesOfControl are the rule alone: budget and status are other rules' business.
func rulesOfControl(r ControlRule) Rules {
	return Rules{Control: r, Budget: BudgetRule{Rule: Rule{Off: true}}, Burn: BurnRule{Rule: Rule{Off: true}},
		TargetStatus: StatusRule{Rule: Rule{Off: true}}}
}

const area = "220605"

func TestControlRule_FromNoonAndOnceADay(t *testing.T) {
	pm := func(day int, hour time.Duration, recent measure.Concentration) Facts {
		return controlFacts(hour*time.Hour, controlAt(day, area, measure.PM25, recent, forecast.Open))
	}
	tell(t, rulesOfControl(ControlRule{}), []chapter{
		{"11-21 03:55", pm(21, 11, 71), ""}, // above, but before noon
		{"11-21 04:00", pm(21, 12, 58), ""}, // not above
		{"11-21 04:05", pm(21, 12, 71), "critical 【今日有超标风险】"},
		{"11-21 05:00", pm(21, 13, 40), ""}, // around the value: nothing new
		{"11-21 06:00", pm(21, 14, 90), ""},
		{"11-21 09:00", controlFacts(17*time.Hour, controlAt(21, area, measure.PM25, 90, forecast.Lost)), "warning 【今日已超标】"},
		{"11-21 10:00", controlFacts(18*time.Hour, controlAt(21, area, measure.PM25, 90, forecast.Lost)), ""},
		{"11-21 16:05", pm(22, 0, 90), ""}, // a new day
		{"11-22 04:05", pm(22, 12, 71), "critical 【今日有超标风险】"},
		// The process was away until the afternoon of the next day.
		{"11-23 07:05", pm(23, 15, 71), "critical 【今日有超标风险】"},
	})
}

func TestControlRule_OzoneFromTen(t *testing.T) {
	ozone := func(hour time.Duration) Facts {
		return controlFacts(hour*time.Hour, controlAt(21, area, measure.PM25, 71, forecast.Open), controlAt(21, area, measure.O38h, 170, forecast.Open))
	}
	tell(t, rulesOfControl(ControlRule{}), []chapter{
		{"11-21 01:55", ozone(9), ""},
		{"11-21 02:00", ozone(10), "critical 【今日有超标风险】"},
		{"11-21 04:00", ozone(12), ""}, // PM2.5 joins the same alert
	})
}

func TestControlRule_Thresholds(t *testing.T) {
	facts := controlFacts(13*time.Hour, controlAt(21, area, measure.PM25, 60, forecast.Open), controlAt(21, "JY001", measure.PM25, 90, forecast.Open))
	early, late := time.Duration(0), 14*time.Hour
	for _, c := range []struct {
		name string
		rule ControlRule
		want string
	}{
		{"default", ControlRule{}, "critical 【今日有超标风险】"},
		{"off", ControlRule{Rule: Rule{Off: true}}, ""},
		{"later", ControlRule{From: &late}, ""},
		{"ozone's time is not PM's", ControlRule{OzoneFrom: &late}, "critical 【今日有超标风险】"},
		{"from midnight", ControlRule{From: &early}, "critical 【今日有超标风险】"},
		{"well above only", ControlRule{Near: 1.2}, ""},
		{"severity", ControlRule{Rule: Rule{Severity: Info}}, "info 【今日有超标风险】"},
		{"stations", ControlRule{Stations: true}, "critical 【今日有超标风险】, critical 【今日有超标风险】"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tell(t, rulesOfControl(c.rule), []chapter{{"11-21 05:00", facts, c.want}})
		})
	}
	// What cannot be computed tells nothing, and ends nothing.
	tell(t, rulesOfControl(ControlRule{}), []chapter{
		{"11-21 05:00", facts, "critical 【今日有超标风险】"},
		{"11-21 06:00", controlFacts(14 * time.Hour), ""},
		{"11-21 07:00", facts, ""},
		{"11-21 08:00", controlFacts(16*time.Hour, controlAt(21, area, measure.PM25, 90, forecast.Void)), ""},
	})
}

func TestControlRule_Text(t *testing.T) {
	f := controlFacts(14*time.Hour, controlAt(21, area, measure.PM25, 71, forecast.Open), controlAt(21, area, measure.PM10, 60, forecast.Open))
	f.Simulated, f.Page = true, "https://lanbi.example/"
	texts := map[Language]string{
		Chinese: "【今日有超标风险】江源区：PM2.5：已过 14 小时，均值 62；其余 10 小时均值不高于 58 微克/立方米，今日仍可达标；" +
			"近 3 小时均值 71，高于此值；PM10同样有风险；今日计入超标后，城区空气质量达标天数还可超标 2 天。" +
			"口径：按 HJ 633-2026 日评价，其余小时按全部有效测算，未审核数据。" +
			"请于今日 24 时前加强禁烧巡查、散煤管控与错峰生产，严禁干扰监测设施及周边环境。内部研判，不作为预报预警对外发布。",
		English: "[day at risk] 江源区: pm2_5 had 62 µg/m³ in the 14 hours so far; a mean of at most 58 µg/m³ in the remaining 10 hours still saves the day; " +
			"the last 3 hours had 71; also at risk: pm10; with today exceeding, 2 more days may exceed. " +
			"Basis: HJ 633-2026, all remaining hours taken as valid, provisional data. " +
			"Until midnight: burning patrols, control of coal stoves and staggered production; never interfere with a monitor or its surroundings. " +
			"Internal judgement, not an official forecast or warning.",
	}
	for language, want := range texts {
		wording, err := NewWording(language, nil)
		if err != nil {
			t.Fatal(err)
		}
		f.Wording = wording
		transitions := Evaluate(rulesOfControl(ControlRule{}), nil, f, time.Date(2026, 11, 21, 6, 5, 0, 0, time.UTC))
		if len(transitions) != 1 || transitions[0].Message == nil {
			t.Fatalf("%s: %d transitions, want one with a message", language, len(transitions))
		}
		m := transitions[0].Message
		text, rest, _ := strings.Cut(m.Text, "\n")
		if !strings.Contains(text, SimulatedNotice) || !strings.HasSuffix(text, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", language, text, want)
		}
		if !strings.Contains(rest, "https://lanbi.example/today") || !m.Simulated || m.Target != "jiangyuan/good-air-days" {
			t.Errorf("%s: link %q, target %q, simulated %v", language, rest, m.Target, m.Simulated)
		}
	}
	// The budget is gone: today decides.
	f.Progress[0].Days.Budget = 0
	f.Wording = nil
	m := Evaluate(rulesOfControl(ControlRule{}), nil, f, time.Date(2026, 11, 21, 6, 5, 0, 0, time.UTC))[0].Message
	if !strings.Contains(m.Text, "今日计入超标后，城区空气质量达标天数即使其余全部优良仍差 1 天") {
		t.Errorf("budget of 0: %s", m.Text)
	}
}
