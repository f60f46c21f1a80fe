package feed

import (
	"testing"
	"time"

	"lanbi/internal/measure"
)

var beijing = time.FixedZone("+08", 8*3600)

func TestParseMoment(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2026-11-21T08:00:00+08:00", "2026-11-21T00:00:00Z"},
		{"2026-11-21T08:00:00", "2026-11-21T00:00:00Z"},
		{"2026-11-21 08:00", "2026-11-21T00:00:00Z"},
		{"2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"},
		{"2026-11-21T08:00:30.999+0800", "2026-11-21T00:00:30Z"},
		{"2026-11-20T16:00:00-08", "2026-11-21T00:00:00Z"},
		{"2026-02-28T24:00:00+08:00", "2026-02-28T16:00:00Z"},
		{"2024-02-29T00:00+00:00", "2024-02-29T00:00:00Z"},
		{"2100-03-01T00:00Z", "2100-03-01T00:00:00Z"},
	} {
		unix, ok := ParseMoment([]byte(c.text), beijing)
		if got := time.Unix(unix, 0).UTC().Format(time.RFC3339); !ok || got != c.want {
			t.Errorf("%s: got %s %v, want %s", c.text, got, ok, c.want)
		}
	}
	for _, text := range []string{"", "2026-11-21", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T24:00:01Z",
		"2026-11-21T25:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:00:00+24:00", "2026-11-21T08:00:00+8",
		"2026-11-21T08:00:00 junk", "2026/11/21 08:00:00", "1969-12-31T23:59:59Z", "2026-11-21T08:00:00.Z", "2026-11-21T08:00:0"} {
		if unix, ok := ParseMoment([]byte(text), beijing); ok {
			t.Errorf("%q was read as %d", text, unix)
		}
	}
}

// Every day of 400 years against the standard library.
func TestParseMoment_Calendar(t *testing.T) {
	d := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; d.Year() < 2370; d = d.AddDate(0, 0, 1) {
		if unix, ok := ParseMoment(d.AppendFormat(nil, time.RFC3339), beijing); !ok || unix != d.Unix() {
			t.Fatalf("%s: got %d %v", d, unix, ok)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	f.Add("2026-11-21T08:00:00+08:00")
	f.Fuzz(func(t *testing.T, text string) {
		want, err := time.Parse(time.RFC3339, text)
		got, ok := ParseMoment([]byte(text), beijing)
		if err == nil && want.Year() >= 1970 && want.Format(time.RFC3339) == text && (!ok || got != want.Unix()) {
			t.Errorf("%q: got %d %v, want %d", text, got, ok, want.Unix())
		}
	})
}

func TestStart(t *testing.T) {
	at := func(text string) int64 {
		unix, ok := ParseMoment([]byte(text), beijing)
		if !ok {
			t.Fatalf("bad time %q", text)
		}
		return unix
	}
	now := time.Unix(at("2026-11-21T08:05:00"), 0)
	for _, c := range []struct {
		name     string
		settings Settings
		interval measure.Interval
		stamp    string
		want     string
		reason   Reason
	}{
		{"air hour, end", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneHour, "2026-11-21T08:00:00", "2026-11-21T07:00:00", ""},
		{"air hour, start", Settings{Medium: measure.Air}, measure.OneHour, "2026-11-21T08:00:00", "2026-11-21T08:00:00", ""},
		{"6 min late", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneHour, "2026-11-21T07:06:00", "2026-11-21T06:00:00", ""},
		{"6 min 1 s late", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneHour, "2026-11-21T07:06:01", "", Unaligned},
		{"6 min early", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneHour, "2026-11-21T06:54:00", "2026-11-21T06:00:00", ""},
		{"6 min 1 s early", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneHour, "2026-11-21T06:53:59", "", Unaligned},
		{"4 h are of the zone", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.FourHours, "2026-11-21T04:00:00", "2026-11-21T00:00:00", ""},
		{"minute, 6 s late", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.OneMinute, "2026-11-21T08:01:06", "2026-11-21T08:00:00", ""},
		{"water is kept", Settings{Medium: measure.Water}, measure.FourHours, "2026-11-21T07:31:17", "2026-11-21T07:31:17", ""},
		{"a single sample is kept", Settings{Medium: measure.Air, Stamp: StampEnd}, measure.Single, "2026-11-21T07:31:17", "2026-11-21T07:31:17", ""},
		{"10 min ahead", Settings{Medium: measure.Water}, measure.FourHours, "2026-11-21T08:15:00", "2026-11-21T08:15:00", ""},
		{"past 10 min ahead", Settings{Medium: measure.Water}, measure.FourHours, "2026-11-21T08:15:01", "", Future},
		{"90 days ago", Settings{Medium: measure.Water}, measure.FourHours, "2026-08-23T08:05:00", "2026-08-23T08:05:00", ""},
		{"past 90 days ago", Settings{Medium: measure.Water}, measure.FourHours, "2026-08-23T08:04:59", "", TooOld},
		{"accept_since", Settings{Medium: measure.Water, AcceptSince: time.Unix(at("2016-01-01T00:00:00"), 0)}, measure.FourHours, "2016-01-01T00:00:00", "2016-01-01T00:00:00", ""},
		{"before accept_since", Settings{Medium: measure.Air, Stamp: StampEnd, AcceptSince: time.Unix(at("2016-01-01T00:00:00"), 0)}, measure.OneHour, "2016-01-01T00:00:00", "", TooOld},
	} {
		c.settings.Zone = beijing
		unix, reason, text := c.settings.Start(at(c.stamp), c.interval, now)
		if reason != c.reason || reason == "" && unix != at(c.want) || reason != "" && text == "" {
			t.Errorf("%s: got %s %q %q, want %s %q", c.name, time.Unix(unix, 0).In(beijing), reason, text, c.want, c.reason)
		}
	}
}

func TestMark(t *testing.T) {
	s := Settings{Flags: map[string]measure.Flag{"ok": measure.Normal, "bad": measure.Declared, "D": measure.Normal}}
	for mark, want := range map[string]measure.Flag{"": 0, "N": 'N', "n": 'N', "3": 'N', "F": 'F', "M": 'M', "S": 'S', "D": 'N',
		"C": 'C', "T": 'T', "B": 'B', "R": 'X', "4": 'X', "ok": 'N', "bad": 'X', "what": 'X'} {
		if got := s.Mark([]byte(mark)); got != want {
			t.Errorf("mark %q: got %s, want %s", mark, got, want)
		}
	}
}

func TestPossible(t *testing.T) {
	for _, c := range []struct {
		p    measure.Parameter
		text string
		want bool
	}{
		{measure.PM10, "15000", true}, {measure.PM10, "15000.1", false},
		{measure.PM25, "10000", true}, {measure.PM25, "10000.1", false},
		{measure.PM25, "-10", true}, {measure.PM25, "-10.1", false},
		{measure.PH, "0", true}, {measure.PH, "14", true}, {measure.PH, "14.01", false}, {measure.PH, "-0.01", false},
		{measure.CO, "500", true}, {measure.CO, "501", false}, {measure.CO, "-2", false},
		{measure.WaterTemperature, "-1.5", true}, {measure.DO, "61", false},
		{measure.Mercury, "0", true}, {measure.Mercury, "-0.001", false}, {measure.Mercury, "2000000", false},
	} {
		v, err := measure.ParseConcentration(c.text, c.p.Unit().Scale())
		if err != nil {
			t.Fatal(err)
		}
		if got := Possible(c.p, v); got != c.want {
			t.Errorf("%s %s: got %v, want %v", c.p, c.text, got, c.want)
		}
	}
}
