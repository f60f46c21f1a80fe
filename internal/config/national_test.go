package config

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func readNational(file string) ([]National, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return ParseNational(file, data)
}

// Values typed from the table of published figures, not from the file.
func TestNational_PublishedFigures(t *testing.T) {
	all, err := readNational("../../configs/national.yaml")
	if err != nil {
		t.Fatal(err)
	}
	find := func(year int, f NationalFigure, d NationalDust) National {
		i := slices.IndexFunc(all, func(n National) bool { return n.Year == year && n.Figure == f && n.Dust == d })
		if i < 0 {
			t.Fatalf("no %s %s of %d", f, d, year)
		}
		return all[i]
	}
	water := map[int][2]float64{2015: {64.5, 8.8}, 2016: {67.8, 8.6}, 2017: {67.9, 8.3}, 2018: {71.0, 6.7}, 2019: {74.9, 3.4},
		2020: {83.4, 0.6}, 2021: {84.9, 1.2}, 2022: {87.9, 0.7}, 2023: {89.4, 0.7}, 2024: {90.4, 0.6}, 2025: {91.4, 0.6}}
	air := map[int][2]float64{2015: {76.7, 50}, 2016: {78.8, 47}, 2017: {78.0, 43}, 2018: {79.3, 39}, 2019: {82.0, 36},
		2020: {87.0, 33}, 2021: {87.5, 30}, 2022: {86.5, 29}, 2023: {85.5, 30}, 2024: {87.2, 29.3}, 2025: {88.1, 28.0}}
	for year := 2015; year <= 2025; year++ {
		got := [4]float64{find(year, GoodWaterShare, NoDust).Value, find(year, InferiorWaterShare, NoDust).Value,
			find(year, GoodAirDaysShare, DustKept).Value, find(year, PM25Mean, NoDust).Value}
		if want := [4]float64{water[year][0], water[year][1], air[year][0], air[year][1]}; got != want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
	if v := find(2023, GoodAirDaysShare, DustEventsRemoved).Value; v != 86.8 {
		t.Errorf("2023 without dust events %v, want 86.8", v)
	}
	if v := find(2025, GoodAirDaysShare, DustEventsRemoved).Value; v != 89.3 {
		t.Errorf("2025 without dust events %v, want 89.3", v)
	}
	if !find(2015, PM25Mean, NoDust).Derived || find(2016, PM25Mean, NoDust).Derived {
		t.Error("PM2.5 of 2015 is derived and that of 2016 is published")
	}
	if len(all) != 46 {
		t.Errorf("%d figures, want 46", len(all))
	}
}

func TestNational_Faults(t *testing.T) {
	_, err := ParseNational("n.yaml", []byte(`figures:
  - {year: 2025, figure: good-air-days-share, value: 188, basis: x, source: [a]}
  - {year: 2025, figure: pm2_5-mean, value: 28, dust: keep, basis: x}
  - {year: 2025, figure: pm2_5-mean, value: 28, dust: keep, basis: x, source: [a], note: b}
  - {figure: rank, value: 1, basis: " ", source: [a]}
`))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %v, want Faults", err)
	}
	equalLines(t, strings.Split(faults.Error(), "\n"), []string{
		"n.yaml:2:5: figures[0].dust: must be stated for good-air-days-share and for nothing else (have keep, events-removed)",
		"n.yaml:2:54: figures[0].value: 188 is out of range (want 0 to 100)",
		"n.yaml:3:5: figures[1].source: is missing: a figure without its source compares with nothing",
		"n.yaml:3:55: figures[1].dust: must be stated for good-air-days-share and for nothing else (have keep, events-removed)",
		"n.yaml:4:5: figures[2]: pm2_5-mean of 2025 occurs twice on the same basis",
		"n.yaml:4:55: figures[2].dust: must be stated for good-air-days-share and for nothing else (have keep, events-removed)",
		"n.yaml:4:84: figures[2].note: unknown key (have year, figure, value, dust, places, basis, derived, source)",
		"n.yaml:5:5: figures[3].year: is missing",
		`n.yaml:5:14: figures[3].figure: unknown "rank" (have good-water-share, inferior-water-share, good-air-days-share, pm2_5-mean)`,
		"n.yaml:5:37: figures[3].basis: is empty",
	})
}
