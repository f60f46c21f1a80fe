//go:build !noembed

package main

import (
	"strings"
	"testing"
)

// A figure that cannot be believed is set aside by line, with what was expected; the
// others of the file are stored.
func TestImport_FigureNotBelieved(t *testing.T) {
	site := writeFile(t, "site.yaml", strings.Replace(
		strings.NewReplacer("%[1]s", t.TempDir(), "%[2]s", embeddedMQTT, "%[3]s", "127.0.0.1:0").Replace(siteYAML), "    targets:\n",
		"    targets:\n      - {id: bj/forest, name: 森林覆盖率, kind: indicator, year: 2016, goal: 44, direction: at-least, indicator: forest, unit: \"%\", basis: {document: 公报}}\n", 1))
	figures := writeFile(t, "figures.csv", "area,indicator,period,value,source\n北京,forest,2014,41.0,统计局\n北京,forest,2015,416,统计局\n北京,forest,2016,42.3,统计局\n北京,forest,2261,42.3,统计局\n")
	code, out, err := lanbi(t, "", "import", "-c", site, "--format", "reported", figures)
	expectRun(t, code, exitFailed, out, "", err, "figures.csv:3: value: indicator forest，value 416：以 % 计，应在 -100～200 之间")
	for _, want := range []string{"figures.csv:5: value: period 2261：尚未开始", "rows read 4", "rejected 2", "figures stored 2"} {
		if !strings.Contains(err, want) {
			t.Errorf("standard error lacks %q: %s", want, err)
		}
	}
}
