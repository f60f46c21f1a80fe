package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// supposing answers every question about the first target with one good day fewer, and
// notes what was asked.
func supposing(o *Options, f *fake, asked *[]whatif.Assumption) {
	o.Targets = []target.Target{*f.progress[0].Target, *f.progress[2].Target}
	o.Reads.WhatIf = func(_ context.Context, id string, a whatif.Assumption) (whatif.Answer, error) {
		*asked = append(*asked, a)
		if id != "jiangyuan/good-air-days" {
			return whatif.Answer{}, whatif.Fault{Parameter: "target", Detail: "配置中没有目标"}
		}
		if a.Like == 1999 {
			return whatif.Answer{}, errors.New("connection refused")
		}
		then := f.progress[0]
		days := *then.Days
		days.Good--
		then.Days, then.Status = &days, target.Unlikely
		return whatif.Answer{Base: f.progress[0], WhatIf: then, Changes: []string{"假设：12 月超标增加 3 天"}}, nil
	}
}

func TestWhatIf_Answer(t *testing.T) {
	f := county()
	o := options(f)
	var asked []whatif.Assumption
	supposing(&o, f, &asked)
	response, body := get(t, serve(t, o)+"/api/v1/what-if?target=jiangyuan/good-air-days&like=2023&bad=12:+3&bad=11:-1&dust=accepted&edition=2012")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	under := assess.Under2012
	want := whatif.Assumption{Like: 2023, Dust: whatif.Accepted, Edition: &under}
	want.Bad[12], want.Bad[11] = 3, -1
	got := asked[0]
	if *got.Edition != under || got.Like != want.Like || got.Bad != want.Bad || got.Dust != want.Dust {
		t.Errorf("asked %+v, want %+v", got, want)
	}
	for _, part := range []string{
		`{"target":"jiangyuan/good-air-days","simulated":true,"note":"内部研判","base":{"id":"jiangyuan/good-air-days",`,
		`"status":"at_risk"`, `"what_if":{"id":"jiangyuan/good-air-days",`, `"status":"unlikely"`, `"changes":["假设：12 月超标增加 3 天"]}`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the answer lacks %s: %s", part, body)
		}
	}
}

func TestWhatIf_FaultsAreNamed(t *testing.T) {
	f := county()
	o := options(f)
	var asked []whatif.Assumption
	supposing(&o, f, &asked)
	server := serve(t, o)
	for query, want := range map[string][]string{
		"like=2023": {"target", "未给出"}, "target=jiangyuan/good-air-days": {"like", "未给出任何假设"},
		"target=x&like=2023":                             {"target", "配置中没有目标"},
		"target=jiangyuan/good-air-days&like=last":       {"like", "last", "四位数字"},
		"target=jiangyuan/good-air-days&bad=13:%2B1":     {"bad", "13:+1", "12:+3"},
		"target=jiangyuan/good-air-days&dust=yes":        {"dust", "yes", "accepted"},
		"target=jiangyuan/good-air-days&edition=2020":    {"edition", "2020", "by-date"},
		"target=jiangyuan/good-air-days&without=JY001":   {"without", "没有这个参数"},
		"target=jiangyuan/good-air-days&station=JY001":   {"station", "没有这个参数"},
		"target=jiangyuan/good-air-days&like=2023&bad=x": {"bad", `"x"`, "月:±天数"},
	} {
		response, body := get(t, server+"/api/v1/what-if?"+query)
		if response.StatusCode != http.StatusBadRequest || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d %s", query, response.StatusCode, body)
		}
		for _, part := range want {
			if !strings.Contains(strings.ReplaceAll(body, `\"`, `"`), part) {
				t.Errorf("%s: the problem does not say %s: %s", query, part, body)
			}
		}
	}
	if response, _ := get(t, server+"/api/v1/what-if?target=jiangyuan/good-air-days&like=1999"); response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("store away: status %d", response.StatusCode)
	}
	o.Reads.WhatIf = nil
	if response, _ := get(t, serve(t, o)+"/api/v1/what-if?target=x"); response.StatusCode != http.StatusNotFound {
		t.Errorf("without what-if: status %d", response.StatusCode)
	}
}

func TestWhatIf_Page(t *testing.T) {
	f := county()
	o := options(f)
	var asked []whatif.Assumption
	supposing(&o, f, &asked)
	server := serve(t, o)
	_, body := get(t, server+"/what-if")
	for _, want := range []string{"模拟数据，非实测，不得引用", "内部研判，不作为预报预警对外发布", `<option value="jiangyuan/good-air-days">`, "不能假设不计某个站点"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	if strings.Contains(body, "jiangyuan/rivers") || strings.Contains(body, "<script") || len(asked) != 0 {
		t.Errorf("the form offers rivers, has a script or asked %v", asked)
	}
	// As a browser sends the form, with the fields that nobody filled in.
	form := url.Values{"target": {"jiangyuan/good-air-days"}, "like": {""}, "bad": {"12:+3", ""}, "dust": {""}, "edition": {"2012"}}
	_, body = get(t, server+"/what-if?"+form.Encode())
	for _, want := range []string{"假设：12 月超标增加 3 天", `s-at_risk`, `s-unlikely`, `value="12:&#43;3"`, `<option value="2012" selected>`,
		`href="/api/v1/what-if?bad=12%3A%2B3&amp;bad=&amp;dust=&amp;edition=2012&amp;like=&amp;target=jiangyuan%2Fgood-air-days"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the answer lacks %q: %s", want, body)
		}
	}
	if response, body := get(t, server+"/what-if?target=jiangyuan/good-air-days&dust=yes"); response.StatusCode != http.StatusBadRequest || !strings.Contains(body, "参数有误：沙尘：&#34;yes&#34; 应为 accepted（认定）") {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
}
