package web

import (
	"context"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Today's page names the outages that cover today and those behind missing days; the API
// has them field by field.
func TestToday_Outages(t *testing.T) {
	o := options(county())
	today(&o)
	day := measure.Date(2026, 11, 21)
	now := assess.Outage{Place: "JY001", From: day - 1, To: day, Open: true, Reason: "停电<b>"}
	past := assess.Outage{Place: "JY002", From: day - 9, To: day - 8, Reason: "检修", Document: "白电函〔2026〕3 号"}
	o.Reads.Outages = func(_ context.Context, area string) ([]assess.Outage, error) {
		return []assess.Outage{past, now, {Place: "HJ-JY-01", From: day, To: day, Reason: "断面"}}, nil
	}
	counted := o.Reads.Validity
	o.Reads.Validity = func(ctx context.Context) ([]target.Validity, error) {
		all, err := counted(ctx)
		all[0].MonthOutages, all[0].YearOutages = []assess.Outage{past, now}, []assess.Outage{past, past, past, now}
		return all, err
	}
	server := serve(t, o)
	_, body := get(t, server+"/today")
	for _, want := range []string{
		"今日已登记停运：江源区环保局 停电&lt;b&gt;（11月20日起）。",
		`4 天<small class="block">江源区环保局已报停电&lt;b&gt;（11月20日起）</small><small class="block">孙家堡子已报检修（11月12日～11月13日，白电函〔2026〕3 号）</small></td>`,
		`<small class="block">等 4 次停运</small>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	_, body = get(t, server+"/api/v1/validity")
	if want := `"spare":-1,"outages":[{"place":"JY002","start":"2026-11-12","end":"2026-11-13","text":"检修","document":"白电函〔2026〕3 号"},` +
		`{"place":"JY001","start":"2026-11-20","text":"停电\u003cb\u003e"}]},`; !strings.Contains(body, want) {
		t.Errorf("no %s in %s", want, body)
	}
}
