package history

import (
	"os"
	"path/filepath"
	"testing"

	"lanbi/internal/measure"
)

// sharedData finds the folder of measured data beside the project, and skips
// the test where it is not.
func sharedData(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if data := filepath.Join(dir, "shared", "data"); exists(data) {
			return data
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no folder shared/data above the project: measured data not at hand")
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func readReal(t *testing.T, emit func(*measure.Sample), names ...string) Counts {
	t.Helper()
	dir := sharedData(t)
	var files []File
	for _, name := range names {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Skipf("%s is not at hand: %v", name, err)
		}
		t.Cleanup(func() { _ = f.Close() })
		files = append(files, File{name, f})
	}
	counts, err := Read("", files, Options{Zone: beijing}, func(s *measure.Sample) error { emit(s); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// The figures were counted from the files by other means (a CSV reader of
// another language).
func TestRealData_Beijing2016(t *testing.T) {
	var dongsi string
	counts := readReal(t, func(s *measure.Sample) {
		if s.Station == "东四" && show(s)[:len("air 东四 2015-12-31T23:00")] == "air 东四 2015-12-31T23:00" {
			dongsi = show(s)
		}
	}, "air-beijing-hourly-2016-all.csv.gz", "air-beijing-hourly-2016-extra.csv.gz")
	if want := "air 东四 2015-12-31T23:00 1h sent pm2_5=200 pm10=209 so2=31 no2=98 co=3.4 o3=2"; dongsi != want {
		t.Errorf("first hour of 东四:\n got %s\nwant %s", dongsi, want)
	}
	if counts.Rows != 113_304 || counts.Samples != 294_770 || counts.Readings != 1_653_045 ||
		counts.Rejected != 2 || counts.Reasons[ReasonColumns] != 2 {
		t.Errorf("counts %+v, want 113304 rows, 294770 samples, 1653045 readings and 2 cut rows rejected", counts)
	}
}

func TestRealData_Water(t *testing.T) {
	counts := readReal(t, func(*measure.Sample) {}, "water-stations-4h.csv.gz")
	if counts.Rows != 39200 || counts.Rejected != 0 {
		t.Errorf("counts %+v, want 39200 rows, none rejected", counts)
	}
}

func TestRealData_Snapshots(t *testing.T) {
	counts := readReal(t, func(*measure.Sample) {}, "air-station-snapshots.csv.gz")
	if counts.Rows != 1499 || counts.Rejected != 0 {
		t.Errorf("counts %+v, want 1499 rows, none rejected", counts)
	}
}
