package report

import (
	"strconv"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

// targetsTable is one row a target: where it stands, and what was published beside it.
func targetsTable(f *Facts) Table {
	t := Table{
		Name:  "目标进度",
		Notes: []string{"评价截至" + f.asOfText(), "状态按本系统数据，官方数据并列", "完成可能性供内部研判"},
		Columns: []Column{{areaHeading, 12}, {"目标", 24}, {"年度", 8}, {"目标值", 15}, {"现值", 8}, {"单位", 8}, {"状态", 10},
			{"省平台天数", 8}, {"本系统同期天数", 8}, {"相差天数", 6}, {"官方数据来源", 15}, {"完成可能性（供内部研判）", 28}, {"另一版标准的研判", 20}, {"说明", 36}},
		Empty:  "本期年度没有配置目标",
		Filter: true,
	}
	for i := range f.Areas {
		for k := range f.Areas[i].Targets {
			t.Rows = append(t.Rows, targetRow(&f.Areas[i], &f.Areas[i].Targets[k]))
		}
	}
	return t
}

func targetRow(a *Area, p *target.Progress) []Cell {
	g := p.Target
	year := strconv.Itoa(g.Year)
	if g.Plan {
		year = "至 " + year
	}
	word, reason := p.Status.Chinese(), p.Reason
	if strings.HasPrefix(reason, word) { // such as 已达目标（待审核确认）
		word, reason = reason, ""
	}
	row := []Cell{text(a.Name), text(g.Name).as(strongLook), text(year), text(target.GoalText(g))}
	row = append(row, valueCells(p)...)
	row = append(row, text(word).as(statusLook(p.Status)))
	row = append(row, officialCells(g.Kind, p.Official)...)
	return append(row, text(chanceText(p)), text(p.OtherStatusText()), text(reason))
}

// valueCells are the value and its unit: a number, or a word where the value is one.
func valueCells(p *target.Progress) []Cell {
	said := target.ValueText(p)
	switch g := p.Target; {
	case said == "":
		return []Cell{{}, {}}
	case g.Kind == target.WaterClass:
		return []Cell{text(gb3838.Class(p.Value).String()), text("类")}
	case strings.HasSuffix(said, "完成"):
		return []Cell{text(said), {}}
	case g.Kind == target.GoodAirDays, g.Kind == target.HeavyDays:
		return []Cell{number(p.Value, 0), text("天")}
	case strings.HasSuffix(said, "%"):
		return []Cell{number(p.Value, placesIn(said)), text(rankUnit(g, "%"))}
	case g.Kind == target.RankAtMost:
		return []Cell{number(p.Value, 0), text(rankUnit(g, g.Unit))}
	}
	return []Cell{number(p.Value, placesOf(p.Value)), text(p.Target.Unit)}
}

// placesIn is how many decimals a share is said with: one where it is counted, those it
// was reported with otherwise, lest 72.95 stand as 73.0 beside a goal of 73.
func placesIn(said string) int {
	_, fraction, _ := strings.Cut(strings.TrimSuffix(said, "%"), ".")
	return min(4, len(fraction))
}

// rankUnit is the unit of a share, or of a place among others.
func rankUnit(g *target.Target, unit string) string {
	if g.Kind == target.RankAtMost && unit == "%" {
		return "%（前）"
	}
	return unit
}

// placesOf is how many decimals a reported figure was given with, at most four.
func placesOf(v float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return min(4, len(fraction))
}

// officialCells are the published count of good or heavy days, ours of the same days, the
// difference and the source.
func officialCells(kind target.Kind, o *target.Official) []Cell {
	cells := make([]Cell, 4)
	if o == nil {
		return cells
	}
	if published, ours, known := o.Compared(kind); known {
		cells[0], cells[1], cells[2] = whole(published), whole(ours), differenceCell(published, ours)
		cells[3] = text(o.Source + "（" + o.From.ShortChinese() + "～" + o.Through.ShortChinese() + "）")
	}
	return cells
}

// differenceCell stands out unless both are the same.
func differenceCell(published, ours int) Cell {
	if published == ours {
		return whole(0)
	}
	return whole(published - ours).as(faultLook)
}

// chanceText is the probability in the words for people, or why there is none.
func chanceText(p *target.Progress) string {
	switch {
	case p.Forecast != nil:
		return p.Forecast.Sentence
	case p.Rest != nil:
		return p.Rest.NoChance
	}
	return ""
}

func statusLook(s target.Status) look {
	switch s {
	case target.Achieved, target.OnTrack:
		return goodLook
	case target.Unknown:
		return quietLook
	case target.Watch:
		return strongLook
	}
	return faultLook
}

// countsTable is the arithmetic of the targets that count days.
func countsTable(f *Facts) Table {
	t := Table{
		Name: "天数测算",
		Notes: []string{"优良＋超标＋数据不足＋剩余＝全年天数", "还可超标＝优良＋剩余－目标，负数表示其余全部优良仍差的天数（重污染天目标为还可出现的天数）",
			"序时进度＝优良－目标×已过天数÷全年天数，正数为超前"},
		Columns: []Column{{areaHeading, 12}, {"目标", 20}, {"口径", 16}, {"优良", 6}, {"超标", 6}, {"数据不足", 6}, {"剩余", 6}, {"全年天数", 6}, {"目标值", 7},
			{"还可超标", 6}, {"数据不足补齐后还可超标", 9}, {"序时进度（天）", 8}, {"较近三年同期（天）", 9}, {"上年同期优良", 7}, {"较上年同期（天）", 8},
			{"已审核天数", 7}, {"预计全年", 7}, {"预计下限（80%）", 8}, {"预计上限（80%）", 8}, {"状态", 10}, {"结论不同的日期", 26}},
		Empty: "没有按天数计的目标",
	}
	for i := range f.Areas {
		for k := range f.Areas[i].Targets {
			p := &f.Areas[i].Targets[k]
			if p.Days == nil {
				continue
			}
			t.Rows = append(t.Rows, countRow(&f.Areas[i], p))
			if p.Other != nil {
				t.Rows = append(t.Rows, otherRow(&f.Areas[i], p))
			}
		}
	}
	return t
}

// countCells are the counts of a reading, which add up to the days of the year.
func countCells(p *target.Progress, d *target.DayCount) []Cell {
	row := []Cell{whole(d.Good), whole(d.Exceeding), whole(d.Undetermined), whole(d.Remaining), whole(measure.DaysInYear(p.Target.Year)),
		number(p.Target.Goal, placesOf(p.Target.Goal)), budgetCell(d.Budget), budgetCell(d.BudgetIfRecovered), {}, {}}
	if p.Target.Kind == target.GoodAirDays {
		row[8] = number(d.Pace, 1)
	}
	if d.HasPace3y {
		row[9] = number(d.Pace3y, 1)
	}
	return row
}

func budgetCell(n int) Cell {
	if n < 0 {
		return whole(n).as(faultLook)
	}
	return whole(n).as(strongLook)
}

func countRow(a *Area, p *target.Progress) []Cell {
	row := append([]Cell{text(a.Name), text(p.Target.Name).as(strongLook), text("目标口径")}, countCells(p, p.Days)...)
	last := []Cell{{}, {}}
	if y := p.LastYear; y != nil {
		last = []Cell{whole(y.Good), whole(p.Days.Good - y.Good)}
	}
	row = append(append(row, last...), whole(p.Confirmed))
	row = append(row, expectedCells(p.Forecast)...)
	return append(row, text(p.Status.Chinese()).as(statusLook(p.Status)))
}

// otherRow is the same under the edition that is not the target's basis.
func otherRow(a *Area, p *target.Progress) []Cell {
	o := p.Other
	row := append([]Cell{text(a.Name), text(p.Target.Name), text(target.OtherTitle(o.Edition))}, countCells(p, &o.Days)...)
	row = append(append(row, Cell{}, Cell{}, Cell{}), expectedCells(o.Forecast)...)
	flips := make([]string, len(o.Flips))
	for i, d := range o.Flips {
		flips[i] = d.ShortChinese()
	}
	said := strings.Join(flips, "、")
	if said == "" {
		said = "无"
	}
	return append(row, text(o.Status.Chinese()).as(statusLook(o.Status)), text(said))
}

// expectedCells are the expected final value and its 80 % band.
func expectedCells(f *target.Forecast) []Cell {
	if f == nil || !f.HasExpected {
		return []Cell{{}, {}, {}}
	}
	return []Cell{number(f.Expected, 0), number(f.ExpectedLow, 0), number(f.ExpectedHigh, 0)}
}
