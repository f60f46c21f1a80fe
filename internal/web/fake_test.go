package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

var beijing = time.FixedZone("CST", 8*3600)

// noon is when the tests look at the page.
var noon = time.Date(2026, 11, 21, 12, 20, 0, 0, beijing)

// fake is a source of everything the page reads; a field that is set replaces
// the answer.
type fake struct {
	progress   []target.Progress
	history    []target.Progress
	days       []assess.AirDay
	hours      []assess.AirHour
	periods    []assess.WaterPeriod
	samples    []measure.Sample
	rejections []Rejection
	alerts     []Alert
	err        error
	asked      []string
}

func (f *fake) Progress(context.Context) ([]target.Progress, error) { return f.progress, f.err }

func (f *fake) History(_ context.Context, id string, from, to measure.Day) ([]target.Progress, error) {
	f.asked = append(f.asked, id+" "+from.String()+" "+to.String())
	return f.history, f.err
}

func (f *fake) AirDays(_ context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	var found []assess.AirDay
	for _, d := range f.days {
		for _, place := range places {
			if d.Place == place && d.Day >= from && d.Day <= to {
				found = append(found, d)
			}
		}
	}
	return found, f.err
}

func (f *fake) AirHours(_ context.Context, place string, from, to measure.Hour) ([]assess.AirHour, error) {
	var found []assess.AirHour
	for _, h := range f.hours {
		if h.Place == place && h.Hour >= from && h.Hour < to {
			found = append(found, h)
		}
	}
	return found, f.err
}

func (f *fake) WaterPeriods(_ context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	var found []assess.WaterPeriod
	for _, w := range f.periods {
		for _, section := range sections {
			if w.Section == section && w.Period == p && w.Start >= from && w.Start <= to {
				found = append(found, w)
			}
		}
	}
	return found, f.err
}

func (f *fake) Latest(_ context.Context, m measure.Medium) ([]measure.Sample, error) {
	var found []measure.Sample
	for _, s := range f.samples {
		if s.Medium == m {
			found = append(found, s)
		}
	}
	return found, f.err
}

// county is a fake with one year of both counties, up to 2026-11-20.
func county() *fake {
	f := &fake{}
	asOf := measure.Date(2026, 11, 20)
	for day := asOf.FirstOfYear(); day <= asOf; day++ {
		for _, edition := range hj633.Editions {
			f.days = append(f.days, countyDay(day, edition))
		}
	}
	t := &target.Target{ID: "jiangyuan/good-air-days", Area: "jiangyuan", Name: "城区空气质量达标天数",
		Kind: target.GoodAirDays, Year: 2026, Goal: 351, Unit: "天",
		Basis: target.Basis{Dust: "keep", Data: "provisional", Missing: "as-lost"},
		Quote: "城区空气质量达标天数达到 351 天以上。"}
	p := target.Progress{Target: t, AsOf: asOf, Status: target.AtRisk, Days: &target.DayCount{Remaining: 41},
		Value: 310, HasValue: true, Other: &target.Other{Edition: assess.Under2012, Status: target.Watch, Days: target.DayCount{Remaining: 41}}}
	verdicts := map[measure.Day]assess.Verdict{}
	for _, d := range f.days {
		if d.Edition == assess.ByDate.On(d.Day) {
			count(p.Days, d.Verdict)
			verdicts[d.Day] = d.Verdict
		}
	}
	for _, d := range f.days {
		if d.Edition == hj633.E2012 {
			count(&p.Other.Days, d.Verdict)
			if verdicts[d.Day] != d.Verdict {
				p.Other.Flips = append(p.Other.Flips, d.Day)
			}
		}
	}
	for _, d := range []*target.DayCount{p.Days, &p.Other.Days} {
		d.Budget = d.Good + d.Remaining - 351
		d.BudgetIfRecovered = d.Budget + d.Undetermined
		d.Pace = float64(d.Good) - 351*324.0/365
	}
	p.Days.Pace3y, p.Days.HasPace3y = 2.3, true
	f.progress = []target.Progress{p,
		{Target: &target.Target{ID: "jiangyuan/rank", Area: "jiangyuan", Name: "空气质量跻身全国前列", Kind: target.RankAtMost,
			Year: 2026, Goal: 20, Unit: "%", Compare: "公布城市", Plan: true}, Reason: "全国城市排名数据尚未接入"},
		{Target: &target.Target{ID: "jiangyuan/rivers", Area: "jiangyuan", Name: "主要河流水质保持Ⅱ类", Kind: target.WaterClass,
			Year: 2026, Goal: 2, Rivers: []string{"浑江"}, Basis: target.Basis{Data: "confirmed", Document: "江环发〔2026〕3号"}},
			AsOf: asOf, Status: target.OnTrack, Value: 2, HasValue: true},
		{Target: &target.Target{ID: "jiangyuan/forest", Area: "jiangyuan", Name: "森林覆盖率", Kind: target.Indicator,
			Year: 2026, Goal: 73, Unit: "%", Direction: "at-least", Plan: true}, AsOf: asOf, Status: target.Achieved, Value: 73.4, HasValue: true},
		{Target: &target.Target{ID: "changbai/fires", Area: "changbai", Name: "禁烧区违规火点", Kind: target.Events,
			Year: 2026, Goal: 0, Unit: "起"}, Status: target.Lost, AsOf: asOf, Value: 1, HasValue: true},
	}
	f.samples = []measure.Sample{
		{Medium: measure.Air, Station: "JY001", Start: noon.Add(-80 * time.Minute), Interval: measure.OneHour, Source: measure.Sent, Readings: []measure.Reading{
			{Parameter: measure.PM25, Value: 35 * measure.Microgram}, {Parameter: measure.PM10, Value: 52_100},
			{Parameter: measure.SO2, Value: 8_200, Flag: measure.Maintenance}, {Parameter: measure.NO2, Value: 21 * measure.Microgram},
			{Parameter: measure.CO, Value: 600 * measure.Microgram}, {Parameter: measure.O3, Value: 88 * measure.Microgram}}},
		{Medium: measure.Air, Station: "JY002", Start: noon.Add(-6 * time.Hour), Interval: measure.OneHour, Source: measure.Sent,
			Readings: []measure.Reading{{Parameter: measure.PM25, Value: 41 * measure.Microgram}}},
		{Medium: measure.Water, Station: "HJ-JY-01", Start: noon.Add(-260 * time.Minute), Interval: measure.FourHours, Source: measure.Sent, Readings: []measure.Reading{
			{Parameter: measure.PH, Value: 7_610_000}, {Parameter: measure.DO, Value: 9_120_000}, {Parameter: measure.CODMn, Value: 2_100_000},
			{Parameter: measure.NH3N, Value: 120_000}, {Parameter: measure.TP, Value: 10_000, Below: true}}},
	}
	f.hours = []assess.AirHour{{Place: "JY001", Hour: measure.HourOf(noon.Add(-80 * time.Minute)), Edition: hj633.E2026,
		Index: hj633.Index{Known: true, AQI: 59, Primary: measure.SetOf(measure.PM25), Has: measure.SetOf(measure.PM25), IAQI: [8]int{measure.PM25: 59}}}}
	jan := measure.Date(2026, 1, 1)
	f.periods = []assess.WaterPeriod{{Section: "HJ-JY-01", Start: jan, Period: assess.YearToDate, Class: 2,
		Deciding: measure.SetOf(measure.CODMn, measure.TP), Items: 5,
		Means:    []assess.ItemValue{{Parameter: measure.CODMn, Value: 2_300_000}},
		Headroom: []assess.ItemValue{{Parameter: measure.CODMn, Value: 5_000_000}}}}
	for m := time.January; m <= time.October; m++ {
		f.periods = append(f.periods, assess.WaterPeriod{Section: "HJ-JY-01", Start: measure.Date(2026, m, 1), Period: assess.Month, Class: 2})
	}
	f.rejections = []Rejection{{Time: noon.Add(-time.Hour), Reason: "unknown-station", Topic: "env/air/jy/JY999", Payload: `{"station":"JY999"}`, Error: "station JY999 is not configured"}}
	f.alerts = []Alert{{Time: noon.Add(-3 * time.Hour), Target: "jiangyuan/good-air-days", Kind: "status", Severity: "warning", ID: "jiangyuan/good-air-days", State: "firing", Text: "城区空气质量达标天数：有风险。"}}
	return f
}

func count(c *target.DayCount, v assess.Verdict) {
	switch v {
	case assess.Good:
		c.Good++
	case assess.Exceeding:
		c.Exceeding++
	default:
		c.Undetermined++
	}
}

// countyDay is an invented day: dirty winters, a gap in June, and a few days
// that only the later edition finds exceeding.
func countyDay(day measure.Day, edition hj633.Edition) assess.AirDay {
	d := assess.AirDay{Place: "jiangyuan", Day: day, Edition: edition, Provisional: true}
	if day.Month() == time.June && day.Date() < 4 {
		return d
	}
	aqi := 28 + day.YearDay()*37%46
	if m := day.Month(); m < time.April || m > time.October {
		aqi += day.YearDay() * 29 % 41
	}
	if day.YearDay()%59 == 7 {
		aqi = 101 + day.YearDay()*7%230
	}
	if day.YearDay()%83 == 20 {
		aqi = 96
		if edition == hj633.E2026 {
			aqi = 104
		}
	}
	d.Index = hj633.Index{Known: true, AQI: aqi}
	if aqi > 50 {
		d.Index.Primary = measure.SetOf(measure.PM25)
	}
	d.Has, d.Mean[measure.PM25], d.Hours[measure.PM25] = measure.SetOf(measure.PM25), 35_500, 24
	d.Verdict = assess.Good
	if aqi > 100 {
		d.Verdict = assess.Exceeding
	}
	return d
}

func areas() []measure.Area {
	return []measure.Area{
		{Code: "jiangyuan", Name: "江源区",
			Stations: []measure.Station{
				{Code: "JY001", Name: "江源区环保局", Area: "jiangyuan", Network: measure.National, Assess: true},
				{Code: "JY002", Name: "孙家堡子", Area: "jiangyuan", Network: measure.Township},
				{Code: "JY003", Name: "湾沟", Area: "jiangyuan", Network: measure.Micro},
				{Code: "JY000", Name: "已拆站", Area: "jiangyuan", Network: measure.National, Span: measure.Span{Until: measure.Date(2025, 1, 1)}}},
			Sections: []measure.Section{{Code: "HJ-JY-01", Name: "三岔子", Area: "jiangyuan", River: "浑江", Class: 2},
				{Code: "TH-JY-01", Name: "汤河口", Area: "jiangyuan", River: "汤河", Class: 2}}},
		{Code: "changbai", Name: "长白县"},
	}
}

func options(f *fake) Options {
	return Options{
		Areas: areas(), Zone: beijing, Now: func() time.Time { return noon }, Simulated: func() bool { return true }, Version: "test",
		Reads: &Reads{Board: f, Air: f, Water: f, Samples: f,
			Alerts: func(context.Context, time.Time, int) ([]Alert, error) { return f.alerts, f.err },
			Jobs: func() []Job {
				return []Job{{Name: "air-hours", Spec: "6 * * * *", Outcome: "ok", LastDue: noon.Add(-14 * time.Minute), LastRun: noon.Add(-14 * time.Minute), Next: noon.Add(46 * time.Minute), Duration: 1250 * time.Millisecond, Skipped: 2},
					{Name: "air-days", Spec: "20 1 * * *", Outcome: "failed", Failures: 3, Error: "read readings: connection refused"}}
			}},
		Rejections: func(context.Context, time.Time, int) ([]Rejection, error) { return f.rejections, f.err },
		Gatherer:   prometheus.NewRegistry(),
		Ready:      func(context.Context) error { return nil },
		Log:        slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// serve starts the server on loopback and gives its address.
func serve(t *testing.T, o Options) string {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// get answers status, headers and body.
func get(t *testing.T, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			request.Host = header[i+1]
		}
	}
	return do(t, request)
}

// posted posts a body, follows where the answer leads, and returns what is there. A
// header without a value is left out.
func posted(t *testing.T, address, body string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] != "" {
			request.Header.Set(header[i], header[i+1])
		}
	}
	return through(t, http.DefaultClient, request)
}

// do asks without following where the answer leads.
func do(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return through(t, client, request)
}

func through(t *testing.T, client *http.Client, request *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}
