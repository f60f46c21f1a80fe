package alert

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// troubled are facts under which every rule has something to tell, of subjects with
// names that are not Chinese; well are the same subjects when all is well again.
func troubled() Facts {
	day := measure.Date(2026, time.November, 10)
	mg := func(milli int64) measure.Concentration {
		return measure.Concentration(milli) * measure.Milligram / 1000
	}
	progress := func(id string, kind target.Kind) target.Progress {
		return target.Progress{AsOf: day, Status: target.AtRisk, HasValue: true, Value: 3,
			Target: &target.Target{ID: id, Name: "Goal", Area: "A", Kind: kind, Year: 2026, Goal: 2, Unit: "%"}}
	}
	days := progress("days", target.GoodAirDays)
	days.Days = &target.DayCount{Good: 300, Exceeding: 11, Undetermined: 2, Remaining: 51, Budget: 1, BudgetIfRecovered: 3}
	days.Forecast = &target.Forecast{Probability: 0.41, Low: 0.34, High: 0.52, Years: 5}
	before := days
	before.AsOf, before.Days = day-14, &target.DayCount{Good: 299, Exceeding: 1, Budget: 11, Remaining: 65}
	f := Facts{
		AreaNames: map[string]string{"A": "Jiangyuan "}, Simulated: true, Page: "https://lanbi.example/",
		Progress: []target.Progress{days}, Earlier: map[string]target.Progress{"days": before},
		Sections: []Section{{
			Section: measure.Section{Code: "W", Name: "Bridge", River: "Hun ", Area: "A", Class: 2}, AsOf: day,
			Month: &assess.WaterPeriod{Means: []assess.ItemValue{{Parameter: measure.DO, Value: mg(5900)}, {Parameter: measure.NH3N, Value: mg(460)}}},
			Year:  &assess.WaterPeriod{Class: 6, Deciding: measure.SetOf(measure.NH3N), Headroom: []assess.ItemValue{{Parameter: measure.NH3N, Value: mg(480)}}}}},
		Stations: []Station{{Code: "S", Name: "Gate", Area: "A", Medium: measure.Air, Last: day.Start(time.UTC)}, {Code: "S2", Name: "Never", Area: "A", Medium: measure.Air},
			{Code: "W", Name: "Bridge", Area: "A", Medium: measure.Water, Last: day.Start(time.UTC)}},
		Hours: []Hours{{Code: "S", Name: "Gate", Area: "A", Day: day, Parameter: measure.PM25, Valid: 10, Missing: 3, Left: 11},
			{Code: "S2", Name: "Never", Area: "A", Day: day, Parameter: measure.O38h, Valid: 9, Missing: 1, Left: 14,
				Ozone: &OzoneDay{Need: forecast.Need{Hours: 10, Spare: 1, From: 12}, Gap: true}}},
		Validity: []Validity{{Code: "A", Area: "A", AsOf: day, Parameter: measure.PM25, MonthMissing: 3, MonthDays: 30, MonthNeeded: 27, YearMissing: 60, YearDays: 365, YearNeeded: 324},
			{Code: "B", Area: "A", Name: "B", AsOf: day, Parameter: measure.O38h, MonthMissing: 5, MonthDays: 30, MonthNeeded: 27, YearDays: 365, YearNeeded: 324, Audited: true}},
		Control: []forecast.PlaceControl{{Place: "A", Area: "A", Day: day + 1, HasSoFar: true, SoFar: 70 * measure.Microgram, HasRecent: true, Recent: 90 * measure.Microgram,
			Control: forecast.Control{Parameter: measure.PM25, State: forecast.Open, Highest: 50 * measure.Microgram, Left: 10}}}, Clock: 15 * time.Hour,
		Dust: []Dust{
			{ID: "dust/A/2026-11-10", Area: "A", Start: day, End: day + 1, State: target.DustSuspected, Text: "PM10 由 40 升至 410", Since: day.Start(time.UTC), Recent: true},
			{ID: "dust/A/2026-11-05", Area: "A", Start: day - 5, End: day - 5, State: target.DustSuspected, Since: day.Start(time.UTC), Recent: true,
				Effects: []target.DustEffect{{Target: days.Target, Under: [3]target.Progress{days, days, days}}}}},
		Spool: &Spool{Records: 9, Bytes: 900, Max: 1000, Oldest: day.Start(time.UTC)},
		Jobs:  []Job{{"water", 3}}, Parts: []Part{{"InfluxDB", true}, {"MQTT", true}},
	}
	for _, kind := range target.Kinds {
		p := progress("other-"+string(kind), kind)
		p.Reason = "2026年10月上报"
		f.Progress = append(f.Progress, p)
	}
	return f
}

func well(f Facts, now time.Time) Facts {
	f.Progress = slices.Clone(f.Progress)
	for i := range f.Progress {
		f.Progress[i].Status, f.Progress[i].AsOf = target.OnTrack, measure.DayOf(now, time.UTC)-1
	}
	year := *f.Sections[0].Year
	year.Class, year.Headroom = 2, nil
	f.Sections = []Section{{Section: f.Sections[0].Section, AsOf: f.Sections[0].AsOf, Year: &year,
		Month: &assess.WaterPeriod{Means: []assess.ItemValue{{Parameter: measure.DO, Value: 9 * measure.Milligram}, {Parameter: measure.NH3N, Value: measure.Milligram / 10}}}}}
	f.Stations = slices.Clone(f.Stations)
	for i := range f.Stations {
		f.Stations[i].Last = now
	}
	f.Dust = slices.Clone(f.Dust)
	for i := range f.Dust {
		f.Dust[i].State = target.DustReported
	}
	f.Spool, f.Jobs, f.Parts = &Spool{Max: 1000}, []Job{{"water", 0}}, []Part{{"InfluxDB", false}, {"MQTT", false}}
	return f
}

// allMessages are messages of every kind: begin and end of every rule, and what the
// desk makes of them.
func allMessages(t *testing.T, l Language) []Message {
	t.Helper()
	wording, err := NewWording(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	bad := troubled()
	bad.Wording = wording
	now := time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
	states := map[string]State{}
	var out []Message
	evaluate := func(f Facts, now time.Time) {
		for _, tr := range Evaluate(Rules{}, states, f, now) {
			states[tr.State.Key] = tr.State
			if tr.Message != nil {
				out = append(out, *tr.Message)
			}
		}
	}
	evaluate(bad, now)
	for i := range bad.Progress {
		bad.Progress[i].AsOf++
	}
	evaluate(bad, now.Add(24*time.Hour))
	evaluate(well(bad, now.AddDate(0, 0, 3)), now.AddDate(0, 0, 3))
	evaluate(well(bad, now.AddDate(0, 0, 4)), now.AddDate(0, 0, 4))

	o := opened(t, Desk{Language: l, Morning: DefaultMorning, Repeat: time.Hour, Channels: []Outlet{{"people", true}},
		Routes: []Route{{To: []string{"people"}, Escalate: []string{"people"}, After: time.Hour}}})
	urgent, calm := out[0], out[0]
	urgent.Severity, calm.Severity, calm.ID = Critical, Warning, "calm"
	o.states["x"] = State{Key: "x", ID: urgent.Alert, Phase: Firing, Messages: 1}
	urgent.ID = urgent.Alert + "#1"
	o.book.Notices = []Notice{{Message: urgent, At: moment(t, "20 08:00"), Accepted: map[string]time.Time{"people": moment(t, "20 08:00")}}, {Message: calm, At: moment(t, "20 07:00")}}
	for _, d := range o.desk.Due(&o.book, o.states, moment(t, "20 12:00")) {
		out = append(out, d.Message)
	}
	return append(out, TestMessage(now, cst, true, l))
}

func TestMessages_EveryKindInBothLanguages(t *testing.T) {
	for _, l := range []Language{Chinese, English} {
		seen := map[Kind]int{}
		states := map[Phase]map[Kind]bool{Firing: {}, Resolved: {}}
		for _, m := range allMessages(t, l) {
			seen[m.Kind]++
			if of := states[m.State]; of != nil {
				of[m.Kind] = true
			}
			checkWords(t, l, m)
		}
		for _, kind := range []Kind{TargetStatus, Budget, Burn, WaterClass, WaterItem, Silent, SpoolFills, JobFailed, Unreachable, Control, DustSuspected, DayData, Invalid, Digest, Test} {
			if seen[kind] == 0 {
				t.Errorf("%s: no message of kind %s (have %v)", l, kind, seen)
			}
		}
		for _, kind := range []Kind{TargetStatus, WaterClass, WaterItem, Silent, SpoolFills, JobFailed, Unreachable, DustSuspected} {
			if !states[Resolved][kind] {
				t.Errorf("%s: nothing tells of the end of %s (have %v)", l, kind, slices.Collect(maps.Keys(states[Resolved])))
			}
		}
		if desk := seen[Digest]; desk != 1 {
			t.Errorf("%s: %d digests", l, desk)
		}
	}
}

// checkWords checks what every message must say: what happened with a number, the
// basis, whether the data are audited, what can be done, a link, and that the figures
// are simulated.
func checkWords(t *testing.T, l Language, m Message) {
	t.Helper()
	for _, text := range []string{m.Title, m.Text} {
		if strings.Contains(text, "%!") || strings.Contains(text, "<no value>") || !strings.Contains(text, "模拟数据，非实测，不得引用") {
			t.Errorf("%s %s: %s", l, m.Kind, text)
		}
		rest := strings.ReplaceAll(text, "模拟数据，非实测，不得引用", "")
		foreign := strings.ContainsFunc(rest, func(r rune) bool {
			return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。；：（）【】〔〕、", r)
		})
		if l == English && foreign || l == Chinese && !foreign {
			t.Errorf("%s %s has the wrong language: %s", l, m.Kind, text)
		}
	}
	if m.Kind == Test {
		return
	}
	audit := []string{"审核"}
	if l == English {
		audit = []string{"provisional data", "audited data"}
	}
	if !slices.ContainsFunc(audit, func(word string) bool { return strings.Contains(m.Text, word) }) {
		t.Errorf("%s %s does not say whether the data are audited: %s", l, m.Kind, m.Text)
	}
	if !strings.Contains(m.Text, "https://lanbi.example/") || !strings.ContainsAny(m.Text, "0123456789") {
		t.Errorf("%s %s has no link or no number: %s", l, m.Kind, m.Text)
	}
	if m.Kind != Digest && (m.Basis == "" || !strings.Contains(m.Text, m.Basis)) {
		t.Errorf("%s %s does not say its basis: %s", l, m.Kind, m.Text)
	}
	if todo := map[Language]string{Chinese: "请", English: ". "}[l]; m.State == Firing && !strings.Contains(m.Text, todo) {
		t.Errorf("%s %s does not say what can be done: %s", l, m.Kind, m.Text)
	}
}
