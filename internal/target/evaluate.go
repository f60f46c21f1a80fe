package target

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Facts are what a target is judged on. They hold the area's results only: no
// reading is needed, whatever the basis.
type Facts struct {
	// AsOf is the last assessed day, as a rule yesterday. A day up to it without a
	// row is undetermined; every later day of the year is remaining.
	AsOf measure.Day
	// AirDays are the area's rows of the target's year and of the three years before,
	// in any order, both editions.
	AirDays []assess.AirDay
	// Sections are the area's sections, and Water their Month and YearToDate rows of
	// the target's year.
	Sections []measure.Section
	Water    []assess.WaterPeriod
	// Probability is the forecast's chance, 0 to 1, that the target is met; counted
	// only when HasProbability.
	Probability    float64
	HasProbability bool
}

// Evaluate tells how far t has come by the end of f.AsOf.
//
// A target of a past year is judged at its 31 December, one of a year not begun is
// Unknown; a plan's target is judged in the plan's last year. Kinds for which the facts hold nothing yet are Unknown with the reason,
// and carry no number.
func Evaluate(t *Target, f *Facts) Progress {
	switch t.Kind {
	case GoodAirDays:
		return countDays(t, f, goodAirDays)
	case GoodAirShare:
		return countDays(t, f, goodAirShare)
	case HeavyDays:
		return countDays(t, f, heavyDays)
	case MeanConcentration:
		return meanConcentration(t, f)
	case WaterClass:
		return waterClass(t, f)
	}
	return Progress{Target: t, AsOf: asOf(t, f), Reason: missingFor(t)}
}

// asOf is the day at which t is judged.
func asOf(t *Target, f *Facts) measure.Day {
	return min(f.AsOf, measure.Date(t.Year, 12, 31))
}

// elapsed counts the days of the target's year up to the day at which it is judged.
func elapsed(t *Target, f *Facts) int {
	return max(0, asOf(t, f).Since(measure.Date(t.Year, 1, 1))+1)
}

// missingFor says, for people, what a kind lacks to be judged.
func missingFor(t *Target) string {
	switch t.Kind {
	case SectionCompliance:
		return "缺少断面达标率的进度核算，暂不研判"
	case SourceCompliance:
		return "缺少饮用水水源地采样化验结果的达标核算，暂不研判"
	case RankAtMost:
		return "缺少同口径的公布排名数据，口径待上级确认，暂不研判"
	case BetterThan:
		return "缺少全国平均的同口径对照值，暂不研判"
	case Indicator:
		if t.Indicator != "" {
			return fmt.Sprintf("缺少上报指标 %s 的 %d 年数值，暂不研判", t.Indicator, t.Year)
		}
		return fmt.Sprintf("缺少 %d 年上报数值，暂不研判", t.Year)
	case Events:
		return "缺少事件台账数据，暂不研判"
	}
	return fmt.Sprintf("目标类型 %q 未知，暂不研判", string(t.Kind))
}
