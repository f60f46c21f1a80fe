package report

import (
	"fmt"
	"strings"
)

// figuresTable are the reported figures of the year, newest value first told, with what
// they were corrected from.
func figuresTable(f *Facts) Table {
	t := Table{
		Name:    "上报指标",
		Notes:   []string{"本年度到评价截止日的上报数值；上报时间与更正取自审计记录"},
		Columns: []Column{{areaHeading, 12}, {"指标", 36}, {"编号", 26}, {"报告期", 11}, {"数值", 10}, {"单位", 12}, {"来源或文号", 28}, {"上报人", 14}, {"上报时间", 16}, {"更正", 50}},
		Empty:   "本期没有上报数值",
		Filter:  true,
	}
	if f.Unread != "" {
		t.Notes = append(t.Notes, f.Unread)
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		for k := range a.Figures {
			t.Rows = append(t.Rows, figureRow(a, &a.Figures[k]))
		}
	}
	return t
}

func figureRow(a *Area, figure *Figure) []Cell {
	row := []Cell{text(a.Name), text(figure.Name), text(figure.ID), text(figure.Period), number(figure.Value, placesOf(figure.Value)), text(figure.Unit), text(figure.Source), text(figure.By)}
	if len(figure.Lines) == 0 {
		return row
	}
	last := &figure.Lines[len(figure.Lines)-1]
	var earlier []string
	for i := range figure.Lines {
		if c := &figure.Lines[i]; c.Old != "" {
			earlier = append(earlier, fmt.Sprintf("%s %s 由 %s 改为 %s%s", c.At.Format("2006-01-02 15:04"), c.Who, c.Old, c.New, joined("，", c.Why)))
		}
	}
	return append(row, moment(last.At), text(strings.Join(earlier, "\n")))
}

// eventsTable are the events that concern the year so far, each with all its steps.
func eventsTable(f *Facts) Table {
	t := Table{
		Name:    "事件",
		Notes:   []string{"本年度到评价截止日的事件台账，以最近一步为准"},
		Columns: []Column{{areaHeading, 12}, {"类别", 20}, {"编号", 26}, {"状态", 11}, {"起", 11}, {"止", 11}, {"文号", 24}, {"经过", 80}},
		Empty:   "本期没有事件记录",
		Filter:  true,
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		for k := range a.Events {
			e := &a.Events[k]
			steps := make([]string, len(e.Steps))
			for n, s := range e.Steps {
				steps[n] = s.Time.In(f.Made.Location()).Format("2006-01-02 15:04") + " " + s.State + joined("，", s.By) + joined("，", s.Document) + joined("：", s.Text)
			}
			if e.Proposal != "" {
				steps = append(steps, e.Proposal)
			}
			t.Rows = append(t.Rows, []Cell{text(a.Name), text(e.Name), text(e.ID), text(e.State), day(e.Start), day(e.End), text(e.Document), text(strings.Join(steps, "\n"))})
		}
	}
	return t
}

// changesTable are the lines of the audit trail of the period.
func changesTable(f *Facts) Table {
	t := Table{
		Name:    "变更记录",
		Notes:   []string{"本期内的审计记录，以及本期各日评价结论的变化（补传、审核、沙尘认定）"},
		Columns: []Column{{"序号", 8}, {"时间", 16}, {"操作人", 18}, {"对象", 36}, {"编码", 36}, {"原值", 30}, {"现值", 30}, {"来源", 18}, {"上报人", 12}, {"理由", 30}},
		Empty:   "本期没有变更",
		Filter:  true,
	}
	if f.Unread != "" {
		t.Empty = f.Unread
		if len(f.Changes) > 0 {
			t.Notes = append(t.Notes, f.Unread)
		}
	}
	for i := range f.Changes {
		c := &f.Changes[i]
		t.Rows = append(t.Rows, []Cell{number(float64(c.Number), 0), moment(c.At), text(c.Who), text(c.About), text(c.Subject), text(c.Old), text(c.New), text(c.Source), text(c.By), text(c.Why)})
	}
	return t
}
