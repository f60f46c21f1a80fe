package alert

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// quiet are facts on an air station and a water section last heard of at the given
// times, on the day (of November 2026) of the evaluation, with outages.
func quiet(t *testing.T, day int, air, water string, reported ...assess.Outage) Facts {
	t.Helper()
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", "2026-"+text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	return Facts{Today: november(day), Outages: reported, Stations: []Station{
		{Code: "JY001", Name: "区政府", Area: "220605", Medium: measure.Air, Last: at(air)},
		{Code: "HJ01", Name: "城墙砬子", Area: "220605", Medium: measure.Water, Last: at(water)}}}
}

func november(day int) measure.Day { return measure.Date(2026, time.November, day) }

func powerCut(place string, from, to int) assess.Outage {
	return assess.Outage{Place: place, From: november(from), To: november(to), Reason: "停电"}
}

// While an outage covers a station its silence begins no alert; once the last day is
// over and the station is still silent, it does.
func TestSilent_ReportedOutageBeginsNothing(t *testing.T) {
	cut := powerCut("JY001", 10, 11)
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", quiet(t, 10, "11-10 07:00", "11-10 07:00", cut), ""},
		{"11-10 12:00", quiet(t, 10, "11-10 07:00", "11-10 11:00", cut), ""},
		{"11-11 23:55", quiet(t, 11, "11-10 07:00", "11-11 23:00", cut), ""},
		{"11-12 00:00", quiet(t, 12, "11-10 07:00", "11-11 23:00", cut), "warning 【站点无数据】"},
		{"11-12 09:00", quiet(t, 12, "11-12 08:00", "11-12 08:00", cut), "info 【解除】"},
	})
	// Data come again before it is over: there is nothing to tell at all.
	tell(t, Rules{}, []chapter{
		{"11-10 12:00", quiet(t, 10, "11-10 07:00", "11-10 11:00", cut), ""},
		{"11-11 12:00", quiet(t, 11, "11-11 11:00", "11-11 11:00", cut), ""},
		{"11-12 00:00", quiet(t, 12, "11-11 23:00", "11-11 23:00", cut), ""},
	})
}

// One that is reported after people were told explains what lasts: it is not told again,
// neither while it lasts nor to the next person, until the outage is over or withdrawn.
func TestSilent_OutageReportedAfterwards(t *testing.T) {
	cut := powerCut("JY001", 10, 10)
	silent := func(day int, reported ...assess.Outage) Facts {
		return quiet(t, day, "11-10 07:00", "11-12 00:00", reported...)
	}
	tell(t, Rules{}, []chapter{
		{"11-10 10:05", silent(10), "warning 【站点无数据】"},
		{"11-10 11:00", silent(10, cut), ""},
		{"11-10 23:55", silent(10, cut), ""},
		{"11-11 00:05", silent(11, cut), "warning 【站点无数据】"},
		{"11-11 00:10", silent(11, cut), ""},
	})
	tell(t, Rules{}, []chapter{
		{"11-10 10:05", silent(10), "warning 【站点无数据】"},
		{"11-10 11:00", silent(10, cut), ""},
		{"11-10 12:00", silent(10), "warning 【站点无数据】"}, // withdrawn: nothing explains it
		{"11-10 13:00", quiet(t, 10, "11-10 12:00", "11-10 12:00"), "info 【解除】"},
	})
	// The end of the silence is told also during the outage.
	tell(t, Rules{}, []chapter{
		{"11-10 10:05", silent(10), "warning 【站点无数据】"},
		{"11-10 11:00", silent(10, cut), ""},
		{"11-10 12:05", quiet(t, 10, "11-10 12:00", "11-10 12:00", cut), "info 【解除】"},
		{"11-11 00:05", quiet(t, 11, "11-11 00:00", "11-11 00:00", cut), ""},
	})
}

// An outage of the area covers stations and sections, one elsewhere none; two that
// overlap end with the later.
func TestSilent_OutageOfAreaAndOverlap(t *testing.T) {
	silent := func(day int, reported ...assess.Outage) Facts {
		return quiet(t, day, "11-10 01:00", "11-10 01:00", reported...)
	}
	area, longer := powerCut("220605", 10, 10), powerCut("HJ01", 10, 12)
	tell(t, Rules{}, []chapter{
		{"11-10 20:00", silent(10, area, longer, powerCut("220623", 1, 30)), ""},
		{"11-11 00:05", silent(11, area, longer), "warning 【站点无数据】"}, // the air station alone
		{"11-12 23:55", silent(12, area, longer), ""},
		{"11-13 00:05", silent(13, area, longer), "warning 【站点无数据】"},
	})
	elsewhere := powerCut("220623", 1, 30)
	tell(t, Rules{}, []chapter{{"11-10 20:00", silent(10, elsewhere), "warning 【站点无数据】, warning 【站点无数据】"}})
	tomorrow := powerCut("JY001", 11, 12)
	tell(t, Rules{}, []chapter{{"11-10 08:00", silent(10, tomorrow), "warning 【站点无数据】"}})
}

// Of a station never heard of the wait begins once the outage is over.
func TestSilent_NeverHeardOfDuringAnOutage(t *testing.T) {
	facts := func(day int) Facts {
		return Facts{Today: november(day), Outages: []assess.Outage{powerCut("JY001", 10, 10)}, Stations: []Station{{Code: "JY001", Name: "区政府"}}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(10), ""},
		{"11-10 20:00", facts(10), ""},
		{"11-11 00:00", facts(11), ""},
		{"11-11 02:59", facts(11), ""},
		{"11-11 03:00", facts(11), "warning 【站点无数据】"},
	})
}

// Who looks at the alert sees the reason, in the language of the messages.
func TestSilent_OutageInTheState(t *testing.T) {
	english, err := NewWording(English, nil)
	if err != nil {
		t.Fatal(err)
	}
	open := powerCut("JY001", 10, 10)
	open.Open = true
	maintenance := assess.Outage{Place: "JY001", From: november(9), To: november(11), Reason: "UPS"}
	for _, c := range []struct {
		wording  *Wording
		reported []assess.Outage
		want     []string
	}{
		{nil, []assess.Outage{powerCut("JY001", 9, 11)}, []string{"已 4 小时无数据；已报停电（11月9日～11月11日）。", "末日过后仍无数据将重新告警"}},
		{nil, []assess.Outage{maintenance, open}, []string{"；已报停电（11月10日起）、UPS（11月9日～11月11日）。"}},
		{english, []assess.Outage{maintenance, open}, []string{"no data for 4 h; reported outages: from 2026-11-10 on, UPS (2026-11-09 to 2026-11-11). ", "Nobody is told again"}},
	} {
		states := map[string]State{}
		now := time.Date(2026, 11, 10, 11, 0, 0, 0, time.UTC)
		for _, reported := range [][]assess.Outage{nil, c.reported} {
			facts := quiet(t, 10, "11-10 07:00", "11-10 10:00", reported...)
			facts.Wording = c.wording
			for _, tr := range Evaluate(Rules{}, states, facts, now) {
				states[tr.State.Key] = throughJSON(t, tr.State)
			}
		}
		s := states["station-silent/JY001"]
		for _, want := range c.want {
			if s.Phase != Firing || s.Messages != 1 || !strings.Contains(s.Text, want) {
				t.Errorf("state %+v, want it firing, told once, and to say %q", s, want)
			}
		}
	}
}

// Neither repetition nor escalation nor the digest tells of what an outage explains.
func TestDesk_HoldsBackWhatAnOutageExplains(t *testing.T) {
	told := time.Date(2026, 11, 10, 8, 0, 0, 0, cst)
	desk := Desk{Zone: cst, Repeat: time.Hour, Channels: []Outlet{{"people", false}, {"boss", false}},
		Routes: []Route{{To: []string{"people"}, Escalate: []string{"boss"}, After: time.Hour}}}
	m := Message{ID: "a#1", Alert: "a", Kind: Silent, Severity: Critical, Title: "x", Text: "x"}
	for _, accepted := range []map[string]time.Time{nil, {"people": told}} {
		book := Book{Notices: []Notice{{Message: m, At: told, Accepted: accepted}}}
		states := map[string]State{"a": {Key: "a", ID: "a", Phase: Firing, Messages: 1}}
		if len(desk.Due(&book, states, told.Add(2*time.Hour))) == 0 {
			t.Error("nothing is due without an outage: the test shows nothing")
		}
		states["a"] = State{Key: "a", ID: "a", Phase: Firing, Messages: 1, Excused: "已报停电（11月10日）"}
		if due := desk.Due(&book, states, told.Add(2*time.Hour)); len(due) > 0 {
			t.Errorf("due %+v, want nothing", due)
		}
	}
}

// The day and the month that are at stake are told all the same, with the outage.
func TestDayAndValidity_NameTheOutage(t *testing.T) {
	english, err := NewWording(English, nil)
	if err != nil {
		t.Fatal(err)
	}
	cuts := []assess.Outage{powerCut("JY001", 1, 1), powerCut("JY002", 3, 4), powerCut("JY003", 3, 4), powerCut("JY001", 7, 7), powerCut("JY001", 10, 11)}
	for _, c := range []struct {
		wording *Wording
		day     string
		month   string
	}{
		{nil, "；已报停电（11月10日～11月11日）。", "；已报停电（11月10日～11月11日）、停电（11月7日）、停电（11月3日～11月4日）等 4 次停运。"},
		{english, "; reported outages: 2026-11-10 to 2026-11-11. ", "; reported outages: 2026-11-10 to 2026-11-11, 2026-11-07, 2026-11-03 to 2026-11-04 and 1 more. "},
	} {
		facts := Facts{Today: november(11), Outages: cuts, Wording: c.wording,
			Hours: []Hours{{Code: "JY001", Area: "220605", Day: november(11), Parameter: measure.PM25, Valid: 2, Missing: 6, Left: 16}},
			Validity: []Validity{{Code: "220605", Area: "220605", AsOf: november(10), Parameter: measure.PM25, MonthMissing: 5, MonthDays: 30, MonthNeeded: 27,
				YearMissing: 5, YearDays: 365, YearNeeded: 324, MonthOutages: cuts}}}
		texts := map[Kind]string{}
		for _, tr := range Evaluate(Rules{}, nil, facts, time.Date(2026, 11, 11, 9, 0, 0, 0, cst)) {
			if tr.Message != nil {
				texts[tr.Message.Kind] = tr.Message.Text
			}
		}
		if !strings.Contains(texts[DayData], c.day) || !strings.Contains(texts[Invalid], c.month) {
			t.Errorf("told %q\nwant %q and %q", texts, c.day, c.month)
		}
	}
}
