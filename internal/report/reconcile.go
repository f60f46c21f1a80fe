package report

import (
	"fmt"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/target"
)

// reconcileTable is every day of the year so far on which what was published and ours are
// not the same; those of the period stand out. The counts by month stand on the sheet of
// months.
func reconcileTable(f *Facts) Table {
	t := Table{
		Name: "对账",
		Columns: []Column{{areaHeading, 12}, {"日期", 11}, {"差异", 20}, {"影响优良天数", 8}, {"省平台 AQI", 8}, {"省平台类别", 10}, {"省平台首要污染物", 12},
			{"本系统 AQI", 8}, {"本系统类别", 10}, {"本系统首要污染物", 12}, {"相关污染物", 14}, {"原因", 70}},
		Empty:  "本期无公布数据",
		Filter: true,
	}
	if !f.Period.Year() {
		t.Notes = append(t.Notes, "本年度到评价截止日，本期日期加粗")
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		o := a.Reconciliation.Official
		if o == nil {
			continue
		}
		t.Empty = "本年度逐日核对没有差异（只有月、年统计的月份不逐日核对）"
		t.Notes = append(t.Notes, fmt.Sprintf("%s %s～%s 优良天数：%s（来源：%s）", a.Name, o.From.ShortChinese(), o.Through.ShortChinese(), o.Text(), o.Source))
		for k := range a.Reconciliation.Differences {
			d := &a.Reconciliation.Differences[k]
			row := differenceRow(a, d)
			if !f.Period.Year() && d.Day >= f.Period.First {
				row[1] = row[1].as(strongLook)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func differenceRow(a *Area, d *target.Difference) []Cell {
	good := func(r *assess.AirDay) bool { return r != nil && r.Verdict == assess.Good }
	row := []Cell{text(a.Name), day(d.Day), text(d.Differs.Chinese()), {}}
	if good(d.Ours) != good(d.Official) {
		row[3] = text("是").as(faultLook)
	}
	for _, side := range [...]*assess.AirDay{d.Official, d.Ours} {
		switch {
		case side == nil:
			row = append(row, Cell{}, text("无"), Cell{})
		case !side.Index.Known:
			row = append(row, Cell{}, text("数据不足"), Cell{})
		default:
			row = append(row, aqiCell(&side.Index), text(side.Index.Level().Chinese()), text(side.Index.Primary.Names()))
		}
	}
	return append(row, text(d.Pollutants.Names()), text(strings.Join(d.Reasons, "；")))
}
