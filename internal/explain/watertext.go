package explain

import (
	"fmt"
	"io"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

var periodWords = map[string]string{"day": "日", "month": "月", "ytd": "年初至今", "year": "年"}

// partRule says how the parts make the period.
var partRule = map[string]string{
	"day":   "日均值：6 个四小时时段中至少 4 个有效",
	"month": "月均值：有效日均值的算术平均，与实验室结果合并，五项自动监测项目及总氮以自动监测优先（环办监测函〔2020〕82 号）",
	"ytd":   "年初至今：各月值的算术平均",
	"year":  "年均值：各月值的算术平均",
}

// Write prints the derivation for people.
func (d *Water) Write(w io.Writer) error {
	p := &printer{w: w}
	p.line("%s（%s） %s 至 %s %s评价的推导", d.Name, d.Section, d.Start, d.Until, periodWords[d.Period])
	p.line("%s。", partRule[d.Period])
	for _, text := range d.Replaces {
		p.line("断面%s，此前采用被替代断面的数据。", text)
	}
	for _, text := range d.Outages {
		p.line("已登记停运：%s", text)
	}
	p.readings(d.Readings)
	p.parts(d)
	p.line("")
	p.line("【项目】")
	for i := range d.Items {
		p.item(&d.Items[i])
	}
	p.line("")
	class := "不定"
	if d.Class != nil {
		class = gb3838.Class(*d.Class).String() + " 类"
	}
	label := ""
	if d.Label != "" {
		label = "（" + d.Label + "）"
	}
	p.line("【结论】%s%s：%s", class, label, d.Reason)
	p.line("依据：%s", d.Clause)
	return p.err
}

func (p *printer) readings(list []WaterReading) {
	for i := 0; i < len(list); {
		key := list[i].Parameter
		var used, refused []string
		for ; i < len(list) && list[i].Parameter == key; i++ {
			r := &list[i]
			value := string(r.Value)
			if r.Below {
				value += "L（计半）"
			}
			if r.Used {
				used = append(used, shortTime(r.When)+" "+value)
			} else {
				refused = append(refused, fmt.Sprintf("%s %s（%s）", shortTime(r.When), value, r.Refused))
			}
		}
		p.line("%s 采用：%s", name(key), orDash(strings.Join(used, "，")))
		if len(refused) > 0 {
			p.line("  不采用：%s", strings.Join(refused, "，"))
		}
	}
}

func (p *printer) parts(d *Water) {
	if len(d.Parts) == 0 {
		return
	}
	p.line("")
	p.line("【分%s】", map[string]string{"month": "日", "ytd": "月", "year": "月"}[d.Period])
	for _, part := range d.Parts {
		class := "不定"
		if part.Class != nil {
			class = gb3838.Class(*part.Class).String()
		}
		var means []string
		for _, item := range d.Items {
			parameter, _ := measure.ParameterByKey(item.Parameter)
			if value, ok := part.Means[item.Parameter]; ok && gb3838.Evaluated.Has(parameter) {
				means = append(means, name(item.Parameter)+" "+string(value))
			}
		}
		if part.Outages != "" {
			class += "，" + part.Outages
		}
		p.line("  %s：%s（%s）", part.Start, class, orDash(strings.Join(means, "，")))
	}
}

func (p *printer) item(x *Item) {
	if !x.Known {
		p.line("  %s：无有效值（%s）", name(x.Parameter), x.Clause)
		return
	}
	text := fmt.Sprintf("%s %s", x.Value, x.Unit)
	if x.Class != nil {
		text += fmt.Sprintf("，%s 类（Ⅰ～Ⅴ 限值 %s）", gb3838.Class(*x.Class), x.Limits)
	}
	if x.Headroom != "" {
		text += fmt.Sprintf("；余下月份允许均值 %s", x.Headroom)
	}
	p.line("  %s：%s（%s）", name(x.Parameter), text, x.Clause)
}
