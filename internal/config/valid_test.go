package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// base is a valid configuration; a case breaks one place of it.
const base = `timezone: Asia/Shanghai
areas:
  - code: "220605"
    name: 江源区
    station_share: 0.5
    stations:
      - {code: JY001, name: 区政府, lat: 42.05, lon: 126.59, network: 省控}
      - {code: JY002, lat: 42.05, lon: 126.59, network: 乡镇, replaces: JY001, from: 2024-01-01, plan: [pm2_5, o3]}
    sections:
      - {code: HJ01, river: 浑江, class: Ⅱ, body: river}
    sources:
      - {code: SY01, type: groundwater, in_use: true, intake: {2026-01: 100}}
    targets:
      - id: jiangyuan/good-air-days
        name: 达标天数
        kind: good-air-days
        year: 2026
        goal: 351
        basis: {edition: by-date, document: 文号}
      - id: jiangyuan/water-class
        name: 水质
        kind: water-class
        by: 2026
        goal: 2
        rivers: [浑江]
        basis: {document: 文号}
      - {id: a/indicator, name: 率, kind: indicator, year: 2026, goal: 73, indicator: forest, direction: at-least, basis: {document: 文号}}
mqtt:
  urls: [tcp://broker:1883]
  username: lanbi
  password_file: password
influx:
  url: http://influx:8086
  token_file: token
feeds:
  - {kind: air, topic: "env/air/{region}/{station}", interval: 1h, stamp: end, flags: {"3": valid}, units: {co: µg/m³}}
  - {kind: water, topic: env/water/+/+, stamp: start, accept_since: 2016-01-01}
jobs:
  air-day: 30 0 * * *
alerts:
  channels:
    - {name: duty, type: webhook, url_file: hook, timeout: 5s}
web:
  listen: 127.0.0.1:8080
`

// surroundings are files and variables that the cases see.
var surroundings = Options{
	Env: func(name string) (string, bool) {
		v, ok := map[string]string{"HOST": "10.0.0.5", "EMPTY": "", "NESTED": "${HOST}"}[name]
		return v, ok
	},
	ReadFile: func(path string) ([]byte, error) {
		files := map[string]string{"password": "hunter2\n", "token": "t0ken", "hook": "https://example.cn/send?key=k3y",
			"blank": "\n", "two": "a\nb\n", "short": "abc", "long": "0123456789abcdef", "nonsense": "not an address", "ca": "PEM"}
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, fmt.Errorf("open %s: %w", path, os.ErrNotExist)
	},
	CheckCron: func(spec string) error {
		if len(strings.Fields(spec)) != 5 {
			return errors.New("want five fields")
		}
		return nil
	},
}

// faultsOf parses text and gives each fault as "line:column: path: text".
func faultsOf(t *testing.T, text string) []string {
	t.Helper()
	_, err := Parse("x.yaml", []byte(text), surroundings)
	if err == nil {
		return nil
	}
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %T, want Faults", err)
	}
	var out []string
	for _, f := range faults {
		out = append(out, strings.TrimPrefix(strings.TrimPrefix(f.Error(), "x.yaml:"), " "))
	}
	return out
}

func equalLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("faults\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestParse_Base(t *testing.T) {
	equalLines(t, faultsOf(t, base), nil)
}

func TestParse_IntakeWithoutAreas(t *testing.T) {
	const feeds = "mqtt: {urls: [\"tcp://127.0.0.1:1883\"], client_id: a}\ninflux: {url: \"http://127.0.0.1:8086\"}\n" +
		"feeds:\n  - {topic: env/air/+/+, kind: air, format: native, interval: 1m, stamp: end, unknown: accept}\n"
	c, err := Parse("x.yaml", []byte("roles: [intake]\n"+feeds), Options{})
	if err != nil {
		t.Fatalf("an intake that accepts every station needs no areas: %v", err)
	}
	if c.Roles.Assess || !c.Feeds[0].AcceptUnknown {
		t.Errorf("roles %+v, feed %+v", c.Roles, c.Feeds[0])
	}
	if _, err := Parse("x.yaml", []byte(feeds), Options{}); err == nil || !strings.Contains(err.Error(), "areas: is missing") {
		t.Errorf("assessing without areas: %v, want the fault that areas is missing", err)
	}
}
