package web

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// page is the page's text with the white space of a line made one space.
func page(t *testing.T, o Options) (int, string) {
	t.Helper()
	response, body := get(t, serve(t, o)+"/")
	return response.StatusCode, body
}

func wantTexts(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestPage_SaysWhatIsKnown(t *testing.T) {
	f := county()
	f.progress[0].Days = &target.DayCount{Good: 312, Exceeding: 9, Undetermined: 3, Remaining: 41, Budget: 2, BudgetIfRecovered: 5, Pace: 0.43, Pace3y: -4.25, HasPace3y: true}
	status, body := page(t, options(f))
	if status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	wantTexts(t, body,
		`<html lang="zh-CN">`, `<p class="simulated">模拟数据，非实测，不得引用</p>`, "评价截至 2026年11月20日", "页面生成于 2026年11月21日 12:20",
		"<h2>江源区</h2>", "<h2>长白县</h2>", "城区空气质量达标天数",
		"<b>312</b><span>优良天数（1月1日～11月20日）</span>", "<b>351</b><span>目标天数</span>", "<b>还可超标 2 天</b><span>（3 个无效天如补齐并判为优良，则还可超标 5 天）</span>",
		"<dd>9 天</dd>", "<dd>3 天</dd>", "<dd>41 天</dd>", "&#43;0.4 天（超前）", "−4.3 天（偏少）",
		"按原标准可比口径（全年按 HJ 633—2012）", "两版结论不同", "城区空气质量达标天数达到 351 天以上。", "考核口径未经上级明确",
		`s-at_risk">有风险`, `s-unknown">数据不足，暂不研判`, "全国城市排名数据尚未接入",
		"达到或优于 Ⅱ 类", "依据江环发〔2026〕3号", "≥ 73%", "73.4%", "前 20%", "0 起", "1 起",
		"20 分钟前", "5 小时前", "从未收到", "失联", "59 良", "12时", `<s>8.2</s> <span class="flag">M</span>`, "52.1",
		"<b>Ⅱ</b>", "达标", "高锰酸盐指数、总磷", "按 5 项评价", "总磷 &lt;0.01",
		"警告", "未结束", "失败（连续 3 次）", "env/air/jy/JY999", "HJ 633—2026", "GB 3838—2002", `href="/api/v1/targets"`, `href="/metrics"`)
}

func TestPage_NegativeBudget(t *testing.T) {
	f := county()
	f.progress[0].Status = target.Lost
	f.progress[0].Days = &target.DayCount{Good: 300, Exceeding: 20, Undetermined: 4, Remaining: 41, Budget: -10, BudgetIfRecovered: -6}
	_, body := page(t, options(f))
	wantTexts(t, body, "即使其余全部优良仍差 10 天", "则即使其余全部优良仍差 6 天", `s-lost">已无法完成`, "历史数据不足")
	if strings.Contains(body, "还可超标") {
		t.Error("the page says that more days may exceed")
	}
}

func TestPage_AchievedAwaitsAudit(t *testing.T) {
	f := county()
	f.progress[0].Status, f.progress[0].Reason = target.Achieved, "已达目标（待审核确认）"
	_, body := page(t, options(f))
	wantTexts(t, body, `s-achieved">已达目标（待审核确认）`)
	if strings.Count(body, "待审核确认") != 1 {
		t.Error("said twice")
	}
}

func TestPage_MeasuredIsNotCalledSimulated(t *testing.T) {
	o := options(county())
	o.Simulated = nil
	if _, body := page(t, o); strings.Contains(body, "模拟") {
		t.Error("the page calls measured data simulated")
	}
	o = guarded(t)
	_, body := get(t, serve(t, o)+"/login")
	wantTexts(t, body, "模拟数据，非实测，不得引用")
}

func TestPage_BeforeTheFirstAssessment(t *testing.T) {
	f := &fake{progress: []target.Progress{{Target: county().progress[0].Target}}}
	status, body := page(t, options(f))
	if status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	wantTexts(t, body, "尚无评价结果", "数据不足，暂不研判", "尚未评价", "从未收到")
	if strings.Contains(body, "优良天数</span>") || strings.Contains(body, "1970") {
		t.Error("a number is shown that nobody knows")
	}
}

func TestPage_SaysWhatCouldNotBeRead(t *testing.T) {
	f := county()
	f.err = errors.New("password s3cret refused")
	status, body := page(t, options(f))
	if status != http.StatusServiceUnavailable {
		t.Errorf("status %d", status)
	}
	wantTexts(t, body, "数据暂时读不到", "目标进度", "站点数据", "断面评价", "提醒记录", "拒收报文")
	if strings.Contains(body, "s3cret") {
		t.Error("the page shows the inner error")
	}
}

// Text from outside is shown and never obeyed.
func TestPage_HostileText(t *testing.T) {
	const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'` + "`{{.}}"
	f := county()
	f.rejections = []Rejection{{Time: noon, Reason: hostile, Topic: hostile, Payload: hostile, Error: hostile}}
	f.alerts[0].Text, f.alerts[0].Target, f.alerts[0].State = hostile, hostile, hostile
	for i := range f.progress {
		f.progress[i].Target.Name, f.progress[i].Target.Quote, f.progress[i].Target.Unit = hostile, hostile, hostile
		f.progress[i].Reason, f.progress[i].Target.Basis.Document = hostile, hostile
	}
	o := options(f)
	for i := range o.Areas {
		o.Areas[i].Name = hostile
		for j := range o.Areas[i].Stations {
			o.Areas[i].Stations[j].Name = hostile
		}
		for j := range o.Areas[i].Sections {
			o.Areas[i].Sections[j].River = hostile
		}
	}
	o.Version = hostile
	server := serve(t, o)
	_, body := get(t, server+"/")
	wantTexts(t, body, "&lt;script&gt;alert(1)&lt;/script&gt;")
	_, targets := get(t, server+"/api/v1/targets")
	_, rejections := get(t, server+"/api/v1/rejections")
	for name, text := range map[string]string{"page": body, "targets": targets, "rejections": rejections} {
		for _, bad := range []string{"<script", "<img"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %s is not escaped", name, bad)
			}
		}
	}
}

// The content policy forbids inline scripts and styles; the page has none.
func TestPage_NothingInline(t *testing.T) {
	_, body := page(t, options(county()))
	if found := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son\w+=|javascript:|https?://`).FindString(body); found != "" {
		t.Errorf("the page has %q", found)
	}
	if len(body) > 300_000 {
		t.Errorf("the page has %d bytes", len(body))
	}
}

func TestStyle_OfficialColours(t *testing.T) {
	_, body := get(t, serve(t, options(county()))+stylePath)
	wantTexts(t, body, ".l1 { background: #00E400; color: #000; }", ".l2 { background: #FFFF00", ".l3 { background: #FF7E00",
		".l4 { background: #FF0000", ".l5 { background: #99004C; color: #fff; }", ".l6 { background: #7E0023; color: #fff; }")
}

func TestCalendar_Months(t *testing.T) {
	p := &target.Progress{Target: &target.Target{Area: "a", Kind: target.GoodAirDays}, AsOf: measure.Date(2026, 3, 3),
		Other: &target.Other{Flips: []measure.Day{measure.Date(2026, 3, 2)}}}
	index := func(aqi int) assess.AirDay {
		d := assess.AirDay{Place: "a", Verdict: assess.Good}
		d.Index.Known, d.Index.AQI = true, aqi
		if aqi > 100 {
			d.Verdict = assess.Exceeding
		}
		return d
	}
	at := func(day measure.Day, edition int, d assess.AirDay) assess.AirDay {
		d.Day = day
		d.Edition = assess.Under2012.On(day)
		if edition == 2026 {
			d.Edition = assess.Under2026.On(day)
		}
		return d
	}
	published := at(measure.Date(2026, 3, 3), 2026, index(301))
	published.Source = assess.PublishedDay
	elsewhere := at(measure.Date(2026, 3, 3), 2026, index(301))
	elsewhere.Place = "b"
	months := calendar(p, []assess.AirDay{
		at(measure.Date(2026, 2, 28), 2012, index(50)), at(measure.Date(2026, 2, 28), 2026, index(101)),
		at(measure.Date(2026, 3, 1), 2012, index(100)), at(measure.Date(2026, 3, 1), 2026, index(151)),
		at(measure.Date(2026, 3, 2), 2026, index(101)), published, elsewhere,
	}, nil)
	february, march := months[1], months[2]
	if february.Good != 1 || february.Exceeding != 0 || february.Undetermined != 27 {
		t.Errorf("February %+v", february)
	}
	if march.Good != 0 || march.Exceeding != 2 || march.Undetermined != 1 || months[3].Undetermined != 0 {
		t.Errorf("March %+v", march)
	}
	// 1 March 2026 is a Sunday: the last of its week.
	if cell := march.Weeks[0][6]; cell.Date != 1 || cell.Class != "l4" || cell.Mark != "中" || cell.Title != "3月1日 AQI 151 中度污染" || cell.Flips {
		t.Errorf("1 March %+v", cell)
	}
	if cell := march.Weeks[1][0]; cell.Date != 2 || cell.Class != "l3" || !cell.Flips || !strings.Contains(cell.Title, "两版标准结论不同") {
		t.Errorf("2 March %+v", cell)
	}
	if cell := march.Weeks[1][1]; cell.Class != "na" || cell.Mark != "缺" {
		t.Errorf("3 March %+v", cell)
	}
	if cell := march.Weeks[1][2]; cell.Class != "ahead" || cell.Mark != "" {
		t.Errorf("4 March %+v", cell)
	}
	if len(march.Weeks) != 6 || march.Weeks[5][1].Date != 31 || march.Weeks[5][2].Date != 0 {
		t.Errorf("end of March %+v", march.Weeks)
	}
}

// TestPage_RowsOfKinds: goal, value, reason and basis of kinds that are no card.
func TestPage_RowsOfKinds(t *testing.T) {
	asOf := measure.Date(2026, 11, 20)
	one := func(kind target.Kind, goal float64, unit string, change func(*target.Progress)) target.Progress {
		p := target.Progress{Target: &target.Target{ID: "jiangyuan/" + string(kind), Area: "jiangyuan", Name: "目标", Kind: kind, Year: 2026, Goal: goal, Unit: unit},
			AsOf: asOf, Status: target.OnTrack, HasValue: true}
		change(&p)
		return p
	}
	days := &target.DayCount{Good: 300, Exceeding: 20, Undetermined: 4, Remaining: 41, Budget: 3}
	f := county()
	f.progress = []target.Progress{
		one(target.GoodAirShare, 92, "%", func(p *target.Progress) {
			p.Value, p.Days, p.Other = 94, days, &target.Other{Edition: assess.Under2012, Days: *days, Status: target.Watch}
		}),
		one(target.HeavyDays, 3, "天", func(p *target.Progress) { p.Value, p.Days, p.Reason = 1, days, "说明在前" }),
		one(target.MeanConcentration, 30, "µg/m³", func(p *target.Progress) { p.Value, p.Reason = 27.5, "余下 41 天均值须不高于 44.1 µg/m³" }),
		one(target.SourceCompliance, 100, "%", func(p *target.Progress) { p.Value = 100 }),
		one(target.RankAtMost, 20, "%", func(p *target.Progress) { p.Value = 13.274 }),
		one(target.BetterThan, 0, "%", func(p *target.Progress) { p.Value, p.Target.Compare = 91.5, "good-water-share" }),
		one(target.Indicator, 0, "吨", func(p *target.Progress) { p.Value, p.Target.Direction = 0.556, "declining" }),
		one(target.Events, 0, "起", func(p *target.Progress) { p.Reason = "截至2025年底已连续 76 年" }),
	}
	_, body := page(t, options(f))
	wantTexts(t, body,
		"≥ 92%", "94.0%", "优良 300 天，超标 20 天，数据不足 4 天，剩余 41 天，还可超标 3 天；按原标准可比口径（全年按 HJ 633—2012）：还可超标 3 天，需关注",
		"≤ 3 天", "1 天", "说明在前；优良 300 天", "还可出现重污染 3 天",
		"≤ 30 µg/m³", "27.5 µg/m³", "余下 41 天均值须不高于 44.1 µg/m³",
		"100.0%", "按单次样品逐项评价，不用均值", "前 20%", "前 13.3%", "优于全国平均", "91.5%", "与全国Ⅰ～Ⅲ类断面比例同年同口径比较",
		"逐年下降", "0.556 吨", "0 起", "截至2025年底已连续 76 年")
}

func TestCalendar_SaysWhenItDiffers(t *testing.T) {
	const note = "合计可以不同"
	f := county()
	if _, body := page(t, options(f)); strings.Contains(body, note) {
		t.Error("the page says that equal counts differ")
	}
	f.progress[0].Days.Exceeding--
	f.progress[0].Days.Good++
	_, body := page(t, options(f))
	wantTexts(t, body, note)
}

func TestDayCell_NotKnown(t *testing.T) {
	day := measure.Date(2026, 6, 2)
	known := assess.AirDay{Day: day}
	known.Index.Known, known.Index.AQI = true, 80
	tests := []struct {
		name, mark, title string
		day               *assess.AirDay
	}{
		{"no result", "缺", "6月2日 无评价结果", nil},
		{"no index", "缺", "6月2日 数据不足（无效）", &assess.AirDay{Day: day}},
		{"index without verdict", "缺", "6月2日 数据不足（无效）", &known},
		{"bad without index", "超", "6月2日 超标，AQI 未知；上级认定沙尘影响", &assess.AirDay{Day: day, Verdict: assess.Exceeding, Dust: true}},
	}
	for _, test := range tests {
		if cell := dayCell(day, test.day, false); cell.Mark != test.mark || cell.Title != test.title || cell.Class != "na" {
			t.Errorf("%s: %+v", test.name, cell)
		}
	}
}

// Messages link to the page at their target.
func TestPage_HasAPlaceForEveryTarget(t *testing.T) {
	f := county()
	_, body := page(t, options(f))
	for _, p := range f.progress {
		if strings.Count(body, `id="`+p.Target.ID+`"`) != 1 {
			t.Errorf("not one place for %s", p.Target.ID)
		}
	}
}
