//go:build !noembed

package main

import (
	"strings"
	"testing"
)

// Permits are kept: a fire point imported by another command is proposed to be exempt,
// until the permit is withdrawn. A bad row holds up nobody else's.
func TestImport_BurnsThenFirePoints(t *testing.T) {
	site := writeFile(t, "site.yaml", strings.Replace(
		strings.NewReplacer("%[1]s", t.TempDir(), "%[2]s", embeddedMQTT, "%[3]s", "127.0.0.1:0").Replace(siteYAML), "    targets:\n",
		"    targets:\n      - {id: bj/fires, name: 秸秆禁烧, kind: events, year: 2016, goal: 0, indicator: straw-burning, basis: {document: 公报}}\n", 1))
	burns := writeFile(t, "burns.csv", "area,from,until,lat,lon,radius_km,document\n北京,2016-03-01,2016-03-02,39.5,116,1,京农〔2016〕1 号\n北京,2016-03-01,2016-03-02,39.5,116,0,京农〔2016〕2 号\n")
	fires := writeFile(t, "fires.csv", "area,fire,time,lat,lon,source\n北京,F1,2016-03-01 13:20,39.95,116.43,NPP\n北京,F2,2016-03-01 13:20,39.5,116,NPP\n北京,F3,2016-03-01 13:20,,116,NPP\n")
	withdrawn := writeFile(t, "events.csv", "area,kind,id,state,time,text\n北京,approved-burn,京农〔2016〕1 号,撤销,2016-03-02,火险升级\n")
	board := func(want string) {
		t.Helper()
		code, out, err := lanbi(t, "", "status", "--json", "-c", site)
		expectRun(t, code, exitDone, out, want, err, "")
	}
	code, out, err := lanbi(t, "", "import", "-c", site, "--format", "reported", burns)
	expectRun(t, code, exitFailed, out, "", err, "burns.csv:3: value: radius_km 0")
	if !strings.Contains(err, "steps of events stored 1; new or changed 1") {
		t.Errorf("a file of permits alone: %s", err)
	}
	board(`"reason":"2016 年台账没有记录`)
	code, out, err = lanbi(t, "", "import", "-c", site, "--format", "reported", fires)
	expectRun(t, code, exitFailed, out, "", err, `fires.csv:4: place: lat ""`)
	for _, want := range []string{"rows read 3", "rejected 1", "steps of events stored 2"} {
		if !strings.Contains(err, want) {
			t.Errorf("standard error lacks %q: %s", want, err)
		}
	}
	board("待核实 2 起（其中 1 起在批准焚烧范围内，建议豁免）")
	code, out, err = lanbi(t, "", "import", "-c", site, "--format", "reported", withdrawn)
	expectRun(t, code, exitDone, out, "", err, "new or changed 1")
	board("待核实 2 起，豁免 0 起")
	// The list of permits comes again: what was withdrawn stays so.
	code, out, err = lanbi(t, "", "import", "-c", site, "--format", "reported", burns)
	expectRun(t, code, exitFailed, out, "", err, "new or changed 0")
	board("待核实 2 起，豁免 0 起")
}
