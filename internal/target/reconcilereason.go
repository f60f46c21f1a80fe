package target

import (
	"fmt"
	"strconv"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
	"lanbi/internal/standard/hj633"
)

// explain finds the reasons of a difference: what can be shown by computing first,
// then what lies near, and last that nothing was found.
func (f *ReconcileFacts) explain(d *Difference, ours *calendar) {
	switch d.Differs {
	case MissingOurs:
		f.missingOurs(d)
	case MissingOfficial:
		d.Pollutants = d.Ours.Index.Primary
		d.Reasons = []string{"省平台当日公布为数据不足"}
		if d.Official == nil {
			d.Reasons = []string{"省平台当日没有公布（或没有导入）"}
		}
	default:
		f.otherValue(d, ours)
	}
}

// missingOurs explains a day that we could not judge.
func (f *ReconcileFacts) missingOurs(d *Difference) {
	d.Pollutants = d.Official.Index.Primary
	if d.Ours == nil {
		d.Reasons = append(d.Reasons, "本系统当日没有评价结果")
	} else {
		d.Pollutants = assess.MissingOf(d.Ours)
		asPublished := assess.Rejudge(*d.Ours, d.Ours.Edition, hj633.Options{PM10Missing2026: hj633.AsPublishedPM10})
		if same(&asPublished, d.Official) {
			d.Reasons = append(d.Reasons, "仅缺 PM10：省平台按其余项目评价，本系统按 HJ 633—2026 第 5.3.1 条计为数据不足")
		}
	}
	d.Reasons = append(d.Reasons, assess.WhyMissing(f.Area, d.Day, d.Ours, f.Days, f.Outages)...)
	if len(d.Reasons) == 0 {
		d.Reasons = []string{notFound}
	}
}

const notFound = "原因待查，请核对各站浓度与参评站点"

// same tells whether two rows have the same AQI.
func same(a, b *assess.AirDay) bool {
	return a.Index.Known && b.Index.Known && a.Index.AQI == b.Index.AQI
}

// otherValue explains a day that both judged, differently.
func (f *ReconcileFacts) otherValue(d *Difference, ours *calendar) {
	var reasons []string
	for _, row := range ours.rows[d.Day.Since(ours.first)] {
		if row != nil && row.Edition != d.Ours.Edition && d.Differs != OtherPrimary && same(row, d.Official) {
			reasons = append(reasons, "标准版本：省平台的数值与 HJ 633—"+row.Edition.String()+" 的结果一致，本系统按当日执行的 "+d.Ours.Edition.String()+" 版")
		}
	}
	clean := assess.WithoutParticles(*d.Ours, hj633.Options{})
	if d.Differs != OtherPrimary && (same(&clean, d.Official) || d.Official.Dust && !d.Ours.Dust) {
		reasons = append(reasons, "沙尘：省平台的数值与扣除颗粒物后的结果一致，本系统未扣除沙尘影响")
	}
	if text := d.concentrations(len(reasons) > 0); text != "" {
		reasons = append(reasons, text)
	}
	if text := f.absent(d); text != "" {
		reasons = append(reasons, text)
	}
	if d.Ours.Provisional {
		reasons = append(reasons, "本系统为未审核数据，省平台可能已审核修正")
	}
	if len(reasons) == 0 {
		reasons = []string{notFound}
	}
	d.Reasons = reasons
}

// step is the last printed digit of a daily value: 1 µg/m³, of CO 0.1 mg/m³
// (HJ 633-2026 §4.2.2).
func step(p measure.Parameter) measure.Concentration {
	if p == measure.CO {
		return measure.Milligram / 10
	}
	return measure.Microgram
}

// concentrations compares the published means with ours, as printed, and names the
// pollutants that differ; explained tells that another reason gives the published AQI
// already. Without published means it can only say how far apart the indices are.
func (d *Difference) concentrations(explained bool) string {
	ours, official := d.Ours, d.Official
	var parts []string
	largest, compared := measure.Concentration(0), false
	theirs := *ours
	for p := range official.Has.Each {
		if !ours.Has.Has(p) {
			continue
		}
		compared = true
		a, b := gbt8170.Round(official.Mean[p], step(p)), gbt8170.Round(ours.Mean[p], step(p))
		if a == b {
			continue
		}
		theirs.Mean[p] = official.Mean[p]
		d.Pollutants = d.Pollutants.With(p)
		largest = max(largest, (a-b)/step(p), (b-a)/step(p))
		parts = append(parts, fmt.Sprintf("%s 省平台 %s、本系统 %s", p.Name(), a.In(p.Unit()), b.In(p.Unit())))
	}
	if len(parts) > 0 {
		word := "浓度不同："
		if largest <= 1 {
			word = "修约：浓度相差一个末位，"
		}
		text := word + strings.Join(parts, "，")
		theirs = assess.Rejudge(theirs, ours.Edition, hj633.Options{})
		if !explained && !same(&theirs, official) {
			text += "（换用省平台浓度计算得 AQI " + indexText(&theirs) + "，不足以解释差异）"
		}
		return text
	}
	d.Pollutants = union(ours.Index.Primary, official.Index.Primary)
	apart := max(ours.Index.AQI-official.Index.AQI, official.Index.AQI-ours.Index.AQI)
	switch {
	case d.Differs == OtherPrimary:
		return fmt.Sprintf("AQI 相同，首要污染物省平台为 %s，本系统为 %s", official.Index.Primary.Names(), ours.Index.Primary.Names())
	case explained || apart == 0:
		return ""
	case compared:
		return fmt.Sprintf("修约：已公布的浓度一致而 AQI 相差 %d，计算时的修约或进位不同", apart)
	case apart <= 2:
		return fmt.Sprintf("AQI 相差 %d，可能为修约差异（省平台未给浓度）", apart)
	}
	return ""
}

// indexText is the AQI of a row, NA without one.
func indexText(d *assess.AirDay) string {
	if !d.Index.Known {
		return "NA"
	}
	return strconv.Itoa(d.Index.AQI)
}

// absent names the assessed stations that were not in our value, which is then a mean
// of fewer stations than theirs may be.
func (f *ReconcileFacts) absent(d *Difference) string {
	on := assess.AssessedOn(f.Area, d.Day)
	among := d.Pollutants
	if among.Empty() {
		among = measure.AirPollutants.With(measure.O38h)
	}
	without := *d.Ours // a row that lacks what we look for, so that stations are asked for it
	without.Has = measure.Set{}
	for p := measure.PM25; p <= measure.O38h; p++ {
		if !among.Has(p) {
			without.Has = without.Has.With(p)
		}
	}
	missing := assess.WhyMissing(f.Area, d.Day, &without, f.Days, f.Outages)
	if len(missing) == 0 || len(on) < 2 {
		return ""
	}
	return fmt.Sprintf("参评站点：本系统当日 %d 站未全部有效，%s", len(on), strings.Join(missing, "；"))
}

// union is the set of what is in either.
func union(a, b measure.Set) measure.Set {
	for p := range b.Each {
		a = a.With(p)
	}
	return a
}
