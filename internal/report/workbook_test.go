package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lanbi/internal/measure"
	"lanbi/internal/target"
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
	notes := sheetOf(t, book, "说明")
	notes.want(t, []string{"摘要"}, "内容", "甲县 1 项目标：有风险 1 项") // 4 bad days in 90 make 12 in 275, of which 10 are left
	notes.want(t, []string{"摘要", "优良天数：优良 86 天（目标 ≥ 351 天），还可超标 10 天，有风险；省平台 29 天，本系统 27 天，差 2 天"})
	notes.want(t, []string{"评价截至"}, "内容", "2026年3月31日（本期末日；按现有数据对当时情况的评价）")
	notes.want(t, []string{"数据审核"}, "内容", "甲县本期 31 天有评价，其中 0 天已审核，31 天为实时数据")
	notes.want(t, []string{"考核口径"}, "备注", "工作报告原句：优良天数不低于351天")
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

// A value stands with the decimals it was reported with, as on the board: 72.95 % is not
// 73.0 % beside a goal of 73. A share that is counted has one decimal, also a zero.
func TestWorkbook_DecimalsOfValues(t *testing.T) {
	f := scenario()
	for name, p := range map[string]target.Progress{
		"森林覆盖率": {Target: &target.Target{Name: "森林覆盖率", Kind: target.Indicator, Year: 2026, Goal: 73, Unit: "%", Direction: "at-least"}, Value: 72.95, HasValue: true},
		"优良率":   {Target: &target.Target{Name: "优良率", Kind: target.GoodAirShare, Year: 2026, Goal: 90, Unit: "%"}, Value: 93, HasValue: true},
	} {
		f.Areas[0].Targets = []target.Progress{p}
		want := map[string]string{"森林覆盖率": "72.95", "优良率": "93.0"}[name]
		sheetOf(t, opened(t, f), "目标进度").want(t, []string{"甲县", name}, "现值", want, "单位", "%")
	}
}

// An area without anything, and a prefecture, are called by their own names.
func TestWorkbook_NameOfAreas(t *testing.T) {
	f := scenario()
	f.Name = "某市"
	if title, err := opened(t, f).GetCellValue("说明", "A1"); err != nil || title != "某市 2026年3月环境质量目标报表　说明" {
		t.Errorf("the title is %q, %v", title, err)
	}
	f.Areas = nil
	sheetOf(t, opened(t, f), "说明").want(t, []string{"区县", "某市"}, "备注", "没有配置站点、断面、水源和目标")
}

// A river is assessed from the sections in use on the day of the report, as its target is:
// the year of the one that continues another has that one's months in it already.
func TestWorkbook_RiverOfReplacedSection(t *testing.T) {
	f := scenario()
	a := &f.Areas[0]
	old := a.Sections[0] // class Ⅲ
	old.Section = &measure.Section{Code: "old", Name: "旧断面", River: "甲河", Class: 2, Span: measure.Span{Until: measure.Date(2026, 2, 28)}}
	old.Year.ToDate.Means = slices.Clone(old.Year.ToDate.Means)
	for i := range old.Year.ToDate.Means {
		old.Year.ToDate.Means[i].Value *= 100
	}
	a.Sections = append(a.Sections, old)
	sheetOf(t, opened(t, f), "断面水质").want(t, []string{"甲县", "甲河", "河流整体"}, "年初至今类别", "Ⅲ")
}

// What could not be read of the audit trail is said also where other lines could be.
func TestWorkbook_TrailInPart(t *testing.T) {
	f := scenario()
	f.Unread = "记录不全"
	book := opened(t, f)
	for _, sheet := range []string{"变更记录", "上报指标"} {
		if said, err := book.GetCellValue(sheet, "A2"); err != nil || !strings.Contains(said, "记录不全") {
			t.Errorf("%s says %q, %v; want that the trail is not whole", sheet, said, err)
		}
	}
}

// Two samples a month make no mean: that is not to say that nobody measured.
func TestWorkbook_SectionWithoutMeans(t *testing.T) {
	f := scenario()
	a := &f.Areas[0]
	a.Sections = append(a.Sections, Section{Section: &measure.Section{Code: "few", Name: "少样断面", River: "乙河"}})
	sheetOf(t, opened(t, f), "断面水质").want(t, []string{"甲县", "乙河", "少样断面"}, "本月类别", "无有效数据", "年初至今类别", "无有效数据")
}
