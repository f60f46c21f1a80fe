package config

import (
	"errors"
	"strings"
	"testing"
)

// channelFaults parses the base with one channel in the place of its only one.
func channelFaults(t *testing.T, channel string) []string {
	t.Helper()
	const only = "{name: duty, type: webhook, url_file: hook, timeout: 5s}"
	if strings.Count(base, only) != 1 {
		t.Fatal("the base has changed")
	}
	return faultsOf(t, strings.Replace(base, only, channel, 1))
}

func TestParse_Channels(t *testing.T) {
	for _, channel := range []string{
		"{name: a, type: wecom, url: \"https://x/send?key=k\", mention: [wang, \"@all\"]}",
		"{name: a, type: dingtalk, url_file: hook, secret_file: token, mention: [\"13800000000\"]}",
		"{name: a, type: feishu, url_file: hook, secret_file: token}",
		"{name: a, type: mail, host: smtp.x.cn, tls: tls, username: u, password_file: password, from: a@b.cn, to: [\"局长 <c@d.cn>\"]}",
		"{name: a, type: gateway, url: \"http://x\", body: \"{{.Text}}\", header: {A: b}, success: {path: code, codes: [\"0\"]}}",
		"{name: a, type: alertmanager, url: \"http://x/api/v2/alerts\", secret_file: token}",
		"{name: a, type: mqtt, topic: lanbi/b}",
	} {
		if got := channelFaults(t, channel); got != nil {
			t.Errorf("%s: %v", channel, got)
		}
	}
}

func TestParse_MailPorts(t *testing.T) {
	for tls, want := range map[string]int{"": 587, "tls: starttls, ": 587, "tls: tls, ": 465} {
		text := strings.Replace(base, "{name: duty, type: webhook, url_file: hook, timeout: 5s}",
			"{name: a, type: mail, host: h, "+tls+"from: a@b.cn, to: [c@d.cn]}", 1)
		c, err := Parse("x.yaml", []byte(text), surroundings)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Alerts.Channels[0].Mail.Port; got != want {
			t.Errorf("%q: port %d, want %d", tls, got, want)
		}
	}
}

func TestParse_ChannelFaults(t *testing.T) {
	for channel, want := range map[string]string{
		"{name: a, type: wecom, secret_file: token, url: \"http://x\"}":                    "42:30: alerts.channels[0].secret_file: unknown key (have name, type, url, url_file, mention, digest, timeout)",
		"{name: a, type: mail, host: h, from: a@b.cn, to: []}":                             "42:56: alerts.channels[0].to: is empty: nobody would be written to",
		"{name: a, type: mail, host: h, from: 局长, to: [c@d.cn]}":                           `42:44: alerts.channels[0].from: "局长" is not a mail address`,
		"{name: a, type: mail, host: h, from: a@b.cn, to: [c]}":                            `42:57: alerts.channels[0].to[0]: "c" is not a mail address`,
		"{name: a, type: mail, host: h, from: a@b.cn, to: [c@d.cn], tls: none}":            `42:71: alerts.channels[0].tls: unknown "none" (have starttls, tls)`,
		"{name: a, type: mail, from: a@b.cn, to: [c@d.cn]}":                                "42:7: alerts.channels[0].host: is missing",
		"{name: a, type: mail, host: h, from: a@b.cn, to: [c@d.cn], password_file: token}": "42:81: alerts.channels[0].password_file: is there without username",
		"{name: a, type: mqtt, topic: a/#}":                                                `42:36: alerts.channels[0].topic: "a/#" is not a topic below lanbi/, where no feed may listen`,
		"{name: a, type: gateway, url: \"http://x\", success: {path: code}}":               "42:58: alerts.channels[0].success.codes: is missing: no answer would count as accepted",
		"{name: a, type: gateway, url: \"http://x\", method: PATCH}":                       `42:57: alerts.channels[0].method: unknown "PATCH" (have POST, GET, PUT)`,
	} {
		if got := strings.Join(channelFaults(t, channel), "\n"); got != want {
			t.Errorf("%s\n got %s\nwant %s", channel, got, want)
		}
	}
}

func TestParse_GatewayTemplateIsChecked(t *testing.T) {
	o := surroundings
	o.CheckTemplate = func(text string) error {
		if strings.Contains(text, "{{.Phone") {
			return errors.New("no field Phone")
		}
		return nil
	}
	text := strings.Replace(base, "{name: duty, type: webhook, url_file: hook, timeout: 5s}",
		"{name: a, type: gateway, url: \"http://x\", body: \"{{.Phone}}\"}", 1)
	if _, err := Parse("x.yaml", []byte(text), o); err == nil || !strings.Contains(err.Error(), "42:55: alerts.channels[0].body: no field Phone") {
		t.Errorf("fault %v", err)
	}
}
