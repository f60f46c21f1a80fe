package assess

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// judge computes index and verdict of day, whose values these are, under e.
func judge(day *AirDay, values *hj633.Values, e hj633.Edition, o hj633.Options) {
	day.Edition = e
	day.Index = hj633.Day(e, values, o)
	day.Verdict = verdictOf(&day.Index)
}

// valuesOf are the day's values as HJ 633 takes them.
func valuesOf(day *AirDay) hj633.Values {
	return hj633.Values{Has: day.Has, Plan: day.Plan, C: day.Mean}
}

// verdictOf is three-valued: without an AQI the day is neither good nor exceeding.
func verdictOf(x *hj633.Index) Verdict {
	switch {
	case !x.Known:
		return Undetermined
	case x.AQI <= 100:
		return Good
	}
	return Exceeding
}

// Rejudge is day under edition e with options o, from the stored means alone.
//
// The result is what the readings themselves would give, because Mean is rounded
// to odd. A day imported as published has no means and comes back unchanged.
func Rejudge(day AirDay, e hj633.Edition, o hj633.Options) AirDay {
	if day.Source == PublishedDay && day.Has.Empty() {
		return day
	}
	values := valuesOf(&day)
	judge(&day, &values, e, o)
	return day
}

// WithoutParticles is day with PM2.5 and PM10 taken out of values and plan: the day
// as it is assessed when its particles are deducted for dust (受沙尘影响扣除, 环办监测
// 〔2016〕120 号). The stored day is not touched.
func WithoutParticles(day AirDay, o hj633.Options) AirDay {
	if day.Plan.Empty() {
		day.Plan = measure.AirPollutants
	}
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10} {
		day.Has = day.Has.Without(p)
		day.Plan = day.Plan.Without(p)
	}
	return Rejudge(day, day.Edition, o)
}

// PM10MissingDays lists the days whose verdict under HJ 633-2026 hangs on the
// reading of §5.3.1 when PM10 alone is missing: undetermined to the letter, good as
// CNEMC is seen to publish. days may hold any editions of one place; each day is
// listed once, in the order given.
func PM10MissingDays(days []AirDay) []measure.Day {
	var concerned []measure.Day
	for i := range days {
		values := valuesOf(&days[i])
		if days[i].Edition == hj633.E2026 && hj633.DayHingesOnPM10(&values) {
			concerned = append(concerned, days[i].Day)
		}
	}
	return concerned
}
