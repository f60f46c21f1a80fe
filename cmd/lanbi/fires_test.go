//go:build !noembed

package main

import (
	"strings"
	"testing"
)

// Fire points go in with the approved burns of the same import; a bad row holds up
// nobody else's.
func TestImport_FirePoints(t *testing.T) {
	site := siteFile(t, t.TempDir(), embeddedMQTT, "127.0.0.1:0")
	fires := writeFile(t, "fires.csv", "area,fire,time,lat,lon,source\n北京,F1,2016-03-01 13:20,39.95,116.43,NPP\n北京,F2,2016-03-01 13:20,39.5,116,NPP\n北京,F3,2016-03-01 13:20,,116,NPP\n")
	burns := writeFile(t, "burns.csv", "area,from,until,lat,lon,radius_km,document\n北京,2016-03-01,2016-03-02,39.5,116,1,京农〔2016〕1 号\n")
	code, out, err := lanbi(t, "", "import", "-c", site, "--format", "reported", fires, burns)
	expectRun(t, code, exitFailed, out, "", err, `fires.csv:4: place: lat ""`)
	for _, want := range []string{"rows read 4", "rejected 1", "steps of events stored 2"} {
		if !strings.Contains(err, want) {
			t.Errorf("standard error lacks %q: %s", want, err)
		}
	}
}
