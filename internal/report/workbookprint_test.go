package report

import (
	"encoding/xml"
	"strings"
	"testing"
)

// No chart touches the rows that are printed on every page: its upper edge would be
// printed on every page as well, as a program for PDF did.
func TestWorkbook_ChartsBelowPrintTitles(t *testing.T) {
	drawings := 0
	for name, part := range parts(t, written(t, scenario(), XLSX)) {
		if !strings.HasPrefix(name, "xl/drawings/drawing") {
			continue
		}
		drawings++
		var drawing struct {
			Anchors []struct {
				Row int `xml:"from>row"` // counted from 0
			} `xml:"twoCellAnchor"`
		}
		if err := xml.Unmarshal(part, &drawing); err != nil || len(drawing.Anchors) != 3 {
			t.Fatalf("%s: %d charts, %v", name, len(drawing.Anchors), err)
		}
		for _, at := range drawing.Anchors {
			if at.Row < headRow {
				t.Errorf("%s: a chart begins in row %d, printed on every page", name, at.Row+1)
			}
		}
	}
	if drawings != 1 {
		t.Errorf("%d sheets with charts, want 1", drawings)
	}
}

// The title is not cut where the sheet is narrower than it: 20 Chinese letters of an area
// with the rest take two lines of 16 points above the columns of one county's course.
func TestWorkbook_TitleHeight(t *testing.T) {
	f := scenario()
	f.Name = strings.Repeat("县", 20)
	height, err := opened(t, f).GetRowHeight("走势", titleRow)
	if err != nil || height < 2*16*1.2 {
		t.Errorf("the title is %v points high, %v; want two lines of 16", height, err)
	}
	if height, err := opened(t, f).GetRowHeight("逐日空气", titleRow); err != nil || height > 2*lineHeight+4 {
		t.Errorf("the title of a wide sheet is %v points high, %v; want one line", height, err)
	}
}

// No two columns of a table have the same heading: a CSV is read by it.
func TestTables_HeadingsDiffer(t *testing.T) {
	f := scenario()
	second := *f.Areas[0].Area
	second.Name = "乙县"
	f.Areas = append(f.Areas, f.Areas[0])
	f.Areas[1].Area = &second
	for _, table := range tables(f) {
		seen := map[string]bool{}
		for _, c := range table.Columns {
			if seen[c.Heading] {
				t.Errorf("%s: two columns are called %q", table.Name, c.Heading)
			}
			seen[c.Heading] = true
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
