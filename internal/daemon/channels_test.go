package daemon

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/config"
)

// TestSendTest_EveryHTTPChannel hands the test message to a receiver of each type
// that is reached by HTTP; the types mail and mqtt have tests of their own.
func TestSendTest_EveryHTTPChannel(t *testing.T) {
	var mu sync.Mutex
	got := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		got[r.URL.Path] = string(body)
		mu.Unlock()
		io.WriteString(w, `{"errcode":0,"code":0}`)
	}))
	defer server.Close()
	c := &config.Config{Timezone: time.FixedZone("CST", 8*3600)}
	types := []string{"webhook", "wecom", "dingtalk", "feishu", "gateway", "alertmanager"}
	for _, kind := range types {
		c.Alerts.Channels = append(c.Alerts.Channels, config.Channel{Name: kind, Type: kind, URL: config.NewSecret(server.URL + "/" + kind),
			Gateway: &config.GatewayChannel{Body: "{{.Text}}"}})
	}
	var out bytes.Buffer
	say := func(format string, args ...any) { out.WriteString(format) }
	if err := sendTest(t.Context(), c, CheckOptions{Now: time.Now}, false, say); err != nil {
		t.Fatal(err)
	}
	for _, kind := range types {
		if !strings.Contains(got["/"+kind], "【测试】这是蓝碧") {
			t.Errorf("%s got %q, want the test message", kind, got["/"+kind])
		}
	}
}

func TestChannels_MQTTPublishesAndMailIsBuilt(t *testing.T) {
	c := &config.Config{}
	c.Alerts.Channels = []config.Channel{
		{Name: "大屏", Type: "mqtt", Topic: "a/{area}"},
		{Name: "局长", Type: "mail", Mail: &config.MailChannel{Host: "h", Port: 587, From: "a@b.cn", To: []string{"c@d.cn"}}},
	}
	var topic string
	all, err := channels(c, time.Now, func(_ context.Context, at string, _ []byte) error { topic = at; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].Sender.Send(t.Context(), alert.Message{Area: "220605"}); err != nil || topic != "a/220605" {
		t.Errorf("published on %q, %v", topic, err)
	}
	if len(all) != 2 {
		t.Errorf("%d channels, want 2", len(all))
	}
}
