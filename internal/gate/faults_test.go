package gate

import (
	"strings"
	"testing"
	"testing/fstest"
)

// files parses files given as path and text.
func files(t *testing.T, texts map[string]string) []source {
	t.Helper()
	root := fstest.MapFS{}
	for name, text := range texts {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	sources, err := parse(root)
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// The gate itself is held to account: each row breaks one rule, or keeps it
// where a careless check would complain.
func TestGate_FindsFaults(t *testing.T) {
	tests := []struct {
		name, path, text string
		check            func([]source) []string
		want             string // part of the only fault; empty for none
	}{
		{"core imports std", "internal/measure/a.go", "package measure\nimport \"strings\"\n", importFaults, ""},
		{"core imports os", "internal/measure/a.go", "package measure\nimport \"os\"\n", importFaults, "imports os"},
		{"core imports below net", "internal/target/a.go", "package target\nimport \"net/url\"\n", importFaults, "imports net/url"},
		{"core imports slog", "internal/assess/a.go", "package assess\nimport \"log/slog\"\n", importFaults, "log/slog"},
		{"core imports a module", "internal/alert/a.go", "package alert\nimport \"go.etcd.io/bbolt\"\n", importFaults, "bbolt"},
		{"core imports upwards", "internal/measure/a.go", "package measure\nimport \"lanbi/internal/assess\"\n", importFaults, "internal/assess"},
		{"build tag hides nothing", "internal/measure/a.go", "//go:build windows\n\npackage measure\n\nimport \"os\"\n", importFaults, "imports os"},
		{"standard imports its reference", "internal/standard/surface/a.go", "package surface\nimport \"lanbi/internal/standard/gb3838\"\n", importFaults, ""},
		{"standard imports another", "internal/standard/hj663/a.go", "package hj663\nimport \"lanbi/internal/standard/hj633\"\n", importFaults, "hj633"},
		{"adapter imports adapter", "internal/web/a.go", "package web\nimport \"lanbi/internal/influx\"\n", importFaults, "internal/influx"},
		{"client library is not the server", "internal/influx/a.go", "package influx\nimport \"github.com/influxdata/influxdb/models\"\n", importFaults, "influxdb/models"},
		{"channel imports its library", "internal/notify/mail/a.go", "package mail\nimport \"github.com/wneessen/go-mail\"\n", importFaults, ""},
		{"channel imports another's library", "internal/notify/webhook/a.go", "package webhook\nimport \"github.com/wneessen/go-mail\"\n", importFaults, "go-mail"},
		{"unknown package", "internal/sundry/a.go", "package sundry\n", importFaults, "has no row"},
		{"test may import", "internal/measure/a_test.go", "package measure\nimport \"os\"\n", importFaults, ""},
		{"daemon imports all", "internal/daemon/a.go", "package daemon\nimport \"lanbi/internal/influx\"\n", importFaults, ""},
		{"nobody imports gate", "internal/daemon/a.go", "package daemon\nimport \"lanbi/internal/gate\"\n", importFaults, "internal/gate"},
		{"command imports all", "cmd/lanbi/main.go", "package main\nimport \"lanbi/internal/daemon\"\n", importFaults, ""},

		{"clock", "internal/alert/a.go", "package alert\nimport \"time\"\nvar x = time.Now\n", clockFaults, "time.Now"},
		{"renamed clock", "internal/alert/a.go", "package alert\nimport wall \"time\"\nvar x = wall.Since\n", clockFaults, "wall.Since"},
		{"dot import of time", "internal/alert/a.go", "package alert\nimport . \"time\"\nvar x = Now\n", clockFaults, "dot import"},
		{"zone look-up", "internal/alert/a.go", "package alert\nimport \"time\"\nvar x, _ = time.LoadLocation(\"UTC\")\n", clockFaults, "LoadLocation"},
		{"time as a value", "internal/alert/a.go", "package alert\nimport \"time\"\nvar x time.Time\nvar y = x.After(x)\n", clockFaults, ""},
		{"standard output", "internal/alert/a.go", "package alert\nimport \"fmt\"\nfunc f() { fmt.Println() }\n", clockFaults, "fmt.Println"},
		{"formatting", "internal/alert/a.go", "package alert\nimport \"fmt\"\nvar x = fmt.Sprint()\n", clockFaults, ""},
		{"global chance", "internal/forecast/a.go", "package forecast\nimport \"math/rand/v2\"\nvar x = rand.IntN(3)\n", clockFaults, "rand.IntN"},
		{"seeded chance", "internal/forecast/a.go", "package forecast\nimport \"math/rand/v2\"\nvar x = rand.New(rand.NewPCG(1, 2))\n", clockFaults, ""},
		{"adapter's clock", "internal/daemon/a.go", "package daemon\nimport \"time\"\nvar x = time.Now\n", clockFaults, ""},

		{"init", "internal/web/a.go", "package web\nfunc init() {}\n", initFaults, "function init"},
		{"method init", "internal/web/a.go", "package web\ntype t int\nfunc (t) init() {}\n", initFaults, ""},
		{"empty file name", "internal/web/helpers_test.go", "package web\n", nameFaults, "file's name"},
		{"empty package name", "internal/util/a.go", "package util\n", nameFaults, "directory's name"},
		{"package not as directory", "internal/web/a.go", "package site\n", nameFaults, "package site"},
		{"external test package", "internal/web/a_test.go", "package web_test\n", nameFaults, ""},
		{"command", "cmd/lanbi/main.go", "package main\n", nameFaults, ""},
		{"comment", "internal/web/a.go", "// Package web serves.\npackage web\n", commentFaults, ""},
		{"no comment", "internal/web/a.go", "package web\n", commentFaults, "have 0"},
		{"comment after a tag", "internal/web/a.go", "//go:build linux\n\npackage web\n", commentFaults, "have 0"},
		{"comment of another name", "internal/web/a.go", "// Package site serves.\npackage web\n", commentFaults, "not beginning"},
		{"not formatted", "internal/web/a.go", "package web\nvar  x = 1\n", formatFaults, "not formatted"},
		{"formatted", "internal/web/a.go", "package web\n\nvar x = 1\n", formatFaults, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expect(t, test.check(files(t, map[string]string{test.path: test.text})), test.want)
		})
	}
}

func expect(t *testing.T, faults []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(faults) > 0:
		t.Errorf("complains of %q", faults)
	case want != "" && (len(faults) != 1 || !strings.Contains(faults[0], want)):
		t.Errorf("faults %q, want one with %q", faults, want)
	}
}

func TestGate_TwoPackageComments(t *testing.T) {
	expect(t, commentFaults(files(t, map[string]string{
		"internal/web/a.go": "// Package web serves.\npackage web\n",
		"internal/web/b.go": "// Package web reads.\npackage web\n",
	})), "have 2")
}

func TestGate_ReadmeTree(t *testing.T) {
	sources := files(t, map[string]string{
		"internal/web/a.go": "package web\n", "internal/notify/webhook/a.go": "package webhook\n", "cmd/lanbi/main.go": "package main\n", "configs/embed.go": "package configs\n",
		"internal/web/testdata/x/a.go": "package x\n"})
	const whole = "cmd/lanbi/  flags\n  internal/notify/webhook/  posts\n  internal/web/  page\nconfigs/  examples\n"
	tests := []struct{ name, readme, want string }{
		{"whole", "# Lanbi\n```sh\nls internal/\n```\n```\n" + whole + "```\n", ""},
		{"missing", "```\ncmd/lanbi/  flags\nconfigs/  examples\ninternal/web/  page\n```\n", "lacks internal/notify/webhook/"},
		{"extra", "```\n" + whole + "internal/mail/  sends\n```\n", "lists internal/mail/"},
		{"no purpose", "```\n" + strings.Replace(whole, "  page", "", 1) + "```\n", "does not say"},
		{"no slash", "```\n" + strings.Replace(whole, "web/", "web", 1) + "```\n", "end with a slash"},
		{"twice", "```\n" + whole + "internal/web/  page\n```\n", "twice"},
		{"not fenced", whole, "no fenced block"},
		{"nothing", "", "no fenced block"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { expect(t, treeFaults(test.readme, sources), test.want) })
	}
}

func TestGate_TopLevel(t *testing.T) {
	expect(t, topFaults([]string{"cmd", ".ci", "go.mod", "README.md"}), "")
	expect(t, topFaults([]string{"cmd", "Makefile"}), "Makefile")
}

// Every row of the table is reachable: a name in it that no rule knows is a
// slip of the pen.
func TestRules_NameKnownPackages(t *testing.T) {
	for name, row := range rules {
		for _, pattern := range row.packages {
			if pattern == core || pattern == everything {
				continue
			}
			if _, ok := ruleOf(pattern); !ok {
				t.Errorf("row %s names %s, which has no row", name, pattern)
			}
		}
	}
	for _, name := range pureCore {
		if !rules[name].pure {
			t.Errorf("row %s is of the core and not pure", name)
		}
	}
}
