package calc

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

func runWater(t *testing.T, body measure.Body, in string) (out, errs string, done Result, err error) {
	t.Helper()
	var w, e bytes.Buffer
	done, err = Water(strings.NewReader(in), &w, &e, body)
	return w.String(), e.String(), done, err
}

// answer is class and deciding of the only row, by the two appended cells.
func answer(out string) string {
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	cells := strings.Split(lines[len(lines)-1], ",")
	return strings.Join(cells[len(cells)-2:], " ")
}

// Rows with a date are published ones of standards/water.md §8.
func TestWater_Rows(t *testing.T) {
	const five = "temp,ph,do,codmn,nh3n,tp,tn\n"
	tests := []struct{ name, in, want string }{
		{"2020-11-01 七星岗", five + "26.77215,7.69056,8.35521,1.78,0.09316,0.01301,2.2848", "Ⅰ "},
		{"2020-10-20 泺口", five + "18.0394,8.25045,8.63002,2.38,0.07393,0.01969,3.142", "Ⅱ codmn"},
		{"2020-11-14 街口, DO exactly 6", five + "20.86,6.74,6,0.828,0.002,0.014,1.181", "Ⅱ do"},
		{"2020-08-03 新城桥, pH", five + "18.27576,5.9416,7.8693,1.71,0.17,0.02596,2.47581", "劣Ⅴ ph"},
		{"2020-06-11 老口, unrounded DO", "ph,do\n7,4.99533", "Ⅳ do"},
		{"lake by row", "body,ph,do,codmn,nh3n,tp\nlake,8.4915,8.87711,1.83645,0.08,0.0289", "Ⅲ tp"},
		{"river by row", "body,ph,do,codmn,nh3n,tp\nriver,8.4915,8.87711,1.83645,0.08,0.0289", "Ⅱ tp"},
		{"body empty is the default", "body,ph,do,codmn,nh3n,tp\n,8.4915,8.87711,1.83645,0.08,0.0289", "Ⅱ tp"},
		{"several deciding, in the order of columns", "tp,nh3n,codmn,do,ph\n0.15,0.6,5,9,7", "Ⅲ tp+nh3n+codmn"},
		{"missing blanks the class", "ph,do,codmn,nh3n,tp\n7,9,1,0.1,--", " "},
		{"not installed is skipped", "ph,do,codmn,nh3n,tp\n7,9,1,0.1,*", "Ⅰ "},
		{"absent column is skipped", "ph,do\n7,5.5", "Ⅲ do"},
		{"empty of the five is missing", "ph,do,codmn,nh3n,tp\n7,9,1,0.1,", " "},
		{"empty of any other is not installed", "ph,do,cod,copper\n7,9,,", "Ⅰ "},
		{"-- of any other is missing", "ph,do,cod\n7,9,--", " "},
		{"* of the five is not installed", "ph,do\n*,7", "Ⅱ do"},
		{"nothing measured", "ph,do\n*,*", " "},
		{"only what is not evaluated", "temp,tn,faecal_coliform\n20,9,90000", " "},
		{"total nitrogen never enters", "ph,tn\n7,99", "Ⅰ "},
		{"missing total nitrogen blanks nothing", "ph,temp,tn,faecal_coliform\n7,--,--,--", "Ⅰ "},
		{"half of the limit, L", "volatile_phenol\n0.004L", "Ⅰ "},
		{"half of the limit, <", "volatile_phenol\n<0.004", "Ⅰ "},
		{"above half of the limit", "volatile_phenol\n0.0042L", "Ⅲ volatile_phenol"},
		{"the limit itself", "volatile_phenol\n0.004", "Ⅲ volatile_phenol"},
		{"half of an odd step", "mercury\n0.000101L", "Ⅲ mercury"},
		{"pH 6 and 9 are within", "ph\n9.00", "Ⅰ "},
		{"pH a hair above", "ph\n9.0000000001", "劣Ⅴ ph"},
		{"filtered as extreme", "ph,tp\n7,极值过滤", " "},
		{"below zero degrees", "temp,ph\n-1.2,7", "Ⅰ "},
		{"other columns do not matter", "turb,ph,ec\nx,7,y", "Ⅰ "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, errs, done, err := runWater(t, measure.River, test.in)
			if err != nil || errs != "" || done != (Result{Rows: 1}) {
				t.Fatalf("%+v, %v, errors %q", done, err, errs)
			}
			if got := answer(out); got != test.want {
				t.Errorf("class and deciding %q, want %q", got, test.want)
			}
		})
	}
}

func TestWater_DefaultBody(t *testing.T) {
	const row = "ph,tp\n7,0.03\n"
	for body, want := range map[measure.Body]string{measure.River: "Ⅱ tp", measure.Lake: "Ⅲ tp"} {
		out, _, _, err := runWater(t, body, row)
		if err != nil || answer(out) != want {
			t.Errorf("%v: %q, %v, want %q", body, answer(out), err, want)
		}
	}
}

func TestWater_BadCells(t *testing.T) {
	in := "id,body,ph,tp,tn\n1,river,7,0.1x,1\n2,pond,7,0.1,1\n3,lake,7,-0.1,1\n4,,7L,0.1,1\n5,,7,0.1,many\n6,,7,0.01,1\n"
	out, errs, done, err := runWater(t, measure.River, in)
	wantErrs := `line 2, column 4 (tp): "0.1x" is not a number
line 3, column 2 (body): "pond" is not river or lake
line 4, column 4 (tp): "-0.1" is below zero
line 5, column 3 (ph): "7L" has a detection limit, want a value
line 6, column 5 (tn): "many" is not a number
`
	want := "id,body,ph,tp,tn,class,deciding\n1,river,7,0.1x,1,,\n2,pond,7,0.1,1,,\n3,lake,7,-0.1,1,,\n4,,7L,0.1,1,,\n5,,7,0.1,many,,\n6,,7,0.01,1,Ⅰ,\n"
	if out != want || errs != wantErrs {
		t.Errorf("output\n%s\nwant\n%s\nerrors\n%s\nwant\n%s", out, want, errs, wantErrs)
	}
	if done != (Result{Rows: 6, Bad: 5}) || !errors.Is(err, ErrBadRows) {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestWater_HeaderOnly(t *testing.T) {
	out, errs, _, err := runWater(t, measure.River, "class,ph,deciding\n")
	if out != "class,ph,deciding,class,deciding\n" || errs != "" || err != nil {
		t.Errorf("out %q, errors %q, %v", out, errs, err)
	}
}
