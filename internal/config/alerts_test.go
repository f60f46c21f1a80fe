package config

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
)

const onlyChannel = "    - {name: duty, type: webhook, url_file: hook, timeout: 5s}\n"

func TestParse_AlertRules(t *testing.T) {
	text := strings.Replace(base, onlyChannel, onlyChannel+`  digest: "07:30"
  quiet: {from: "23:00", until: "06:00"}
  repeat: 24h
  routes: [{kinds: [budget], areas: ["220605"], targets: [jiangyuan/good-air-days], severity: [critical], to: [duty], escalate: [duty], after: 10m}]
  rules:
    budget: {left: [7, 2], severity: critical}
    unreachable: {for: 2m}
    water_item: {on: false}
    day_data: {spare: 0}
    control: {ozone_from: "09:30", near: 1.1, stations: true, severity: warning}
    dust: {remind: 6h}
`, 1)
	c, err := Parse("x.yaml", []byte(text), surroundings)
	if err != nil {
		t.Fatal(err)
	}
	d, r := c.Alerts.Desk, c.Alerts.Rules
	if d.Morning != 7*time.Hour+30*time.Minute || d.Quiet != (alert.Quiet{From: 23 * time.Hour, Until: 6 * time.Hour}) || d.Repeat != 24*time.Hour ||
		!slices.Equal(d.Channels, []alert.Outlet{{Name: "duty"}}) {
		t.Errorf("desk %+v", d)
	}
	if len(d.Routes) != 1 || d.Routes[0].After != 10*time.Minute || !slices.Equal(d.Routes[0].To, []string{"duty"}) {
		t.Errorf("routes %+v", d.Routes)
	}
	if !slices.Equal(r.Budget.Left, []int{7, 2}) || r.Budget.Severity != alert.Critical || r.Unreachable.For != 2*time.Minute ||
		!r.WaterItem.Off || *r.DayData.Spare != 0 || *r.Validity.Spare != 1 || r.Silent.Air != 3*time.Hour {
		t.Errorf("rules %+v", r)
	}
	if k := r.Control; *k.From != 12*time.Hour || *k.OzoneFrom != 9*time.Hour+30*time.Minute || k.Near != 1.1 || !k.Stations || k.Severity != alert.Warning {
		t.Errorf("rule of the control value %+v", k)
	}
	if r.Dust.Off || r.Dust.Remind != 6*time.Hour {
		t.Errorf("rule of suspected dust %+v", r.Dust)
	}
}

func TestParse_DigestOff(t *testing.T) {
	c, err := Parse("x.yaml", []byte(strings.Replace(base, onlyChannel, onlyChannel+"  digest: \"off\"\n", 1)), surroundings)
	if err != nil || c.Alerts.Desk.Morning >= 0 {
		t.Errorf("digest off: %v, %v", c, err)
	}
}

func TestParse_AlertFaults(t *testing.T) {
	for line, want := range map[string]string{
		"digest: 8 Uhr":                            `43:11: alerts.digest: "8 Uhr" is not a time of day (want such as "08:00")`,
		"quiet: {from: \"25:00\"}":                 `43:17: alerts.quiet.from: "25:00" is not a time of day (want such as "08:00")`,
		"routes: [{to: [nobody]}]":                 `43:18: alerts.routes[0].to[0]: unknown channel "nobody"`,
		"routes: [{areas: [x], to: [duty]}]":       `43:21: alerts.routes[0].areas[0]: unknown area "x"`,
		"routes: [{targets: [x], to: [duty]}]":     `43:23: alerts.routes[0].targets[0]: unknown target "x"`,
		"routes: [{severity: [loud], to: [duty]}]": `43:24: alerts.routes[0].severity[0]: unknown "loud" (have info, warning, critical)`,
		"routes: [{kinds: [budget]}]":              "43:12: alerts.routes[0].to: is missing",
		"rules: {budget: {left: [3, 5]}}":          "43:30: alerts.rules.budget.left[1]: 5 is not below the one before",
		"rules: {budget: {severity: loud}}":        `43:30: alerts.rules.budget.severity: unknown "loud" (have info, warning, critical)`,
		"rules: {wind: {on: true}}":                "43:11: alerts.rules.wind: unknown key (have target_status, budget, budget_burn, water_class, water_item, control, dust, day_data, validity, station_silent, spool, job_failed, unreachable)",
		"language: fr":                             `43:13: alerts.language: unknown "fr" (have zh, en)`,
	} {
		got := strings.Join(faultsOf(t, strings.Replace(base, onlyChannel, onlyChannel+"  "+line+"\n", 1)), "\n")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

func TestParse_TemplateFaults(t *testing.T) {
	for line, want := range map[string]string{
		`templates: {budget: "{{.Namen}}"}`: "can't evaluate field Namen",
		`templates: {budget: "{{.Name"}`:    "unclosed action",
		`templates: {weather: "{{.Name}}"}`: `unknown kind of alert "weather"`,
	} {
		got := strings.Join(faultsOf(t, strings.Replace(base, onlyChannel, onlyChannel+"  "+line+"\n", 1)), "\n")
		if !strings.HasPrefix(got, "43:") || !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

func TestParse_AlertOverrides(t *testing.T) {
	text := strings.Replace(base, onlyChannel, onlyChannel+`  rules: {budget: {left: [7, 2]}, station_silent: {air: 2h}, day_data: {on: false}}
  overrides:
    - {targets: [jiangyuan/good-air-days], rules: {budget: {severity: critical}, budget_burn: {times: 3}}}
    - {areas: ["220605"], rules: {station_silent: {water: 6h}, day_data: {on: true, spare: 2}}}
`, 1)
	c, err := Parse("x.yaml", []byte(text), surroundings)
	if err != nil {
		t.Fatal(err)
	}
	r := c.Alerts.Rules
	if len(r.Overrides) != 2 || r.Budget.Severity != "" || !r.DayData.Off {
		t.Fatalf("rules %+v", r)
	}
	// What an override does not name is as in the rules.
	first, second := r.Overrides[0], r.Overrides[1]
	if !slices.Equal(first.Targets, []string{"jiangyuan/good-air-days"}) || first.Areas != nil || first.Rules.Budget.Severity != alert.Critical ||
		!slices.Equal(first.Rules.Budget.Left, []int{7, 2}) || first.Rules.Burn.Times != 3 || first.Rules.Burn.Days != 14 || !first.Rules.DayData.Off {
		t.Errorf("first %+v", first)
	}
	if !slices.Equal(second.Areas, []string{"220605"}) || second.Rules.Silent != (alert.SilentRule{Air: 2 * time.Hour, Water: 6 * time.Hour}) ||
		second.Rules.DayData.Off || *second.Rules.DayData.Spare != 2 || *r.DayData.Spare != 1 || second.Rules.Overrides != nil {
		t.Errorf("second %+v", second)
	}
	for line, want := range map[string]string{
		"overrides: [{rules: {}}]":                                            "43:15: alerts.overrides[0]: names neither areas nor targets (what holds everywhere belongs into alerts.rules)",
		"overrides: [{areas: [\"220605\"]}]":                                  "43:15: alerts.overrides[0].rules: is missing",
		"overrides: [{areas: [x], rules: {}}]":                                `43:24: alerts.overrides[0].areas[0]: unknown area "x"`,
		"overrides: [{areas: [\"220605\"], rules: {spool: {}}}]":              "43:43: alerts.overrides[0].rules.spool: unknown key (have target_status, budget, budget_burn, water_class, water_item, control, dust, day_data, validity, station_silent)",
		"overrides: [{areas: [\"220605\"], rules: {budget_burn: {days: 7}}}]": "43:57: alerts.overrides[0].rules.budget_burn.days: unknown key (have on, severity, times)",
	} {
		got := strings.Join(faultsOf(t, strings.Replace(base, onlyChannel, onlyChannel+"  "+line+"\n", 1)), "\n")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}
