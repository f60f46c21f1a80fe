package config

import (
	"os"
	"path/filepath"
	"testing"
)

// Every file of configs loads with no variable set and no secret at hand.
func TestFiles_EveryOneLoads(t *testing.T) {
	files, err := filepath.Glob("../../configs/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("configs: %q, %v, want at least five files", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if filepath.Base(file) == "national.yaml" {
				if _, err := readNational(file); err != nil {
					t.Error(err)
				}
				return
			}
			c, err := Load(file, Options{Env: func(string) (string, bool) { return "", false }})
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range c.Warnings {
				t.Log(w)
			}
		})
	}
	entries, _ := os.ReadDir("../../configs")
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".yaml" && filepath.Ext(e.Name()) != ".go" {
			t.Errorf("configs/%s is not read by this test", e.Name())
		}
	}
}
