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
	data := written(t, scenario(), XLSX)
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	all := parts(t, data)
	var refs []string
	for i := 1; ; i++ {
		part := all[fmt.Sprintf("xl/charts/chart%d.xml", i)]
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
