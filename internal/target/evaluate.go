package target

import (
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Facts are what a target is judged on. They hold the area's results; no reading is
// needed but the samples of drinking-water sources, which are judged one by one.
type Facts struct {
	// AsOf is the last assessed day, as a rule yesterday. A day up to it without a
	// row is undetermined; every later day of the year is remaining.
	AsOf measure.Day
	// AirDays are the area's rows of the target's year and of the years before, at
	// least three where there are as many, in any order, both editions.
	AirDays []assess.AirDay
	// Published are the area's days as the superior authority published them, of the
	// target's year; they count for Official alone.
	Published []assess.AirDay
	// Sections are the area's sections, and Water their Month and YearToDate rows of
	// the target's year.
	Sections []measure.Section
	Water    []assess.WaterPeriod
	// Sources are the area's drinking-water sources, and Samples those taken at them in
	// the target's year, in any order; a sample after AsOf does not count.
	Sources []measure.DrinkingSource
	Samples []measure.Sample
	// Outages are those reported for the area's sections and sources; they change no
	// count and stand beside what is missing.
	Outages []assess.Outage
	// PastWater are the sections' Month rows of the years before, and PastSamples the
	// sources' samples of them: the history of a forecast.
	PastWater   []assess.WaterPeriod
	PastSamples []measure.Sample
	// Figures are the area's reported figures of the target's year and of the year
	// before, in any order; at most one of an id and period.
	Figures []measure.Indicator
	// Events are the steps of the area's events of the target's kind, of all years, in
	// any order.
	Events []measure.Event
	// Permits are the steps of the area's approved burns, in any order; only a target on
	// fire points looks at them.
	Permits []measure.Event
	// RecordTo is the last day whose figures and steps of events count, as a rule today:
	// what people report or decide is in force at once, though the day is not over. 0 is
	// AsOf.
	RecordTo measure.Day
	// National are published national figures.
	National []National
	// Zone is where natural days begin; needed with Events and Samples.
	Zone *time.Location
	// Forecast is nil where none can be given; OtherForecast is the one under the other
	// edition.
	Forecast, OtherForecast *Forecast
}

// Evaluate tells how far t has come by the end of f.AsOf.
//
// A target of a past year is judged at its 31 December, one of a year not begun is
// Unknown; a plan's target is judged in the plan's last year. Kinds for which the facts
// hold nothing yet are Unknown with the reason, and carry no number.
func Evaluate(t *Target, f *Facts) Progress {
	p := evaluate(t, f)
	if p.Reason == notBegun && max(f.AsOf, f.RecordTo) >= measure.Date(t.Year, 1, 1) {
		p.Reason = firstDay
	}
	return p
}

func evaluate(t *Target, f *Facts) Progress {
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
	case SectionCompliance:
		return sectionCompliance(t, f)
	case SourceCompliance:
		return sourceCompliance(t, f)
	case Indicator:
		return indicator(t, f)
	case RankAtMost:
		return rankAtMost(t, f)
	case BetterThan:
		return betterThan(t, f)
	case Events:
		return events(t, f)
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
	case RankAtMost:
		return fmt.Sprintf("缺少 %d 年公布排名数据（%s），口径待上级确认，暂不研判", t.Year, t.Compare)
	case Indicator:
		if t.Indicator != "" {
			return fmt.Sprintf("缺少上报指标 %s 的 %d 年数值，暂不研判", t.Indicator, t.Year)
		}
		return fmt.Sprintf("缺少 %d 年上报数值，暂不研判", t.Year)
	case Events:
		return fmt.Sprintf("%d 年台账没有记录，也没有零报告，暂不研判", t.Year)
	}
	return fmt.Sprintf("目标类型 %q 未知，暂不研判", string(t.Kind))
}
