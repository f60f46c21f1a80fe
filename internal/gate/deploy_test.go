package gate

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	goyaml "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"lanbi/internal/config"
)

const deploy = "../../deploy"

func deployed(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(deploy, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// decoded reads the documents of a YAML file; an alias or a merge is resolved.
func decoded(t *testing.T, name string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for text := range strings.SplitSeq(deployed(t, name), "\n---\n") {
		var doc map[string]any
		if err := goyaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, doc)
	}
	return all
}

// at follows keys and indices into a decoded document.
func at(v any, path ...any) any {
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			l, _ := v.([]any)
			if key >= len(l) {
				return nil
			}
			v = l[key]
		}
	}
	return v
}

func TestDeploy_YAMLParses(t *testing.T) {
	n := 0
	err := filepath.WalkDir(deploy, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".yml" {
			return err
		}
		n++
		if _, err := parser.ParseFile(path, 0); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil || n < 12 {
		t.Errorf("%d files, %v", n, err)
	}
}

var variable = regexp.MustCompile(`\$\{(\w+)(:[-?][^}]*)?\}`)

func TestDeploy_ComposeNeedsOnlyTheEnvironmentFile(t *testing.T) {
	text := deployed(t, "compose.yaml")
	example := map[string]bool{}
	for line := range strings.Lines(deployed(t, ".env.example")) {
		if name, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			example[name] = false
		}
	}
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if _, ok := example[found[1]]; !ok {
			t.Errorf("compose.yaml wants %s, .env.example has none", found[1])
		}
		example[found[1]] = true
	}
	for name, used := range example {
		if !used {
			t.Errorf(".env.example sets %s, which compose.yaml does not use", name)
		}
	}
}

func TestDeploy_ComposeServices(t *testing.T) {
	for _, file := range []string{"compose.yaml", "compose.demo.yaml"} {
		doc := decoded(t, file)[0]
		services, _ := doc["services"].(map[string]any)
		if len(services) < 2 {
			t.Fatalf("%s: %d services", file, len(services))
		}
		for name, s := range services {
			image, _ := at(s, "image").(string)
			if at(s, "build") == nil && (!strings.Contains(image, ":") || strings.HasSuffix(image, ":latest")) {
				t.Errorf("%s: %s: image %q has no fixed release", file, name, image)
			}
			mounts, _ := at(s, "volumes").([]any)
			for _, m := range mounts {
				from, _, _ := strings.Cut(variable.ReplaceAllStringFunc(m.(string), func(v string) string {
					return strings.TrimPrefix(variable.FindStringSubmatch(v)[2], ":-")
				}), ":")
				if !strings.HasPrefix(from, "./") { // a volume
					if _, ok := at(doc, "volumes").(map[string]any)[from]; !ok {
						t.Errorf("%s: %s mounts volume %q, which is not declared", file, name, from)
					}
					continue
				}
				if _, err := os.Stat(filepath.Join(deploy, from)); err != nil && from != "./mosquitto/stations" {
					t.Errorf("%s: %s: %v", file, name, err)
				}
			}
			for on := range dependencies(s) {
				if services[on] == nil {
					t.Errorf("%s: %s depends on %s, which is not there", file, name, on)
				}
			}
		}
		lanbi := services["lanbi"]
		if at(lanbi, "read_only") != true || at(lanbi, "user") != "65532:65532" || at(lanbi, "healthcheck", "test", 1) != "/lanbi" ||
			at(lanbi, "cap_drop", 0) != "ALL" {
			t.Errorf("%s: lanbi is not restricted: %v", file, lanbi)
		}
	}
}

func dependencies(service any) map[string]any {
	m, _ := at(service, "depends_on").(map[string]any)
	return m
}

// The configurations of deploy load with the environment that deploy gives them.
func TestDeploy_ConfigurationsLoad(t *testing.T) {
	for _, name := range []string{"compose/lanbi.yaml", "kubernetes/intake-config.yaml", "kubernetes/assess-config.yaml"} {
		env := map[string]string{
			"LANBI_HOST": "lanbi.example.cn", "MQTT_HOST": "mqtt.example.cn", "INFLUX_URL": "http://influxdb:8086",
			"HOSTNAME": "lanbi-intake-0", "POD_IP": "10.0.0.7",
		}
		c, err := config.Parse(name, []byte(deployed(t, name)), config.Options{
			Env:      func(name string) (string, bool) { v, ok := env[name]; return v, ok },
			ReadFile: func(string) ([]byte, error) { return []byte("0123456789abcdef0123456789abcdef"), nil },
		})
		if err != nil {
			t.Error(err)
			continue
		}
		if name == "kubernetes/intake-config.yaml" && (c.MQTT.ShareGroup == "" || c.MQTT.ClientID != "lanbi-lanbi-intake-0" || c.Roles.Assess) {
			t.Errorf("%s: intakes must share one subscription under stable names: %+v", name, c.MQTT)
		}
		if name == "kubernetes/assess-config.yaml" && (c.Roles.Intake || !c.Roles.Assess) {
			t.Errorf("%s: roles %+v", name, c.Roles)
		}
	}
}

func TestDeploy_Kubernetes(t *testing.T) {
	kustomization := decoded(t, "kubernetes/kustomization.yaml")[0]
	listed, _ := kustomization["resources"].([]any)
	for _, r := range listed {
		for _, doc := range decoded(t, "kubernetes/"+r.(string)) {
			kind, name := doc["kind"], at(doc, "metadata", "name")
			if kind == nil || doc["apiVersion"] == nil || name == nil {
				t.Errorf("%s: a document without apiVersion, kind or name", r)
			}
			if kind != "StatefulSet" {
				continue
			}
			where := fmt.Sprint(r, " ", name)
			labels, want := at(doc, "spec", "template", "metadata", "labels").(map[string]any), at(doc, "spec", "selector", "matchLabels").(map[string]any)
			for k, v := range want {
				if labels[k] != v {
					t.Errorf("%s: selector %s=%v does not match its pods", where, k, v)
				}
			}
			pod := at(doc, "spec", "template", "spec")
			for _, probe := range []string{"startupProbe", "livenessProbe", "readinessProbe"} {
				if at(pod, "containers", 0, probe, "httpGet", "path") == nil {
					t.Errorf("%s: no %s", where, probe)
				}
			}
			if at(pod, "securityContext", "runAsNonRoot") != true || at(pod, "containers", 0, "securityContext", "readOnlyRootFilesystem") != true ||
				at(pod, "containers", 0, "resources", "limits", "memory") == nil || at(pod, "automountServiceAccountToken") != false {
				t.Errorf("%s: not restricted", where)
			}
			if at(doc, "spec", "volumeClaimTemplates", 0, "metadata", "name") != "data" {
				t.Errorf("%s: no durable data", where)
			}
			if name == "lanbi-assess" && fmt.Sprint(at(doc, "spec", "replicas")) != "1" {
				t.Errorf("%s: %v replicas, two would send every alert twice", where, at(doc, "spec", "replicas"))
			}
		}
	}
	if !slices.Contains(listed, any("network.yaml")) {
		t.Error("no network policy")
	}
}

func TestDeploy_PrometheusRules(t *testing.T) {
	doc := decoded(t, "prometheus/lanbi.rules.yml")[0]
	rules, _ := at(doc, "groups", 0, "rules").([]any)
	if len(rules) < 8 {
		t.Errorf("%d rules", len(rules))
	}
	seen := map[any]bool{}
	for _, r := range rules {
		name := at(r, "alert")
		if name == nil || seen[name] || at(r, "expr") == nil || at(r, "labels", "severity") == nil ||
			at(r, "annotations", "summary") == nil || at(r, "annotations", "description") == nil {
			t.Errorf("rule %v is incomplete or there twice", name)
		}
		seen[name] = true
	}
}

// Every receiver that Alertmanager's routes name is there.
func TestDeploy_Alertmanager(t *testing.T) {
	doc := decoded(t, "prometheus/alertmanager.yml")[0]
	named := map[any]bool{}
	receivers, _ := at(doc, "receivers").([]any)
	for _, r := range receivers {
		named[at(r, "name")] = at(r, "webhook_configs", 0, "url") != nil
	}
	routes, _ := at(doc, "route", "routes").([]any)
	for _, r := range append(routes, at(doc, "route")) {
		if !named[at(r, "receiver")] {
			t.Errorf("route to %v: no such receiver", at(r, "receiver"))
		}
	}
}

func TestDeploy_GrafanaDataSourcesAreTheSame(t *testing.T) {
	own, compose := decoded(t, "grafana/provisioning/datasources/lanbi.yaml")[0], decoded(t, "compose/grafana-datasources.yaml")[0]
	for i := range 2 {
		for _, key := range []string{"uid", "type", "name", "database"} {
			if a, b := at(own, "datasources", i, key), at(compose, "datasources", i, key); a != b {
				t.Errorf("data source %d: %s is %v and %v", i, key, a, b)
			}
		}
	}
}
