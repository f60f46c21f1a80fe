package target

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
)

// SourceTrials is what the samples of a drinking-water source say of those to come. A
// trial is a sampling period with a sample that was judged.
type SourceTrials struct {
	Name string
	// Failed tells that a sample of the target's year was over a limit.
	Failed bool
	// Remaining counts the periods of the year that are not sampled yet and not over.
	Remaining int
	// Trials and Failures count the periods of PastSamples and of the year so far.
	Trials, Failures int
	// Years before the target's have a trial; YearsFailed of them a failure.
	Years, YearsFailed int
}

// SourceTrials are those of the sources in use, and how many must comply for the goal.
// A period whose samples lack a planned item is no trial; one without a sample that
// is over cannot be made up for and is not waited for.
func (t *Target) SourceTrials(f *Facts) (trials []SourceTrials, need int) {
	past := Facts{Samples: f.PastSamples, Zone: f.Zone}
	firstYear := t.Year
	for i := range f.PastSamples {
		firstYear = min(firstYear, measure.DayOf(f.PastSamples[i].Start, f.Zone).Year())
	}
	for i := range f.Sources {
		s := &f.Sources[i]
		if !s.InUse {
			continue
		}
		one := SourceTrials{Name: s.Name}
		for year := firstYear; year < t.Year; year++ {
			before := one
			for _, period := range samplingPeriods(s.Frequency, year) {
				one.count(judgePeriod(s, &past, period, period.last))
			}
			if one.Trials > before.Trials {
				one.Years++
			}
			if one.Failures > before.Failures {
				one.YearsFailed++
			}
		}
		so := one.Failures
		for _, period := range samplingPeriods(s.Frequency, t.Year) {
			verdict := surface.NotMonitored
			if period.first <= f.AsOf {
				verdict = judgePeriod(s, f, period, min(period.last, f.AsOf))
			}
			if verdict == surface.NotMonitored && period.last > f.AsOf {
				one.Remaining++
			}
			one.count(verdict)
		}
		one.Failed = one.Failures > so
		trials = append(trials, one)
	}
	for need < len(trials) && percentOf(need, len(trials)) < t.Goal {
		need++
	}
	return trials, need
}

func judgePeriod(s *measure.DrinkingSource, f *Facts, period samplingPeriod, last measure.Day) surface.SourceVerdict {
	return surface.JudgeSource(criterionOf(s), f.samplesOf(s.Code, period.first, last)).Verdict
}

func (o *SourceTrials) count(v surface.SourceVerdict) {
	switch v {
	case surface.Failing:
		o.Failures++
		o.Trials++
	case surface.Complying:
		o.Trials++
	}
}
