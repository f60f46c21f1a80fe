package web

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// onDuty is a page with alerts and today's control values.
func onDuty(t *testing.T, states map[string]alert.State, acks map[string]alert.Acknowledgement) Options {
	o := options(county())
	today(&o)
	o.Duty = &Duty{
		States: func() (map[string]alert.State, error) { return states, nil },
		Book:   func() (alert.Book, error) { return alert.Book{Acks: acks}, nil },
	}
	return o
}

// order wants the texts on the page, one after the other.
func order(t *testing.T, page string, texts ...string) {
	t.Helper()
	rest := page
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("the page does not say %q, or not after those before it: %q\n%.1500s", text, texts, rest)
			return
		}
		rest = after
	}
}

// The page begins with what has to be done: alerts that nobody has taken on, the most
// urgent first, each with a way to it.
func TestNow_AlertsThatWait(t *testing.T) {
	states := map[string]alert.State{
		"t": {ID: "taken/1", Kind: alert.Unreachable, Phase: alert.Firing, Severity: alert.Critical, Title: "【无法连接】InfluxDB"},
		"o": {ID: "over/1", Kind: alert.Silent, Phase: alert.Resolved, Severity: alert.Critical, Title: "过去了的"},
		"c": {ID: "budget/a b", Kind: alert.Budget, Phase: alert.Firing, Severity: alert.Critical, Title: alert.SimulatedMark + "【还可超标 1 天】<达标天数>", Since: noon.Add(-time.Hour)},
	}
	for i := range 7 {
		id := fmt.Sprintf("silent/%d", i)
		states[id] = alert.State{ID: id, Kind: alert.Silent, Phase: alert.Firing, Severity: alert.Warning, Title: "无数据 " + id, Since: noon.Add(-time.Duration(i) * time.Minute)}
	}
	_, page := get(t, serve(t, onDuty(t, states, map[string]alert.Acknowledgement{"taken/1": {Alert: "taken/1", By: "李", At: noon}})))
	order(t, page, "<h2>此刻</h2>", "尚无人确认的提醒 8 条", `u-critical">严重</span> <a href="/alerts#budget%2fa%20b">【还可超标 1 天】&lt;达标天数&gt;</a> <small>超标天余量，自 2026-11-21 11:20 起`,
		"无数据 silent/0", "无数据 silent/4", "另有 2 条", "已确认而未结束 1 条", "<h2>江源区</h2>")
	head, _, _ := strings.Cut(page, "<h2>江源区</h2>")
	for _, not := range []string{"过去了的", "【无法连接】", "silent/5", alert.SimulatedMark} {
		if strings.Contains(head, not) {
			t.Errorf("the head of the page says %q", not)
		}
	}
	_, page = get(t, serve(t, onDuty(t, nil, nil)))
	order(t, page, "<h2>此刻</h2>", "没有待确认的提醒")
}

// States that cannot be read are said to be unread, and the rest is shown.
func TestNow_Unread(t *testing.T) {
	o := onDuty(t, nil, nil)
	o.Duty.States = func() (map[string]alert.State, error) { return nil, errors.New("ledger") }
	status, page := page(t, o)
	if status != 200 || !strings.Contains(page, "数据暂时读不到：提醒状态") || strings.Contains(page, "没有待确认的提醒") || !strings.Contains(page, "<h2>此刻</h2>") {
		t.Errorf("status %d: %.900s", status, page)
	}
}

// What a reported outage explains says so: an alert that nobody has taken on, and a
// station that is silent.
func TestNow_Outage(t *testing.T) {
	f := county()
	states := map[string]alert.State{"s": {ID: "silent/1", Kind: alert.Silent, Phase: alert.Firing, Severity: alert.Warning, Title: "无数据", Since: noon, Excused: "已报停电（11月21日起）"}}
	o := lapsed(f)
	o.Duty = onDuty(t, states, nil).Duty
	_, page := page(t, o)
	order(t, page, "<h2>此刻</h2>", "失联 3", "孙家堡子（已报线路改造（11月21日））、湾沟、汤河口（已报采样泵检修（11月20日～11月21日））",
		"自 2026-11-21 12:20 起，已报停电（11月21日起）</small>", "<h2>江源区</h2>")
}

// Today shows the pollutant that is hardest to keep, what to do about it, and how fresh
// the data are; a sample every four hours is as old as it is, and not of the future.
func TestNow_Today(t *testing.T) {
	_, page := page(t, onDuty(t, nil, nil))
	order(t, page, "<h2>此刻</h2>", `href="#area-jiangyuan">江源区</a>`, `s-at_risk">有风险</a>`, "O₃-8h：已过 14 小时", "（近 3 小时 170 µg/m³）", "今日请加强", "严禁干扰监测设施及周边环境",
		"最新 11-21 12:00（20 分钟前）", "失联 3", "孙家堡子、湾沟、汤河口", "<h2>江源区</h2>")

	f := county()
	f.samples[2].Start = noon.Add(-20 * time.Minute) // the interval ends at 16:00
	f.samples = f.samples[2:]
	_, page = pageOf(t, f)
	order(t, page, "<h2>此刻</h2>", "最新 11-21 12:00（20 分钟前）", "<h3>水质断面</h3>", "11-21 12:00 <small>20 分钟前</small>")
}

func pageOf(t *testing.T, f *fake) (int, string) { return page(t, options(f)) }

func TestWorstControl(t *testing.T) {
	control := func(p measure.Parameter, state forecast.ControlState, highest, recent measure.Concentration) forecast.PlaceControl {
		return forecast.PlaceControl{Place: "a", Area: "a", Control: forecast.Control{Parameter: p, State: state, Highest: highest}, Recent: recent, HasRecent: recent > 0}
	}
	safe, void := control(measure.SO2, forecast.Safe, 0, 1), control(measure.CO, forecast.Void, 0, 0)
	lost, unheard := control(measure.PM10, forecast.Lost, 0, 1), control(measure.NO2, forecast.Open, 80_000, 0)
	half, most := control(measure.PM25, forecast.Open, 60_000, 30_000), control(measure.O38h, forecast.Open, 160_000, 120_000)
	risk := control(measure.PM10, forecast.Open, 100_000, 100_001)
	elsewhere := lost
	elsewhere.Place = "b"
	for _, c := range []struct {
		among []forecast.PlaceControl
		want  *forecast.PlaceControl
	}{
		{nil, nil}, {[]forecast.PlaceControl{elsewhere}, nil}, {[]forecast.PlaceControl{safe, elsewhere}, &safe}, {[]forecast.PlaceControl{safe, unheard}, &unheard},
		{[]forecast.PlaceControl{half, most, safe}, &most}, {[]forecast.PlaceControl{most, half, unheard}, &most}, {[]forecast.PlaceControl{most, void}, &void},
		{[]forecast.PlaceControl{void, risk, most}, &risk}, {[]forecast.PlaceControl{risk, lost}, &lost},
	} {
		got := worstControl("a", c.among)
		if (got == nil) != (c.want == nil) || got != nil && got.Parameter != c.want.Parameter {
			t.Errorf("of %d controls the worst is %+v, want %+v", len(c.among), got, c.want)
		}
	}
}

// Counties and targets come in the order of need, those nobody can judge before those
// that go well.
func TestPage_WorstFirst(t *testing.T) {
	f := county()
	o := options(f)
	second := f.progress[0]
	copied := *second.Target
	copied.ID, copied.Area, copied.Name = "changbai/good-air-days", "changbai", "全年优良天数"
	second.Target, second.Status, second.Other = &copied, target.Lost, nil
	f.progress = append(f.progress, second)
	o.Areas = append(o.Areas, measure.Area{Code: "city", Name: "白山市"})
	o.Areas[0].Parent, o.Areas[1].Parent = "city", "city"
	_, page := page(t, o)
	order(t, page, "<h3>各县（市、区）</h3>", ">长白县</a>", "已无法完成", ">江源区</a>", "有风险",
		"<h2>江源区</h2>", "<h3>其他年度目标</h3>", "空气质量跻身全国前列", "主要河流水质保持Ⅱ类", "森林覆盖率")
}
