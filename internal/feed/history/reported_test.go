package history

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

// readReported reads one text; 江源区 is area 220605, nobody else is known.
func readReported(t *testing.T, text string) (Report, Counts, []string, error) {
	t.Helper()
	var problems []string
	o := Options{Zone: beijing, Problem: func(p Problem) { problems = append(problems, p.Error()) }}
	report, counts, err := ReadReported([]File{{Name: "x.csv", Reader: strings.NewReader(text)}}, o, Checks{
		Area: func(name string) (string, bool) { return "220605", name == "江源区" || name == "220605" },
		Figure: func(i *measure.Indicator) error {
			if i.Value > 200 {
				return errors.New("not to be believed")
			}
			return nil
		},
		Event: func(e *measure.Event) error {
			if e.State == "乱写" {
				return errors.New("unknown state")
			}
			return nil
		}})
	return report, counts, problems, err
}

func TestReadReported_Figures(t *testing.T) {
	report, counts, _, err := readReported(t, "\ufeffarea,indicator,period,value,source,by\n"+
		"江源区,forest-coverage,2026,73.4,林草局年报,张三\n220605,manure-use,2026-10,97.25,,\n长白县,x,2026,1,,\n")
	want := []measure.Indicator{
		{Area: "220605", ID: "forest-coverage", Period: "2026", Value: 73.4, Source: "林草局年报", By: "张三"},
		{Area: "220605", ID: "manure-use", Period: "2026-10", Value: 97.25},
	}
	if err != nil || !reflect.DeepEqual(report.Figures, want) || counts.Rows != 3 || counts.Skipped != 1 || counts.Rejected != 0 {
		t.Errorf("%+v, counts %+v, error %v", report, counts, err)
	}
}

func TestReadReported_Ranking(t *testing.T) {
	report, _, _, err := readReported(t, "ranking,period,place,rank,source\n"+
		"air-rank,2026-09,甲市,1,月报\nair-rank,2026-09,江源区,3,月报\nair-rank,2026-09,乙市,2,月报\nair-rank,2026-10,江源区,1,\n")
	want := []measure.Indicator{
		{Area: "220605", ID: "air-rank", Period: "2026-09", Value: 3, Source: "月报"},
		{Area: "220605", ID: "air-rank-places", Period: "2026-09", Value: 3, Source: "月报"},
		{Area: "220605", ID: "air-rank", Period: "2026-10", Value: 1},
		{Area: "220605", ID: "air-rank-places", Period: "2026-10", Value: 1},
	}
	if err != nil || !reflect.DeepEqual(report.Figures, want) {
		t.Errorf("%+v, error %v", report.Figures, err)
	}
}

// A rank that is refused takes the number of places with it.
func TestReadReported_RankRefused(t *testing.T) {
	report, counts, problems, err := readReported(t, "ranking,period,place,rank\nair-rank,2026,江源区,201\nair-rank,2026,甲市,2\n")
	if err != nil || counts.Rejected != 1 || len(problems) != 1 || !strings.Contains(problems[0], "value: not to be believed") || len(report.Figures) != 0 {
		t.Errorf("%+v, problems %q, error %v", report.Figures, problems, err)
	}
}

func TestReadReported_Events(t *testing.T) {
	report, _, _, err := readReported(t, "area,kind,id,state,time,start,end,by,document,text\n"+
		"江源区,straw-burning,F1,待核实,2026-04-11 09:30,2026-04-10,,李四,,卫星火点\n")
	want := []measure.Event{{Time: time.Date(2026, 4, 11, 1, 30, 0, 0, time.UTC), Area: "220605", Kind: "straw-burning", ID: "F1",
		State: "待核实", Start: measure.Date(2026, 4, 10), By: "李四", Text: "卫星火点"}}
	if err != nil || !reflect.DeepEqual(report.Events, want) {
		t.Errorf("%+v, error %v", report.Events, err)
	}
}

func TestReadReported_BadRows(t *testing.T) {
	for text, want := range map[string]string{
		"area,indicator,period,value\n江源区,x,2026-13,1\n":                                  `x.csv:2: period: period "2026-13"`,
		"area,indicator,period,value\n江源区,x,2026,NaN\n":                                   `x.csv:2: value: value "NaN" is not a number`,
		"area,indicator,period,value\n江源区,x,2026,\n":                                      `x.csv:2: value: value "" is not a number`,
		"area,indicator,period,value\n,x,2026,1\n":                                        "x.csv:2: area: column area is empty",
		"area,indicator,period,value\n江源区,,2026,1\n":                                      "x.csv:2: columns: column indicator is empty",
		"ranking,period,place,rank\nr,2026,江源区,0\n":                                       "x.csv:2: value: rank 0 is not a whole number from 1",
		"ranking,period,place,rank\nr,2026,江源区,1.5\n":                                     "x.csv:2: value: rank 1.5",
		"ranking,period,place,rank\n,2026,江源区,1\n":                                        "x.csv:2: columns: column ranking is empty",
		"area,kind,id,state,time\n江源区,k,1,已核实,yesterday\n":                                `x.csv:2: time: "yesterday" is not a time`,
		"area,kind,id,state,time\n江源区,k,1,,2026-04-11\n":                                  "x.csv:2: columns: column state is empty",
		"area,kind,id,state,time,start,end\n江源区,k,1,s,2026-04-11,2026-04-02,2026-04-01\n": "x.csv:2: time: end 2026-04-01 is before start 2026-04-02",
		"area,kind,id,state,time,start\n江源区,k,1,s,2026-04-11,4月\n":                        `x.csv:2: time: day "4月"`,
	} {
		report, counts, problems, err := readReported(t, text)
		if err != nil || counts.Rejected != 1 || len(problems) != 1 || !strings.HasPrefix(problems[0], want) || len(report.Figures)+len(report.Events) != 0 {
			t.Errorf("%q: %v, %+v, %v; want %s", text, problems, counts, err, want)
		}
	}
}

func TestReadReported_Headers(t *testing.T) {
	if _, _, _, err := readReported(t, "station,time,pm2_5\n"); !errors.Is(err, ErrFormat) {
		t.Errorf("error %v, want ErrFormat", err)
	}
	if _, _, _, err := readReported(t, "indicator,value\n"); err == nil || !strings.Contains(err.Error(), `column "area" is missing`) {
		t.Errorf("error %v, want the missing column", err)
	}
	if report, _, _, err := readReported(t, ""); err != nil || len(report.Figures) != 0 {
		t.Errorf("an empty file gives %+v, %v", report, err)
	}
	// Found out by its header, it is refused where samples are wanted.
	for _, head := range []string{"area,indicator,period,value\n", "ranking,period,place,rank\n", "area,kind,id,state,time\n"} {
		_, err := Read("", []File{{Name: "x.csv", Reader: strings.NewReader(head)}}, Options{Zone: beijing}, nil)
		if err == nil || !strings.Contains(err.Error(), "--format reported") {
			t.Errorf("%q: error %v, want a hint", head, err)
		}
	}
}

// A year without a time stamp in the database would be stored centuries away.
func TestReadReported_YearsOutOfReach(t *testing.T) {
	report, counts, problems, err := readReported(t, "area,indicator,period,value\n江源区,x,9999,1\n江源区,x,0000,1\n江源区,x,2026,1\n")
	if err != nil || len(report.Figures) != 1 || counts.Rejected != 2 || len(problems) != 2 || !strings.Contains(problems[0], `period "9999": want a year from 1970 to 2261`) {
		t.Errorf("%+v, %+v, %q, %v", report, counts, problems, err)
	}
	report, _, problems, err = readReported(t, "area,kind,id,state,time,start,end\n江源区,k,a,待核实,2026-04-11,0000-01-01,\n江源区,k,b,待核实,2026-04-11,,9999-01-01\n江源区,k,c,待核实,2026-04-11,1950-05-01,\n")
	if err != nil || len(report.Events) != 1 || report.Events[0].ID != "c" || len(problems) != 2 {
		t.Errorf("%+v, %q, %v", report, problems, err)
	}
}

func TestReadReported_StateThatIsNone(t *testing.T) {
	report, counts, problems, err := readReported(t, "area,kind,id,state,time\n江源区,k,a,乱写,2026-04-11\n江源区,k,b,已核实,2026-04-11\n")
	if err != nil || len(report.Events) != 1 || report.Events[0].ID != "b" || counts.Rejected != 1 || len(problems) != 1 || problems[0] != "x.csv:2: value: unknown state" {
		t.Errorf("%+v, %+v, %q, %v", report, counts, problems, err)
	}
}

// A figure that cannot be believed is set aside by its line, and its neighbours stay.
func TestReadReported_FigureNotBelieved(t *testing.T) {
	report, counts, problems, err := readReported(t, "area,indicator,period,value\n"+
		"江源区,forest-coverage,2025,73.4\n江源区,forest-coverage,2026,734\n江源区,manure-use,2026,97\n")
	if err != nil || len(report.Figures) != 2 || report.Figures[1].ID != "manure-use" || counts.Rejected != 1 || counts.Reasons[ReasonValue] != 1 {
		t.Errorf("%+v, counts %+v, error %v", report, counts, err)
	}
	if len(problems) != 1 || !strings.Contains(problems[0], "x.csv:3") || !strings.Contains(problems[0], "not to be believed") {
		t.Errorf("problems %v, want line 3", problems)
	}
}
