package explain

import (
	"encoding/json"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

func judgement(row *assess.AirDay, o hj633.Options) Judgement {
	j := Judgement{
		Edition: row.Edition.String(), Document: row.Edition.Document(),
		InForce: hj633.EditionOn(row.Day) == row.Edition, Verdict: row.Verdict.String(),
	}
	var missing measure.Set
	for p := measure.PM25; p <= measure.O38h; p++ {
		if p == measure.O3 {
			continue
		}
		if mean, planned := meanOf(row, p); planned && !mean.Known {
			missing = missing.With(p)
		}
		if row.Has.Has(p) {
			j.Indices = append(j.Indices, indexOf(row, p))
		}
	}
	if row.Index.Has.Has(measure.O3) { // O₃ 8 h above 800 under 2012
		j.Indices = append(j.Indices, highestHour(row))
	}
	j.Missing = missing.String()
	j.conclude(row, missing, o)
	return j
}

func indexOf(row *assess.AirDay, p measure.Parameter) Index {
	return derived(row.Edition, p, hj633.Derive(row.Edition, hj633.DayColumn(p), row.Mean[p]))
}

// highestHour is ozone looked up by its highest hour, or where that is not known by
// the 8 h mean, which cannot be higher.
func highestHour(row *assess.AirDay) Index {
	c := row.Mean[measure.O38h]
	if row.Has.Has(measure.O3) {
		c = row.Mean[measure.O3]
	}
	return derived(row.Edition, measure.O3, hj633.Derive(row.Edition, hj633.HourColumn(measure.O3), c))
}

func derived(e hj633.Edition, p measure.Parameter, d hj633.Derivation) Index {
	point := func(at hj633.Point) [2]json.Number {
		return [2]json.Number{number(at.Concentration, p), json.Number(fmt.Sprint(at.IAQI))}
	}
	x := Index{
		Parameter: p.Key(), Column: d.Column.String(), Measured: number(d.Measured, p), Rounded: number(d.Rounded, p),
		Low: point(d.Low), Clause: e.Document() + " 表 1、公式 (1)、§6.2（进位取整）",
	}
	if e == hj633.E2026 {
		x.Clause = e.Document() + " 表 3、公式 (1)、§4.2.2（先修约）、§4.2.6（进位取整）"
	}
	if d.IAQI != hj633.NoIndex {
		x.IAQI = &d.IAQI
	}
	switch {
	case d.High == (hj633.Point{}) && x.IAQI == nil:
		x.Formula = "超过末位浓度限值，本栏不计分指数"
	case d.High == (hj633.Point{}):
		x.Formula = fmt.Sprintf("超过末位浓度限值，取 %d", d.IAQI)
	default:
		high := point(d.High)
		x.High = &high
		x.Formula = fmt.Sprintf("%s + (%s−%s)/(%s−%s)×(%s−%s) 进位为 %d",
			x.Low[1], high[1], x.Low[1], high[0], x.Low[0], x.Rounded, x.Low[0], d.IAQI)
	}
	return x
}

// conclude says why there is an AQI or none.
func (j *Judgement) conclude(row *assess.AirDay, missing measure.Set, o hj633.Options) {
	x := &row.Index
	j.Clause = "HJ 633-2012 §4.4（AQI 为分指数最大值）"
	if row.Edition == hj633.E2026 {
		j.Clause = "HJ 633-2026 §4.2.6、§5.3.1"
	}
	if x.Known {
		j.AQI, j.Level, j.Category, j.Primary = &x.AQI, int(x.Level()), x.Level().Chinese(), x.Primary.String()
	}
	switch {
	case missing.Empty():
		j.Reason = "各项均有效，AQI 取分指数最大值"
	case x.Known && x.AQI > 100:
		j.Reason = "缺 " + missing.Names() + "，其余项目已使 AQI 大于 100，照常评价"
	case x.Known && row.Edition == hj633.E2012:
		j.Reason = "缺 " + missing.Names() + "，2012 版未规定，按发布惯例取其余项目最大值"
	case x.Known && o.PM10Missing2026 == hj633.AsPublishedPM10:
		j.Reason = "仅缺 PM10，按所见发布做法取其余项目最大值"
	default:
		j.Reason = "缺 " + missing.Names() + "，其余项目未使 AQI 大于 100，不得评为优良（NA）"
	}
}
