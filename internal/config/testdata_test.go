package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every file of testdata is named after its fault and states at its head all
// faults it has, "# want line:column: path: text".
func TestParse_BrokenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata: %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(data)) {
				if text, ok := strings.CutPrefix(line, "# want "); ok {
					want = append(want, strings.TrimSpace(text))
				}
			}
			if len(want) == 0 {
				t.Fatal("the file states no fault")
			}
			equalLines(t, faultsOf(t, string(data)), want)
		})
	}
}
