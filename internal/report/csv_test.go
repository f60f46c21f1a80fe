package report

import (
	"math"
	"strings"
	"testing"
)

// The tables are those of the workbook: UTF-8 with its mark, dates and decimals as they
// are displayed, texts with line feeds quoted, empty where nothing is known.
func TestCSV_Tables(t *testing.T) {
	tables := parts(t, written(t, scenario(), CSV))
	for name, want := range map[string]string{
		"02-目标进度.csv":  "\n甲县,优良天数,2026,≥ 351 天,86,天,",
		"04-逐月.csv":    "\n甲县,3月,27,3,1,1,90.0,29,2,0,1,27,2,,,31.0,,40,",
		"06-逐日空气.csv":  "\n甲县,全区县,2026-03-02,100,二级,良,PM2.5,60,20,5,10,0.5,40,优良,82,100,,实时,100,良,0\n",
		"08-对账.csv":    "\n甲县,2026-03-01,结论不同,是,100,良,PM2.5,114,轻度污染,PM2.5,",
		"11-饮用水水源.csv": "\n甲县,甲水源,D1,地表水,每月,2月,2026-02-01,2026-02-28,0,0,本期未监测,,,,\n",
		"13-事件.csv":    "\n甲县,秸秆焚烧,F1,豁免,2026-03-04,2026-03-04,准烧证7,\"2026-03-04 08:00 待核实\n2026-03-05 08:00 豁免，准烧证7\"\n甲县,秸秆焚烧,F2,待核实,2026-03-06,2026-03-06,,\"2026-03-06 08:00 待核实\n建议豁免：在批准焚烧范围内\"\n",
		"15-变更记录.csv":  "\ufeff序号,时间,操作人,对象,编码,原值,现值,来源,上报人,理由\n7,2026-03-20 08:00,li,目标 优良天数,target/a/good,350,351,,,文件\n",
	} {
		if got := string(tables[name]); !strings.HasPrefix(got, "\ufeff") || !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%.600s", name, want, got)
		}
	}
}

func TestPlainCell(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "=1+1": "'=1+1", "@SUM(1)": "'@SUM(1)", "-2": "-2", "+1e5": "+1e5", "-2+3": "'-2+3", "\n=1": "'\n=1",
		"＝1+1": "'＝1+1", "＠x": "'＠x", "林草局": "林草局", "73.4": "73.4",
	} {
		if got := PlainCell(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// A pace of a few hundredths of a day behind is 0.0 in every program, not -0.0.
func TestCell_NoNegativeZero(t *testing.T) {
	for v, want := range map[float64]string{-0.04: "0.0", 0.04: "0.0", -0.06: "-0.1", -1: "-1.0"} {
		if c := number(v, 1); c.String() != want || c.number == 0 && math.Signbit(c.number) {
			t.Errorf("%v is %q, want %q", v, c.String(), want)
		}
	}
}
