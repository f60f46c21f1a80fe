package history_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
)

// published reads one text; problems are "line: detail".
func published(t *testing.T, text string) (history.PublishedTables, history.Counts, []string, error) {
	t.Helper()
	var problems []string
	o := history.Options{Zone: time.FixedZone("CST", 8*3600), Problem: func(p history.Problem) { problems = append(problems, fmt.Sprintf("%d: %s", p.Line, p.Detail)) }}
	place := func(name string) (string, bool, bool) {
		switch name {
		case "220605", "江源区":
			return "220605", true, true
		case "JY001":
			return "JY001", false, true
		}
		return "", false, false
	}
	check := func(d *history.PublishedDay) error {
		if d.AQI == 404 {
			return errors.New("refused by check")
		}
		return nil
	}
	tables, counts, err := history.ReadPublished([]history.File{{Name: "p.csv", Reader: strings.NewReader(text)}}, o, place, check)
	return tables, counts, problems, err
}

func TestReadPublished_Days(t *testing.T) {
	tables, counts, problems, err := published(t, "place,date,aqi,level,primary,pm2_5,co,dust\n"+
		"江源区,2026-03-01,105,轻度污染,PM2.5、O3,70,0.4,1\n"+
		"220605,2026-03-02,NA,,—,,,\n"+
		"JY001,2026-03-03,50,1,无,35.5,,0\n"+
		"别处,2026-03-03,50,,,,,\n")
	if err != nil || len(problems) != 0 {
		t.Fatalf("%v, problems %q", err, problems)
	}
	first := history.PublishedDay{Place: "220605", Day: measure.Date(2026, 3, 1), Known: true, AQI: 105, Level: 3,
		Primary: measure.SetOf(measure.PM25, measure.O38h), Has: measure.SetOf(measure.PM25, measure.CO), Dust: true}
	first.Mean[measure.PM25], first.Mean[measure.CO] = 70*measure.Microgram, 4*measure.Milligram/10
	third := history.PublishedDay{Place: "JY001", Day: measure.Date(2026, 3, 3), Known: true, AQI: 50, Level: 1, Has: measure.SetOf(measure.PM25)}
	third.Mean[measure.PM25] = 35500
	want := []history.PublishedDay{first, {Place: "220605", Day: measure.Date(2026, 3, 2)}, third}
	if !reflect.DeepEqual(tables.Days, want) {
		t.Errorf("days %+v\nwant %+v", tables.Days, want)
	}
	if counts.Rows != 4 || counts.Skipped != 1 || counts.Rejected != 0 {
		t.Errorf("counts %+v", counts)
	}
}

func TestReadPublished_Counts(t *testing.T) {
	tables, _, problems, err := published(t, "place,month,good,exceeding,source\n江源区,2026-01,30,1,省厅月报\n220605,2025,351,,公报\n")
	want := []history.PublishedCount{
		{Area: "220605", Period: "2026-01", Good: 30, Exceeding: 1, Undetermined: -1, Heavy: -1, Source: "省厅月报"},
		{Area: "220605", Period: "2025", Good: 351, Exceeding: -1, Undetermined: -1, Heavy: -1, Source: "公报"},
	}
	if err != nil || len(problems) != 0 || !reflect.DeepEqual(tables.Counts, want) {
		t.Errorf("%v, problems %q, counts %+v", err, problems, tables.Counts)
	}
}

// A bad row is told with line, column, value and what was expected; its neighbours stay.
func TestReadPublished_BadRows(t *testing.T) {
	for row, want := range map[string]string{
		",2026-03-01,50,,":             "column place is empty",
		"江源区,2026-13-01,50,,":          `column date: "2026-13-01" is not a day (want YYYY-MM-DD)`,
		"江源区,2026-03-01,50.5,,":        `column aqi: "50.5" is no AQI (want a whole number from 0 to 500, or NA)`,
		"江源区,2026-03-01,501,,":         `column aqi: "501" is no AQI`,
		"江源区,2026-03-01,50,七级,":        `column level: "七级" is no level`,
		"江源区,2026-03-01,150,,PM2.5+铅":  `column primary: "铅" is no pollutant`,
		"江源区,2026-03-01,404,,":         "refused by check",
		"江源区,2026-03-01,50,,,too,many": "7 columns, want 5",
	} {
		tables, counts, problems, err := published(t, "place,date,aqi,level,primary\n"+row+"\n江源区,2026-03-02,50,,\n")
		if err != nil || len(problems) != 1 || !strings.HasPrefix(problems[0], "2: ") || !strings.Contains(problems[0], want) {
			t.Errorf("%s: %v, problems %q, want line 2 and %q", row, err, problems, want)
		}
		if len(tables.Days) != 1 || counts.Rejected != 1 {
			t.Errorf("%s: the row after it was lost: %+v", row, tables.Days)
		}
	}
	for row, want := range map[string]string{
		"JY001,2026-01,30,":  `"JY001" is a station`,
		"江源区,2026-01-05,30,": `column month: "2026-01-05" (want YYYY-MM or YYYY)`,
		"江源区,2026-02,29,":    `column good: "29" (want a whole number from 0 to 28`,
		"江源区,2026-02,,1":     `column good: ""`,
		"江源区,2026-02,20,9":   "add up to 29 (want at most 28",
	} {
		_, _, problems, err := published(t, "place,month,good,exceeding\n"+row+"\n")
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0], want) {
			t.Errorf("%s: %v, problems %q, want %q", row, err, problems, want)
		}
	}
}

func TestReadPublished_BadHeader(t *testing.T) {
	for head, want := range map[string]string{
		"area,indicator,period,value":  "want place,date,aqi or place,month,good",
		"place,date":                   `column "aqi" is missing`,
		"place,date,aqi,pm25":          `column "pm25" is unknown`,
		"place,date,aqi,aqi":           `column "aqi" is unknown or there twice`,
		"place,month,good,undecidable": `column "undecidable" is unknown`,
	} {
		if _, _, _, err := published(t, head+"\n"); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "p.csv:1: ") {
			t.Errorf("%s: %v, want p.csv:1 and %q", head, err, want)
		}
	}
	if _, _, problems, err := published(t, ""); err != nil || len(problems) != 0 {
		t.Errorf("empty file: %v, %q", err, problems)
	}
}

// Of two rows of one day nobody could tell which holds; the same row again is no fault.
func TestReadPublished_OneDayTwice(t *testing.T) {
	tables, counts, problems, err := published(t, "place,date,aqi\n江源区,2026-03-01,105\n220605,2026-03-01,105\n江源区,2026-03-01,106\n江源区,2026-03-02,106\n")
	if err != nil || len(tables.Days) != 2 || tables.Days[0].AQI != 105 || counts.Rejected != 1 ||
		!reflect.DeepEqual(problems, []string{"4: column date: 2026-03-01 of 220605 is there already with other figures"}) {
		t.Errorf("%+v, %+v, %q, %v", tables.Days, counts, problems, err)
	}
}

// Heavy days are exceeding ones: there cannot be more of them.
func TestReadPublished_HeavyAmongExceeding(t *testing.T) {
	tables, counts, problems, err := published(t, "place,month,good,exceeding,heavy\n江源区,2026-01,28,3,4\n江源区,2026-02,25,3,3\n江源区,2026-03,30,,1\n")
	if err != nil || len(tables.Counts) != 2 || counts.Rejected != 1 || len(problems) != 1 || !strings.Contains(problems[0], "column heavy: 4 (want at most 3") {
		t.Errorf("%+v, %+v, %v, problems %q; want the first row refused", tables.Counts, counts, err, problems)
	}
}
