package hj633

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

// openData opens a file of measured data kept beside the project; the test is
// skipped where it is absent.
func openData(t *testing.T, name string) *csv.Reader {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		f, err := os.Open(filepath.Join(dir, "shared", "data", name))
		if err == nil {
			t.Cleanup(func() { f.Close() })
			z, err := gzip.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			return csv.NewReader(z)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Skipf("shared/data/%s is not in any folder above the package", name)
		}
		dir = parent
	}
}

// Every station of two published hours; the feed's column o3_24h holds the 1 h value
// of ozone.
func TestHour_EveryPublishedStation(t *testing.T) {
	columns := map[measure.Parameter]string{
		measure.PM25: "pm2_5", measure.PM10: "pm10", measure.SO2: "so2",
		measure.NO2: "no2", measure.CO: "co", measure.O3: "o3_24h",
	}
	names := map[string]measure.Parameter{
		"细颗粒物(PM2.5)": measure.PM25, "颗粒物(PM10)": measure.PM10, "二氧化硫": measure.SO2,
		"二氧化氮": measure.NO2, "一氧化碳": measure.CO, "臭氧1小时": measure.O3,
	}
	r := openData(t, "air-station-snapshots.csv.gz")
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	rows := 0
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		v := Values{Plan: measure.AirPollutants}
		for p, name := range columns {
			if c, err := measure.ParseConcentration(row[at[name]], p.Unit().Scale()); err == nil {
				v.C[p], v.Has = c, v.Has.With(p)
			}
		}
		published, err := strconv.Atoi(row[at["aqi"]])
		if err != nil {
			continue // stations without a published index
		}
		rows++
		var primary measure.Set
		for name := range strings.SplitSeq(row[at["primarypollutant"]], ",") {
			if p, ok := names[name]; ok {
				primary = primary.With(p)
			}
		}
		x := Hour(E2012, &v, Options{})
		if !x.Known || x.AQI != published || x.Level().Chinese() != row[at["quality"]] {
			t.Errorf("%s %s: AQI %d %s, published %d %s", row[0], row[1], x.AQI, x.Level().Chinese(), published, row[at["quality"]])
		}
		if x.Primary != primary {
			t.Errorf("%s %s: primary %q, published %q", row[0], row[1], x.Primary, primary)
		}
	}
	if rows < 1000 {
		t.Errorf("only %d stations read", rows)
	}
}
