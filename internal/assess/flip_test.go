package assess_test

import (
	"reflect"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

func TestFlipsOf(t *testing.T) {
	day := measure.Date(2026, 4, 10)
	row := func(place string, verdict assess.Verdict, aqi int, provisional, dust bool) assess.AirDay {
		return assess.AirDay{Place: place, Day: day, Edition: hj633.E2026, Verdict: verdict, Provisional: provisional, Dust: dust,
			Index: hj633.Index{Known: aqi > 0, AQI: aqi}}
	}
	partly := func(d assess.AirDay) assess.AirDay {
		d.PartlyAudited = true
		return d
	}
	for name, c := range map[string]struct {
		stored, fresh []assess.AirDay
		want          []string
	}{
		"never assessed":     {nil, []assess.AirDay{row("jy", assess.Good, 50, true, false)}, nil},
		"other AQI only":     {[]assess.AirDay{row("jy", assess.Good, 50, true, false)}, []assess.AirDay{row("jy", assess.Good, 60, false, false)}, nil},
		"late data":          {[]assess.AirDay{row("jy", assess.Undetermined, 0, true, false)}, []assess.AirDay{row("jy", assess.Good, 60, true, false)}, []string{"jy undetermined > good 60 补传或更正"}},
		"audited":            {[]assess.AirDay{row("jy", assess.Good, 95, true, false)}, []assess.AirDay{row("jy", assess.Exceeding, 105, false, false)}, []string{"jy good 95 > exceeding 105 审核"}},
		"dust decided":       {[]assess.AirDay{row("jy", assess.Exceeding, 180, true, false)}, []assess.AirDay{row("jy", assess.Exceeding, 180, false, true)}, []string{"jy exceeding 180 > exceeding 180 dust 沙尘认定"}},
		"a station audited":  {[]assess.AirDay{row("a", assess.Good, 95, true, false), row("jy", assess.Good, 99, true, false)}, []assess.AirDay{row("a", assess.Good, 97, false, false), row("jy", assess.Exceeding, 101, true, false)}, []string{"jy good 99 > exceeding 101 审核"}},
		"in part audited":    {[]assess.AirDay{row("jy", assess.Good, 95, true, false)}, []assess.AirDay{partly(row("jy", assess.Exceeding, 105, true, false))}, []string{"jy good 95 > exceeding 105 部分审核"}},
		"a correction after": {[]assess.AirDay{row("jy", assess.Good, 95, false, false)}, []assess.AirDay{partly(row("jy", assess.Exceeding, 105, true, false))}, []string{"jy good 95 > exceeding 105 补传或更正"}},
	} {
		var got []string
		for _, f := range assess.FlipsOf("jy", c.stored, c.fresh) {
			got = append(got, f.Place+" "+f.Old.String()+" > "+f.New.String()+" "+f.Cause)
			for _, s := range []assess.Standing{f.Old, f.New} {
				if back, err := assess.ParseStanding(s.String()); err != nil || back != s {
					t.Errorf("%s: %q reads back as %+v, %v", name, s, back, err)
				}
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	// A published row of the day is no earlier assessment.
	published := row("jy", assess.Exceeding, 120, true, false)
	published.Source = assess.PublishedDay
	if flips := assess.FlipsOf("jy", []assess.AirDay{published}, []assess.AirDay{row("jy", assess.Good, 50, true, false)}); len(flips) != 0 {
		t.Errorf("flips against a published row: %+v", flips)
	}
}

func TestParseStanding_Refuses(t *testing.T) {
	for _, text := range []string{"", "fine", "good x", "good 5 dusty"} {
		if s, err := assess.ParseStanding(text); err == nil {
			t.Errorf("%q reads as %+v", text, s)
		}
	}
}

// The latest step of an id holds; a report taken back is none; open ends are filled in.
func TestOutages(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, beijing) }
	step := func(id, state string, t time.Time, from, to measure.Day, text string) measure.Event {
		return measure.Event{Kind: assess.OutageKind, ID: id, State: state, Time: t, Start: from, End: to, Text: text}
	}
	d := func(day int) measure.Day { return measure.Date(2026, 3, day) }
	got := assess.Outages([]measure.Event{
		step("JY001/1", "已核实", at(5, 12), d(4), d(5), "停电"), step("JY001/1", "待核实", at(4, 8), d(4), 0, "停电"),
		step("JY002/1", "待核实", at(6, 1), 0, 0, ""),
		step("JY003/1", "已核实", at(1, 1), d(1), d(2), "检修"), step("JY003/1", "不属实", at(2, 1), d(1), d(2), "检修"),
		step("220605", "已核实", at(7, 1), d(7), d(7), "区域停电"),
		{Kind: "dust", ID: "JY001/1", State: "已上报", Time: at(9, 1)},
	}, beijing, d(8))
	want := []assess.Outage{
		{Place: "JY001", From: d(4), To: d(5), Reason: "停电"}, {Place: "JY002", From: d(6), To: d(8), Open: true, Reason: "停运"},
		{Place: "220605", From: d(7), To: d(7), Reason: "区域停电"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("outages %+v\nwant    %+v", got, want)
	}
	for _, c := range []struct {
		place string
		day   int
		of    int // which outage
		want  bool
	}{{"JY001", 5, 0, true}, {"JY001", 6, 0, false}, {"JY002", 5, 0, false}, {"JY001", 7, 2, true}} {
		if want[c.of].Covers(c.place, "220605", d(c.day)) != c.want {
			t.Errorf("outage %+v covers %s on %d: want %v", want[c.of], c.place, c.day, c.want)
		}
	}
}
