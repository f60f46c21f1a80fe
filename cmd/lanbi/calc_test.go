package main

import "testing"

// Rows 14 and 17 of the published hours: label 2026-03-01T00 is still of 2012.
func TestCalc_Air(t *testing.T) {
	const in = "time,pm2_5,pm10,so2,no2,co,o3\n" +
		"2026-03-01T00,74,147,10,46,1.0,23\n" +
		"2026-03-01T01,61,123,4,26,0.7,56\n"
	code, out, err := lanbi(t, in, "calc", "air", "--period", "hour")
	expectRun(t, code, exitDone, out, "time,pm2_5,pm10,so2,no2,co,o3,aqi,level,category,primary\n"+
		"2026-03-01T00,74,147,10,46,1.0,23,99,2,良,pm2_5+pm10\n"+
		"2026-03-01T01,61,123,4,26,0.7,56,102,3,轻度污染,pm10\n", err, "")
}

// A bad cell: the row passes with empty results, the fault is told with line and
// column, and the rest is worked out; exit code 1.
func TestCalc_AirBadCell(t *testing.T) {
	const in = "time,pm2_5,pm10,so2,no2,co,o3_8h\n" +
		"2026-04-01,35,50,5,20,x1,80\n" +
		"2026-04-02,35,50,5,20,0.5,80\n"
	code, out, err := lanbi(t, in, "calc", "air", "--period", "day")
	expectRun(t, code, exitFailed, out, "2026-04-01,35,50,5,20,x1,80,,,,\n2026-04-02,35,50,5,20,0.5,80,50,1,优,\n", err, "2")
	expectRun(t, code, exitFailed, out, "aqi", err, "x1")
}

func TestCalc_Water(t *testing.T) {
	const in = "name,ph,do,codmn,nh3n,tp\na,7.5,9,3,0.1,0.02\nb,7.5,9,--,0.1,0.02\nc,7.5,9,3,0.1,0.05\n"
	code, out, err := lanbi(t, in, "calc", "water")
	expectRun(t, code, exitDone, out, "name,ph,do,codmn,nh3n,tp,class,deciding\na,7.5,9,3,0.1,0.02,Ⅱ,codmn\nb,7.5,9,--,0.1,0.02,,\nc,7.5,9,3,0.1,0.05,Ⅱ,codmn+tp\n", err, "")
	code, out, err = lanbi(t, in, "calc", "water", "--body", "lake")
	expectRun(t, code, exitDone, out, "c,7.5,9,3,0.1,0.05,Ⅲ,tp\n", err, "")
}
