package history

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// water4hItems are the columns of the publication and what they hold. The
// publisher gives chlorophyll in mg/L; here its unit is mg/m³.
var water4hItems = []struct {
	title     string
	parameter measure.Parameter
	factor    measure.Concentration
}{
	{"水温(℃)", measure.WaterTemperature, 1},
	{"pH(无量纲)", measure.PH, 1},
	{"溶解氧(mg/L)", measure.DO, 1},
	{"电导率(μS/cm)", measure.Conductivity, 1},
	{"浊度(NTU)", measure.Turbidity, 1},
	{"高锰酸盐指数(mg/L)", measure.CODMn, 1},
	{"氨氮(mg/L)", measure.NH3N, 1},
	{"总磷(mg/L)", measure.TP, 1},
	{"总氮(mg/L)", measure.TN, 1},
	{"叶绿素α(mg/L)", measure.ChlorophyllA, 1000},
	{"藻密度(cells/L)", measure.AlgaeDensity, 1},
}

// rawPrefix titles the columns of the unrounded values.
const rawPrefix = "原始值:"

// notSampled are the words that stand in column 监测时间 of stations that sent
// nothing.
func notSampled(text string) bool { return text == "" || text == "*" || text == "--" }

// water4h reads the archive of the national automatic water stations.
//
// The unrounded value counts where the file has it, because published classes
// follow it. "--" is a missing value, "*" an item the station does not have;
// both give no reading. Values of a station in 维护 carry flag M, of one stopped
// (停站, 不具备运行条件) flag F: they are kept and never count. A row without a
// time says only that the station sent nothing and is no fault.
func (r *reading) water4h(src *source) error {
	if err := src.header(); err != nil || len(src.head) == 0 {
		return err
	}
	at, err := src.require("年份", "省份", "断面名称", "监测时间", "站点情况")
	if err != nil {
		return err
	}
	crawled := src.column("抓取日期")
	shown, raw := make([]int, len(water4hItems)), make([]int, len(water4hItems))
	for i, item := range water4hItems {
		shown[i], raw[i] = src.column(item.title), src.column(rawPrefix+item.title)
	}
	provinces := map[string]string{}
	for {
		row, line, err := src.next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if notSampled(row[at[3]]) {
			continue
		}
		crawl := ""
		if crawled >= 0 {
			crawl = row[crawled]
		}
		start, err := water4hTime(row[at[0]], crawl, row[at[3]], r.o.Zone)
		if err != nil {
			r.reject(src, line, ReasonTime, "%v", err)
			continue
		}
		province, section := row[at[1]], row[at[2]]
		if section == "" {
			r.reject(src, line, ReasonStation, "column 断面名称 is empty")
			continue
		}
		code, ok := r.section(provinces, province, section)
		if !ok {
			r.counts.Skipped++
			continue
		}
		start, ok = r.begins(src, line, measure.Water, start, measure.FourHours)
		if !ok {
			continue
		}
		flag, known := stationState(row[at[4]])
		if !known {
			r.reject(src, line, ReasonFlag, "站点情况 is %q (have 正常, 维护, 停站, 不具备运行条件)", row[at[4]])
			continue
		}
		r.begin(measure.Water, code, start, measure.FourHours, measure.Sent)
		for i, item := range water4hItems {
			r.waterCell(src, line, item.parameter, item.factor, flag, cellAt(row, shown[i]), cellAt(row, raw[i]))
		}
		if err := r.send(); err != nil {
			return err
		}
	}
}

func cellAt(row []string, at int) string {
	if at < 0 {
		return ""
	}
	return strings.TrimSpace(row[at])
}

// section asks for the code of a section by province and name, then by name. A
// few names occur in two provinces: the first province seen with a name keeps
// the bare name, every other one has its province put before it.
func (r *reading) section(provinces map[string]string, province, name string) (string, bool) {
	if _, seen := provinces[name]; !seen {
		provinces[name] = province
	}
	if provinces[name] != province {
		return r.station(measure.Water, province+name)
	}
	return r.station(measure.Water, name, province+name)
}

// waterCell takes the unrounded value if it is a number, else the shown one. A
// raw cell with a word, such as 极值过滤, says why the shown one is missing.
func (r *reading) waterCell(src *source, line int, p measure.Parameter, factor measure.Concentration, f measure.Flag, shown, raw string) {
	if missing(shown) {
		return
	}
	if v, err := measure.ParseConcentration(raw, p.Unit().Scale()); err == nil {
		r.add(p, v*factor, f)
		return
	}
	v, err := measure.ParseConcentration(shown, p.Unit().Scale())
	if err != nil {
		r.reject(src, line, ReasonValue, "%s is %q", p.Key(), shown)
		return
	}
	r.add(p, v*factor, f)
}

func stationState(text string) (measure.Flag, bool) {
	switch text {
	case "", "正常":
		return 0, true
	case "维护":
		return measure.Maintenance, true
	case "停站", "不具备运行条件":
		return measure.OutOfOperation, true
	}
	return 0, false
}

// water4hTime joins the year with a time like "05-08 15:00". A station that
// stopped last autumn is still shown with its last sample in spring: where the
// day of the crawl is known, a time after it belongs to the year before.
func water4hTime(year, crawl, text string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation("2006-01-02 15:04", year+"-"+text, zone)
	if err != nil || !plausible(t) {
		return t, fmt.Errorf("年份 %q 监测时间 %q (want 2020 and 05-08 15:00)", year, text)
	}
	if crawl == "" {
		return t, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, crawl, zone)
	if err != nil {
		return t, fmt.Errorf("抓取日期 %q (want YYYY-MM-DD)", crawl)
	}
	if !t.Before(day.AddDate(0, 0, 1)) {
		t = t.AddDate(-1, 0, 0)
	}
	return t, nil
}
