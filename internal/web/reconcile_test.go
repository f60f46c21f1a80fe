package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// reconcilable are options with a reconciliation, a flip and an outage.
func reconcilable(f *fake) Options {
	o := options(f)
	day := measure.Date(2026, 6, 1)
	o.Reads.Reconcile = func(_ context.Context, area string, year int) (target.Reconciliation, error) {
		r := target.Reconciliation{Area: area, Year: year}
		if area != "jiangyuan" || year != 2026 {
			return r, f.err
		}
		r.Official = &target.Official{From: measure.Date(2026, 1, 1), Through: measure.Date(2026, 10, 31), Source: "省厅<月报>",
			Published: target.Tally{Good: 301, Exceeding: 3}, Ours: target.Tally{Good: 299, Exceeding: 4, Undetermined: 1},
			Months: []target.OfficialMonth{{First: measure.Date(2026, 6, 1), Published: target.Tally{Good: 30}, Ours: target.Tally{Good: 27, Undetermined: 3}, Counted: true}}}
		r.Differences = []target.Difference{{Day: day, Differs: target.MissingOurs, Pollutants: measure.SetOf(measure.PM10),
			Official: &assess.AirDay{Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: 62, Primary: measure.SetOf(measure.PM10)}},
			Ours:     &assess.AirDay{}, Reasons: []string{"江源区环保局（JY001）全天无数据，已报停电（6月1日）"}}}
		return r, f.err
	}
	o.Reads.Flips = func(_ context.Context, places []string, year int) ([]Flip, error) {
		if !slices.Contains(places, "jiangyuan") || year != 2026 {
			return nil, f.err
		}
		flip := assess.Flip{Place: "jiangyuan", Day: day, Edition: hj633.E2026, Old: assess.Standing{},
			New: assess.Standing{Verdict: assess.Exceeding, AQI: 105, HasAQI: true}, Cause: assess.CauseAudited}
		old := flip
		old.Edition = hj633.E2012
		return []Flip{{noon, flip}, {noon.Add(-time.Hour), old}}, f.err
	}
	o.Reads.Outages = func(_ context.Context, area string) ([]assess.Outage, error) {
		return []assess.Outage{{Place: "JY001", From: day, To: day, Reason: "停电"}, {Place: "HJ-JY-01", From: day, To: day, Reason: "检修"}}, f.err
	}
	return o
}

func TestReconciliation_Lists(t *testing.T) {
	server := serve(t, reconcilable(county()))
	for path, want := range map[string]string{
		"reconciliation?area=jiangyuan&year=2026": `{"reconciliation":[{"area":"jiangyuan","year":2026,"from":"2026-01-01","through":"2026-10-31","source":"省厅\u003c月报\u003e",` +
			`"official":{"good":301,"exceeding":3,"undetermined":0},"ours":{"good":299,"exceeding":4,"undetermined":1},"text":"省平台 301 天，本系统 299 天，差 2 天",` +
			`"months":[{"month":"2026-06","official":{"good":30,"exceeding":0,"undetermined":0},"ours":{"good":27,"exceeding":0,"undetermined":3},"counted":true}],` +
			`"differences":[{"day":"2026-06-01","differs":"missing-ours","pollutants":"pm10","reasons":["江源区环保局（JY001）全天无数据，已报停电（6月1日）"],` +
			`"official":{"verdict":"good","aqi":62,"level":2,"primary":"pm10"},"ours":{"verdict":"undetermined"}}]}]}` + "\n",
		"flips?area=jiangyuan": `{"flips":[{"time":"2026-11-21T12:20:00+08:00","place":"jiangyuan","day":"2026-06-01","edition":"2026",` +
			`"old":{"verdict":"undetermined","dust":false},"new":{"verdict":"exceeding","aqi":105,"dust":false},"cause":"审核"},` +
			`{"time":"2026-11-21T11:20:00+08:00","place":"jiangyuan","day":"2026-06-01","edition":"2012",` +
			`"old":{"verdict":"undetermined","dust":false},"new":{"verdict":"exceeding","aqi":105,"dust":false},"cause":"审核"}]}` + "\n",
		"flips?year=2025": `{"flips":[]}` + "\n",
	} {
		if response, body := get(t, server+"/api/v1/"+path); response.StatusCode != http.StatusOK || body != want {
			t.Errorf("%s: %d\ngot  %s\nwant %s", path, response.StatusCode, body, want)
		}
	}
	for _, path := range []string{"reconciliation?area=nowhere", "flips?area=JY001", "reconciliation?place=jiangyuan"} {
		if response, body := get(t, server+"/api/v1/"+path); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d %s, want 400", path, response.StatusCode, body)
		}
	}
}

func TestReconciliation_Page(t *testing.T) {
	f := county()
	server := serve(t, reconcilable(f))
	response, body := get(t, server+"/reconciliation")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	for _, want := range []string{"省平台 301 天，本系统 299 天，差 2 天", "1月1日～10月31日", "省厅&lt;月报&gt;", "官方月统计", "AQI 62 良 PM10",
		"已报停电（6月1日）", "<b>本系统缺</b>", "超标（AQI 105）", "审核", `href="/reconciliation?year=2025"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(body, "超标（AQI 105）"); n != 1 {
		t.Errorf("%d flips on the page, want the one under the edition in force", n)
	}
	if _, body := get(t, server+"/reconciliation?year=2025"); !strings.Contains(body, "没有导入省平台公布的数据") {
		t.Error("a year without published data is not said to be one")
	}
	if response, _ := get(t, server+"/reconciliation?year=x"); response.StatusCode != http.StatusBadRequest {
		t.Errorf("year x: %d, want 400", response.StatusCode)
	}
	f.err = errors.New("store is down")
	if response, body := get(t, server+"/reconciliation"); response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "暂时读不到") {
		t.Errorf("with the store down: %d", response.StatusCode)
	}
}

// A count that leaves months out is no figure of the year: the card names it in the line
// of the reconciliation alone, the interface lists the months.
func TestPage_OfficialWithMonthsLeftOut(t *testing.T) {
	f := county()
	official := &target.Official{From: measure.Date(2026, 1, 1), Through: measure.Date(2026, 3, 31), Source: "省厅月报",
		Published: target.Tally{Good: 60}, Ours: target.Tally{Good: 61}, Unpublished: []measure.Day{measure.Date(2026, 2, 1)}}
	f.progress[0].Official = official
	o := reconcilable(f)
	o.Reads.Reconcile = func(_ context.Context, area string, year int) (target.Reconciliation, error) {
		return target.Reconciliation{Area: area, Year: year, Official: official}, nil
	}
	server := serve(t, o)
	if _, body := get(t, server+"/"); strings.Contains(body, "<b>60</b>") || !strings.Contains(body, "省平台 60 天，本系统 61 天，差 1 天（2 月未公布，双方均不计）") {
		t.Error("the page shows the count as one of the year, or not at all")
	}
	if _, body := get(t, server+"/api/v1/reconciliation?area=jiangyuan&year=2026"); !strings.Contains(body, `"months":[],"unpublished":["2026-02"]`) {
		t.Errorf("the months left out are not listed: %s", body)
	}
}

// The card prints the official count and ours beside it, the worse reading first, and
// the outage beside the day without data.
func TestPage_OfficialAndHeadline(t *testing.T) {
	f := county()
	p := &f.progress[0]
	p.Official = &target.Official{From: measure.Date(2026, 1, 1), Through: measure.Date(2026, 10, 31), Source: "省厅月报",
		Published: target.Tally{Good: 301}, Ours: target.Tally{Good: 299}}
	p.Confirmed, p.LastYear = 100, &target.SameDate{Through: measure.Date(2025, 11, 20), Tally: target.Tally{Good: p.Days.Good + 4}}
	p.Status, p.Other.Status = target.Watch, target.Unlikely
	server := serve(t, reconcilable(f))
	_, body := get(t, server+"/")
	for _, want := range []string{"<b>301</b>", "优良天数（省平台，1月1日～10月31日）", "本系统优良天数", "省平台 301 天，本系统 299 天，差 2 天",
		"324 天中 100 天已审核", "本年少 4 天", "6月1日 数据不足（无效）；已报 JY001 停电（6月1日）"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if worse, own := strings.Index(body, "按原标准可比口径 难度大"), strings.Index(body, ">需关注<"); worse < 0 || own < worse {
		t.Errorf("the worse reading stands at %d, the own at %d: want it first", worse, own)
	}
	if strings.Contains(body, "检修") {
		t.Error("an outage of a water section stands beside a day of air")
	}
	_, body = get(t, server+"/api/v1/targets")
	for _, want := range []string{`"official":301,"official_ours":299,"official_from":"2026-01-01","official_through":"2026-10-31","official_source":"省厅月报"`,
		`"status":"watch","headline":"2012","headline_status":"unlikely"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the API lacks %s", want)
		}
	}
	_, body = get(t, server+"/api/v1/targets/jiangyuan%2Fgood-air-days")
	if !strings.Contains(body, `"last_year":{"through":"2025-11-20"`) {
		t.Error("a target's own answer lacks the year before")
	}
}

// A prefecture's board: its counties in one table, before their own sections.
func TestPage_Prefecture(t *testing.T) {
	f := county()
	f.progress[0].Forecast = &target.Forecast{Probability: 0.43, Low: 0.31, High: 0.58}
	o := options(f)
	o.Areas = slices.Clone(o.Areas)
	for i := range o.Areas {
		o.Areas[i].Parent = "baishan"
	}
	o.Areas = append(o.Areas, measure.Area{Code: "baishan", Name: "白山市"})
	server := serve(t, o)
	_, body := get(t, server+"/")
	city, county := strings.Index(body, `id="area-baishan"`), strings.Index(body, `id="area-jiangyuan"`)
	if city < 0 || county < city {
		t.Fatalf("the prefecture stands at %d, its county at %d", city, county)
	}
	for _, want := range []string{`<a href="#area-jiangyuan">`, `<a href="#area-changbai">`, "约 45%（30%～60%）", "有风险"} {
		if !strings.Contains(body[city:county], want) {
			t.Errorf("the prefecture's table lacks %q", want)
		}
	}
	f.progress[0].Status, f.progress[0].Forecast = target.Lost, &target.Forecast{Certain: true}
	if _, body := get(t, server+"/"); strings.Contains(body[city:county], "约 5%") {
		t.Error("a target that is lost for certain is given a chance")
	}
	response, body := get(t, server+"/api/v1/areas")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	for _, want := range []string{`{"code":"baishan","name":"白山市","members":["jiangyuan","changbai"],"stations":0`, `{"code":"jiangyuan","name":"江源区","parent":"baishan"`,
		`"id":"jiangyuan/good-air-days","name":"城区空气质量达标天数","kind":"good-air-days","year":2026,"status":"lost","headline_status":"lost"`, `"probability":0`} {
		if !strings.Contains(body, want) {
			t.Errorf("areas lack %s in\n%s", want, body)
		}
	}
}

// Published heavy days stand beside ours on the board, in the API and on the page of
// reconciliation; where they are not published a dash does.
func TestPage_OfficialHeavyDays(t *testing.T) {
	f := county()
	official := &target.Official{From: measure.Date(2026, 1, 1), Through: measure.Date(2026, 10, 31), Source: "省厅月报",
		Published: target.Tally{Good: 301}, Ours: target.Tally{Good: 299}, Heavy: target.HeavyCount{Published: 3, Ours: 2, Known: true}}
	f.progress[0].Official = official
	heavy := &target.Target{ID: "jiangyuan/heavy", Area: "jiangyuan", Name: "重污染天数", Kind: target.HeavyDays, Year: 2026, Goal: 3}
	f.progress = append(f.progress, target.Progress{Target: heavy, AsOf: measure.Date(2026, 11, 20), Status: target.OnTrack, Value: 2, HasValue: true,
		Days: &target.DayCount{Good: 299}, Official: official})
	o := reconcilable(f)
	read := o.Reads.Reconcile
	o.Reads.Reconcile = func(ctx context.Context, area string, year int) (target.Reconciliation, error) {
		r, err := read(ctx, area, year)
		if r.Official != nil {
			r.Official.Heavy = official.Heavy
			r.Official.Months = append(r.Official.Months, target.OfficialMonth{First: measure.Date(2026, 7, 1), Heavy: official.Heavy})
		}
		return r, err
	}
	server := serve(t, o)
	_, body := get(t, server+"/")
	for _, want := range []string{"省平台 301 天，本系统 299 天，差 2 天；重污染天数：省平台 3 天，本系统 2 天，差 1 天（1月1日～10月31日，省厅月报）",
		"；重污染天数：省平台 3 天，本系统 2 天，差 1 天（1月1日～10月31日，省厅月报）<br>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the board lacks %q", want)
		}
	}
	_, body = get(t, server+"/api/v1/targets/jiangyuan%2Fheavy")
	if !strings.Contains(body, `"official":3,"official_ours":2,"official_from":"2026-01-01"`) {
		t.Errorf("the API has of the target %s, want 3 published and 2", body)
	}
	_, body = get(t, server+"/api/v1/reconciliation?area=jiangyuan&year=2026")
	if n := strings.Count(body, `"heavy":{"official":3,"ours":2}`); n != 2 {
		t.Errorf("heavy days %d times in %s, want those of the year and of July", n, body)
	}
	_, body = get(t, server+"/reconciliation")
	for _, want := range []string{`<th scope="col" class="num">重污染</th>`, `<td class="num">—</td>`, `<td class="num">3</td>`, "<b>不一致</b>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
