package report

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// itemsTable is one row an item of a section: its means against the limit of the
// section's goal, and what the rest of the year may have.
func itemsTable(f *Facts) Table {
	spans := waterSpans(f)
	t := Table{
		Name:    "断面项目",
		Notes:   []string{"均值按国家平台公布的位数显示，类别按未修约值评价", "超标倍数对断面目标类别的限值，pH 与溶解氧不计", "余下月份允许均值：年均值要达到目标类别，其余各月均值的最高值（溶解氧为最低值）；负数表示已无法达到"},
		Columns: []Column{{areaHeading, 12}, {"断面", 20}, {"项目", 14}, {"单位", 8}, {"目标限值", 9}},
		Empty:   "没有断面数据",
		Filter:  true,
	}
	for _, s := range spans {
		t.Columns = append(t.Columns, Column{s.name + "均值", 9}, Column{s.name + "类别", 7}, Column{s.name + "超标倍数", 7}, Column{s.name + "上年同期均值", 10})
	}
	t.Columns = append(t.Columns, Column{"余下月份允许均值", 10})
	for i := range f.Areas {
		for k := range f.Areas[i].Sections {
			t.Rows = append(t.Rows, itemRows(&f.Areas[i], &f.Areas[i].Sections[k], spans)...)
		}
	}
	return t
}

func itemRows(a *Area, s *Section, spans []waterSpan) [][]Cell {
	var have measure.Set
	for _, span := range spans {
		if row := span.of(&s.Year); row != nil {
			for _, mean := range row.Means {
				have = have.With(mean.Parameter)
			}
		}
	}
	goal := gb3838.Class(s.Class)
	var rows [][]Cell
	for p := range have.Each {
		row := []Cell{text(a.Name), text(s.Name), text(p.Name()), text(string(p.Unit())), limitCell(p, s.Body, goal)}
		for _, span := range spans {
			row = append(row, itemCells(s, p, goal, span)...)
		}
		room := Cell{}
		if v, known := valueOf(s.Year.ToDate.Headroom, p); known {
			room = itemCell(p, v)
			if v < 0 {
				room = room.as(faultLook)
			}
		}
		rows = append(rows, append(row, room))
	}
	return rows
}

// itemCells are mean, class and multiple of an item, and its mean of the year before.
func itemCells(s *Section, p measure.Parameter, goal gb3838.Class, span waterSpan) []Cell {
	cells := make([]Cell, 4)
	if row := span.of(&s.Year); row != nil {
		if v, known := valueOf(row.Means, p); known {
			class := gb3838.ClassOf(p, s.Body, v)
			cells[0], cells[1] = itemCell(p, v), text(class.String())
			if goal.Known() && class > goal {
				cells[1] = cells[1].as(faultLook)
				limit, _ := gb3838.LimitOf(p, s.Body, goal)
				if over := (surface.Exceedance{Parameter: p, Class: class, Value: v, Limit: limit}); over.HasMultiple() {
					cells[2] = number(float64(over.Hundredths())/100, 2)
				}
			}
		}
	}
	if row := span.of(&s.Before); row != nil {
		if v, known := valueOf(row.Means, p); known {
			cells[3] = itemCell(p, v)
		}
	}
	return cells
}

// itemCell is a mean with the decimals that the national platform displays; with more of
// them where these would leave nothing of a trace, with fewer where they say nothing.
func itemCell(p measure.Parameter, v measure.Concentration) Cell {
	step, size := surface.Step(p), max(v, -v)
	for size/step >= 10_000 {
		step *= 10
	}
	for size != 0 && size/step < 10 && step > 1 {
		step /= 10
	}
	return concentration(v, step, p.Unit())
}

func valueOf(values []assess.ItemValue, p measure.Parameter) (v measure.Concentration, known bool) {
	for _, one := range values {
		if one.Parameter == p {
			return one.Value, true
		}
	}
	return 0, false
}

// limitCell is the limit of an item for the goal; a range of pH is a text.
func limitCell(p measure.Parameter, body measure.Body, goal gb3838.Class) Cell {
	switch limit, ok := gb3838.LimitOf(p, body, goal); {
	case p == measure.PH:
		return text(gb3838.PHLow.In(p.Unit()) + "～" + gb3838.PHHigh.In(p.Unit()))
	case !gb3838.Evaluated.Has(p):
		return text("不参评").as(quietLook)
	case ok:
		v := limit.Float(p.Unit())
		return number(v, placesOf(v))
	}
	return Cell{}
}
