//go:build !noembed

package daemon

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/feed"
	"lanbi/internal/schedule"
	"lanbi/internal/web"
)

func TestReasons_EveryOneHasAWord(t *testing.T) {
	for _, reason := range feed.Reasons {
		if web.ReasonText(string(reason)) == string(reason) {
			t.Errorf("reason %s has no word for people", reason)
		}
	}
}

// A station nobody had configured: its message is refused and kept. After a restart
// with the station it is replayed from the page, and its reading is stored.
func TestDaemon_ReplayFromThePage(t *testing.T) {
	const token = "the-token-of-the-duty-desk"
	c := county{dir: t.TempDir(), now: newHandClock(noon).now,
		more: fmt.Sprintf("  auth: {tokens: [{name: duty, sha256: %x}]}", sha256.Sum256([]byte(token)))}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	ask := func(response *http.Response, err error) (int, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	replay := func(d *Daemon) (int, string) {
		t.Helper()
		ask(browser.PostForm(d.PageURL()+"login", url.Values{"token": {token}}))
		var form []string
		eventually(t, "the message is listed", func() bool {
			_, page := ask(browser.Get(d.PageURL() + "rejections"))
			form = regexp.MustCompile(`name="csrf" value="(\w+)"><input type="hidden" name="id" value="(\d+)"`).FindStringSubmatch(page)
			return form != nil && strings.Contains(page, "站点未配置") && strings.Contains(page, "env/air/220605/JY202")
		})
		return ask(browser.PostForm(d.PageURL()+"rejections", url.Values{"csrf": {form[1]}, "id": {form[2]}}))
	}

	d := c.start(t)
	connect(t, d.BrokerURL(), "station").send(air("JY202", noon.Truncate(time.Hour), `"pm2_5":35.5`, ""))
	if status, page := replay(d); status != http.StatusConflict || !strings.Contains(page, "仍被拒收：站点未配置") {
		t.Errorf("replayed before the configuration was mended: status %d, %s", status, page)
	}
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}

	text := strings.Replace(c.text(), "code: JY002", "code: JY202", 1)
	mended, err := config.Parse("county.yaml", []byte(text), config.Options{
		CheckCron: func(spec string) error { return schedule.Check(spec, beijing, noon) }})
	if err != nil {
		t.Fatal(err)
	}
	d = startDaemon(t, Options{Config: mended, Now: c.now})
	if status, page := replay(d); status != http.StatusOK || !strings.Contains(page, "已重新接收") {
		t.Errorf("replayed after the configuration was mended: status %d, %s", status, page)
	}
	drained(t, d)
	if n := number(t, d.InfluxURL(), `SELECT sum(pm2_5) FROM air WHERE station='JY202'`); n != 35.5 {
		t.Errorf("stored sum %v, want 35.5", n)
	}
}
