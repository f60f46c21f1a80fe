package daemon

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// waterSections are those of configs/beijing-2016.yaml, and one that it does not
// name and its feed accepts.
var waterSections = strings.Fields("白沙滩 烟筒山 崇善 兰旗大桥 城子上 镇西大桥 绿江村 查干湖 七效港西桥")

// waterHead are the columns of the publication that the test's own file has.
const waterHead = "年份,省份,断面名称,监测时间,水质类别,pH(无量纲),溶解氧(mg/L),高锰酸盐指数(mg/L),氨氮(mg/L),总磷(mg/L),总氮(mg/L),站点情况\n"

// waterFile is the rows of some sections in the publication of 2020 and 2021, or
// made-up rows of the same layout where it is not at hand.
func waterFile(t *testing.T) string {
	t.Helper()
	if text, ok := sharedFile(t, "water-stations-4h.csv.gz"); ok {
		return cut(text, func(line string) bool {
			for _, name := range waterSections {
				if strings.Contains(line, ","+name+",") {
					return true
				}
			}
			return false
		})
	}
	t.Log("no folder shared/data above the project: a made-up file of the same layout is used")
	var text strings.Builder
	text.WriteString(waterHead)
	classes := []string{"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"}
	permanganate := []string{"1.5", "3", "5", "8", "12"} // GB 3838-2002 table 1: 2 4 6 10 15
	for day := 1; day <= 28; day++ {
		for i, name := range waterSections {
			k := (day + i) % len(classes)
			fmt.Fprintf(&text, "2020,吉林省,%s,07-%02d %02d:00,%s,7.5,9,%s,0.1,0.01,0.9,正常\n", name, day, day%6*4, classes[k], permanganate[k])
		}
	}
	return text.String()
}

// Measured samples of automatic water stations over MQTT: each is stored, and the
// class of a day with one sample is the class published with it.
func TestDaemon_RealWater(t *testing.T) {
	text := waterFile(t)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	// What the file says, read by other code. A row may appear in several crawls.
	ph := map[string]string{}                 // by section and time
	published := map[string]map[string]bool{} // classes by section and day
	samples := map[string]map[string]bool{}   // times by section and day
	for _, row := range rows[1:] {
		name, at := row[column["断面名称"]], row[column["年份"]]+"-"+row[column["监测时间"]]
		value := row[column["pH(无量纲)"]]
		if i, ok := column["原始值:pH(无量纲)"]; ok && row[i] != "" && row[i] != "--" && row[i] != "*" {
			value = row[i]
		}
		if len(at) != len("2020-07-01 04:00") {
			continue
		}
		if value != "" && value != "--" && value != "*" {
			ph[name+at] = value
		}
		day := name + " " + at[:10]
		if published[day] == nil {
			published[day], samples[day] = map[string]bool{}, map[string]bool{}
		}
		samples[day][at] = true
		if row[column["站点情况"]] == "正常" {
			published[day][row[column["水质类别"]]] = true
		} else {
			published[day]["-"] = true
		}
	}
	c := beijingConfig(t)
	d := startDaemon(t, Options{Config: c, Now: newHandClock(noon).now})
	sent := publish(t, c, d.BrokerURL(), text)
	drained(t, d)
	if n := d.intake.Stats().Received; int(n) != sent || sent == 0 {
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
		t.Errorf("%v values of pH with a sum of %v are stored, the file has %d with %v", stored, total, len(ph), want)
	}
	assessNow(t, d, "reassess", "progress")
	numbers := map[string]float64{"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "劣Ⅴ": 6}
	compared, wrong := 0, 0
	for _, section := range waterSections[:len(waterSections)-1] {
		classes := map[string]any{}
		for _, year := range []string{"2020", "2021"} {
			for _, row := range rowsOf(t, fetchJSON(t, d, "/api/v1/water/periods?station="+section+"&period=day&year="+year), "periods") {
				classes[section+" "+row["time"].(string)[:10]] = row["class"]
			}
		}
		for day, times := range samples {
			if !strings.HasPrefix(day, section+" ") || len(times) != 1 || len(published[day]) != 1 {
				continue
			}
			for class := range published[day] {
				if numbers[class] == 0 {
					continue
				}
				compared++
				if classes[day] != numbers[class] {
					wrong++
					t.Logf("%s: class %v, published %s", day, classes[day], class)
				}
			}
		}
	}
	// A few published classes are stale: the station had just been restarted.
	if compared < 100 || wrong*100 > compared {
		t.Errorf("%d of %d days have another class than published", wrong, compared)
	}
}
