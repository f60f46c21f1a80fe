package target

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj663"
)

// meanConcentration evaluates the annual mean of one pollutant; of CO and ozone,
// whose year is assessed by a percentile (HJ 663 Table 1), that percentile.
//
// The value is stated with the decimals of HJ 663 for statistics and so held
// against the goal. Ahead is the highest mean of the remaining days with which the
// year's mean meets the goal exactly, every remaining day being valid; it is rounded
// down. A dust day that the basis excludes leaves the mean of particles only.
//
// Before the year is over the standing is our own reading: ahead against what the
// same part of the last three years brought (of this year so far, where they lack
// days): from 110 % OnTrack, from 100 % Watch, from 90 % AtRisk. Lost is certain: not
// even remaining days of zero would do. A whole year needs the days of GB 3095
// Table 4.
func meanConcentration(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if t.Parameter == measure.O3 {
		p.Reason = "臭氧按日最大 8 小时平均（o3_8h）评价，配置为小时值，暂不研判"
		return p
	}
	m := meanOf(t, f)
	if m.stat.Days == 0 {
		p.Reason = noValidDay
		if m.elapsed == 0 {
			p.Reason = notBegun
		}
		return p
	}
	p.Value, p.HasValue = m.stated.Float(t.Parameter.Unit()), true
	if m.remaining > 0 && !m.percentile() && m.ahead >= 0 {
		p.Ahead, p.HasAhead = m.ahead.Float(t.Parameter.Unit()), true
	}
	p.Status, p.Reason = m.status(f)
	return p
}

// yearMean is the mean of a target's year so far.
type yearMean struct {
	t                  *Target
	elapsed, remaining int
	stat               hj663.Statistics
	sum                int64                 // of the valid days
	stated             measure.Concentration // mean or percentile with the decimals of HJ 663
	goal               measure.Concentration
	ahead              measure.Concentration // negative when out of reach
	usual              measure.Concentration // what the rest of a year brings
	lost, audited      bool
}

func (m *yearMean) percentile() bool {
	return m.t.Parameter == measure.CO || m.t.Parameter == measure.O38h
}

func meanOf(t *Target, f *Facts) yearMean {
	m := yearMean{t: t, elapsed: elapsed(t, f), audited: true, goal: measure.FromFloat(t.Goal, t.Parameter.Unit())}
	m.remaining = measure.DaysInYear(t.Year) - m.elapsed
	year := calendarOf(t.Year, f.AirDays)
	days, audited := year.dailies(t, 0, m.elapsed)
	m.audited = audited
	for _, d := range days {
		m.sum += int64(d.Value)
	}
	m.stat = hj663.Summarise(t.Parameter, year.first, asOf(t, f), days)
	if m.stat.Days == 0 {
		return m
	}
	edition := t.statistics(asOf(t, f))
	value := m.stat.Mean
	if m.percentile() {
		value = m.stat.Percentile
	}
	m.stated = hj663.Round(edition, t.Parameter, hj663.Statistic, value)
	if m.remaining == 0 || m.percentile() {
		return m
	}
	whole := int64(m.stat.Days + m.remaining)
	final := t.statistics(year.first.LastOfYear())
	m.lost = m.sum > int64(m.goal)*whole && hj663.Round(final, t.Parameter, hj663.Statistic, measure.Quotient(m.sum, whole)) > m.goal
	step := hj663.Step(hj663.E2026, t.Parameter, hj663.Statistic)
	left := int64(m.goal)*whole - m.sum
	m.ahead = -1
	if left >= 0 {
		m.ahead = measure.Concentration(left/int64(m.remaining)) / step * step
	}
	m.usual = usualRest(t, f, m.stat.Mean)
	return m
}

// statistics is the edition whose decimals state the target's mean.
func (t *Target) statistics(asOf measure.Day) hj663.Edition {
	switch t.Basis.Edition {
	case assess.Under2012:
		return hj663.E2013
	case assess.Under2026:
		return hj663.E2026
	}
	return hj663.EditionOn(asOf)
}

// dailies are the valid daily values of the days from and before until, counted from
// 0, as they count under the basis; audited tells whether all of them are.
func (c *calendar) dailies(t *Target, from, until int) (days []hj663.Daily, audited bool) {
	audited = true
	for n := from; n < until; n++ {
		row := c.any(n)
		if row == nil || !row.Has.Has(t.Parameter) || t.Basis.Data == "confirmed" && row.Provisional ||
			row.Dust && t.Basis.Dust == "exclude" && hj663.DustRemoves(t.Parameter) {
			continue
		}
		audited = audited && !row.Provisional
		days = append(days, hj663.Daily{Day: row.Day, Value: row.Mean[t.Parameter]})
	}
	return days, audited
}

// usualRest is the mean of the days after the same date in the three years before,
// each of which must have nine of ten of them; soFar where one has not.
func usualRest(t *Target, f *Facts, soFar measure.Concentration) measure.Concentration {
	var sum, n int64
	for year := t.Year - 3; year < t.Year; year++ {
		from, until := sameDate(asOf(t, f), year).YearDay(), measure.DaysInYear(year)
		days, _ := calendarOf(year, t.AtItsCondition(year, f.AirDays)).dailies(t, from, until)
		if len(days)*10 < (until-from)*9 || len(days) == 0 {
			return soFar
		}
		for _, d := range days {
			sum += int64(d.Value)
		}
		n += int64(len(days))
	}
	return measure.Quotient(sum, n)
}

func (m *yearMean) status(f *Facts) (Status, string) {
	switch {
	case m.remaining == 0:
		return m.final()
	case m.lost:
		return Lost, "余下天数即使为零也无法达到"
	case m.elapsed < daysBeforeJudgement:
		return Unknown, tooEarly
	case m.percentile():
		if m.stated <= m.goal {
			return OnTrack, m.percentileText()
		}
		return AtRisk, m.percentileText()
	case m.ahead*10 >= m.usual*11:
		return OnTrack, m.aheadText()
	case m.ahead >= m.usual:
		return Watch, m.aheadText()
	case m.ahead*10 >= m.usual*9:
		return AtRisk, m.aheadText()
	}
	return Unlikely, m.aheadText()
}

// final judges a year that is over.
func (m *yearMean) final() (Status, string) {
	switch {
	case !m.stat.Complete:
		return Unknown, fmt.Sprintf("数据不足，暂不研判（全年有效天 %d 天，未达到 GB 3095 的有效性要求）", m.stat.Days)
	case m.stated > m.goal:
		return Lost, ""
	case !m.audited:
		return Achieved, notAudited
	}
	return Achieved, ""
}

func (m *yearMean) aheadText() string {
	if m.ahead < 0 {
		return "累计已超出全年允许总量，须靠数值修约才可能达到"
	}
	unit := m.t.Parameter.Unit()
	return fmt.Sprintf("余下 %d 天均值须不高于 %s %s", m.remaining, m.ahead.In(unit), unit)
}

func (m *yearMean) percentileText() string {
	return fmt.Sprintf("按第 %d 百分位数评价", hj663.Percent(m.t.Parameter))
}
