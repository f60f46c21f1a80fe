package assess_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

var beijing = time.FixedZone("CST", 8*3600)

// nationalStations are the 12 stations of Beijing's national network in 2016.
var nationalStations = []string{"万寿西宫", "定陵", "东四", "天坛", "农展馆", "官园", "万柳", "顺义", "怀柔", "昌平", "奥体中心", "古城"}

var hourlyColumns = map[string]measure.Parameter{
	"PM2.5": measure.PM25, "PM10": measure.PM10, "SO2": measure.SO2,
	"NO2": measure.NO2, "CO": measure.CO, "O3": measure.O3,
}

// TestAir_Beijing2016 assesses a measured year. Published are 198 good, 68
// excellent and 39 heavy days of 366; the differences lie in days for which the
// hourly record has gaps.
func TestAir_Beijing2016(t *testing.T) {
	dir := sharedData(t)
	series := readBeijing(t, dir, "2016", nationalStations)
	area := measure.Area{Code: "beijing"}
	for _, name := range nationalStations {
		area.Stations = append(area.Stations, measure.Station{Code: name, Assess: true})
	}
	air := assess.Air{Area: &area, Zone: beijing}
	days := air.Days(nil, series, measure.Date(2016, 1, 1), measure.Date(2016, 12, 31))

	var good, exceeding, excellent, heavy, strictGood, strictJudged int
	for _, day := range days {
		if day.Place != "beijing" || day.Edition != hj633.E2012 {
			continue
		}
		switch day.Verdict {
		case assess.Good:
			good++
			if day.Index.AQI <= 50 {
				excellent++
			}
		case assess.Exceeding:
			exceeding++
			if day.Index.AQI > 200 {
				heavy++
			}
		}
		strict := assess.Rejudge(day, hj633.E2012, hj633.Options{Missing2012: hj633.Strict2012})
		if strict.Verdict != assess.Undetermined {
			strictJudged++
		}
		if strict.Verdict == assess.Good {
			strictGood++
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"good", good, 192}, {"exceeding", exceeding, 164}, {"judged", good + exceeding, 356},
		{"excellent", excellent, 68}, {"heavy", heavy, 36},
		{"good, strict", strictGood, 151}, {"judged, strict", strictJudged, 315},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d days, want %d", c.what, c.got, c.want)
		}
	}
}

// readBeijing reads a year of hourly values. Labels are hour ends, so row D,0 is
// label 24 of the day before.
func readBeijing(t *testing.T, dir, year string, stations []string) []assess.Series {
	t.Helper()
	y, _ := strconv.Atoi(year)
	first := measure.HourOf(measure.Date(y, 1, 1).Start(beijing)) - 24
	series := make([]assess.Series, len(stations))
	for i, name := range stations {
		series[i] = assess.NewSeries(name, first, 368*24)
	}
	for _, part := range []string{"all", "extra"} {
		f, err := os.Open(filepath.Join(dir, "air-beijing-hourly-"+year+"-"+part+".csv.gz"))
		if err != nil {
			t.Skipf("measured data not present: %v", err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(z)
		header, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		columns := make([]int, len(stations))
		for i, name := range stations {
			columns[i] = slices.Index(header, name)
		}
		r.FieldsPerRecord = -1
		for {
			row, err := r.Read()
			if err != nil {
				break
			}
			p, ok := hourlyColumns[row[2]]
			if !ok {
				continue
			}
			day, err := time.ParseInLocation("20060102", row[0], beijing)
			if err != nil {
				t.Fatal(err)
			}
			label, _ := strconv.Atoi(row[1])
			hour := measure.HourOf(day) + measure.Hour(label) - 1
			for i, column := range columns {
				if column >= len(row) || row[column] == "" {
					continue
				}
				c, err := measure.ParseConcentration(row[column], p.Unit().Scale())
				if err != nil {
					t.Fatalf("%s %s %s: %q", row[0], row[1], row[2], row[column])
				}
				series[i].Set(hour, p, assess.Cell{Value: c, Source: measure.Sent})
			}
		}
	}
	return series
}

// sharedData finds the folder of measured data above the package.
func sharedData(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		data := filepath.Join(dir, "shared", "data")
		if _, err := os.Stat(data); err == nil {
			return data
		}
	}
	t.Skip("measured data (shared/data above the project) not present")
	return ""
}
