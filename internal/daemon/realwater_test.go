//go:build !noembed

package daemon

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"testing"
)

// waterSections are those of configs/beijing-2016.yaml, and one that it does not
// name and its feed accepts.
var waterSections = strings.Fields("白沙滩 烟筒山 崇善 兰旗大桥 城子上 镇西大桥 绿江村 查干湖 七效港西桥")

// waterHead are the columns of the publication that the test's own file has.
const waterHead = "年份,省份,断面名称,监测时间,水质类别,pH(无量纲),溶解氧(mg/L),高锰酸盐指数(mg/L),氨氮(mg/L),总磷(mg/L),总氮(mg/L),站点情况\n"

// measuredWater is the rows of some sections in the publication of 2020 and 2021,
// empty where it is not at hand.
func measuredWater(t *testing.T) string {
	t.Helper()
	text, ok := sharedFile(t, "water-stations-4h.csv.gz")
	if !ok {
		return ""
	}
	return cut(text, func(line string) bool {
		for _, name := range waterSections {
			if strings.Contains(line, ","+name+",") {
				return true
			}
		}
		return false
	})
}

// madeUpWater is ten days of the sections in the same layout, six samples a day,
// each day of one class: the permanganate index decides (GB 3838-2002 table 1: 2, 4,
// 6, 10, 15 mg/L).
func madeUpWater() string {
	var text strings.Builder
	text.WriteString(waterHead)
	permanganate := []string{"1.5", "3", "5", "8", "12", "16"}
	for day := 1; day <= 10; day++ {
		for i, name := range waterSections {
			for hour := 0; hour < 24; hour += 4 {
				k := (day + i) % len(permanganate)
				fmt.Fprintf(&text, "2021,吉林省,%s,07-%02d %02d:00,%s,7.5,9,%s,0.1,0.01,0.9,正常\n",
					name, day, hour, waterClasses[k], permanganate[k])
			}
		}
	}
	return text.String()
}

// waterClasses are Ⅰ to 劣Ⅴ; the number of a class is its place plus one.
var waterClasses = []string{"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"}

// phOf reads the pH of every row that has one by other code than the program's, by
// section and time: a row may appear in several crawls.
func phOf(t *testing.T, text string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	missing := func(value string) bool { return value == "" || value == "--" || value == "*" }
	ph := map[string]string{}
	for _, row := range rows[1:] {
		value := row[column["pH(无量纲)"]]
		if i, ok := column["原始值:pH(无量纲)"]; ok && !missing(row[i]) {
			value = row[i]
		}
		if at := row[column["监测时间"]]; len(at) == len("07-01 04:00") && !missing(value) {
			ph[row[column["断面名称"]]+row[column["年份"]]+at] = value
		}
	}
	return ph
}

// Samples of automatic water stations over MQTT: each is stored, and the days have
// the class of their samples. The measured file comes along where it is at hand; its
// stations mostly have one sample a day, which gives no daily class.
func TestDaemon_RealWater(t *testing.T) {
	c := beijingConfig(t)
	d := startDaemon(t, Options{Config: c, Now: newHandClock(noon).now})
	ph, sent := map[string]string{}, 0
	for _, text := range []string{measuredWater(t), madeUpWater()} {
		if text == "" {
			t.Log("no folder shared/data above the project: the made-up file alone is used")
			continue
		}
		maps.Copy(ph, phOf(t, text))
		sent += publish(t, c, d.BrokerURL(), text)
	}
	drained(t, d)
	if n := d.intake.Stats().Received; int(n) != sent || sent < 10*6*len(waterSections) {
		t.Errorf("%d messages received, %d acknowledged", n, sent)
	}
	sum := new(big.Rat)
	for _, v := range ph {
		r, ok := new(big.Rat).SetString(v)
		if !ok {
			t.Fatalf("pH %q in the file", v)
		}
		sum.Add(sum, r)
	}
	want, _ := sum.Float64()
	stored, total := number(t, d.InfluxURL(), `SELECT count(ph) FROM water`), number(t, d.InfluxURL(), `SELECT sum(ph) FROM water`)
	if int(stored) != len(ph) || total-want > 1e-6 || want-total > 1e-6 {
		t.Errorf("%v values of pH with a sum of %v are stored, the files have %d with %v", stored, total, len(ph), want)
	}
	assessNow(t, d, "reassess", "progress")
	for i, section := range waterSections[:len(waterSections)-1] { // the last is in no area
		classes := map[string]any{}
		for _, row := range rowsOf(t, fetchJSON(t, d, "/api/v1/water/periods?station="+section+"&period=day&year=2021"), "periods") {
			classes[row["time"].(string)[:10]] = row["class"]
		}
		for day := 1; day <= 10; day++ {
			at := fmt.Sprintf("2021-07-%02d", day)
			if want := float64((day+i)%len(waterClasses) + 1); classes[at] != want {
				t.Errorf("%s on %s: class %v, want %v", section, at, classes[at], want)
			}
		}
	}
}
