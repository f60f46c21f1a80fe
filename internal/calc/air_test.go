package calc

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"lanbi/internal/standard/hj633"
)

// runAir gives the output, the error lines and the outcome of one run.
func runAir(t *testing.T, o AirOptions, in string) (out, errs string, done Result, err error) {
	t.Helper()
	var w, e bytes.Buffer
	done, err = Air(strings.NewReader(in), &w, &e, o)
	return w.String(), e.String(), done, err
}

// results are the four appended cells of each row.
func results(out string) []string {
	lines := strings.Split(strings.TrimRight(out, "\r\n"), "\n")[1:]
	for i, line := range lines {
		cells := strings.Split(strings.TrimRight(line, "\r"), ",")
		lines[i] = strings.Join(cells[len(cells)-4:], ",")
	}
	return lines
}

// Expected values are from standards/air.md §7.1 and §7.2, or computed by hand
// from the breakpoints of §2.1.
func TestAir_Rows(t *testing.T) {
	const six = "pm2_5,pm10,so2,no2,co,o3\n"
	const day = "pm2_5,pm10,so2,no2,co,o3_8h\n"
	const none = "NA,NA,NA,NA"
	hour12 := AirOptions{Period: AirHour, Edition: hj633.E2012}
	hour26 := AirOptions{Period: AirHour, Edition: hj633.E2026}
	day12 := AirOptions{Period: AirDay, Edition: hj633.E2012}
	day26 := AirOptions{Period: AirDay, Edition: hj633.E2026}
	strict := AirOptions{Period: AirHour, Edition: hj633.E2012, Missing2012: hj633.Strict2012}
	tests := []struct {
		name    string
		o       AirOptions
		in      string
		results string
	}{
		{"vector 4, tie in column order", hour12, six + "43,69,10,69,1.2,3", "60,2,良,pm2_5+pm10"},
		{"vector 5", hour12, six + "283,356,23,67,4.1,13", "333,6,严重污染,pm2_5"},
		{"vector 17 under 2026", hour26, six + "61,123,4,26,0.7,56", "102,3,轻度污染,pm10"},
		{"vector 17 under 2012", hour12, six + "61,123,4,26,0.7,56", "87,2,良,pm10"},
		{"vector 25, ozone of one hour", hour26, six + "51,85,20,15,0.6,202", "101,3,轻度污染,o3"},
		{"vector 30, no primary at 50", hour26, six + "33,50,6,13,0.4,154", "50,1,优,"},
		{"columns in any order", hour26, "o3,co,no2,so2,pm10,pm2_5\n202,0.6,15,20,85,51", "101,3,轻度污染,o3"},
		{"level 4", hour26, six + "132,161,8,32,1.2,54", "175,4,中度污染,pm2_5"},
		{"level 5", hour12, six + "138,387,8,77,2.8,8", "253,5,重度污染,pm10"},

		{"vector 31, missing under 2026", hour26, six + "21,53,10,3,NA,117", none},
		{"vector 32, missing but above 100", hour26, six + "74,NA,8,13,0.5,115", "113,3,轻度污染,pm2_5"},
		{"vector 1, missing under 2012", hour12, six + "38,NA,3,17,0.7,62", "54,2,良,pm2_5"},
		{"vector 1, strict", strict, six + "38,NA,3,17,0.7,62", none},
		{"vector 26, not in plan", hour26, six + "28,152,/,2,/,106", "113,3,轻度污染,pm10"},
		{"slash does not block", hour26, six + "33,50,/,13,/,154", "50,1,优,"},
		{"absent columns do not block", hour26, "pm2_5,o3\n33,154", "49,1,优,"},
		{"nothing measured", hour12, six + ",NA,—,-,-;,--", none},
		{"nothing in plan", hour12, six + "/,/,/,/,/,/", none},
		{"zero is a value", hour12, six + "0,7,3,8,0.2,83", "26,1,优,"},
		{"hour ignores o3_8h, even bad", hour26, "pm2_5,pm10,so2,no2,co,o3,o3_8h\n33,50,6,13,0.4,154,junk", "50,1,优,"},
		{"spaces around values", hour26, " pm2_5 ,pm10,so2,no2,co,o3\n 33 ,50,6,13,0.4,\t154", "50,1,优,"},

		{"vector 35, day", day12, day + "23,37,7,31,0.6,169", "109,3,轻度污染,o3_8h"},
		{"vector 33, day", day26, day + "11,27,8,12,0.5,112", "60,2,良,o3_8h"},
		{"vector 44, rounded half to even", day26, day + "60.5,10,1,1,0.1,1", "100,2,良,pm2_5"},
		{"vector 44, rounded up", day26, day + "60.6,10,1,1,0.1,1", "101,3,轻度污染,pm2_5"},
		{"a hair above half", day26, day + "60.50000000000000001,10,1,1,0.1,1", "101,3,轻度污染,pm2_5"},
		{"vector 42, ozone above 800", day26, day + "1,1,1,1,0.1,1000", "300,5,重度污染,o3_8h"},
		{"2012 above 800 uses the hour", day12, "pm2_5,pm10,so2,no2,co,o3_8h,o3\n1,1,1,1,0.1,801,1000", "400,6,严重污染,o3"},
		{"2012 below 800 ignores the hour", day12, "pm2_5,pm10,so2,no2,co,o3_8h,o3\n1,1,1,1,0.1,100,1000", "50,1,优,"},
		{"2026 ignores the hour", day26, "pm2_5,pm10,so2,no2,co,o3_8h,o3\n1,1,1,1,0.1,100,1000", "50,1,优,"},
		{"day without the hour is complete", day26, "pm2_5,pm10,so2,no2,co,o3_8h,o3\n1,1,1,1,0.1,100,--", "50,1,优,"},
		{"drift that rounds to zero", hour26, six + "-0.5,50,6,13,0.4,154", "50,1,优,"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, errs, done, err := runAir(t, test.o, test.in)
			if err != nil || errs != "" || done != (Result{Rows: 1}) {
				t.Fatalf("Air = %+v, %v, errors %q", done, err, errs)
			}
			if got := results(out); len(got) != 1 || got[0] != test.results {
				t.Errorf("results %q, want %q", got, test.results)
			}
		})
	}
}

// PM2.5 of 61 gives 83 under 2012 and 101 under 2026 (air.md §7.2).
func TestAir_EditionByTime(t *testing.T) {
	tests := []struct {
		time string
		aqi  string
	}{
		{"2026-02-28", "83"},
		{"2026-03-01", "101"},
		{"2026-03-01T00", "83"}, // the label ends the last hour of 28 February
		{"2026-03-01T01", "101"},
		{"2026-03-01 00:00", "83"},
		{"2026-03-01 01:00:00", "101"},
		{"2026-03-01T00:00:00.000", "83"},
		{"2026-03-01T00:00:00.001", "101"},
		{"2026-02-28T24", "83"},
		{"2026-02-28T24:00", "83"},
		{"2026-02-28 24:00:00", "83"},
		{"2026-03-01T24:00", "101"},
		{"2026-03-01T00:00+08:00", "83"},
		{"2026-03-01T01:00:00+08:00", "101"},
		{"2026-02-28T16:00Z", "83"},
		{"2026-02-28T17:00Z", "101"},
		{"2026-02-28T16:00:00+00:00", "83"},
		{"2026-02-28T17:00:00+0000", "101"},
		{"2026-03-01T01:00+09", "83"},
		{"2026-02-28T11:00-05:00", "83"},
		{"2026-02-28T12:00-05:00", "101"},
		{"2024-02-29", "83"},
		{"2000-02-29T08", "83"},
		{"2031-01-01", "101"},
	}
	for _, period := range []AirPeriod{AirHour, AirDay} {
		for _, test := range tests {
			out, errs, _, err := runAir(t, AirOptions{Period: period}, "time,pm2_5\n"+test.time+",61\n")
			if err != nil {
				t.Errorf("%s: %v, %s", test.time, err, errs)
				continue
			}
			if got, _, _ := strings.Cut(results(out)[0], ","); got != test.aqi {
				t.Errorf("%s: AQI %s, want %s", test.time, got, test.aqi)
			}
		}
	}
}

func TestAir_BadTimes(t *testing.T) {
	for _, text := range []string{"", "NA", "2026-3-1", "2026/03/01", "2026-02-29", "2023-02-29", "2026-13-01", "2026-00-01",
		"2026-01-00", "2026-04-31", "2026-03-01T", "2026-03-01T8", "2026-03-01T25", "2026-03-01T24:01", "2026-03-01T08:60",
		"2026-03-01T08:00:60", "2026-03-01T08:00 CST", "2026-03-01T08:00+8", "2026-03-01T08:00+15:00", "2026-03-01T08:00+08:60",
		"2026-03-01X08", "2026-03-01Z", "20260301", "1900-02-29", "2026-03-01T0a"} {
		_, errs, done, err := runAir(t, AirOptions{Period: AirHour}, "pm2_5,time\n61,"+text+"\n")
		if !errors.Is(err, ErrBadRows) || done.Bad != 1 || !strings.HasPrefix(errs, "line 2, column 2 (time): ") {
			t.Errorf("time %q: %+v, %v, errors %q", text, done, err, errs)
		}
	}
}

func TestAir_TimeIsReadForAutoOnly(t *testing.T) {
	out, errs, _, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2012}, "time,pm2_5\nyesterday,61\n")
	if err != nil || errs != "" || results(out)[0] != "83,2,良,pm2_5" {
		t.Errorf("out %q, errors %q, %v", out, errs, err)
	}
	_, _, _, err = runAir(t, AirOptions{Period: AirHour}, "pm2_5\n61\n")
	if err == nil || errors.Is(err, ErrBadRows) || !strings.Contains(err.Error(), `no column "time"`) {
		t.Errorf("auto without column time: %v", err)
	}
}

func TestAir_BadCells(t *testing.T) {
	in := "站点,pm2_5,co\n" +
		"\"a,\nb\",abc,0.4\n" + // begins on line 2, ends on line 3
		"c,33,0.4\n" +
		"d,33,-999\n" +
		"e,33,1.2.3\n" +
		"f,NaN,0.4\n" +
		"g,1e999,0.4\n" +
		"h,33\n" +
		"i,33,0.4,9,8\n" +
		"j,\"33\"5,0.4\n"
	out, errs, done, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, in)
	want := "站点,pm2_5,co,aqi,level,category,primary\n" +
		"\"a,\nb\",abc,0.4,,,,\n" +
		"c,33,0.4,48,1,优,\n" +
		"d,33,-999,,,,\n" +
		"e,33,1.2.3,,,,\n" +
		"f,NaN,0.4,,,,\n" +
		"g,1e999,0.4,,,,\n" +
		"h,33,,,,,\n" +
		"i,33,0.4,,,,\n" +
		"j,\"33\"5,0.4,,,,\n"
	if out != want {
		t.Errorf("output\n%s\nwant\n%s", out, want)
	}
	wantErrs := `line 2, column 2 (pm2_5): "abc" is not a number
line 5, column 3 (co): "-999" is below zero
line 6, column 3 (co): "1.2.3" is not a number
line 7, column 2 (pm2_5): "NaN" is not a number
line 8, column 2 (pm2_5): "1e999" is not a number
line 9, 2 cells, want 3 as in the header
line 10, 5 cells, want 3 as in the header; left out: "9,8"
line 11, column 2: text after a closing quote
`
	if errs != wantErrs {
		t.Errorf("errors\n%s\nwant\n%s", errs, wantErrs)
	}
	if done != (Result{Rows: 9, Bad: 8}) || !errors.Is(err, ErrBadRows) || !strings.HasPrefix(err.Error(), "8 of 9") {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestAir_PassesColumnsThrough(t *testing.T) {
	o := AirOptions{Period: AirHour, Edition: hj633.E2026}
	const tail = ",48,1,优,"
	tests := []struct{ name, in, out string }{
		{"quotes, commas, line ends, spaces", "name,pm2_5,note\n\"a \"\"b\"\", c\",\"33\",\"x\r\ny\"\n  ,33, \"z\n",
			"name,pm2_5,note,aqi,level,category,primary\n\"a \"\"b\"\", c\",\"33\",\"x\r\ny\"" + tail + "\n  ,33, \"z" + tail + "\n"},
		{"CRLF stays", "pm2_5\r\n33\r\n33", "pm2_5,aqi,level,category,primary\r\n33" + tail + "\r\n33" + tail + "\r\n"},
		{"no line end at the end", "pm2_5\n33", "pm2_5,aqi,level,category,primary\n33" + tail + "\n"},
		{"byte order mark", "\uFEFFpm2_5,a\n33,1\n", "\uFEFFpm2_5,a,aqi,level,category,primary\n33,1" + tail + "\n"},
		{"byte order mark before a quote", "\uFEFF\"pm2_5\"\n33\n", "\uFEFF\"pm2_5\",aqi,level,category,primary\n33" + tail + "\n"},
		{"quoted doubled quotes in a header", "\"p\"\"m\",pm2_5\n1,33\n", "\"p\"\"m\",pm2_5,aqi,level,category,primary\n1,33" + tail + "\n"},
		{"names of results occur already", "aqi,primary,pm2_5,aqi\n7,x,33,8\n",
			"aqi,primary,pm2_5,aqi,aqi,level,category,primary\n7,x,33,8" + tail + "\n"},
		{"blank lines are no rows", "pm2_5,a\n\n33,\n\r\n33,\n", "pm2_5,a,aqi,level,category,primary\n33," + tail + "\n33," + tail + "\n"},
		{"header only", "pm2_5,co\n", "pm2_5,co,aqi,level,category,primary\n"},
		{"header only, no line end", "pm2_5,co", "pm2_5,co,aqi,level,category,primary\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, errs, done, err := runAir(t, o, test.in)
			if out != test.out || errs != "" || err != nil || done.Bad != 0 {
				t.Errorf("out  %q\nwant %q\nerrors %q, %v", out, test.out, errs, err)
			}
		})
	}
}

func TestAir_RefusedInput(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", "input is empty"},
		{"GBK header", "\xd5\xbe\xb5\xe3,pm2_5\n\xb0\xd7\xc9\xbd,33\n", "line 1: the input is GBK"},
		{"GBK row", "name,pm2_5\nok,1\n\xb0\xd7\xc9\xbd,33\n", "line 3: the input is GBK"},
		{"UTF-16", "\xff\xfep\x00m\x00", "UTF-16"},
		{"two columns of one name", "pm2_5,co,pm2_5\n1,2,3\n", `columns 1 and 3 are both called "pm2_5"`},
		{"broken header", "\"pm2_5\n33\n", "never closed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, _, done, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, test.in)
			if err == nil || !strings.Contains(err.Error(), test.want) || out != "" || done.Rows != 0 {
				t.Errorf("out %q, %+v, error %v, want %q", out, done, err, test.want)
			}
		})
	}
}

func TestAir_LateGBKSpoilsItsRowsOnly(t *testing.T) {
	in := "name,pm2_5\n" + strings.Repeat("x,33\n", 50_000) + "\xb0\xd7\xc9\xbd,33\nx,33\n"
	out, errs, done, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, in)
	if done != (Result{Rows: 50_002, Bad: 1}) || !errors.Is(err, ErrBadRows) ||
		!strings.HasPrefix(errs, "line 50002, not UTF-8 but GBK") || strings.Count(out, "\n") != 50_003 {
		t.Errorf("%+v, %v, errors %q", done, err, errs)
	}
}

func TestAir_NoPollutantColumn(t *testing.T) {
	out, errs, _, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, "PM2.5;CO\n33;1\n")
	if err != nil || !strings.Contains(errs, "no pollutant column") || out != "PM2.5;CO,aqi,level,category,primary\n33;1,NA,NA,NA,NA\n" {
		t.Errorf("out %q, errors %q, %v", out, errs, err)
	}
}

func TestAir_UnclosedQuoteSpoilsItsLineOnly(t *testing.T) {
	for _, filling := range []int{0, 300_000} { // within and beyond what one row may hold
		in := "name,pm2_5\n\"open,33\n" + strings.Repeat("x,33\n", filling) + "y,33\n"
		out, errs, done, err := runAir(t, AirOptions{Period: AirHour, Edition: hj633.E2026}, in)
		if done != (Result{Rows: filling + 2, Bad: 1}) || !errors.Is(err, ErrBadRows) || errs != "line 2, a quoted cell is never closed\n" {
			t.Errorf("%d rows: %+v, %v, errors %q", filling, done, err, errs)
		}
		if !strings.HasPrefix(out, "name,pm2_5,aqi,level,category,primary\n\"open,33,,,,\n") || !strings.HasSuffix(out, "\ny,33,48,1,优,\n") {
			t.Errorf("output begins %q", out[:min(len(out), 80)])
		}
	}
}
