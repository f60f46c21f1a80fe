package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// waterSpan is a stretch of time that a report tells the water of.
type waterSpan struct {
	name string
	of   func(*WaterYear) *assess.WaterPeriod // nil where there is none
}

// waterSpans are the month and the year to date of a month's report, and the year alone
// of a year's.
func waterSpans(f *Facts) []waterSpan {
	toDate := waterSpan{"年初至今", func(y *WaterYear) *assess.WaterPeriod { return &y.ToDate }}
	if f.AsOf == f.AsOf.LastOfYear() {
		toDate.name = "全年"
	}
	if f.Period.Year() {
		return []waterSpan{toDate}
	}
	month := waterSpan{"本月", func(y *WaterYear) *assess.WaterPeriod { return y.month(f.Period.First.Month()) }}
	return []waterSpan{month, toDate}
}

// month is the row of a month, nil where there is none.
func (y *WaterYear) month(m time.Month) *assess.WaterPeriod {
	for i := range y.Months {
		if y.Months[i].Start.Month() == m {
			return &y.Months[i]
		}
	}
	return nil
}

// sectionColumns name a section, and spanColumns are what is told of each span.
const sectionColumns, spanColumns = 5, 6

// sectionsTable is one row a section, and below the sections of an area one a river.
func sectionsTable(f *Facts) Table {
	spans := waterSpans(f)
	t := Table{
		Name:    "断面水质",
		Notes:   []string{"GB 3838—2002 单因子评价，不先修约；水温、总氮、粪大肠菌群不参评", "河流整体按环办〔2011〕22 号"},
		Columns: []Column{{areaHeading, 12}, {"河流", 10}, {"断面", 20}, {"编码", 11}, {"目标类别", 7}},
		Empty:   "没有断面",
	}
	for _, s := range spans {
		t.Columns = append(t.Columns, Column{s.name + "类别", 8}, Column{s.name + "达标", 8}, Column{s.name + "定类指标", 16}, Column{s.name + "评价项目数", 9}, Column{s.name + "上年同期类别", 10}, Column{s.name + "变化", 11})
	}
	t.Columns = append(t.Columns, Column{"未达标月份", 12}, Column{"不参评月份", 12}, Column{"备注", 28})
	for i := range f.Areas {
		a := &f.Areas[i]
		for k := range a.Sections {
			t.Rows = append(t.Rows, sectionRow(a, &a.Sections[k], spans))
		}
		t.Rows = append(t.Rows, riverRows(a, f.AsOf, spans)...)
	}
	return t
}

func sectionRow(a *Area, s *Section, spans []waterSpan) []Cell {
	goal := gb3838.Class(s.Class)
	row := []Cell{text(a.Name), text(s.River), text(s.Name).as(strongLook), text(s.Code), text(goal.String())}
	var notes []string
	for _, span := range spans {
		now, before := span.of(&s.Year), span.of(&s.Before)
		row = append(row, classCells(now, before, goal, s.Year.monitored(now))...)
		if now == nil || now.Class == 0 {
			continue
		}
		if both := now.Classes(s.Body); both.Differ() {
			notes = append(notes, span.name+"若先修约则为 "+both.Rounded.Class.String()+" 类")
		}
		if label := now.Label(); label != "" {
			notes = append(notes, span.name+label)
		}
	}
	missed, unknown := s.months(goal)
	notes = append(notes, a.sectionLapses(s)...)
	return append(row, text(missed), text(unknown), text(strings.Join(notes, "；")))
}

// monitored tells whether there is anything of a month, or of any month of the year to
// date: its means may be of too few months.
func (y *WaterYear) monitored(row *assess.WaterPeriod) bool {
	measured := func(w assess.WaterPeriod) bool { return w.Items+len(w.Means) > 0 }
	return row != nil && (measured(*row) || row.Period != assess.Month && slices.ContainsFunc(y.Months, measured))
}

// classCells are a class, whether it meets the goal, what decided it, and the year
// before.
func classCells(now, before *assess.WaterPeriod, goal gb3838.Class, monitored bool) []Cell {
	cells := make([]Cell, spanColumns)
	if now == nil || now.Class == 0 {
		cells[0] = text("不参评").as(quietLook)
		if !monitored {
			cells[0] = text("无有效数据").as(quietLook) // not measured, or in too few samples: the row keeps neither
		}
	} else {
		cells[0], cells[1] = text(now.Class.String()), metCell(now.Class, goal)
		if now.Class > gb3838.ClassI {
			cells[2] = text(now.Deciding.Names())
		}
		cells[3] = whole(now.Items)
	}
	if before != nil && before.Class != 0 {
		cells[4] = text(before.Class.String())
		if now != nil {
			cells[5] = text(surface.SectionChange(before.Class, now.Class).String())
		}
	}
	return cells
}

func metCell(class, goal gb3838.Class) Cell {
	switch {
	case !goal.Known():
		return Cell{}
	case class <= goal:
		return text("达标")
	}
	return text("未达标").as(faultLook)
}

// months names the months of the year that are worse than the goal, and those in operation
// without a class.
func (s *Section) months(goal gb3838.Class) (missed, unknown string) {
	var bad, none []string
	for i := range s.Year.Months {
		m := &s.Year.Months[i]
		name := fmt.Sprintf("%d月", m.Start.Month())
		switch {
		case m.Class == 0 && s.inOperation(m.Start):
			none = append(none, name)
		case m.Class == 0:
		case goal.Known() && m.Class > goal:
			bad = append(bad, name+"（"+m.Class.String()+"）")
		}
	}
	return strings.Join(bad, "、"), strings.Join(none, "、")
}

// inOperation tells whether the section, or one that it replaced, was there in the month
// that begins on first.
func (s *Section) inOperation(first measure.Day) bool {
	there := s.Span
	if s.Replaces != "" {
		there.From = 0
	}
	return there.Touches(first, first.LastOfMonth())
}

// sectionLapses says which outages were reported in months of the year without a class.
func (a *Area) sectionLapses(s *Section) []string {
	codes := assess.CodesOf(a.Area.Sections, s.Section)
	var said []string
	for i := range s.Year.Months {
		first := s.Year.Months[i].Start
		if s.Year.Months[i].Class != 0 {
			continue
		}
		if why := assess.OutagesText(a.Outages, a.Code, codes, first, first.LastOfMonth()); why != "" {
			said = append(said, fmt.Sprintf("%d月 %s", first.Month(), why))
		}
	}
	return said
}

// riverRows are the rivers of an area as a whole over the last of the spans, from its
// sections with a class, of which one that was replaced counts no more, as in the targets.
// The class stands under that of the sections.
func riverRows(a *Area, asOf measure.Day, spans []waterSpan) [][]Cell {
	span, column := spans[len(spans)-1], sectionColumns+spanColumns*(len(spans)-1)
	var all assess.Rivers
	for i := range a.Sections {
		if s := &a.Sections[i]; s.Span.Covers(asOf) {
			all.Add(s.Section, span.of(&s.Year))
		}
	}
	var rows [][]Cell
	for _, river := range all.Assess() {
		row := make([]Cell, column+spanColumns)
		row[0], row[1], row[2] = text(a.Name), text(river.Name), text("河流整体").as(strongLook)
		row[column], row[column+2] = text(river.Class.String()), text("水质状况："+river.Grade.String())
		rows = append(rows, row)
	}
	return rows
}
