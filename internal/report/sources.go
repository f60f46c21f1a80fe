package report

import (
	"lanbi/internal/assess"
	"lanbi/internal/standard/surface"
)

var frequencies = map[string]string{"month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年"}

// sourcesTable is one row a drinking-water source and sampling period of the year that
// began by the day of the report.
func sourcesTable(f *Facts) Table {
	t := Table{
		Name:  "饮用水水源",
		Notes: []string{"按单次样品逐项评价，不用均值", "地表水源：GB 3838—2002 Ⅲ 类及表 2；地下水源：GB/T 14848—2017 Ⅲ 类", "本期未监测不按达标计"},
		Columns: []Column{{areaHeading, 12}, {"水源地", 24}, {"编码", 12}, {"类型", 8}, {"采样频次", 8}, {"采样期", 9}, {"起", 11}, {"止", 11},
			{"样品数", 7}, {"评价项目数", 8}, {"结论", 16}, {"超标项目", 20}, {"缺测项目", 24}, {"取水量（m³）", 12}, {"已报停运维护", 26}},
		Empty: "没有饮用水水源地",
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		for k := range a.Sources {
			t.Rows = append(t.Rows, sourceRows(a, &a.Sources[k])...)
		}
	}
	return t
}

func sourceRows(a *Area, s *Source) [][]Cell {
	kind := "地表水"
	if s.Groundwater {
		kind = "地下水"
	}
	head := []Cell{text(a.Name), text(s.Name), text(s.Code), text(kind), text(frequencies[s.Frequency])}
	if !s.InUse {
		return [][]Cell{append(head, Cell{}, Cell{}, Cell{}, Cell{}, Cell{}, text("未启用").as(quietLook))}
	}
	var rows [][]Cell
	for i := range s.Periods {
		p := &s.Periods[i]
		row := append(head[:len(head):len(head)], text(p.Name), day(p.First), day(p.Last))
		verdict := text(p.Verdict.String())
		switch {
		case p.Waiting:
			verdict = text("采样期未结束").as(quietLook)
		case p.Verdict != surface.Complying:
			verdict = verdict.as(faultLook)
		}
		row = append(row, whole(p.Samples), whole(p.Items), verdict, text(p.Over.Names()), text(p.Missing.Names()))
		intake := Cell{}
		if p.Intake > 0 {
			intake = number(float64(p.Intake), 0)
		}
		rows = append(rows, append(row, intake, text(assess.OutagesText(a.Outages, a.Code, []string{s.Code}, p.First, p.Last))))
	}
	return rows
}
