package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func mustParse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse("x.yaml", []byte(text), surroundings)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParse_Values(t *testing.T) {
	c := mustParse(t, base)
	a := c.Areas[0]
	if a.Code != "220605" || a.Name != "江源区" || a.StationShare != 0.5 {
		t.Errorf("area %+v", a)
	}
	wantStations := []measure.Station{
		{Code: "JY001", Name: "区政府", Area: "220605", Lat: 42.05, Lon: 126.59, Network: measure.Provincial, Assess: true, Plan: measure.AirPollutants,
			Span: measure.Span{Until: measure.Date(2023, 12, 31)}},
		{Code: "JY002", Name: "JY002", Area: "220605", Lat: 42.05, Lon: 126.59, Network: measure.Township,
			Span: measure.Span{From: measure.Date(2024, 1, 1)}, Replaces: "JY001", Plan: measure.SetOf(measure.PM25, measure.O3)},
	}
	if !slices.Equal(a.Stations, wantStations) {
		t.Errorf("stations\n got %+v\nwant %+v", a.Stations, wantStations)
	}
	if want := (measure.Section{Code: "HJ01", Name: "HJ01", Area: "220605", River: "浑江", Class: 2}); a.Sections[0] != want {
		t.Errorf("section %+v, want %+v", a.Sections[0], want)
	}
	wantSource := measure.DrinkingSource{Code: "SY01", Name: "SY01", Area: "220605", Groundwater: true, Frequency: "half-year",
		InUse: true, Intake: map[string]int64{"2026-01": 100}, Class: 3}
	if !reflect.DeepEqual(a.Sources[0], wantSource) {
		t.Errorf("source %+v, want %+v", a.Sources[0], wantSource)
	}
	basis := target.Basis{Edition: assess.ByDate, Dust: "keep", Data: "provisional", Missing: "as-lost",
		Missing2012: "max-of-rest", PM10Missing: "strict", Document: "文号", YearRounding: "none"}
	wantTargets := []target.Target{
		{ID: "jiangyuan/good-air-days", Area: "220605", Name: "达标天数", Kind: target.GoodAirDays, Year: 2026, Goal: 351, Unit: "天", Basis: basis},
		{ID: "jiangyuan/water-class", Area: "220605", Name: "水质", Kind: target.WaterClass, Year: 2026, Plan: true, Goal: 2, Unit: "类",
			Basis: basis, Rivers: []string{"浑江"}},
		{ID: "a/indicator", Area: "220605", Name: "率", Kind: target.Indicator, Year: 2026, Goal: 73, Basis: basis,
			Direction: "at-least", Indicator: "forest"},
	}
	if !reflect.DeepEqual(c.Targets, wantTargets) {
		t.Errorf("targets\n got %+v\nwant %+v", c.Targets, wantTargets)
	}
	if c.Timezone.String() != "Asia/Shanghai" || c.Roles != (Roles{true, true}) || c.DataDir != "data" || c.Log != (Log{}) {
		t.Errorf("zone %s, roles %+v, data_dir %s, log %+v", c.Timezone, c.Roles, c.DataDir, c.Log)
	}
	if c.MQTT.Password.Reveal() != "hunter2" || c.MQTT.Username != "lanbi" || c.Influx.Token.Reveal() != "t0ken" || c.Influx.Bucket != "lanbi" {
		t.Errorf("broker %+v, database %+v", c.MQTT, c.Influx)
	}
	if c.Job("air-day").Spec != "30 0 * * *" || c.Job("nonsense").Spec != "" {
		t.Errorf("jobs %+v", c.Jobs)
	}
	if ch := c.Alerts.Channels[0]; ch.URL.Reveal() != "https://example.cn/send?key=k3y" || ch.Timeout != 5*time.Second {
		t.Errorf("channel %+v", ch)
	}
}

func TestParse_MonthsOfSection(t *testing.T) {
	text := strings.Replace(base, "class: Ⅱ, body: river}", "class: Ⅱ, months: [1, 3, 11]}", 1)
	if got, want := mustParse(t, text).Areas[0].Sections[0].Months, measure.MonthsOf(1, 3, 11); got != want {
		t.Errorf("months %b, want %b", got, want)
	}
}

// What is replaced is off duty from its successor's first day on, also where a parallel
// run until later is stated; an earlier end of its own stays.
func TestParse_ReplacedEnds(t *testing.T) {
	for stated, want := range map[string]measure.Day{
		"":                    measure.Date(2026, 6, 30),
		", until: 2026-07-31": measure.Date(2026, 6, 30),
		", until: 2026-05-31": measure.Date(2026, 5, 31),
	} {
		text := strings.Replace(base, "class: Ⅱ, body: river}", "class: Ⅱ"+stated+"}\n      - {code: HJ02, river: 浑江, replaces: HJ01, from: 2026-07-01}", 1)
		if got := mustParse(t, text).Areas[0].Sections[0].Span.Until; got != want {
			t.Errorf("stated %q: until %s, want %s", stated, got, want)
		}
	}
}

func TestParse_Feeds(t *testing.T) {
	c := mustParse(t, base)
	want := []Feed{
		{Topic: "env/air/{region}/{station}", Filter: "env/air/+/+", StationLevel: 3, RegionLevel: 2, Kind: AirFeed, Format: NativeFormat,
			Interval: measure.OneHour, Stamp: StampEnd, Flags: map[string]measure.Flag{"3": measure.Normal},
			Scales: map[measure.Parameter]int64{measure.CO: 1000}, AcceptDays: 90},
		{Topic: "env/water/+/+", Filter: "env/water/+/+", StationLevel: 3, RegionLevel: 2, Kind: WaterFeed, Format: NativeFormat,
			Interval: measure.FourHours, Stamp: StampStart, AcceptDays: 90, AcceptSince: measure.Date(2016, 1, 1)},
	}
	if !reflect.DeepEqual(c.Feeds, want) {
		t.Errorf("feeds\n got %+v\nwant %+v", c.Feeds, want)
	}
	if topic, ok := c.Feeds[0].TopicFor("220605", "JY001"); topic != "env/air/220605/JY001" || !ok {
		t.Errorf("topic %q, %t", topic, ok)
	}
	if _, ok := (&Feed{Filter: "a/+/b/+", StationLevel: 3, RegionLevel: -1}).TopicFor("a", "s"); ok {
		t.Error("a filter with an open level gave a topic")
	}
}

func TestParse_MappedAndListeningFeeds(t *testing.T) {
	c := mustParse(t, strings.Replace(base, `topic: env/water/+/+, stamp: start, accept_since: 2016-01-01`,
		`format: hj212, listen: "0.0.0.0:5212", password_file: password, accept_since: 400d}
  - {kind: air, format: mapped, topic: vendor/+/state, unknown: accept, paths: {time: ts, values: {pm2_5: "x[0].v"}}`, 1))
	tcp, mapped := c.Feeds[1], c.Feeds[2]
	if tcp.Listen != "0.0.0.0:5212" || tcp.Password.Reveal() != "hunter2" || tcp.Stamp != StampStart || tcp.Filter != "" || tcp.AcceptDays != 400 {
		t.Errorf("hj212 feed %+v", tcp)
	}
	if mapped.Filter != "vendor/+/state" || mapped.StationLevel != 1 || mapped.RegionLevel != -1 ||
		mapped.Paths.Values[measure.PM25] != "x[0].v" || mapped.Paths.Time != "ts" || !mapped.AcceptUnknown {
		t.Errorf("mapped feed %+v", mapped)
	}
}

func TestParse_EnvironmentAndSwitchedOffJobs(t *testing.T) {
	c := mustParse(t, strings.NewReplacer("tcp://broker:1883", "'tcp://${HOST}:1883'", "30 0 * * *", "off",
		"timezone: Asia/Shanghai", "data_dir: /var/${HOST}/${EMPTY}x\nlog: {level: warn, format: json}\nroles: [intake]").Replace(base))
	if c.MQTT.URLs[0] != "tcp://10.0.0.5:1883" || c.DataDir != "/var/10.0.0.5/x" {
		t.Errorf("url %q, data_dir %q", c.MQTT.URLs[0], c.DataDir)
	}
	if c.Job("air-day").Spec != "" || c.Job("water").Spec == "" || c.Log != (Log{slog.LevelWarn, true}) || c.Roles != (Roles{Intake: true}) {
		t.Errorf("jobs %+v, log %+v, roles %+v", c.Jobs, c.Log, c.Roles)
	}
}

func TestParse_Warnings(t *testing.T) {
	c := mustParse(t, strings.NewReplacer(", stamp: end", "", ", document: 文号}", "}").Replace(base))
	var got []string
	for _, w := range c.Warnings {
		got = append(got, w.Error())
	}
	equalLines(t, got, []string{
		"x.yaml:19:16: areas[0].targets[0].basis.document: no document states the basis: 「考核口径未经上级明确」 will be shown",
		"x.yaml:36:5: feeds[0].stamp: is not stated: times are taken as the end of their interval (want stamp: start or end)",
	})
}

func TestParse_WebTokensAreHashed(t *testing.T) {
	c := mustParse(t, strings.Replace(base, "listen: 127.0.0.1:8080",
		`listen: 0.0.0.0:8080
  hosts: [Lanbi.example.cn]
  auth: {tokens: [{name: a, token_file: long}, {name: b, role: auditor, sha256: E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855}]}`, 1))
	// printf %s 0123456789abcdef | sha256sum
	want := []WebToken{{"a", "9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f", "operator"},
		{"b", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "auditor"}}
	if !slices.Equal(c.Web.Tokens, want) || !slices.Equal(c.Web.Hosts, []string{"lanbi.example.cn"}) {
		t.Errorf("web %+v", c.Web)
	}
}

func TestSecret_ShowsItselfNowhere(t *testing.T) {
	c := mustParse(t, base)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "password", c.MQTT.Password, "config", c)
	asJSON, err := json.Marshal(c.Alerts)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q", c.MQTT, c.Influx, c.Alerts, c.MQTT.Password, c.Influx.Token) + log.String() + string(asJSON)
	for _, secret := range []string{"hunter2", "t0ken", "k3y"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is shown in %s", secret, all)
		}
	}
	if (Secret{}).String() != "" || NewSecret("x").Empty() {
		t.Error("an empty secret must look empty, a full one must not")
	}
}

func TestFaults_AreErrorsEach(t *testing.T) {
	_, err := Parse("x.yaml", []byte(strings.Replace(base, "goal: 351", "goal: no", 1)), surroundings)
	var one Fault
	if !errors.As(err, &one) || one.Line != 18 || one.Column != 15 || one.Path != "areas[0].targets[0].goal" {
		t.Errorf("first fault %+v of %v", one, err)
	}
}

func TestLoad_FileThatIsNotThereOrTooLarge(t *testing.T) {
	if _, err := Load(t.TempDir()+"/none.yaml", Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that it does not exist", err)
	}
	large := t.TempDir() + "/large.yaml"
	if err := os.WriteFile(large, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(large, Options{}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("error %v, want that it is too large", err)
	}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a/c", false}, {"a/+", "a/c", true}, {"a/+", "a/b/c", false}, {"a/#", "a", true},
		{"a/#", "a/b/c", true}, {"#", "x/y", true}, {"+/b", "a/+", true}, {"+/b", "a/c", false}, {"a/+/c", "a/b/+", true},
		{"a/b/#", "a/+", true}, {"a/b/#", "a/c", false}, {"lanbi/#", "env/#", false}, {"", "+", true},
	} {
		if overlap(c.a, c.b) != c.want || overlap(c.b, c.a) != c.want {
			t.Errorf("overlap(%q, %q) is not %t both ways", c.a, c.b, c.want)
		}
	}
}

// TestParse_UnitOfMean is that of the parameter where none is stated.
func TestParse_UnitOfMean(t *testing.T) {
	const was = "kind: indicator, year: 2026, goal: 73, indicator: forest, direction: at-least"
	for key, want := range map[string]string{"co": "mg/m³", "pm2_5": "µg/m³", "co, unit: 毫克": "毫克"} {
		c := mustParse(t, strings.Replace(base, was, "kind: mean-concentration, year: 2026, goal: 1, parameter: "+key, 1))
		if got := c.Targets[2].Unit; got != want {
			t.Errorf("%s: unit %q, want %q", key, got, want)
		}
	}
}

// TestParse_BodyOfSource chooses the limit of total phosphorus.
func TestParse_BodyOfSource(t *testing.T) {
	c := mustParse(t, strings.Replace(base, "type: groundwater", "type: surface, body: lake", 1))
	if s := c.Areas[0].Sources[0]; s.Body != measure.Lake || s.Groundwater || s.Frequency != "quarter" {
		t.Errorf("source %+v", s)
	}
}
