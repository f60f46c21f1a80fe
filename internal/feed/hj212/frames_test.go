package hj212

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

// sharedFile finds a file of measured data above the package, or skips.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		path := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Skipf("no shared/data/%s above the package", name)
		}
		dir = parent
	}
}

// TestDecode_PublicFrames reads 21 frames of public code. What each must give
// was typed from the frames and their notes; length and checksum of each were
// computed by another program. Two declare six bytes too many and have the right
// checksum, two have that of Modbus, and six have neither.
func TestDecode_PublicFrames(t *testing.T) {
	want := map[string]struct {
		settings Settings
		want     string
	}{
		"koulei Go client":              {minutes, "JLYP01_AIR01_0001 2022-05-13T16:26:00 1m sent no2=4000N o3=63000N so2=6000N co=427000N pm2_5=14000N pm10=31000N stated pm2_5+pm10+so2+no2+co+o3; ignored 5"},
		"allbs-hj212 docs":              {water, "ZLDSZ20210127 2021-03-01T11:11:00 4h sent ph=8330000N do=10150000N temp=9700000N ec=1425000000N turb=13100000N tp=0N tn=3563168N nh3n=90551N codmn=4102818N volatile_phenol=0N stated temp+ph+do+codmn+nh3n+tp+tn+volatile_phenol+ec+turb; ignored 1"},
		"xmmems client":                 {water, "NM100000_0005 2020-11-29T21:00:01 4h sent temp=23100000N ph=7640000N do=6600000N ec=300000000N turb=17000000N codmn=1400000N tp=42000N tn=3040000N nh3n=160000N lead=110N arsenic=0N volatile_phenol=500N cyanide=2000N cadmium=10N copper=50N stated temp+ph+do+codmn+nh3n+tp+tn+copper+arsenic+cadmium+lead+cyanide+volatile_phenol+ec+turb"},
		"Java CRC tool":                 {air, "C037800AM2011 2018-03-28T23:50:00 sample sent so2=19000N no2=25000N co=687000N o3=76000N pm2_5=75000N pm10=374000N stated pm2_5+pm10+so2+no2+co+o3; tolerated 1"},
		"DataDeal test 1":               {minutes, "crc"},
		"DataDeal test 2":               {minutes, "crc"},
		"net server test":               {air, "empty; ignored 5"},
		"netty client":                  {air, "malformed"},
		"T212Mapper test":               {air, "010000A8900016F000169DC0 2016-08-01T08:40:00 sample sent co=1100000N no2=112000N so2=58000N pm2_5=207000N pm10=295000N stated pm2_5+pm10+so2+no2+co; ignored 7"},
		"HJ 212-2017 example frame":     {air, "ignored 1"},
		"Qt upload client":              {air, "empty; ignored 1"},
		"Java, Tianjin dust station":    {air, "120112TJTGGN13 2015-08-11T15:12:00 sample sent pm10=89590N stated pm10; ignored 1; tolerated 1"},
		"Java, surface water":           {water, "malformed"},
		"linqiu126/hcu test, set time":  {air, "crc"},
		"linqiu126/hcu test, read real": {air, "crc"},
		"python test, surface water re": {water, "A110000_0001 2026-07-06T10:30:00 4h sent temp=28600000N ec=7800000N ph=6500000N bod5=15200000N codmn=1023000N stated temp+ph+codmn+bod5+ec"},
		"python test, surface water ho": {water, "A110000_0001 2026-07-06T10:00:00 4h sent temp=28400000N ec=7700000N ph=6600000N bod5=15000000N codmn=1022000N stated temp+ph+codmn+bod5+ec"},
		"Java test, kitchen fume realt": {minutes, "empty; ignored 1"},
		"Java test, kitchen fume day":   {air, "unaligned; ignored 3"},
		"Rust test, made up":            {air, "malformed"},
		"Go test, made up":              {air, "malformed"},
	}
	f, err := os.Open(sharedFile(t, "hj212-frames.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read := 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		note, frame, ok := strings.Cut(lines.Text(), "\t")
		if !ok || note == "note" || strings.HasPrefix(note, "#") {
			continue
		}
		read++
		found := false
		for prefix, c := range want {
			if !strings.HasPrefix(note, prefix) {
				continue
			}
			found = true
			if got := show(decode(t, c.settings, "", []byte(frame))); got != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", note, got, c.want)
			}
			if got := show(decode(t, c.settings, "", []byte(frame+"\r\n"))); got != c.want {
				t.Errorf("%s, with CR LF:\ngot  %s\nwant %s", note, got, c.want)
			}
		}
		if !found {
			t.Errorf("no expectation for %q", note)
		}
	}
	if err := lines.Err(); err != nil || read != 21 {
		t.Fatalf("%d frames read, error %v; want 21", read, err)
	}
}

// Values in mg/m³ with the feed's units set.
func TestDecode_MilligramFrame(t *testing.T) {
	s := minutes
	s.Scales = map[measure.Parameter]int64{measure.O3: 1_000_000, measure.PM25: 1_000_000}
	got := show(decode(t, s, "", []byte(frame("ST=22;CN=2051;PW=123456;MN=8", "DataTime=20140226153000;QN=20140226153000001;a05024-Avg=0.0944;a34004-Avg=0.0523"))))
	if want := "8 2014-02-26T15:30:00 1m sent o3=94400 pm2_5=52300"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
