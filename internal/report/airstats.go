package report

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// airStatsTable are the statistics of the period, and of the year to date in a month's
// report, of every place, with those of the year before and the change.
func airStatsTable(f *Facts) Table {
	t := Table{
		Name:  "空气统计",
		Notes: []string{"按当日执行标准，未扣除沙尘影响；均值与百分位数按 HJ 663 修约（µg/m³，CO 为 mg/m³）", "空白为有效天数不足（GB 3095 表 4），不作评价", "同比为本期减上年同期"},
		Columns: []Column{{areaHeading, 12}, {"点位", 14}, {"时段", 10}, {"对比", 9}, {"起", 11}, {"止", 11}, {"有效天数", 6}, {"优良", 6}, {"超标", 6}, {"数据不足", 6}, {"优良率（%）", 7},
			{"优", 5}, {"良", 5}, {"轻度污染", 5}, {"中度污染", 5}, {"重度污染", 5}, {"严重污染", 5},
			{"PM2.5 均值", 7}, {"PM10 均值", 7}, {"SO2 均值", 7}, {"NO2 均值", 7}, {"CO-95", 7}, {"O3-8h-90", 7},
			{"PM2.5-95", 7}, {"PM10-95", 7}, {"SO2-98", 7}, {"NO2-98", 7}, {"综合指数", 7}},
		Empty:  "没有空气站点",
		Filter: true,
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		for _, place := range a.places() {
			if !f.Period.Year() {
				t.Rows = append(t.Rows, a.statsRows(place, "本月", a.span(place, assess.Month, f.Period.First))...)
			}
			name := "全年"
			if f.AsOf < f.AsOf.LastOfYear() {
				name = "年初至今"
			}
			t.Rows = append(t.Rows, a.statsRows(place, name, a.span(place, assess.YearToDate, f.AsOf.FirstOfYear()))...)
		}
	}
	return t
}

// statsRows are a span, the one of the year before and the change; none without a span.
func (a *Area) statsRows(place, name string, s *Span) [][]Cell {
	if s == nil {
		return nil
	}
	row := func(which string, s *Span, cells []Cell) []Cell {
		return append([]Cell{text(a.Name), text(a.placeName(place)), text(name), text(which), day(s.Start), day(s.Through)}, cells...)
	}
	now := spanCells(s)
	rows := [][]Cell{row("本期", s, now)}
	before := a.span(place, s.Period, measure.Date(s.Start.Year()-1, s.Start.Month(), 1))
	if before == nil || before.Valid == 0 {
		return rows
	}
	then := spanCells(before)
	change := make([]Cell, len(now))
	for i := range now {
		if now[i].kind == numberCell && then[i].kind == numberCell {
			change[i] = number(now[i].number-then[i].number, now[i].places).as(quietLook)
		}
	}
	return append(rows, row("上年同期", before, then), append(row("同比", s, nil)[:4:4], append([]Cell{{}, {}}, change...)...))
}

func spanCells(s *Span) []Cell {
	cells := []Cell{whole(s.Valid), whole(s.Good), whole(s.Exceeding), whole(s.Undetermined), shareCell(s)}
	for level := hj633.Level(1); level <= 6; level++ {
		cells = append(cells, whole(s.ByLevel[level]))
	}
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2} {
		cells = append(cells, meanCell(s, p))
	}
	for _, p := range [...]measure.Parameter{measure.CO, measure.O38h, measure.PM25, measure.PM10, measure.SO2, measure.NO2} {
		cells = append(cells, percentileCell(s, p))
	}
	return append(cells, compositeCell(s))
}
