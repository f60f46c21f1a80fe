package report

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj663"
	"lanbi/internal/target"
)

// monthsTable counts the days of each month of the year so far beside what was published
// and the year before; each area ends with the sum.
func monthsTable(f *Facts) Table {
	t := Table{
		Name:  "逐月",
		Notes: []string{"按当日执行标准（2026年3月1日起 HJ 633—2026），未扣除沙尘影响", "相差为省平台减本系统相同日期的优良天数", "均值空白为有效天数不足（GB 3095 表 4）"},
		Columns: []Column{{areaHeading, 12}, {"月份", 10}, {"优良", 6}, {"超标", 6}, {"数据不足", 6}, {"重污染", 7}, {"优良率（%）", 8},
			{"省平台优良", 8}, {"省平台超标", 8}, {"省平台数据不足", 8}, {"省平台重污染", 8}, {"本系统同期优良", 8}, {"相差天数", 6},
			{"上年同期优良", 8}, {"同比天数", 6}, {"PM2.5 均值（µg/m³）", 9}, {"上年同期 PM2.5", 9}, {"O3-8h 第 90 百分位（µg/m³）", 10}, {"综合指数", 8}, {"备注", 24}},
		Empty: "没有空气站点",
	}
	for i := range f.Areas {
		t.Rows = append(t.Rows, monthRows(&f.Areas[i], f.AsOf)...)
	}
	return t
}

func monthRows(a *Area, asOf measure.Day) [][]Cell {
	var rows [][]Cell
	for first := asOf.FirstOfYear(); first <= asOf; first = first.LastOfMonth().Add(1) {
		if s := a.span(a.Code, assess.Month, first); s != nil {
			official, note := officialMonth(a.Reconciliation.Official, first)
			if s.Through < first.LastOfMonth() {
				note = fmt.Sprintf("截至%s", s.Through.ShortChinese()) + joined("；", note)
			}
			rows = append(rows, a.monthRow(s, fmt.Sprintf("%d月", first.Month()), official, note))
		}
	}
	if s := a.span(a.Code, assess.YearToDate, asOf.FirstOfYear()); s != nil {
		var official []Cell
		note := ""
		if o := a.Reconciliation.Official; o != nil {
			official, note = tallyCells(&o.Published, &o.Ours, &o.Heavy), o.Text()+joined("；", o.Heavy.Text())
		}
		row := a.monthRow(s, "合计", official, note)
		for i := range row {
			if row[i].look == plainLook {
				row[i] = row[i].as(strongLook)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// joined is a text with its separator in front, empty for none.
func joined(separator, said string) string {
	if said == "" {
		return ""
	}
	return separator + said
}

// officialMonth is what was published of a month, and how it was counted.
func officialMonth(o *target.Official, first measure.Day) (cells []Cell, note string) {
	if o == nil {
		return nil, ""
	}
	for i := range o.Months {
		m := &o.Months[i]
		if m.First != first {
			continue
		}
		if m.Counted {
			note = "官方月统计"
			if m.HasDaily && m.Daily.Good != m.Published.Good {
				note += fmt.Sprintf("（逐日公布合计优良 %d 天）", m.Daily.Good)
			}
		}
		return tallyCells(&m.Published, &m.Ours, &m.Heavy), note
	}
	return nil, ""
}

// tallyCells are a published count, ours of the same days, and the difference of good
// days.
func tallyCells(published, ours *target.Tally, heavy *target.HeavyCount) []Cell {
	cells := []Cell{whole(published.Good), whole(published.Exceeding), whole(published.Undetermined), {}, whole(ours.Good), differenceCell(published.Good, ours.Good)}
	if heavy.Known {
		cells[3] = whole(heavy.Published)
	}
	return cells
}

// officialColumns is how many cells tallyCells makes.
const officialColumns = 6

func (a *Area) monthRow(s *Span, name string, official []Cell, note string) []Cell {
	row := []Cell{text(a.Name), text(name), whole(s.Good), whole(s.Exceeding), whole(s.Undetermined), whole(s.Heavy), shareCell(s)}
	if official == nil {
		official = make([]Cell, officialColumns)
	}
	row = append(row, official...)
	before := a.span(s.Place, s.Period, measure.Date(s.Start.Year()-1, s.Start.Month(), 1))
	if before == nil || before.Valid == 0 {
		before = nil
		row = append(row, Cell{}, Cell{})
	} else {
		row = append(row, whole(before.Good), whole(s.Good-before.Good))
	}
	row = append(row, meanCell(s, measure.PM25), meanCell(before, measure.PM25), percentileCell(s, measure.O38h), compositeCell(s), text(note))
	return row
}

// shareCell is the share of good days among valid ones.
func shareCell(s *Span) Cell {
	if n, ok := hj663.Share(s.Good, s.Valid); ok {
		return tenths(n)
	}
	return Cell{}
}

// meanCell and percentileCell are a statistic of a span as it is published; empty where
// its days are too few, or where s is nil.
func meanCell(s *Span, p measure.Parameter) Cell {
	if s == nil || !s.Has.Has(p) {
		return Cell{}
	}
	return statistic(s, p, s.Mean[p])
}

func percentileCell(s *Span, p measure.Parameter) Cell {
	if s == nil || !s.Has.Has(p) {
		return Cell{}
	}
	return statistic(s, p, s.Percentile[p])
}

// statistic rounds by the edition of HJ 663 in force on the last day.
func statistic(s *Span, p measure.Parameter, c measure.Concentration) Cell {
	return concentration(c, hj663.Step(hj663.EditionOn(s.Through), p, hj663.Statistic), p.Unit())
}

func compositeCell(s *Span) Cell {
	if s == nil || s.CompositeIndex == 0 {
		return Cell{}
	}
	return number(float64(s.CompositeIndex)/100, 2)
}
