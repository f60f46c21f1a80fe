package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var pdf = []byte("%PDF-1.7\nx")

func TestStore_PutListRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	s := New(dir)
	const event = "dust/220605/2026-04-10"
	if files, err := s.List(event); err != nil || files != nil {
		t.Fatalf("before anything was kept: %v, %v", files, err)
	}
	f, err := s.Put(event, `C:\桌面\卫星 图_1.pdf`, pdf)
	// The hash is that of "%PDF-1.7\nx", by sha256sum.
	const hash = "1b2ed3a31a3ff9e54be3ecbc2edce7c876d5e1fa70b8d66ec31d64c205cc8a43"
	if err != nil || f.Name != "卫星 图_1.pdf" || f.Size != 10 || f.SHA256 != hash {
		t.Fatalf("%+v, %v", f, err)
	}
	again, err := s.Put(event, "other.pdf", pdf)
	if err != nil || again.Name != f.Name {
		t.Errorf("the same content again: %+v, %v; want the first", again, err)
	}
	// Another process sees the same.
	files, err := New(dir).List(event)
	if err != nil || len(files) != 1 || files[0].Name != f.Name || files[0].SHA256 != f.SHA256 {
		t.Fatalf("%+v, %v", files, err)
	}
	if _, content, err := s.Read(event, f.SHA256); err != nil || !bytes.Equal(content, pdf) {
		t.Errorf("%q, %v", content, err)
	}
	if _, _, err := s.Read("dust/220605/2026-04-11", f.SHA256); !errors.Is(err, ErrMissing) {
		t.Errorf("of another event: %v", err)
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(kept) != 1 || strings.Count(strings.TrimPrefix(kept[0], dir), "/") != 2 {
		t.Fatalf("on the disk: %v", kept)
	}
	if err := os.WriteFile(kept[0], []byte("%PDF-1.7\ny"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Read(event, f.SHA256); err == nil {
		t.Error("a changed file is handed out")
	}
}

func TestStore_Refuses(t *testing.T) {
	s := New(t.TempDir())
	for name, c := range map[string]struct {
		event, name string
		content     []byte
	}{
		"kind":          {"e", "a.exe", []byte("MZ")},
		"page as text":  {"e", "a.txt", []byte("<!DOCTYPE html><script>")},
		"page as pdf":   {"e", "a.pdf", []byte("<html>")},
		"empty":         {"e", "a.pdf", nil},
		"too large":     {"e", "a.pdf", append(bytes.Clone(pdf), make([]byte, MaxBytes)...)},
		"no event":      {"", "a.pdf", pdf},
		"long event":    {strings.Repeat("e", 101), "a.pdf", pdf},
		"wide event":    {strings.Repeat("（", 100), "a.pdf", pdf},
		"long name":     {"e", strings.Repeat("a", 60) + ".pdf", pdf},
		"not UTF-8":     {"e", "\xff.pdf", pdf},
		"no name":       {"e", "", pdf},
		"only ending":   {"e", ".pdf", pdf},
		"two lines":     {"e", "a\nb.pdf", pdf},
		"turned name":   {"e", "\u202efdp.pdf", pdf},
		"wide name":     {"e", strings.Repeat("（", 50) + ".pdf", pdf},
		"hidden ending": {"e", "..", pdf},
	} {
		if _, err := s.Put(c.event, c.name, c.content); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: error %v, want refusal", name, err)
		}
	}
	for i := range MaxFiles {
		if _, err := s.Put("e", "a.pdf", fmt.Appendf(nil, "%%PDF-1.7 %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put("e", "a.pdf", pdf); !errors.Is(err, ErrRefused) {
		t.Errorf("the eleventh file: %v", err)
	}
	if files, err := s.List("e"); err != nil || len(files) != MaxFiles {
		t.Errorf("%d files, %v", len(files), err)
	}
}

// Whatever an event or a file is called, everything stays inside the folder, and names
// come back.
func TestStore_StaysInside(t *testing.T) {
	root := t.TempDir()
	s := New(filepath.Join(root, "evidence"))
	for _, name := range []string{"..", ".", "../../x", "a/../../b", "%2e%2e", "a\x00b", "CON", "a_b", "空 格"} {
		f, err := s.Put(name, "图%41"+".pdf", append(bytes.Clone(pdf), name...))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		files, err := s.List(name)
		if err != nil || len(files) != 1 || files[0].Name != "图%41.pdf" || files[0].SHA256 != f.SHA256 {
			t.Errorf("%q: %+v, %v", name, files, err)
		}
	}
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the folder: %v, %v", entries, err)
	}
	folders, err := os.ReadDir(filepath.Join(root, "evidence"))
	if err != nil || len(folders) != 9 {
		t.Errorf("%d folders, %v; want one for each event", len(folders), err)
	}
}

// Names are Chinese and long as people write them; a replacement character is a name too.
func TestStore_LongChineseNames(t *testing.T) {
	s := New(t.TempDir())
	for i, name := range []string{"白山市江源区二〇二六年四月十一日沙尘天气过程卫星遥感监测与传输路径分析报告终稿.pdf", "图\ufffd%41.PDF"} {
		content := fmt.Appendf(nil, "%%PDF-1.7 %d", i)
		f, err := s.Put("dust/220605/2026-04-11", name, content)
		if err != nil || f.Name != name {
			t.Fatalf("%+v, %v", f, err)
		}
		kept, got, err := s.Read("dust/220605/2026-04-11", f.SHA256)
		if err != nil || kept.Name != name || !bytes.Equal(got, content) {
			t.Errorf("%+v, %q, %v", kept, got, err)
		}
	}
}
