package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// today is Saturday noon: PM2.5 can be kept, ozone is at risk by what the last hours
// have, and one station lost too many hours.
func today(o *Options) {
	day := measure.Date(2026, 11, 21)
	pm := forecast.Control{Parameter: measure.PM25, State: forecast.Open, Highest: 58_400, Left: 10,
		Needs: []forecast.Need{{Station: "JY001", Hours: 6, Spare: 4, From: 19}, {Station: "JY002", Hours: -1, Spare: -1}}}
	ozone := forecast.Control{Parameter: measure.O38h, State: forecast.Open, Highest: 160_500, Left: 10}
	o.Reads.Control = func(_ context.Context, now time.Time) ([]forecast.PlaceControl, error) {
		if !now.Equal(noon) {
			return nil, errors.New("another moment")
		}
		return []forecast.PlaceControl{
			{Place: "jiangyuan", Name: "江源区", Area: "jiangyuan", Day: day, Control: pm, SoFar: 62_000, HasSoFar: true, Recent: 40_000, HasRecent: true},
			{Place: "jiangyuan", Name: "江源区", Area: "jiangyuan", Day: day, Control: ozone, Recent: 170_000, HasRecent: true},
			{Place: "JY001", Name: "江源区环保局", Area: "jiangyuan", Day: day, Control: pm, Valid: 13, Missing: 1},
			{Place: "JY002", Area: "jiangyuan", Day: day, Control: forecast.Control{Parameter: measure.O38h, Left: 10}, Valid: 8, Missing: 6},
		}, nil
	}
	o.Reads.Validity = func(context.Context) ([]target.Validity, error) {
		return []target.Validity{{Place: "jiangyuan", AsOf: day - 1, Parameter: measure.PM25,
			Month: target.ValidDays{Valid: 16, Missing: 4, Ahead: 10, Days: 30, Needed: 27},
			Year:  target.ValidDays{Valid: 320, Missing: 4, Ahead: 41, Days: 365, Needed: 324}, Short: []time.Month{time.November}}}, nil
	}
}

func TestControl_Entries(t *testing.T) {
	o := options(county())
	today(&o)
	server := serve(t, o)
	_, body := get(t, server+"/api/v1/control?place=jiangyuan")
	want := `{"control":[{"place":"jiangyuan","area":"jiangyuan","day":"2026-11-21","as_of":"2026-11-21T14:00:00+08:00","parameter":"pm2_5","state":"open",` +
		`"highest":58.4,"unit":"µg/m³","hours_left":10,"mean_so_far":62,"mean_recent":40,"outlook":"按近 3 小时水平，今日可保",` +
		`"needs":[{"station":"JY001","hours":6,"from":19,"by":"2026-11-22T00:00:00+08:00"},{"station":"JY002","impossible":true}],` +
		`"text":"PM2.5：已过 14 小时，均值 62；其余 10 小时均值不高于 58 微克/立方米，今日仍可达标"},`
	if !strings.HasPrefix(body, want) {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	_, body = get(t, server+"/api/v1/control?place=JY002")
	want = `{"control":[{"place":"JY002","area":"jiangyuan","day":"2026-11-21","as_of":"2026-11-21T14:00:00+08:00","parameter":"o3_8h","state":"void",` +
		`"unit":"µg/m³","hours_left":10,"valid_hours":8,"missing_hours":6,"needs":[],` +
		`"text":"O₃-8h：已过 14 小时，尚无有效均值；有效小时已不足，今日此项将无效，除非补传数据"}]}` + "\n"
	if body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	for _, path := range []string{"control?place=nowhere", "validity?place=nowhere", "control?plaec=JY001"} {
		if response, body := get(t, server+"/api/v1/"+path); response.StatusCode != http.StatusBadRequest || !strings.Contains(body, `"errors"`) {
			t.Errorf("%s: status %d %s", path, response.StatusCode, body)
		}
	}
}

func TestValidity_Entries(t *testing.T) {
	o := options(county())
	today(&o)
	server := serve(t, o)
	entry := `{"place":"jiangyuan","as_of":"2026-11-20","parameter":"pm2_5","month":{"valid":16,"missing":4,"ahead":10,"needed":27,"spare":-1},` +
		`"year":{"valid":320,"missing":4,"ahead":41,"needed":324,"spare":37},"short_months":[11]}`
	if _, body := get(t, server+"/api/v1/validity"); body != `{"validity":[`+entry+"]}\n" {
		t.Errorf("got  %s\nwant %s", body, entry)
	}
	if _, body := get(t, server+"/api/v1/targets/jiangyuan%2Fgood-air-days"); !strings.Contains(body, `"validity":[`+entry+`]`) {
		t.Errorf("the target's detail lacks %s: %s", entry, body)
	}
	if _, body := get(t, server+"/api/v1/targets/jiangyuan%2Fforest"); strings.Contains(body, `"validity"`) {
		t.Errorf("a target that does not rest on air has valid days: %s", body)
	}
}

func TestToday_Page(t *testing.T) {
	o := options(county())
	today(&o)
	_, body := get(t, serve(t, o)+"/today")
	for _, want := range []string{
		"模拟数据，非实测，不得引用", "已过 14 小时，均值 62；其余 10 小时均值不高于 58 微克/立方米，今日仍可达标",
		`<span class="status s-on_track">可控</span>`, `<span class="status s-at_risk">有风险</span>`, "今日请加强涉挥发性有机物、氮氧化物工序错峰生产，严禁干扰监测设施及周边环境",
		"江源区环保局：24 时前还须 6 个有效小时，最迟自 19 时起逐时有效", "JY002：其余小时全部有效也不足", "有效 13 缺 1", "40 µg/m³<small class=\"block\">按近 3 小时水平，今日可保</small>", "第 5 个无效小时使当日无效",
		"至少 27 天，须补回 1 天", "至少 324 天，至多还可缺 37 天", "11月", "内部研判",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(body, "今日可保"); n != 1 {
		t.Errorf("%d pollutants are kept, want PM2.5 alone", n)
	}
	if strings.Contains(body, "<script") {
		t.Error("the page has a script")
	}
}

// What can be read is shown, and what cannot is said to be unread.
func TestToday_Unread(t *testing.T) {
	o := options(county())
	today(&o)
	whole := o.Reads.Control
	o.Reads.Control = func(ctx context.Context, now time.Time) ([]forecast.PlaceControl, error) {
		controls, _ := whole(ctx, now)
		return controls[:1], errors.New("area changbai: connection refused")
	}
	o.Reads.Validity = func(context.Context) ([]target.Validity, error) { return nil, errors.New("connection refused") }
	response, body := get(t, serve(t, o)+"/today")
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "今日小时数据、有效天数") || !strings.Contains(body, "不高于 58 微克") {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
	if response, _ := get(t, serve(t, o)+"/api/v1/control"); response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("API: status %d", response.StatusCode)
	}
}
