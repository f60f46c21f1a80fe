package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// patterns lists the keys of a file as patterns, areas[].code. Keys that are
// data become * where the loader knows them so.
func patterns(n ast.Node, pat string, known map[string]bool, out map[string]bool) {
	switch v := n.(type) {
	case *ast.MappingNode:
		for _, pair := range v.Values {
			key := join(pat, keyOf(pair))
			if known[join(pat, "*")] {
				key = join(pat, "*")
			}
			out[key] = true
			patterns(pair.Value, key, known, out)
		}
	case *ast.SequenceNode:
		for _, one := range v.Values {
			patterns(one, pat+"[]", known, out)
		}
	}
}

// TestReference_ShowsEveryKey compares the keys the loader asks for with those
// of the reference, the alternatives behind a bare # included.
func TestReference_ShowsEveryKey(t *testing.T) {
	data, err := os.ReadFile("../../configs/reference.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l := newLoader("reference.yaml", Options{})
	l.config(node{l: l, n: l.parse(data)})
	all := regexp.MustCompile(`(?m)^(\s*)#([a-z0-9_-]+:)`).ReplaceAll(data, []byte("$1$2"))
	file, err := parser.ParseBytes(all, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		t.Fatalf("with every alternative in force: %v", err)
	}
	shown := map[string]bool{}
	patterns(file.Docs[0].Body, "", l.known, shown)
	if len(shown) < 100 {
		t.Fatalf("only %d keys found in the reference", len(shown))
	}
	for key := range l.known {
		if !shown[key] {
			t.Errorf("the loader knows %s, the reference does not show it", key)
		}
	}
	for key := range shown {
		if !l.known[key] {
			t.Errorf("the reference shows %s, the loader does not know it", key)
		}
	}
}

// TestReference_StatesTheDefaults compares what the reference shows as defaults
// with what the loader fills in for the shortest file.
func TestReference_StatesTheDefaults(t *testing.T) {
	ref, err := Load("../../configs/reference.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	least, err := Parse("least.yaml", []byte(`
areas:
  - code: A
    name: 甲
    stations: [{code: S, lat: 1, lon: 2, network: 省控}]
    targets: [{id: a/b, name: x, kind: good-air-days, year: 2026, goal: 1}]
mqtt: {embedded: {}}
influx: {embedded: {}}
feeds: [{kind: air}]
`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	ref.Alerts.Rules.Overrides = nil // an example of what is none by default
	for name, pair := range map[string][2]any{
		"timezone": {ref.Timezone.String(), least.Timezone.String()}, "roles": {ref.Roles, least.Roles},
		"data_dir": {ref.DataDir, least.DataDir}, "log": {ref.Log, least.Log}, "spool": {ref.Spool, least.Spool},
		"station_share": {ref.Areas[0].StationShare, least.Areas[0].StationShare},
		"assess":        {ref.Areas[0].Stations[0].Assess, least.Areas[0].Stations[0].Assess},
		"plan":          {ref.Areas[0].Stations[0].Plan, least.Areas[0].Stations[0].Plan},
		"unit":          {ref.Targets[0].Unit, least.Targets[0].Unit}, "basis": {ref.Targets[0].Basis, least.Targets[0].Basis},
		"mqtt.embedded": {*ref.MQTT.Embedded, *least.MQTT.Embedded}, "client_id": {ref.MQTT.ClientID, least.MQTT.ClientID},
		"share_group":     {ref.MQTT.ShareGroup, least.MQTT.ShareGroup},
		"influx.embedded": {*ref.Influx.Embedded, *least.Influx.Embedded}, "bucket": {ref.Influx.Bucket, least.Influx.Bucket},
		"raw_days": {ref.Influx.RawDays, least.Influx.RawDays}, "flush": {ref.Influx.Flush, least.Influx.Flush}, "topic": {ref.Feeds[0].Topic, least.Feeds[0].Topic},
		"interval": {ref.Feeds[0].Interval, least.Feeds[0].Interval}, "stamp": {ref.Feeds[0].Stamp, least.Feeds[0].Stamp},
		"accept_since": {ref.Feeds[0].AcceptDays, least.Feeds[0].AcceptDays}, "rules": {ref.Alerts.Rules, least.Alerts.Rules},
		"web.listen": {ref.Web.Listen, least.Web.Listen},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: the reference shows %v, the default is %v", name, pair[0], pair[1])
		}
	}
	if !slices.Equal(ref.Jobs, least.Jobs) {
		t.Errorf("jobs: the reference shows %v, the defaults are %v", ref.Jobs, least.Jobs)
	}
	if !slices.Equal(ref.Web.Hosts, least.Web.Hosts) {
		t.Errorf("hosts: the reference shows %v, the default is %v", ref.Web.Hosts, least.Web.Hosts)
	}
	if !strings.HasPrefix(ref.Feeds[0].Filter, "env/air/") {
		t.Errorf("filter %q", ref.Feeds[0].Filter)
	}
}
