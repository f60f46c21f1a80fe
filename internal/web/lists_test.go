package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Every list in full, with the names of the stored fields and tags.
func TestLists_Entries(t *testing.T) {
	f := county()
	f.days = []assess.AirDay{
		{Place: "jiangyuan", Day: measure.Date(2026, 2, 28), Edition: hj633.E2012, Verdict: assess.Exceeding,
			Index: hj633.Index{Known: true, AQI: 103, Primary: measure.SetOf(measure.PM25, measure.O38h)},
			Has:   measure.SetOf(measure.PM25, measure.CO), Mean: [measure.AirCount]measure.Concentration{measure.PM25: 77_500, measure.CO: 1_250_000},
			Hours: [measure.AirCount]int{measure.PM25: 23, measure.O38h: 17}, Dust: true},
		{Place: "jiangyuan", Day: measure.Date(2026, 3, 1), Edition: hj633.E2026, Provisional: true},
	}
	server := serve(t, options(f))
	tests := []struct{ path, name, want string }{
		{"air/days?place=jiangyuan&year=2026", "days", `[` +
			`{"time":"2026-02-28T00:00:00+08:00","place":"jiangyuan","edition":"2012","source":"computed","aqi":103,"level":3,"primary":"pm2_5+o3_8h","verdict":"exceeding","pm2_5":77.5,"co":1.25,` +
			`"hours_pm2_5":23,"hours_pm10":0,"hours_so2":0,"hours_no2":0,"hours_co":0,"hours_o3":0,"hours_o3_8h":17,"dust":true,"provisional":false},` +
			`{"time":"2026-03-01T00:00:00+08:00","place":"jiangyuan","edition":"2026","source":"computed","verdict":"undetermined",` +
			`"hours_pm2_5":0,"hours_pm10":0,"hours_so2":0,"hours_no2":0,"hours_co":0,"hours_o3":0,"hours_o3_8h":0,"dust":false,"provisional":true,"reason":"江源区环保局（JY001）全天无数据"}]`},
		{"air/hours?place=JY001&from=2026-11-21T11:00:00%2B08:00&to=2026-11-21T12:00:00%2B08:00", "hours",
			`[{"time":"2026-11-21T11:00:00+08:00","label":12,"place":"JY001","edition":"2026","aqi":59,"level":2,"primary":"pm2_5","iaqi_pm2_5":59}]`},
		{"water/periods?station=HJ-JY-01&period=ytd&year=2026", "periods",
			`[{"time":"2026-01-01T00:00:00+08:00","station":"HJ-JY-01","period":"ytd","class":2,"deciding":"codmn+tp","items":5,"codmn":2.3,"headroom_codmn":5}]`},
		{"rejections", "rejections",
			`[{"id":"1795231200000000000","time":"2026-11-21T11:20:00+08:00","reason":"unknown-station","topic":"env/air/jy/JY999","payload":"{\"station\":\"JY999\"}","error":"station JY999 is not configured"}]`},
		{"alerts", "alerts",
			`[{"time":"2026-11-21T09:20:00+08:00","target":"jiangyuan/good-air-days","kind":"status","severity":"warning","id":"jiangyuan/good-air-days","state":"firing","text":"城区空气质量达标天数：有风险。"}]`},
		{"jobs", "jobs",
			`[{"name":"air-hours","spec":"6 * * * *","running":false,"outcome":"ok","failures":0,"skipped":2,"last_due":"2026-11-21T12:06:00+08:00","last_run":"2026-11-21T12:06:00+08:00","next":"2026-11-21T13:06:00+08:00","duration":1.25},` +
				`{"name":"air-days","spec":"20 1 * * *","running":false,"outcome":"failed","failures":3,"skipped":0,"error":"read readings: connection refused"}]`},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			response, body := get(t, server+"/api/v1/"+test.path)
			if response.StatusCode != http.StatusOK {
				t.Fatalf("status %d: %s", response.StatusCode, body)
			}
			if want := `{"` + test.name + `":` + test.want + "}\n"; body != want {
				t.Errorf("got  %s\nwant %s", body, want)
			}
		})
	}
}

func TestStations_Entries(t *testing.T) {
	f := county()
	f.samples = append(f.samples, measure.Sample{Medium: measure.Air, Station: "JY001", Start: noon.Add(-80 * time.Minute),
		Interval: measure.OneHour, Source: measure.Computed, Readings: []measure.Reading{{Parameter: measure.O38h, Value: 90_000}}})
	_, body := get(t, serve(t, options(f))+"/api/v1/stations")
	list := entries(t, body, "stations")
	var codes []string
	for _, e := range list {
		codes = append(codes, e["station"].(string))
	}
	if want := []string{"JY001", "JY002", "JY003", "HJ-JY-01", "TH-JY-01"}; !slices.Equal(codes, want) {
		t.Fatalf("stations %v, want %v: one closed in 2025 is not shown", codes, want)
	}
	first := `{"station":"JY001","name":"江源区环保局","area":"jiangyuan","medium":"air","network":"国控","assess":true,"silent":false,` +
		`"aqi_time":"2026-11-21T11:00:00+08:00","aqi":59,"level":2,"primary":"pm2_5","time":"2026-11-21T11:00:00+08:00","interval":"1h","source":"sent",` +
		`"pm2_5":35,"pm10":52.1,"so2":8.2,"so2_flag":"M","no2":21,"co":0.6,"o3":88,"o3_8h":90}`
	if !strings.Contains(body, first) {
		t.Errorf("got %s\nwant %s", body, first)
	}
	water := `{"station":"HJ-JY-01","name":"三岔子","area":"jiangyuan","medium":"water","river":"浑江","body":"river","class":2,"silent":false,` +
		`"time":"2026-11-21T08:00:00+08:00","interval":"4h","source":"sent","ph":7.61,"do":9.12,"codmn":2.1,"nh3n":0.12,"tp":0.01,"tp_below":true,"sample_class":2,"sample_deciding":"codmn"}`
	if !strings.Contains(body, water) {
		t.Errorf("got %s\nwant %s", body, water)
	}
	if list[1]["silent"] != true || list[2]["silent"] != true || list[2]["time"] != nil {
		t.Errorf("silent stations %v, %v", list[1], list[2])
	}
}

func TestSite_Silent(t *testing.T) {
	tests := []struct {
		name     string
		interval measure.Interval
		age      time.Duration // of the interval's end
		want     bool
	}{
		{"hour in time", measure.OneHour, 3 * time.Hour, false},
		{"hour overdue", measure.OneHour, 3*time.Hour + time.Second, true},
		{"four hours in time", measure.FourHours, 8 * time.Hour, false},
		{"four hours overdue", measure.FourHours, 8*time.Hour + time.Second, true},
		{"laboratory", measure.Single, 90 * 24 * time.Hour, false},
	}
	for _, test := range tests {
		at := site{sample: &measure.Sample{Start: noon.Add(-test.age - test.interval.Duration()), Interval: test.interval}}
		if got := at.silent(noon); got != test.want {
			t.Errorf("%s: silent %v", test.name, got)
		}
	}
	if never := (&site{}); !never.silent(noon) {
		t.Error("a station that never sent is not silent")
	}
}

func TestAirDays_Editions(t *testing.T) {
	server := serve(t, options(county()))
	for edition, want := range map[string]int{"2012": 324, "2026": 324, "by-date": 324, "": 648} {
		_, body := get(t, server+"/api/v1/air/days?place=jiangyuan&year=2026&edition="+edition)
		days := entries(t, body, "days")
		if len(days) != want {
			t.Errorf("edition %q: %d days, want %d", edition, len(days), want)
		}
		if edition == "by-date" && (days[58]["edition"] != "2012" || days[59]["edition"] != "2026" || days[59]["time"] != "2026-03-01T00:00:00+08:00") {
			t.Errorf("by-date does not change on 1 March: %v, %v", days[58], days[59])
		}
	}
}

func TestParameters_WrongOnesAreNamed(t *testing.T) {
	server := serve(t, options(county()))
	tests := []struct {
		path string
		want []string
	}{
		{"air/days", []string{"place"}},
		{"air/days?place=nowhere&year=26&edition=2020", []string{"edition", "place", "year"}},
		{"air/days?place=jiangyuan&year=2026&yaer=2025", []string{"yaer"}},
		{"air/days?place=jiangyuan&place=JY001", []string{"place"}},
		{"air/hours?place=JY001&from=yesterday&to=2026-11-21", []string{"from"}},
		{"air/hours?place=JY001&from=2026-11-21&to=2026-11-20", []string{"from"}},
		{"air/hours?place=JY001&from=2024-11-21&to=2026-11-20", []string{"from"}},
		{"water/periods?station=JY001&period=week", []string{"period", "station"}},
		{"rejections?limit=0&since=soon", []string{"limit", "since"}},
		{"alerts?limit=1001", []string{"limit"}},
		{"jobs?x=1", []string{"x"}},
		{"targets?year=2026", []string{"year"}},
		{"stations?%zz", []string{""}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			response, body := get(t, server+"/api/v1/"+test.path)
			wantProblem(t, response, body, http.StatusBadRequest)
			var p problem
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatal(err)
			}
			var named []string
			for _, e := range p.Errors {
				named = append(named, e.Parameter)
				if !strings.Contains(p.Detail, e.Parameter) || e.Detail == "" {
					t.Errorf("detail %q does not name %q", p.Detail, e.Parameter)
				}
			}
			if !reflect.DeepEqual(named, test.want) {
				t.Errorf("named %q, want %q", named, test.want)
			}
		})
	}
}

func TestAirHours_Bounds(t *testing.T) {
	f := county()
	f.hours = nil
	first := measure.HourOf(time.Date(2026, 11, 20, 0, 0, 0, 0, beijing))
	for h := first; h < first+24; h++ {
		f.hours = append(f.hours, assess.AirHour{Place: "JY001", Hour: h, Edition: hj633.E2026})
	}
	server := serve(t, options(f))
	for span, want := range map[string][]int{
		"from=2026-11-20&to=2026-11-21":                                           {1, 24},
		"from=2026-11-20T08:00&to=2026-11-20T10:00":                               {9, 10},
		"from=2026-11-20T00:00:00Z&to=2026-11-20T02:00:00Z":                       {9, 10},
		"from=2026-11-20T08:30:00%2B08:00&to=2026-11-20T11:00:00%2B08:00":         {10, 11},
		"from=2026-11-20T08:00:00+08:00&to=" + "2026-11-20T10:00:00+08:00":        {9, 10},
		"to=" + url.QueryEscape("2026-11-20T02:00:00+08:00") + "&from=2026-11-20": {1, 2},
	} {
		_, body := get(t, server+"/api/v1/air/hours?place=JY001&"+span)
		hours := entries(t, body, "hours")
		if len(hours) == 0 {
			t.Errorf("%s: none", span)
			continue
		}
		if a, b := fmt.Sprint(hours[0]["label"]), fmt.Sprint(hours[len(hours)-1]["label"]); a != fmt.Sprint(want[0]) || b != fmt.Sprint(want[1]) {
			t.Errorf("%s: labels %s to %s, want %v", span, a, b, want)
		}
	}
}
