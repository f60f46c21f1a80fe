package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
)

// sheetNames are the sheets of every report, in order.
var sheetNames = []string{"说明", "目标进度", "天数测算", "逐月", "走势", "逐日空气", "空气统计", "对账",
	"断面水质", "断面项目", "饮用水水源", "上报指标", "事件", "缺测与停运", "变更记录"}

func written(t *testing.T, f *Facts, format Format) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, f, format); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// opened is the workbook of f, written and read again.
func opened(t *testing.T, f *Facts) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(written(t, f, XLSX)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

// sheet finds cells of one sheet by their headings.
type sheet struct {
	book     *excelize.File
	name     string
	headings []string
	rows     [][]string
}

func sheetOf(t *testing.T, book *excelize.File, name string) sheet {
	t.Helper()
	rows, err := book.GetRows(name)
	if err != nil || len(rows) < dataRow {
		t.Fatalf("sheet %s: %d rows, %v", name, len(rows), err)
	}
	return sheet{book, name, rows[headRow-1], rows[dataRow-1:]}
}

// want holds cells of the first row that begins with the given cells against values as
// they are displayed: heading, value, heading, value …
func (s sheet) want(t *testing.T, begin []string, pairs ...string) {
	t.Helper()
	at := slices.IndexFunc(s.rows, func(row []string) bool { return len(row) >= len(begin) && slices.Equal(row[:len(begin)], begin) })
	if at < 0 {
		t.Errorf("%s: no row begins with %q", s.name, begin)
		return
	}
	for i := 0; i < len(pairs); i += 2 {
		column := slices.Index(s.headings, pairs[i])
		if column < 0 {
			t.Errorf("%s: no heading %q among %q", s.name, pairs[i], s.headings)
			continue
		}
		got := ""
		if column < len(s.rows[at]) {
			got = s.rows[at][column]
		}
		if got != pairs[i+1] {
			t.Errorf("%s, row %q, %s: %q, want %q", s.name, begin, pairs[i], got, pairs[i+1])
		}
	}
}

// The numbers are counted by hand from the days of the scenario: of 90 days 4 are not
// good, 1 to 5 March without the 2nd, and 275 are left.
func TestWorkbook_Targets(t *testing.T) {
	book := opened(t, scenario())
	if got := book.GetSheetList(); !slices.Equal(got, sheetNames) {
		t.Fatalf("sheets %q, want %q", got, sheetNames)
	}
	sheetOf(t, book, "目标进度").want(t, []string{"甲县", "优良天数"}, "年度", "2026", "目标值", "≥ 351 天", "现值", "86", "单位", "天",
		"省平台天数", "29", "本系统同期天数", "27", "相差天数", "2", "官方数据来源", "省平台逐日公布（3月1日～3月31日）",
		"完成可能性（供内部研判）", "全年完成目标的可能性约四成（30%～50%），依据近 5 年数据测算，供内部研判")
	counts := sheetOf(t, book, "天数测算")
	// 351 × 90/365 = 86.5
	counts.want(t, []string{"甲县", "优良天数", "目标口径"}, "优良", "86", "超标", "3", "数据不足", "1", "剩余", "275", "全年天数", "365", "目标值", "351",
		"还可超标", "10", "数据不足补齐后还可超标", "11", "序时进度（天）", "-0.5", "已审核天数", "59", "预计全年", "346", "预计下限（80%）", "340")
	counts.want(t, []string{"甲县", "优良天数", "按原标准可比口径"}, "优良", "87", "超标", "2", "还可超标", "11", "结论不同的日期", "3月1日")
}

func TestWorkbook_Air(t *testing.T) {
	book := opened(t, scenario())
	months := sheetOf(t, book, "逐月")
	months.want(t, []string{"甲县", "2月"}, "优良", "28", "超标", "0", "优良率（%）", "100.0", "省平台优良", "")
	// 27 of 30 valid days; O3 the same every day; PM2.5 has 30 of at least 27 days:
	// (26×20 + 75 + 60 + 115 + 160)/30 = 31.0
	months.want(t, []string{"甲县", "3月"}, "优良", "27", "超标", "3", "数据不足", "1", "重污染", "1", "优良率（%）", "90.0",
		"省平台优良", "29", "省平台超标", "2", "省平台数据不足", "0", "省平台重污染", "1", "本系统同期优良", "27", "相差天数", "2", "PM2.5 均值（µg/m³）", "31.0", "O3-8h 第 90 百分位（µg/m³）", "40")
	months.want(t, []string{"甲县", "合计"}, "优良", "86", "超标", "3", "数据不足", "1", "备注", "省平台 29 天，本系统 27 天，差 2 天；重污染天数：省平台 1 天，本系统 1 天，一致")

	days := sheetOf(t, book, "逐日空气")
	days.want(t, []string{"甲县", "全区县", "2026-03-01"}, "AQI", "114", "级别", "三级", "类别", "轻度污染", "首要污染物", "PM2.5", "PM2.5", "75", "PM10", "20", "CO（mg/m³）", "0.5",
		"结论", "超标", "AQI（2012 版）", "100", "AQI（2026 版）", "114", "审核", "实时", "省平台 AQI", "100", "省平台类别", "良", "AQI 相差", "-14")
	days.want(t, []string{"甲县", "全区县", "2026-03-03"}, "AQI", "", "结论", "数据不足", "省平台 AQI", "48")
	days.want(t, []string{"甲县", "一站", "2026-03-05"}, "AQI", "210", "类别", "重度污染", "省平台 AQI", "")

	stats := sheetOf(t, book, "空气统计")
	stats.want(t, []string{"甲县", "全区县", "本月", "本期"}, "有效天数", "30", "优", "26", "良", "1", "轻度污染", "2", "中度污染", "0", "重度污染", "1", "严重污染", "0", "CO-95", "0.5")
	stats.want(t, []string{"甲县", "全区县", "年初至今", "本期"}, "有效天数", "89", "优良", "86", "优", "84", "良", "2")
	sheetOf(t, book, "缺测与停运").want(t, []string{"甲县", "全区县", "无效天"}, "起", "2026-03-03", "缺测内容", "一站（S1）全天无数据，已报停电（3月3日）")
	sheetOf(t, book, "缺测与停运").want(t, []string{"甲县", "一站", "站点缺测"}, "起", "2026-03-03", "止", "2026-03-03", "缺测内容", "全天无数据", "已报停运维护", "已报停电（3月3日）")
	differences := sheetOf(t, book, "对账")
	differences.want(t, []string{"甲县", "2026-03-01"}, "差异", "结论不同", "影响优良天数", "是", "省平台 AQI", "100", "本系统 AQI", "114")
	differences.want(t, []string{"甲县", "2026-03-03"}, "差异", "本系统缺", "影响优良天数", "是", "本系统类别", "数据不足")
	if len(differences.rows) != 2 {
		t.Errorf("%d differences, want 2", len(differences.rows))
	}
}

func TestWorkbook_WaterAndReports(t *testing.T) {
	book := opened(t, scenario())
	sections := sheetOf(t, book, "断面水质")
	sections.want(t, []string{"甲县", "甲河", "甲河口"}, "目标类别", "Ⅱ", "本月类别", "Ⅲ", "本月达标", "未达标", "本月定类指标", "总磷", "年初至今类别", "Ⅲ", "未达标月份", "3月（Ⅲ）", "不参评月份", "2月")
	sections.want(t, []string{"甲县", "甲河", "河流整体"}, "年初至今类别", "Ⅲ", "年初至今定类指标", "水质状况：良好")
	// (0.150 − 0.1)/0.1 and (0.115 − 0.1)/0.1
	sheetOf(t, book, "断面项目").want(t, []string{"甲县", "甲河口", "总磷"}, "目标限值", "0.1", "本月均值", "0.150", "本月类别", "Ⅲ", "本月超标倍数", "0.50",
		"年初至今均值", "0.115", "年初至今超标倍数", "0.15", "余下月份允许均值", "0.095")
	sources := sheetOf(t, book, "饮用水水源")
	sources.want(t, []string{"甲县", "甲水源", "D1", "地表水", "每月", "2月"}, "样品数", "0", "结论", "本期未监测")
	sources.want(t, []string{"甲县", "甲水源", "D1", "地表水", "每月", "3月"}, "结论", "不达标", "超标项目", "铁", "取水量（m³）", "120000")
	sheetOf(t, book, "上报指标").want(t, []string{"甲县", "森林覆盖率"}, "数值", "73.4", "单位", "%", "来源或文号", "林草局", "上报人", "张三", "上报时间", "2026-03-02 10:30",
		"更正", "2026-03-02 10:30 li 由 73.1 改为 73.4，更正")
	sheetOf(t, book, "事件").want(t, []string{"甲县", "秸秆焚烧", "F1", "豁免"}, "文号", "准烧证7", "经过", "2026-03-04 08:00 待核实\n2026-03-05 08:00 豁免，准烧证7")
	sheetOf(t, book, "变更记录").want(t, []string{"7"}, "时间", "2026-03-20 08:00", "对象", "目标 优良天数", "编码", "target/a/good", "原值", "350", "现值", "351")
}

// Numbers and dates are stored as such, and carry the official colour of their level.
func TestWorkbook_CellsAreTyped(t *testing.T) {
	book := opened(t, scenario())
	for cell, want := range map[string]string{"C4": "46082", "D4": "114", "K4": "10"} { // 2026-03-01 is day 46082
		kind, err := book.GetCellType("逐日空气", cell)
		raw, failed := book.GetCellValue("逐日空气", cell, excelize.Options{RawCellValue: true})
		if err != nil || failed != nil || raw != want || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is %q of type %v (%v, %v), want the number %s", cell, raw, kind, err, failed, want)
		}
	}
	id, err := book.GetCellStyle("逐日空气", "D4")
	if err != nil {
		t.Fatal(err)
	}
	style, err := book.GetStyle(id)
	if err != nil || len(style.Fill.Color) != 1 || !strings.HasSuffix(style.Fill.Color[0], "FF7E00") { // HJ 633 table A.1: 轻度污染, orange
		t.Errorf("fill of AQI 114 is %v, %v; want FF7E00", style.Fill, err)
	}
}

// What comes from outside never becomes a formula, in no sheet and no table.
func TestWrite_NoFormula(t *testing.T) {
	const evil = `=cmd|' /C calc'!A0`
	f := scenario()
	a := &f.Areas[0]
	a.Figures[0].Source, a.Figures[0].By = evil, "@SUM(1)"
	a.Events[0].Steps[0].Text, a.Events[0].Document = evil, "+1+2"
	f.Changes[0].New, f.Changes[0].Who = evil, "-2+3"
	a.Outages[0].Reason = evil
	book := opened(t, f)
	sheetOf(t, book, "上报指标").want(t, []string{"甲县", "森林覆盖率"}, "来源或文号", evil, "上报人", "@SUM(1)")
	for name, part := range parts(t, written(t, f, XLSX)) {
		if strings.HasPrefix(name, "xl/worksheets/") && bytes.Contains(part, []byte("<f>")) {
			t.Errorf("%s holds a formula", name)
		}
	}
	for name, part := range parts(t, written(t, f, CSV)) {
		rows, err := csv.NewReader(bytes.NewReader(part)).ReadAll()
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != PlainCell(cell) {
					t.Errorf("%s: cell %q begins like a formula", name, cell)
				}
			}
		}
	}
}

// Of a demo every sheet says so: in a row, in the printed header and footer, in charts
// and in every table of the CSV. What is measured does not.
func TestWrite_SimulatedIsMarkedEverywhere(t *testing.T) {
	f := scenario()
	f.Simulated = true
	book := opened(t, f)
	for _, name := range sheetNames {
		note, err := book.GetCellValue(name, fmt.Sprintf("A%d", noteRow))
		if err != nil || !strings.HasPrefix(note, alert.SimulatedNotice) {
			t.Errorf("sheet %s begins %q, %v", name, note, err)
		}
		printed, err := book.GetHeaderFooter(name)
		if err != nil || !strings.Contains(printed.OddHeader, alert.SimulatedNotice) || !strings.Contains(printed.OddFooter, alert.SimulatedNotice) {
			t.Errorf("sheet %s prints %+v, %v", name, printed, err)
		}
	}
	for name, part := range parts(t, written(t, f, XLSX)) {
		if strings.HasPrefix(name, "xl/charts/chart") && !bytes.Contains(part, []byte(alert.SimulatedNotice)) {
			t.Errorf("%s does not say that it is simulated", name)
		}
	}
	tables := parts(t, written(t, f, CSV))
	if len(tables) != len(sheetNames) {
		t.Errorf("%d tables, want %d", len(tables), len(sheetNames))
	}
	for name, part := range tables {
		if !bytes.HasPrefix(part, []byte("\ufeff"+alert.SimulatedNotice+"\n")) {
			t.Errorf("%s begins %q", name, part[:40])
		}
	}
	if name := f.FileName(XLSX); name != "甲县2026年3月环境质量目标报表（模拟数据）.xlsx" {
		t.Errorf("file name %q", name)
	}
	for name, part := range parts(t, written(t, scenario(), XLSX)) {
		if bytes.Contains(part, []byte("模拟")) {
			t.Errorf("%s of measured data says 模拟", name)
		}
	}
}

// A report without anything has every sheet, with one line that says why it is empty.
func TestWorkbook_NothingKnown(t *testing.T) {
	f := &Facts{Name: "乙县", Period: march, AsOf: march.Last, Made: scenario().Made, Version: "v1", Unread: "审计记录读不到",
		Areas: []Area{{Area: &measure.Area{Code: "B", Name: "乙县"}}}}
	book := opened(t, f)
	for name, want := range map[string]string{
		"目标进度": "本期年度没有配置目标", "天数测算": "没有按天数计的目标", "逐月": "没有空气站点", "走势": "没有空气站点", "逐日空气": "本期没有空气质量日评价",
		"空气统计": "没有空气站点", "对账": "本期无公布数据", "断面水质": "没有断面", "断面项目": "没有断面数据", "饮用水水源": "没有饮用水水源地",
		"上报指标": "本期没有上报数值", "事件": "本期没有事件记录", "缺测与停运": "本期没有缺测，也没有停运维护登记", "变更记录": "审计记录读不到",
	} {
		s := sheetOf(t, book, name)
		if len(s.rows) != 1 || s.rows[0][0] != want {
			t.Errorf("sheet %s holds %q, want %q", name, s.rows, want)
		}
	}
}

// parts are the files of an archive by name.
func parts(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[file.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// A program that opens the workbook finds nothing to repair: all parts are well-formed,
// all relationships lead to a part.
func TestWorkbook_PackageIsWhole(t *testing.T) {
	f := scenario()
	f.Name = strings.Repeat("很长的区县名称&<>\"'", 30)
	f.Changes[0].New, f.Changes[0].Why = "\x01\xff]]>\ufffe", strings.Repeat("长", 40_000)
	all := parts(t, written(t, f, XLSX))
	for name, part := range all {
		decoder := xml.NewDecoder(bytes.NewReader(part))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok || start.Name.Local != "Relationship" {
				continue
			}
			to := path.Join(path.Dir(path.Dir(name)), attribute(start, "Target"))
			if absolute := attribute(start, "Target"); strings.HasPrefix(absolute, "/") {
				to = absolute[1:]
			}
			if all[to] == nil {
				t.Errorf("%s: no part %s", name, to)
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// The charts refer to the columns that they name: the first and last day of what they
// show, and the last value.
func TestWorkbook_ChartsReferToTheirColumns(t *testing.T) {
	book := opened(t, scenario())
	var refs []string
	for i := 1; ; i++ {
		part := parts(t, written(t, scenario(), XLSX))[fmt.Sprintf("xl/charts/chart%d.xml", i)]
		if part == nil {
			break
		}
		decoder := xml.NewDecoder(bytes.NewReader(part))
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "f" {
				var ref string
				if err := decoder.DecodeElement(&ref, &e); err != nil {
					t.Fatal(err)
				}
				refs = append(refs, ref)
			}
		}
	}
	// Three charts: good days against the goal, ahead or behind, AQI of March beside 100.
	want := []string{
		"'走势'!$D$3", "'走势'!$A$4:$A$93", "'走势'!$D$4:$D$93", "'走势'!$E$3", "'走势'!$A$4:$A$93", "'走势'!$E$4:$E$93",
		"'走势'!$F$3", "'走势'!$A$4:$A$93", "'走势'!$F$4:$F$93",
		"'走势'!$B$3", "'走势'!$A$63:$A$93", "'走势'!$B$63:$B$93", "'走势'!$C$3", "'走势'!$A$63:$A$93", "'走势'!$C$63:$C$93",
	}
	if !slices.Equal(refs, want) {
		t.Fatalf("references %q, want %q", refs, want)
	}
	for cell, value := range map[string]string{"D3": "甲县累计优良天数", "E3": "甲县序时目标", "F3": "甲县超前天数（负为落后）", "B3": "甲县 AQI",
		"A63": "2026-03-01", "A93": "2026-03-31", "D93": "86", "E93": "86.5", "F93": "-0.5", "B63": "114", "B65": ""} {
		if got, err := book.GetCellValue("走势", cell); err != nil || got != value {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, value)
		}
	}
}

// Every sheet prints on A4 landscape, as wide as the page, with its headings on every
// page, and keeps them in sight on the screen.
func TestWorkbook_PrintAndPanes(t *testing.T) {
	book := opened(t, scenario())
	titles := map[string]string{}
	for _, name := range book.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" {
			titles[name.Scope] = name.RefersTo
		}
	}
	for _, name := range sheetNames {
		layout, err := book.GetPageLayout(name)
		if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("sheet %s: layout %+v, %v", name, layout, err)
		}
		if props, err := book.GetSheetProps(name); err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("sheet %s is not fitted to the page: %v", name, err)
		}
		if want := "'" + name + "'!$1:$3"; titles[name] != want {
			t.Errorf("sheet %s repeats %q, want %q", name, titles[name], want)
		}
		if panes, err := book.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != 3 {
			t.Errorf("sheet %s: panes %+v, %v", name, panes, err)
		}
		if printed, err := book.GetHeaderFooter(name); err != nil || !strings.Contains(printed.OddFooter, "第 &P 页 共 &N 页") {
			t.Errorf("sheet %s: footer %+v, %v", name, printed, err)
		}
	}
}
