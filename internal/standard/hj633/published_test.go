package hj633

import (
	"testing"

	"lanbi/internal/measure"
)

// values reads a row of printed concentrations in the order PM2.5, PM10, SO2, NO2,
// CO, ozone: "NA" is missing, "/" is not in the plan.
func values(t *testing.T, ozone measure.Parameter, row ...string) *Values {
	t.Helper()
	v := new(Values)
	for i, text := range row {
		p := measure.PM25 + measure.Parameter(i)
		if p == measure.O3 {
			p = ozone
		}
		if text == "/" {
			continue
		}
		v.Plan = v.Plan.With(p)
		if text == "NA" {
			continue
		}
		c, err := measure.ParseConcentration(text, p.Unit().Scale())
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		v.C[p] = c
		v.Has = v.Has.With(p)
	}
	return v
}

// The hours as published by CNEMC (中国环境监测总站).
func TestHour_Published(t *testing.T) {
	const (
		pm25 = "pm2_5"
		pm10 = "pm10"
		both = "pm2_5+pm10"
		none = ""
	)
	for _, c := range []struct {
		number                       int
		edition                      Edition
		label, station               string
		pm25, pm10, so2, no2, co, o3 string
		aqi                          int
		primary                      string
		other                        int // AQI under the other edition, with the maximum of the rest
	}{
		{1, E2012, "2018-02-20T07", "1001A", "38", "NA", "3", "17", "0.7", "62", 54, pm25, 56},
		{2, E2012, "2018-02-20T07", "1002A", "0", "7", "3", "8", "0.2", "83", 26, none, 26},
		{3, E2012, "2018-02-20T07", "1003A", "45", "NA", "4", "22", "0.7", "56", 63, pm25, 70},
		{4, E2012, "2018-02-20T07", "1449A", "43", "69", "10", "69", "1.2", "3", 60, both, 66},
		{5, E2012, "2018-02-20T07", "1029A", "283", "356", "23", "67", "4.1", "13", 333, pm25, 333},
		{6, E2012, "2018-02-20T07", "1730A", "151", "183", "40", "34", "3.6", "65", 201, pm25, 201},
		{7, E2012, "2018-02-20T07", "1770A", "26", "39", "154", "38", "0.7", "41", 51, "so2", 51},
		{8, E2012, "2018-02-20T07", "2504A", "43", "NA", "13", "31", "8.5", "17", 85, "co", 85},
		{9, E2012, "2026-02-15T10", "2695A", "88", "314", "8", "22", "0.9", "43", 182, pm10, 182},
		{10, E2012, "2026-02-15T10", "2594A", "39", "59", "6", "25", "0.9", "52", 55, both, 58},
		{11, E2012, "2026-02-15T10", "2311A", "151", "255", "10", "20", "1.1", "76", 201, pm25, 201},
		{12, E2012, "2026-02-15T10", "2647A", "39", "130", "36", "23", "0.8", "59", 90, pm10, 104},
		{13, E2012, "2026-03-01T00", "2695A", "138", "387", "8", "77", "2.8", "8", 253, pm10, 253},
		{14, E2012, "2026-03-01T00", "1761A", "74", "147", "10", "46", "1.0", "23", 99, both, 113},
		{15, E2012, "2026-03-01T00", "1751A", "136", "171", "23", "41", "1.7", "42", 180, pm25, 180},
		{16, E2026, "2026-03-01T01", "2068A", "50", "53", "3", "24", "0.7", "18", 80, pm25, 69},
		{17, E2026, "2026-03-01T01", "3645A", "61", "123", "4", "26", "0.7", "56", 102, pm10, 87},
		{18, E2026, "2026-03-01T01", "1633A", "132", "161", "8", "32", "1.2", "54", 175, pm25, 175},
		{19, E2026, "2026-03-01T01", "4296A", "66", "NA", "1", "20", "1.0", "20", 106, pm25, 89},
		{20, E2026, "2026-03-01T10", "2205A", "39", "136", "14", "30", "0.9", "75", 107, pm10, 93},
		{21, E2026, "2026-03-01T10", "1585A", "103", "NA", "9", "40", "1.0", "11", 140, pm25, 135},
		{22, E2026, "2026-03-01T10", "2696A", "80", "254", "5", "32", "1.0", "23", 152, pm10, 152},
		{23, E2026, "2026-04-15T15", "1956A", "60", "115", "9", "2", "0.1", "103", 100, pm25, 83},
		{24, E2026, "2026-04-15T15", "2236A", "33", "119", "4", "15", "0.3", "118", 100, pm10, 85},
		{25, E2026, "2026-04-15T15", "1630A", "51", "85", "20", "15", "0.6", "202", 101, "o3", 101},
		{26, E2026, "2026-04-15T15", "1957A", "28", "152", "/", "2", "/", "106", 113, pm10, 101},
		{27, E2026, "2026-04-15T15", "2693A", "23", "169", "3", "2", "0.3", "96", 119, pm10, 110},
		{28, E2026, "2026-04-15T15", "3672A", "106", "149", "6", "24", "0.9", "171", 142, pm25, 139},
		{29, E2026, "2026-04-15T15", "1072A", "35", "54", "10", "12", "0.2", "165", 57, "o3", 57},
		{30, E2026, "2026-04-15T15", "1071A", "33", "50", "6", "13", "0.4", "154", 50, none, 50},
		{31, E2026, "2026-04-15T15", "2205A", "21", "53", "10", "3", "NA", "117", -1, none, -1}, // §5.3.1
		{32, E2026, "2026-04-15T15", "1931A", "74", "NA", "8", "13", "0.5", "115", 113, pm25, -1},
	} {
		v := values(t, measure.O3, c.pm25, c.pm10, c.so2, c.no2, c.co, c.o3)
		x := Hour(c.edition, v, Options{})
		if c.aqi < 0 {
			if x.Known || !x.Primary.Empty() {
				t.Errorf("vector %d, %s %s: AQI %d, want NA", c.number, c.label, c.station, x.AQI)
			}
			continue
		}
		if !x.Known || x.AQI != c.aqi || x.Primary.String() != c.primary {
			t.Errorf("vector %d, %s %s: AQI %d %q, want %d %q", c.number, c.label, c.station, x.AQI, x.Primary, c.aqi, c.primary)
		}
		if c.other < 0 {
			continue
		}
		v.Plan = v.Has // the other column is the maximum of the rest
		if x := Hour(E2012+E2026-c.edition, v, Options{}); !x.Known || x.AQI != c.other {
			t.Errorf("vector %d, %s %s under the other edition: AQI %d, want %d", c.number, c.label, c.station, x.AQI, c.other)
		}
	}
}
