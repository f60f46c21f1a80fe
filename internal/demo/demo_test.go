//go:build !noembed

package demo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lanbi/internal/demo"
	"lanbi/internal/web"
)

// noon is ten minutes after it, so that the hour before has been assessed.
var noon = time.Date(2026, 11, 21, 12, 10, 0, 0, china)

func atNoon() time.Time { return noon }

// notice is what everything of a demo carries.
const notice = "模拟数据，非实测，不得引用"

// open opens a demo with some days of history in dir. It is stopped at the end.
func open(t *testing.T, dir string, days int, now func() time.Time) (d *demo.Demo, loaded *bool) {
	t.Helper()
	loaded = new(bool)
	d, err := demo.Open(t.Context(), demo.Options{
		Dir: dir, Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Influx: "127.0.0.1:0",
		Now: now, Speed: 1, Seed: 1, Days: days, Version: "test", Log: log(t),
		Progress: func(what string, _, _ int) { *loaded = *loaded || strings.Contains(what, "装载") },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return d, loaded
}

func log(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// ask reads a path of the page or API.
func ask(t *testing.T, d *demo.Demo, path string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(d.PageURL() + strings.TrimPrefix(path, "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// fetch reads a path that must be there.
func fetch(t *testing.T, d *demo.Demo, path string) string {
	t.Helper()
	status, body := ask(t, d, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	return body
}

// rows are those of a list of the API.
func rows(t *testing.T, d *demo.Demo, list string) []map[string]any {
	t.Helper()
	var answer map[string][]map[string]any
	if err := json.Unmarshal([]byte(fetch(t, d, "/api/v1/"+list)), &answer); err != nil {
		t.Fatalf("read %s: %v", list, err)
	}
	return answer[list]
}

// encoded is what --once prints.
func encoded(t *testing.T, d *demo.Demo) string {
	t.Helper()
	progress, err := d.Progress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := web.EncodeTargets(&out, true, progress); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The demo from an empty folder to a running page, then once more on the same
// folder, then a day later.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	d, loaded := open(t, dir, 120, atNoon)
	if !*loaded {
		t.Error("no history was loaded into an empty folder")
	}
	once := encoded(t, d)
	if err := d.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	fetch(t, d, "/readyz")
	if body := fetch(t, d, "/api/v1/targets"); body != once {
		t.Errorf("the API's targets differ from those of --once\n%s\n%s", body, once)
	}
	expectDemoTargets(t, once)
	expectMarked(t, d)
	expectLiveDay(t, d)
	expectBrowser(t, d.PageURL())

	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := d.Stop(); err != nil {
		t.Errorf("second stop: %v", err)
	}
	d, loaded = open(t, dir, 120, atNoon)
	if *loaded {
		t.Error("a second start on the same folder loads the history again")
	}
	if again := encoded(t, d); again != once {
		t.Errorf("a second start gives other targets\n%s\n%s", again, once)
	}
	if err := d.Stop(); err != nil {
		t.Fatal(err)
	}
	d, _ = open(t, dir, 120, func() time.Time { return noon.AddDate(0, 0, 1) })
	if later := encoded(t, d); !strings.Contains(later, `"as_of":"2026-11-21"`) {
		t.Errorf("a start on the next day does not continue: %.200s", later)
	}
}

// expectDemoTargets wants every target of both counties, with numbers or with the
// reason why there are none.
func expectDemoTargets(t *testing.T, body string) {
	t.Helper()
	var answer struct {
		AsOf      string `json:"as_of"`
		Simulated bool
		Targets   []map[string]any
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	if !answer.Simulated || answer.AsOf != "2026-11-20" || len(answer.Targets) < 20 {
		t.Errorf("simulated %v, as_of %s, %d targets", answer.Simulated, answer.AsOf, len(answer.Targets))
	}
	known := 0
	for _, row := range answer.Targets {
		switch row["kind"] {
		case "good-air-days":
			days := row["good"].(float64) + row["exceeding"].(float64) + row["undetermined"].(float64) + row["remaining"].(float64)
			if days != 365 || row["good"].(float64) < 80 || row["status"] == "unknown" {
				t.Errorf("target %v", row)
			}
			known++
		case "water-class":
			if row["status"] == "unknown" || row["value"] == nil {
				t.Errorf("target %v", row)
			}
			known++
		default:
			if row["status"] == "unknown" && row["reason"] == nil {
				t.Errorf("unknown without a reason: %v", row)
			}
		}
	}
	if known < 3 {
		t.Errorf("%d targets of kinds that work, want both counties' days and the rivers", known)
	}
}

// expectMarked wants the notice wherever the demo shows something.
func expectMarked(t *testing.T, d *demo.Demo) {
	t.Helper()
	if !strings.Contains(fetch(t, d, "/"), notice) {
		t.Error("the page does not say that the data are simulated")
	}
	if one := fetch(t, d, "/api/v1/targets/jiangyuan%2Fgood-air-days"); !strings.Contains(one, `"simulated":true`) {
		t.Error("the target alone does not say simulated")
	}
	if status, problem := ask(t, d, "/api/v1/targets/none"); status != http.StatusNotFound || !strings.Contains(problem, "没有这个目标") {
		t.Errorf("an unknown target answers %d, %s", status, problem)
	}
}

// expectLiveDay wants the hours of today, which came over MQTT, and the broken
// messages set aside.
func expectLiveDay(t *testing.T, d *demo.Demo) {
	t.Helper()
	if n := d.Intake().Stats().Received; n < 100 {
		t.Errorf("%d messages came over MQTT, want the stations' hours of today", n)
	}
	recent := 0
	for _, row := range rows(t, d, "stations") {
		if at, _ := row["time"].(string); strings.HasPrefix(at, "2026-11-21T1") || strings.HasPrefix(at, "2026-11-21T08") {
			recent++
		}
	}
	if recent < 15 {
		t.Errorf("%d stations and sections have data of the last hours, want nearly all 19", recent)
	}
	for deadline := time.Now().Add(30 * time.Second); len(rows(t, d, "rejections")) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no broken message is shown")
		}
	}
}

// expectBrowser loads the running demo in a real browser.
func expectBrowser(t *testing.T, page string) {
	t.Run("browser", func(t *testing.T) {
		chromium, err := exec.LookPath("chromium")
		if err != nil {
			if os.Getenv("LANBI_TEST_CHROMIUM") == "required" {
				t.Fatal("chromium is not installed, and LANBI_TEST_CHROMIUM=required")
			}
			t.Skip("no chromium in PATH: the demo's page is not tried in a browser")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		browse := func(flag string) string {
			out, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
				"--disable-background-networking", "--user-data-dir="+t.TempDir(), "--window-size=1366,2400", flag, page).Output()
			if err != nil {
				t.Fatalf("run %s: %v", chromium, err)
			}
			return string(out)
		}
		dom := browse("--dump-dom")
		for _, want := range []string{notice, "白山市江源区", "长白朝鲜族自治县", "城区空气质量达标天数", "浑江", "数据不足，暂不研判"} {
			if !strings.Contains(dom, want) {
				t.Errorf("the page in the browser does not say %q", want)
			}
		}
		picture := t.TempDir() + "/demo.png"
		browse("--screenshot=" + picture)
		if info, err := os.Stat(picture); err != nil || info.Size() < 50_000 {
			t.Errorf("no picture of the page (%v)", err)
		}
	})
}

// Interrupted while it prepares, a demo continues at the next start, and its
// numbers are the same.
func TestDemo_InterruptedWhilePreparing(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := demo.Open(ctx, demo.Options{
		Dir: dir, Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Influx: "127.0.0.1:0",
		Now: atNoon, Speed: 1, Seed: 1, Days: 14, Log: log(t),
		Progress: func(what string, _, _ int) {
			if strings.Contains(what, "评价") {
				cancel()
			}
		},
	})
	if err == nil {
		t.Fatal("an interrupted demo opened")
	}
	d, _ := open(t, dir, 14, atNoon)
	whole, _ := open(t, t.TempDir(), 14, atNoon)
	if a, b := encoded(t, d), encoded(t, whole); a != b {
		t.Errorf("after an interruption the targets are\n%s\nwant\n%s", a, b)
	}
}
