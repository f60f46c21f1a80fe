package gate

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// influxStub answers like the command of InfluxDB 2.7 and notes what it is asked;
// buckets that were created are found afterwards.
const influxStub = `#!/bin/sh
echo "$*" >>"$CALLS"
case "$1 $2 $3" in
"bucket list "*) grep -q "^$5$" "$BUCKETS" && printf 'id-%s\t%s\n' "$5" "$5" ;;
"bucket create "*) echo "$4" >>"$BUCKETS" ;;
"auth create "*) printf '{\n\t"id": "1",\n\t"token": "made-for-%s==",\n\t"status": "active"\n}\n' "$5" ;;
esac
exit 0
`

// The set-up of compose.yaml makes everything once, and nothing a second time.
func TestDeploy_SetupOnce(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"bin/influx": influxStub, "buckets": "", "calls": ""} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	lanbi, grafana := filepath.Join(dir, "lanbi"), filepath.Join(dir, "grafana")
	for _, folder := range []string{lanbi, grafana} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run := func() string {
		t.Helper()
		setup := exec.CommandContext(t.Context(), "sh", filepath.Join(deploy, "compose", "setup.sh"))
		setup.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"),
			"CALLS="+filepath.Join(dir, "calls"), "BUCKETS="+filepath.Join(dir, "buckets"), "FOR_LANBI="+lanbi, "FOR_GRAFANA="+grafana,
			"INFLUX_ADMIN_TOKEN=admin", "LANBI_MQTT_PASSWORD=for mqtt", "LANBI_WEB_TOKEN=for the page")
		if out, err := setup.CombinedOutput(); err != nil {
			t.Fatalf("setup.sh: %v\n%s", err, out)
		}
		calls, err := os.ReadFile(filepath.Join(dir, "calls"))
		if err != nil || os.Truncate(filepath.Join(dir, "calls"), 0) != nil {
			t.Fatal(err)
		}
		return string(calls)
	}
	first := run()
	for _, want := range []string{
		"bucket create --name lanbi --retention 0 --shard-group-duration 520w\n",
		"v1 dbrp create --db lanbi --rp autogen --default --bucket-id id-lanbi\n",
		"bucket create --name lanbi_raw --retention 90d --shard-group-duration 1w\n",
		"auth create --json --description influx.token --read-bucket id-lanbi --write-bucket id-lanbi --read-bucket id-lanbi_raw --write-bucket id-lanbi_raw\n",
		"auth create --json --description grafana.token --read-bucket id-lanbi\n",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the first start does not ask %q:\n%s", want, first)
		}
	}
	if second := run(); strings.Contains(second, "create") {
		t.Errorf("the second start creates again:\n%s", second)
	}
	for path, want := range map[string]string{
		filepath.Join(lanbi, "influx.token"): "made-for-influx.token==", filepath.Join(grafana, "grafana.token"): "made-for-grafana.token==",
		filepath.Join(lanbi, "mqtt.password"): "for mqtt", filepath.Join(lanbi, "web.token"): "for the page",
	} {
		if have, err := os.ReadFile(path); err != nil || string(have) != want {
			t.Errorf("%s holds %q, want %q: %v", path, have, want, err)
		}
	}
}
