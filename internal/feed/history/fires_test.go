package history

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

func TestReadReported_FiresAndBurns(t *testing.T) {
	report, counts, problems, err := readReported(t, "area,fire,time,lat,lon,source,text,kind\n"+
		"江源区,F1,2026-04-11 09:30,42.01,126.5,NPP,村北,\n江源区,F2,2026-04-11T10:00:00+08:00,-1,-2.5,,,forest-fire\n长白县,F3,2026-04-11,41,128,,,\n")
	want := []measure.FirePoint{
		{Time: time.Date(2026, 4, 11, 1, 30, 0, 0, time.UTC), Area: "220605", Kind: "straw-burning", ID: "F1", Lat: 42.01, Lon: 126.5, Source: "NPP", Text: "村北"},
		{Time: time.Date(2026, 4, 11, 2, 0, 0, 0, time.UTC), Area: "220605", Kind: "forest-fire", ID: "F2", Lat: -1, Lon: -2.5},
	}
	if err != nil || len(problems) != 0 || counts.Skipped != 1 || !reflect.DeepEqual(report.Fires, want) {
		t.Errorf("%+v, %+v, %v, %v", report, counts, problems, err)
	}
	report, _, problems, err = readReported(t, "area,from,until,lat,lon,radius_km,document\n220605,2026-04-01,2026-04-10,42,126.5,1.5,江农发〔2026〕5 号\n")
	burns := []measure.Burn{{Area: "220605", From: measure.Date(2026, 4, 1), Until: measure.Date(2026, 4, 10), Lat: 42, Lon: 126.5, Radius: 1.5, Document: "江农发〔2026〕5 号"}}
	if err != nil || len(problems) != 0 || !reflect.DeepEqual(report.Burns, burns) {
		t.Errorf("%+v, %v, %v", report, problems, err)
	}
}

func TestReadReported_BadFiresAndBurns(t *testing.T) {
	for row, want := range map[string]string{
		"江源区,,2026-04-11,42,126":   "x.csv:2: columns: column fire is empty",
		"江源区,F,noon,42,126":        `x.csv:2: time: "noon" is not a time`,
		"江源区,F,2026-04-11,,126":    `x.csv:2: place: lat "", lon "126"`,
		"江源区,F,2026-04-11,91,126":  `x.csv:2: place: lat "91"`,
		"江源区,F,2026-04-11,NaN,126": `x.csv:2: place: lat "NaN"`,
		"江源区,F,2026-04-11,42,181":  `x.csv:2: place: lat "42", lon "181"`,
	} {
		report, _, problems, err := readReported(t, "area,fire,time,lat,lon\n"+row+"\n")
		if err != nil || len(report.Fires) != 0 || len(problems) != 1 || !strings.HasPrefix(problems[0], want) {
			t.Errorf("%s: %v, %v; want %s", row, problems, err, want)
		}
	}
	for row, want := range map[string]string{
		"江源区,4月,2026-04-10,42,126,1,d":         `x.csv:2: time: from: day "4月"`,
		"江源区,2026-04-11,2026-04-10,42,126,1,d": "x.csv:2: time: until 2026-04-10 is before from 2026-04-11",
		"江源区,2026-04-01,2026-04-10,42,126,0,d": "x.csv:2: value: radius_km 0",
		"江源区,2026-04-01,2026-04-10,42,126,x,d": `x.csv:2: value: radius_km "x" is not a number`,
		"江源区,2026-04-01,2026-04-10,42,126,1,":  "x.csv:2: columns: column document is empty",
		"江源区,2026-04-01,2026-04-10,42,n,1,d":   `x.csv:2: place: lat "42", lon "n"`,
	} {
		report, _, problems, err := readReported(t, "area,from,until,lat,lon,radius_km,document\n"+row+"\n")
		if err != nil || len(report.Burns) != 0 || len(problems) != 1 || !strings.HasPrefix(problems[0], want) {
			t.Errorf("%s: %v, %v; want %s", row, problems, err, want)
		}
	}
}
