package alert

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// A story is a sequence of facts with what each evaluation must tell: the severity
// and the head of each message, "" for nothing.
type chapter struct {
	at    string // "11-20 08:00" of 2026, UTC
	facts Facts
	want  string
}

func tell(t *testing.T, rules Rules, story []chapter) {
	t.Helper()
	states := map[string]State{}
	for _, c := range story {
		now, err := time.Parse("2006-01-02 15:04", "2026-"+c.at)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, tr := range Evaluate(rules, states, c.facts, now) {
			states[tr.State.Key] = throughJSON(t, tr.State)
			if m := tr.Message; m != nil {
				head, _, _ := strings.Cut(m.Title, "】")
				got = append(got, fmt.Sprintf("%s %s】", m.Severity, head))
				if m.Basis == "" || m.Text == "" || !strings.Contains(m.Text, m.Basis) {
					t.Errorf("%s: message without basis: %+v", c.at, m)
				}
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: told %q, want %q", c.at, strings.Join(got, ", "), c.want)
		}
	}
}

func budgetFacts(day, left int) Facts {
	p := goodAirProgress()
	p.Status = target.OnTrack
	p.AsOf = measure.Date(2026, time.November, day)
	p.Days = &target.DayCount{Good: 300, Budget: left, BudgetIfRecovered: left, Remaining: 51}
	return Facts{Progress: []target.Progress{p}}
}

func TestBudget_EachThresholdOnce(t *testing.T) {
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", budgetFacts(9, 11), ""},
		{"11-11 08:00", budgetFacts(10, 10), "info 【还可超标 10 天】"},
		{"11-11 08:05", budgetFacts(10, 10), ""},
		{"11-12 08:00", budgetFacts(11, 6), ""},
		{"11-13 08:00", budgetFacts(12, 4), "warning 【还可超标 4 天】"},
		{"11-13 12:00", budgetFacts(12, 6), ""}, // late data give two back
		{"11-13 18:00", budgetFacts(12, 5), ""}, // and take one: told before
		{"11-14 08:00", budgetFacts(13, 0), "critical 【还可超标 0 天】"},
		{"11-15 08:00", budgetFacts(14, -1), ""}, // the status tells that
		{"11-16 08:00", budgetFacts(15, 12), ""}, // audited data give all back
		{"11-17 08:00", budgetFacts(16, 10), "info 【还可超标 10 天】"},
	})
}

func TestBudget_OtherThresholdsAndOff(t *testing.T) {
	tell(t, Rules{Budget: BudgetRule{Rule: Rule{Severity: Critical}, Left: []int{7}}}, []chapter{
		{"11-11 08:00", budgetFacts(10, 8), ""},
		{"11-12 08:00", budgetFacts(11, 7), "critical 【还可超标 7 天】"},
		{"11-13 08:00", budgetFacts(12, 0), ""},
	})
	tell(t, Rules{Budget: BudgetRule{Rule: Rule{Off: true}}}, []chapter{{"11-11 08:00", budgetFacts(10, 0), ""}})
}

func TestBurn(t *testing.T) {
	facts := func(day, lost, left int) Facts {
		f := budgetFacts(day, left)
		before := f.Progress[0]
		before.AsOf -= 14
		now := *f.Progress[0].Days
		now.Exceeding = lost
		f.Progress[0].Days = &now
		f.Earlier = map[string]target.Progress{before.Target.ID: before}
		return f
	}
	// 51 days remain. A budget of 20 bears 0.39 a day; 11 lost in 14 days are 0.79.
	tell(t, Rules{Budget: statusOnly.Budget}, []chapter{
		{"11-11 08:00", facts(10, 10, 20), ""},
		{"11-12 08:00", facts(11, 11, 20), "warning 【消耗过快】"},
		{"11-13 08:00", facts(12, 12, 19), ""},
		{"11-14 08:00", facts(13, 1, 19), ""},
	})
}

func TestWaterItem_OverAndNear(t *testing.T) {
	// Class Ⅱ: ammonia at most 0.5 mg/L, dissolved oxygen at least 6 mg/L.
	facts := func(ammonia, oxygen, room int64) Facts {
		mg := func(milli int64) measure.Concentration {
			return measure.Concentration(milli) * measure.Milligram / 1000
		}
		return Facts{Sections: []Section{{
			Section: measure.Section{Code: "HJ01", Name: "城墙砬子", River: "浑江", Class: 2}, AsOf: measure.Date(2026, 11, 10),
			Month: &assess.WaterPeriod{Means: []assess.ItemValue{{Parameter: measure.DO, Value: mg(oxygen)}, {Parameter: measure.NH3N, Value: mg(ammonia)}}},
			Year:  &assess.WaterPeriod{Class: 2, Headroom: []assess.ItemValue{{Parameter: measure.NH3N, Value: mg(room)}}},
		}}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(400, 9000, 600), ""},
		{"11-11 08:00", facts(460, 9000, 500), "info 【接近限值】"},
		{"11-12 08:00", facts(510, 9000, 500), "warning 【超标】"},
		{"11-13 08:00", facts(480, 5900, 500), "warning 【超标】"}, // oxygen now
		{"11-14 08:00", facts(400, 9000, 600), "info 【解除】, info 【解除】"},
	})
}

func TestWaterItem_OnlyWhatEntersTheClass(t *testing.T) {
	tell(t, Rules{}, []chapter{{"11-10 08:00", Facts{Sections: []Section{{
		Section: measure.Section{Code: "HJ01", Class: 2}, AsOf: measure.Date(2026, 11, 10),
		Month: &assess.WaterPeriod{Means: []assess.ItemValue{{Parameter: measure.TN, Value: 3 * measure.Milligram}}},
	}}}, ""}})
}

func TestWaterClass_WorseThanTarget(t *testing.T) {
	facts := func(class int) Facts {
		s := Section{Section: measure.Section{Code: "HJ01", Name: "城墙砬子", Class: 2}, AsOf: measure.Date(2026, 11, 10), Year: &assess.WaterPeriod{}}
		s.Year.Class, s.Year.Deciding = 0, measure.SetOf(measure.NH3N)
		for range class {
			s.Year.Class++
		}
		return Facts{Sections: []Section{s}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(2), ""},
		{"11-11 08:00", facts(3), "warning 【水质超目标】"},
		{"11-12 08:00", facts(3), ""},
		{"11-13 08:00", facts(4), "warning 【水质超目标】"},
		{"11-14 08:00", facts(0), ""}, // not known: stays
		{"11-15 08:00", facts(2), "info 【解除】"},
	})
}

func TestSilent_AirAndWater(t *testing.T) {
	facts := func(air, water string) Facts {
		at := func(text string) time.Time {
			when, err := time.Parse("2006-01-02 15:04", "2026-"+text)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		return Facts{Stations: []Station{{Code: "JY001", Name: "区政府", Medium: measure.Air, Last: at(air)},
			{Code: "HJ01", Name: "城墙砬子", Medium: measure.Water, Last: at(water)}}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts("11-10 07:00", "11-10 04:00"), ""},
		{"11-10 10:05", facts("11-10 07:00", "11-10 04:00"), "warning 【站点无数据】"},
		{"11-10 11:05", facts("11-10 07:00", "11-10 04:00"), ""},
		{"11-10 16:05", facts("11-10 16:00", "11-10 04:00"), "info 【解除】, warning 【站点无数据】"},
		{"11-10 17:05", Facts{}, ""}, // InfluxDB is away: nobody knows
		{"11-10 18:05", facts("11-10 18:00", "11-10 16:00"), "info 【解除】"},
	})
}

func TestSilent_NeverHeardOfIsGivenTime(t *testing.T) {
	facts := Facts{Stations: []Station{{Code: "JY001", Name: "区政府", Medium: measure.Air}}}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts, ""},
		{"11-10 10:59", facts, ""},
		{"11-10 11:00", facts, "warning 【站点无数据】"},
	})
}

func TestBudget_NothingIsKnownYet(t *testing.T) {
	f := budgetFacts(10, 0)
	f.Progress[0].Status = target.Unknown
	tell(t, Rules{}, []chapter{{"11-11 08:00", f, ""}})
}

func TestUnreachable_OnlyWhenItLasts(t *testing.T) {
	facts := func(down bool) Facts { return Facts{Parts: []Part{{Name: "InfluxDB", Down: down}}} }
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(true), ""},
		{"11-10 08:03", facts(false), ""},
		{"11-10 08:10", facts(true), ""},
		{"11-10 08:15", facts(true), "critical 【无法连接】"},
		{"11-10 08:20", facts(false), ""},
		{"11-10 08:22", facts(true), ""}, // back for a moment only: no end, no second begin
		{"11-10 08:30", facts(false), ""},
		{"11-10 08:35", facts(false), "info 【解除】"},
	})
}

func TestUnreachable_ClockSteps(t *testing.T) {
	facts := Facts{Parts: []Part{{Name: "InfluxDB", Down: true}}}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts, ""},
		{"11-09 08:00", facts, ""}, // set back a day: the wait begins anew
		{"11-09 08:05", facts, "critical 【无法连接】"},
		{"11-12 08:00", facts, ""},
	})
}

func TestSpoolAndJobs(t *testing.T) {
	facts := func(bytes int64, oldest time.Time, failures int) Facts {
		return Facts{Spool: &Spool{Records: 9, Bytes: bytes, Max: 1000, Oldest: oldest}, Jobs: []Job{{"water", failures}}}
	}
	start := time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(10, start, 2), ""},
		{"11-10 08:31", facts(10, start, 3), "warning 【数据积压】, warning 【任务失败】"},
		{"11-10 08:40", facts(799, start, 4), ""},
		{"11-10 08:45", facts(800, start, 4), "critical 【数据积压】"},
		{"11-10 08:50", facts(0, time.Time{}, 0), "info 【解除】, info 【解除】"},
	})
}

// The time that readings may wait is a bound like the room: 80 % of 30 days are 24.
func TestSpool_ByAge(t *testing.T) {
	facts := func(oldest time.Time) Facts {
		return Facts{Spool: &Spool{Records: 9, Bytes: 1, Max: 1000, MaxAge: 30 * 24 * time.Hour, Oldest: oldest}}
	}
	start := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	tell(t, Rules{}, []chapter{
		{"11-01 08:30", facts(start), ""},
		{"11-01 08:31", facts(start), "warning 【数据积压】"},
		{"11-25 07:59", facts(start), ""},
		{"11-25 08:00", facts(start), "critical 【数据积压】"},
		{"11-25 08:05", facts(time.Time{}), "info 【解除】"},
	})
}

func TestNewWording_ChecksTemplates(t *testing.T) {
	for _, text := range []string{"{{.Status}}", "{{.Name", " ", "{{nothing}}"} {
		if CheckTemplate(text) == nil {
			t.Errorf("template %q is accepted", text)
		}
	}
	own, err := NewWording(Chinese, map[Kind]string{JobFailed: "{{.Name}}!{{.What}}"})
	if err != nil {
		t.Fatal(err)
	}
	f := Facts{Jobs: []Job{{"water", 3}}, Wording: own, Simulated: true}
	got := Evaluate(Rules{}, nil, f, time.Unix(1e9, 0))
	if want := "〔" + SimulatedNotice + "〕任务 water!已连续失败 3 次"; len(got) != 1 || got[0].Message.Text != want {
		t.Errorf("told %+v, want %q", got, want)
	}
}
