package web

import (
	"net/url"
	"strings"
	"testing"
)

// A permit entered on the page stands beside the fires that it covers, on the page and in
// the API, and no longer once it is withdrawn.
func TestEntry_ApprovedBurns(t *testing.T) {
	f := &reports{}
	server := serve(t, f.options(t))
	for _, fire := range []string{
		`{"area":"changbai","kind":"straw-burning","id":"F1","state":"待核实","time":"2026-11-20T09:00","text":"火点 41.5010°N 127.2000°E"}`,
		`{"area":"changbai","kind":"straw-burning","id":"F2","state":"待核实","time":"2026-11-20T09:00","text":"火点 42.5010°N 127.2000°E"}`,
	} {
		if status, answer := send(t, server+"/api/v1/events", token, fire); status != 200 {
			t.Fatal(answer)
		}
	}
	cookie, csrf, page := formOf(t, server, token, "/entry")
	if !strings.Contains(page, `<option value="changbai/approved-burn">长白县`) || strings.Contains(page, `value="jiangyuan/approved-burn"`) {
		t.Error("the form of burns is not of the area with a target on fires alone")
	}
	form := url.Values{"csrf": {csrf}, "do": {"burn"}, "what": {"changbai/approved-burn"}, "document": {"准烧7"}, "start": {"2026-11-19"}, "end": {"2026-12-02"},
		"lat": {"41.5"}, "lon": {"127.2"}, "radius": {"x"}, "text": {"村东"}}
	post := func(form url.Values) (int, string) { return postForm(t, server+"/entry", cookie, form) }
	if status, page := post(form); status != 422 || !strings.Contains(page, "说明：&#34;41.5,127.2 半径 x km&#34; 不是批准焚烧的范围") || !strings.Contains(page, `name="document" required maxlength="100" value="准烧7"`) {
		t.Errorf("a radius that is no number: status %d: %s", status, page)
	}
	form.Set("radius", "5")
	const proposed = "建议豁免：在批准焚烧范围内（准烧7，2026-11-19 至 2026-12-02，距中心 0.1 km），待人工确认"
	exempt := `<a href="/entry?area=changbai&amp;id=F1&amp;kind=straw-burning&amp;document=%E5%87%86%E7%83%A77&amp;state=%E8%B1%81%E5%85%8D">建议豁免</a>`
	status, page := post(form)
	if status != 200 || !strings.Contains(page, exempt) || strings.Count(page, proposed) != 1 || !strings.Contains(page, "41.5000,127.2000 半径 5 km；村东") {
		t.Errorf("taken: status %d: %s", status, page)
	}
	if _, page := get(t, server+"/entry?area=changbai&id=F1&kind=straw-burning&document=%E5%87%86%E7%83%A77&state=%E8%B1%81%E5%85%8D", "Cookie", cookie); !strings.Contains(page, "<option selected>豁免") ||
		!strings.Contains(page, `name="document" maxlength="400" value="准烧7"`) {
		t.Error("the proposal's link does not fill in the form")
	}
	events := func(want string) {
		t.Helper()
		if _, answer := get(t, server+"/api/v1/events?kind=straw-burning", "Authorization", bearer); strings.Count(answer, "proposal") != strings.Count(want, "proposal") || !strings.Contains(answer, want) {
			t.Errorf("events %s, want %s", answer, want)
		}
	}
	events(`"text":"火点 41.5010°N 127.2000°E","proposal":{"state":"豁免","document":"准烧7","text":"` + proposed + `"}}`)
	if status, page := post(url.Values{"csrf": {csrf}, "do": {"step"}, "what": {"changbai/approved-burn"}, "id": {"准烧7"}, "state": {"撤销"}, "text": {"火险升级"}}); status != 200 || strings.Contains(page, "建议豁免：") {
		t.Errorf("withdrawn: status %d: %s", status, page)
	}
	events(`"text":"火点 41.5010°N 127.2000°E"}`)
	if n := len(f.trail); n != 4 {
		t.Errorf("%d lines in the trail, want one for each step: %+v", n, f.trail)
	}
}
