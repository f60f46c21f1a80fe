package report

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// courseTable follows the year day by day, for the charts beside it: the good days so
// far against the goal's line, and the AQI of the period.
func courseTable(f *Facts) Table {
	t := Table{
		Name:    "走势",
		Notes:   []string{"累计优良天数与序时目标（目标值×已过天数÷全年天数）", "AQI 按当日执行标准"},
		Columns: []Column{{"日期", 12}},
		Empty:   "没有空气站点",
	}
	first := f.AsOf.FirstOfYear()
	var courses []course
	for i := range f.Areas {
		if len(f.Areas[i].Course) == 0 {
			continue
		}
		c := courseOf(&f.Areas[i], first, f.AsOf)
		c.column = len(t.Columns)
		t.Columns = append(t.Columns, Column{c.name + " AQI", 9}, Column{c.name + " AQI 100", 7}, Column{c.name + "累计优良天数", 10})
		if c.goal > 0 {
			t.Columns = append(t.Columns, Column{c.name + "序时目标", 10}, Column{c.name + "超前天数（负为落后）", 10})
		}
		courses = append(courses, c)
	}
	if len(courses) == 0 {
		return t
	}
	for d := first; d <= f.AsOf; d++ {
		row := []Cell{day(d)}
		for i := range courses {
			row = append(row, courses[i].cells(d, d.Since(first))...)
		}
		t.Rows = append(t.Rows, row)
	}
	for i := range courses {
		t.Charts = append(t.Charts, courses[i].charts(f, len(t.Rows))...)
	}
	return t
}

// course is the year of one area so far.
type course struct {
	name   string
	column int // first of its columns
	rows   []*assess.AirDay
	good   []int   // good days up to each day
	goal   float64 // good days of the year; 0 for none
}

func courseOf(a *Area, first, asOf measure.Day) course {
	n := asOf.Since(first) + 1
	c := course{name: a.Name, rows: make([]*assess.AirDay, n), good: make([]int, n)}
	for _, d := range inOrder(a.Course, a.Code) {
		c.rows[d.Day.Since(first)] = d
	}
	sum := 0
	for i, d := range c.rows {
		if d != nil && d.Verdict == assess.Good {
			sum++
		}
		c.good[i] = sum
	}
	for i := range a.Targets {
		if g := a.Targets[i].Target; g.Kind == target.GoodAirDays && g.Year == asOf.Year() {
			c.goal = g.Goal
			break
		}
	}
	return c
}

func (c *course) cells(d measure.Day, n int) []Cell {
	row := []Cell{{}, whole(100), whole(c.good[n])}
	if r := c.rows[n]; r != nil && r.Index.Known {
		row[0] = levelCell(whole(r.Index.AQI), r.Index.Level())
	}
	if c.goal > 0 {
		due := c.goal * float64(n+1) / float64(measure.DaysInYear(d.Year()))
		row = append(row, number(due, 1), number(float64(c.good[n])-due, 1))
	}
	return row
}

func (c *course) charts(f *Facts, rows int) []Chart {
	title := func(what string) string {
		said := c.name + f.Period.Chinese() + what
		if f.Simulated {
			said += "（" + f.mark() + "）"
		}
		return said
	}
	sum := Chart{Title: title("累计优良天数"), Unit: "天", Series: []int{c.column + 2}, Rows: rows}
	all := []Chart{sum}
	if c.goal > 0 {
		all[0].Series = append(all[0].Series, c.column+3)
		all = append(all, Chart{Title: title("优良天数超前或落后序时目标"), Unit: "天", Series: []int{c.column + 4}, Rows: rows})
	}
	from := f.Period.First.Since(f.AsOf.FirstOfYear())
	return append(all, Chart{Title: title("逐日 AQI"), Unit: "AQI", Series: []int{c.column, c.column + 1}, Row: from, Rows: rows - from})
}
