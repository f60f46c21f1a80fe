package explain

import (
	"fmt"
	"io"
	"strings"

	"lanbi/internal/measure"
)

// verdictWords are the verdicts for people.
var verdictWords = map[string]string{"good": "优良", "exceeding": "超标", "undetermined": "数据不足（无效天）"}

// Write prints the derivation for people.
func (d *Air) Write(w io.Writer) error {
	p := &printer{w: w}
	p.line("%s（%s） %s 日评价的推导", d.Name, d.Place, d.Day)
	p.line("自然日为 01～24 时（24 时即次日 0 时），小时标签为时段末。")
	switch {
	case d.PartlyAudited:
		p.line("部分审核：部分数据已审核，其余未审核，结果待审核确认。")
	case d.Provisional:
		p.line("含未审核数据，结果待审核确认。")
	}
	if d.Dust {
		p.line("上级已认定受沙尘影响。")
	}
	for i := range d.Stations {
		p.station(&d.Stations[i])
	}
	p.line("")
	p.line("【日值】%s", d.Name)
	for i := range d.Means {
		p.mean(&d.Means[i])
	}
	for i := range d.Editions {
		p.judgement(&d.Editions[i])
	}
	return p.err
}

func (p *printer) station(s *Station) {
	p.line("")
	p.line("【站点】%s（%s）%s", s.Name, s.Code, s.Replaces)
	for _, text := range s.Outages {
		p.line("已登记停运：%s", text)
	}
	for i := range s.Pollutants {
		x := &s.Pollutants[i]
		var values []string
		for _, r := range x.Readings {
			if r.Used {
				values = append(values, fmt.Sprintf("%s时 %s", r.When, r.Value))
			}
		}
		p.line("%s（%s）采用 %d 个小时值：%s", name(x.Parameter), x.Unit, x.Valid, orDash(strings.Join(values, "，")))
		for _, r := range x.Readings {
			if !r.Used {
				p.line("  不采用：%s时 %s（%s）", r.When, r.Value, r.Refused)
			}
		}
		if len(x.Missing) > 0 {
			p.line("  缺测：%s", labels(x.Missing))
		}
		if len(x.Windows) > 0 {
			var means []string
			for _, w := range x.Windows {
				means = append(means, fmt.Sprintf("%02d时 %s", w.Label, orDash(string(w.Mean))))
			}
			p.line("  8 小时平均：%s", strings.Join(means, "，"))
		}
		p.mean(&x.Mean)
	}
}

func (p *printer) mean(m *Mean) {
	value := "无效"
	if m.Known {
		value = string(m.Value) + " " + m.Unit
	}
	behind := fmt.Sprintf("有效小时 %d", m.Behind)
	if m.Parameter == measure.O38h.Key() {
		behind = fmt.Sprintf("有效窗口 %d", m.Behind)
	}
	if len(m.Stations) > 0 {
		behind = "参加站点 " + strings.Join(m.Stations, "、")
	}
	p.line("  → %s 日值 %s（%s；%s；%s）", name(m.Parameter), value, behind, m.Rule, m.Clause)
}

func (p *printer) judgement(j *Judgement) {
	force := "非当日执行标准，供对照"
	if j.InForce {
		force = "当日执行标准"
	}
	p.line("")
	p.line("【%s】%s", j.Document, force)
	for _, x := range j.Indices {
		iaqi := "无"
		if x.IAQI != nil {
			iaqi = fmt.Sprint(*x.IAQI)
		}
		p.line("  %s：%s 修约为 %s；%s；IAQI = %s（%s）", name(x.Parameter), x.Measured, x.Rounded, x.Formula, iaqi, x.Clause)
	}
	aqi := "NA"
	if j.AQI != nil {
		aqi = fmt.Sprintf("%d，%s，首要污染物 %s", *j.AQI, j.Category, orDash(names(j.Primary)))
	}
	p.line("  AQI = %s；判定：%s", aqi, verdictWords[j.Verdict])
	p.line("  依据：%s（%s）", j.Reason, j.Clause)
}

// name is the name for people of a parameter's key.
func name(key string) string {
	p, _ := measure.ParameterByKey(key)
	return p.Name()
}

// names are the names of keys joined by +.
func names(keys string) string {
	set, _ := measure.ParseSet(keys)
	return set.Names()
}

func labels(hours []int) string {
	var words []string
	for _, h := range hours {
		words = append(words, fmt.Sprintf("%02d时", h))
	}
	return strings.Join(words, "、")
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
