package report

import (
	"fmt"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// areaNames are the names of the areas, joined.
func (f *Facts) areaNames() string {
	names := make([]string, len(f.Areas))
	for i := range f.Areas {
		names[i] = f.Areas[i].Name
	}
	return strings.Join(names, "、")
}

// title is what stands above every sheet.
func (f *Facts) title() string {
	return f.Name + " " + f.Period.Chinese() + "环境质量目标报表"
}

// asOfText says as of when the report speaks.
func (f *Facts) asOfText() string {
	if f.Running() {
		return fmt.Sprintf("%s（本期尚未结束，截至最近一个已评价日；结束后数据会变化）", f.AsOf.Chinese())
	}
	return f.AsOf.Chinese() + "（本期末日；按现有数据对当时情况的评价）"
}

// notesTable is the first sheet: what the report speaks of and how its figures come
// about.
func notesTable(f *Facts) Table {
	t := Table{Name: "说明", Columns: []Column{{"项目", 20}, {"内容", 84}, {"备注", 44}}, Empty: "无"}
	add := func(item, content, note string) {
		t.Rows = append(t.Rows, []Cell{text(item).as(strongLook), text(content), text(note)})
	}
	if f.Simulated {
		t.Rows = append(t.Rows, []Cell{text("数据性质").as(faultLook), text(f.mark()).as(faultLook)})
	}
	if len(f.Areas) == 0 {
		add("区县", f.Name, "没有配置站点、断面、水源和目标")
	} else {
		add("区县", f.areaNames(), "")
	}
	add("报告期", f.Period.Chinese(), fmt.Sprintf("%s至%s", f.Period.First.Chinese(), f.Period.Last.Chinese()))
	add("评价截至", f.asOfText(), "")
	for i := range f.Areas {
		for _, said := range f.Areas[i].summary() {
			add("摘要", said, "")
		}
	}
	add("数据审核", f.auditText(), "实时数据未经审核，审核后结论可能改变")
	add("生成", f.Made.Format("2006年1月2日 15:04"), "蓝碧 Lanbi "+f.Version)
	add("研判", "完成可能性由历史数据测算，供内部研判，不对外发布", "五个百分点取整")
	for i := range f.Areas {
		for k := range f.Areas[i].Targets {
			g := f.Areas[i].Targets[k].Target
			add("考核口径", g.Name+"："+target.BasisText(g), quoted(g.Quote))
		}
	}
	for _, clause := range f.clauses() {
		add("依据", clause[0], clause[1])
	}
	return t
}

func quoted(sentence string) string {
	if sentence == "" {
		return ""
	}
	return "工作报告原句：" + sentence
}

// summary says in a few lines where the targets of an area stand: how many have each
// status, and of those that count good days what is left.
func (a *Area) summary() []string {
	if len(a.Targets) == 0 {
		return nil
	}
	var counts []string
	for _, status := range [...]target.Status{target.Achieved, target.OnTrack, target.Watch, target.AtRisk, target.Unlikely, target.Lost, target.Unknown} {
		n := 0
		for i := range a.Targets {
			if a.Targets[i].Status == status {
				n++
			}
		}
		if n > 0 {
			counts = append(counts, fmt.Sprintf("%s %d 项", status.Chinese(), n))
		}
	}
	lines := []string{fmt.Sprintf("%s %d 项目标：%s", a.Name, len(a.Targets), strings.Join(counts, "，"))}
	for i := range a.Targets {
		p := &a.Targets[i]
		if p.Days == nil || p.Target.Kind != target.GoodAirDays {
			continue
		}
		said := fmt.Sprintf("%s：优良 %d 天（目标 %s），%s，%s", p.Target.Name, p.Days.Good, target.GoalText(p.Target),
			target.BudgetText(p.Target.Kind, p.Days.Budget), p.Status.Chinese())
		if p.Official != nil {
			said += "；" + p.Official.Text()
		}
		lines = append(lines, said)
	}
	return lines
}

// auditText says how many of the areas' days are audited.
func (f *Facts) auditText() string {
	var parts []string
	for i := range f.Areas {
		a := &f.Areas[i]
		audited, all := 0, 0
		for _, d := range a.daysOf(a.Code) {
			if all++; !d.Provisional {
				audited++
			}
		}
		if all > 0 {
			parts = append(parts, fmt.Sprintf("%s本期 %d 天有评价，其中 %d 天已审核，%d 天为实时数据", a.Name, all, audited, all-audited))
		}
	}
	if len(parts) == 0 {
		return "本期没有空气质量日评价"
	}
	return strings.Join(parts, "；")
}

// clauses are the documents behind the figures.
func (f *Facts) clauses() [][2]string {
	return [][2]string{
		{"HJ 633 环境空气质量指数（AQI）技术规定：AQI、级别、首要污染物", inForce(f, hj633.E2012.Document(), hj633.E2026.Document(), hj633.E2026.First())},
		{"GB 3095 环境空气质量标准：浓度限值（二级）与数据统计的有效性（表 4）", inForce(f, "GB 3095-2012", "GB 3095-2026（过渡阶段限值）", gb3095.Transitional2026.First())},
		{"HJ 663 环境空气质量评价技术规范：日值、均值、百分位数、修约", "区县值为参评站点均值"},
		{"环办〔2014〕64 号：环境空气质量综合指数", "六项单项指数之和"},
		{"GB 3838-2002 地表水环境质量标准：表 1（断面）、表 2（水源补充项目）", "21 项参评，水温、总氮、粪大肠菌群单独评价"},
		{"环办〔2011〕22 号 地表水环境质量评价办法（试行）：单因子评价、河流整体", ""},
		{"环办监测函〔2020〕82 号：自动监测与手工监测数据合并、月均值与年均值", ""},
		{"GB/T 14848-2017 地下水质量标准：地下水源 Ⅲ 类", "按单次样品逐项评价"},
		{"GB/T 8170-2008 数值修约规则", "四舍六入五成双"},
	}
}

// inForce says which of two editions held in the period.
func inForce(f *Facts, old, recent string, from measure.Day) string {
	switch {
	case f.AsOf < from:
		return "本期执行 " + old
	case f.Period.First >= from:
		return "本期执行 " + recent + "（" + from.Chinese() + "起）"
	}
	return from.Chinese() + "起 " + recent + "，此前 " + old
}
