package web

import (
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// monthView is one month of a year calendar.
type monthView struct {
	Name                          string
	Good, Exceeding, Undetermined int
	Weeks                         [][7]dayView // Monday first
}

// dayView is one cell; a zero Date is a cell outside the month.
type dayView struct {
	Date  int
	Class string // of style: l1 to l6, na, ahead
	Mark  string // one character, so that no colour has to be seen
	Title string
	Flips bool // the other edition judges the day otherwise
	day   measure.Day
	Lapse string // outages reported for a day without a verdict
}

// marks are the categories in one character.
var marks = [...]string{"", "优", "良", "轻", "中", "重", "严"}

// calendar is the year of a target, each day under the edition of its basis.
// Days without a verdict name the outages reported for them.
func calendar(p *target.Progress, days []assess.AirDay, lapses []assess.Outage) []monthView {
	rule := p.Target.Basis.Edition
	byDay := make(map[measure.Day]*assess.AirDay, len(days)/2)
	for i := range days {
		d := &days[i]
		if d.Place == p.Target.Area && d.Source == assess.ComputedDay && d.Edition == rule.On(d.Day) {
			byDay[d.Day] = d
		}
	}
	flips := make(map[measure.Day]bool)
	if p.Other != nil {
		for _, d := range p.Other.Flips {
			flips[d] = true
		}
	}
	months := make([]monthView, 12)
	for i := range months {
		months[i] = monthOf(measure.Date(p.AsOf.Year(), time.January+time.Month(i), 1), p.AsOf, byDay, flips)
		months[i].explain(lapses)
	}
	return months
}

func monthOf(first, asOf measure.Day, byDay map[measure.Day]*assess.AirDay, flips map[measure.Day]bool) monthView {
	m := monthView{Name: fmt.Sprintf("%d月", first.Month())}
	column := (int(first.Start(time.UTC).Weekday()) + 6) % 7
	m.Weeks = append(m.Weeks, [7]dayView{})
	for day := first; day <= first.LastOfMonth(); day++ {
		if column == 7 {
			m.Weeks = append(m.Weeks, [7]dayView{})
			column = 0
		}
		cell := dayCell(day, byDay[day], day > asOf)
		cell.Flips = flips[day]
		if cell.Flips {
			cell.Title += "；两版标准结论不同"
		}
		m.Weeks[len(m.Weeks)-1][column] = cell
		column++
		if day > asOf {
			continue
		}
		switch d := byDay[day]; {
		case d != nil && d.Verdict == assess.Good:
			m.Good++
		case d != nil && d.Verdict == assess.Exceeding:
			m.Exceeding++
		default:
			m.Undetermined++
		}
	}
	return m
}

// differs tells whether the days of the calendar add up to other counts than the
// target's own. They may: a basis can take dust days out, or judge a day with
// missing values more strictly than the standard's practice.
func differs(months []monthView, d *daysView) bool {
	var good, exceeding, undetermined int
	for _, m := range months {
		good += m.Good
		exceeding += m.Exceeding
		undetermined += m.Undetermined
	}
	return good != d.Good || exceeding != d.Exceeding || undetermined != d.Undetermined
}

func dayCell(day measure.Day, d *assess.AirDay, ahead bool) dayView {
	cell := dayView{Date: day.Date(), day: day}
	switch {
	case ahead:
		cell.Class, cell.Title = "ahead", day.ShortChinese()+" 未到"
	case d == nil:
		cell.Class, cell.Mark, cell.Title = "na", "缺", day.ShortChinese()+" 无评价结果"
	case d.Verdict == assess.Exceeding && !d.Index.Known:
		cell.Class, cell.Mark, cell.Title = "na", "超", day.ShortChinese()+" 超标，AQI 未知"
	case d.Verdict == assess.Undetermined || !d.Index.Known:
		cell.Class, cell.Mark, cell.Title = "na", "缺", day.ShortChinese()+" 数据不足（无效）"
	default:
		level := hj633.LevelOf(d.Index.AQI)
		cell.Class, cell.Mark = fmt.Sprintf("l%d", level), marks[level]
		cell.Title = fmt.Sprintf("%s AQI %d %s", day.ShortChinese(), d.Index.AQI, level.Chinese())
		if !d.Index.Primary.Empty() {
			cell.Title += " 首要污染物 " + d.Index.Primary.Names()
		}
	}
	if d != nil && d.Dust {
		cell.Title += "；上级认定沙尘影响"
	}
	return cell
}
