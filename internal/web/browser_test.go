package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// browse loads the address in a headless Chromium with a fresh profile.
func browse(t *testing.T, url string, flags ...string) string {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("LANBI_TEST_CHROMIUM") == "required" {
			t.Fatal("no chromium in PATH, and LANBI_TEST_CHROMIUM=required")
		}
		t.Skip("no chromium in PATH: the page is not tried in a browser")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	args := append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--hide-scrollbars", "--user-data-dir=" + t.TempDir()}, flags...)
	output, err := exec.CommandContext(ctx, chromium, append(args, url)...).Output()
	if err != nil {
		t.Fatalf("run %s: %v", chromium, err)
	}
	return string(output)
}

// TestPage_Screenshots keeps pictures for people to look at.
func TestPage_Screenshots(t *testing.T) {
	folder := os.Getenv("LANBI_SCREENSHOTS")
	if folder == "" {
		t.Skip("LANBI_SCREENSHOTS names no folder for pictures")
	}
	url := serve(t, options(county()))
	for name, size := range map[string]string{"desktop": "1366,2400", "phone": "390,5200"} {
		picture := filepath.Join(folder, name+".png")
		browse(t, url, "--screenshot="+picture, "--window-size="+size)
		if info, err := os.Stat(picture); err != nil || info.Size() < 10_000 {
			t.Errorf("%s: no picture (%v)", name, err)
		}
	}
}

func TestPage_InBrowser(t *testing.T) {
	f := county()
	f.rejections[0].Payload = `<script>document.title="owned"</script>`
	dom := browse(t, serve(t, options(f)), "--dump-dom")
	for _, want := range []string{"模拟数据，非实测，不得引用", "江源区", "有风险", "城区空气质量达标天数",
		"考核口径未经上级明确", "数据不足，暂不研判", "失联"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(dom, `<title>owned`) || strings.Contains(dom, "<script>") {
		t.Error("a script of a rejected payload ran")
	}
}
