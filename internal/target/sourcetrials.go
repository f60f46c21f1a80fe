package target

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
)

// SourceTrials is what the samples of a drinking-water source say of those to come. A
// trial is a calendar month with samples that could be judged.
type SourceTrials struct {
	Name string
	// Failed tells that a sample of the target's year was over a limit.
	Failed bool
	// Remaining counts the months of the year in which samples are still to come: those
	// that the frequency asks for, or those of the year before where they were more.
	Remaining int
	// Trials and Failures count the months of PastSamples and of the year so far.
	Trials, Failures int
	// Years before the target's have a trial; YearsFailed of them a failure.
	Years, YearsFailed int
}

// SourceTrials are those of the sources in use, and how many must comply for the goal.
// A month whose samples lack a planned item is no trial; a period that is over without
// a sample cannot be made up for and is not waited for.
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
		var before [12]surface.SourceVerdict
		for year := firstYear; year < t.Year; year++ {
			before = judgeMonths(s, &past, year, measure.Date(year, 12, 31))
			trials, failures := one.count(before)
			if trials > 0 {
				one.Years++
			}
			if failures > 0 {
				one.YearsFailed++
			}
		}
		so := judgeMonths(s, f, t.Year, f.AsOf)
		_, failures := one.count(so)
		one.Failed = failures > 0
		one.Remaining = max(planned(s, t.Year, f.AsOf, &so), usual(t.Year, f.AsOf, &so, &before))
		trials = append(trials, one)
	}
	for need < len(trials) && percentOf(need, len(trials)) < t.Goal {
		need++
	}
	return trials, need
}

// judgeMonths judges each month of a year up to asOf by its samples.
func judgeMonths(s *measure.DrinkingSource, f *Facts, year int, asOf measure.Day) (verdicts [12]surface.SourceVerdict) {
	for m, month := range samplingPeriods("month", year) {
		if month.first <= asOf {
			verdicts[m] = surface.JudgeSource(criterionOf(s), f.samplesOf(s.Code, month.first, min(month.last, asOf))).Verdict
		}
	}
	return verdicts
}

// count adds the months of one year.
func (o *SourceTrials) count(months [12]surface.SourceVerdict) (trials, failures int) {
	for _, v := range months {
		switch v {
		case surface.Failing:
			failures++
			trials++
		case surface.Complying:
			trials++
		}
	}
	o.Trials += trials
	o.Failures += failures
	return trials, failures
}

// planned counts the sampling periods that are not over and have no sample.
func planned(s *measure.DrinkingSource, year int, asOf measure.Day, so *[12]surface.SourceVerdict) int {
	n := 0
	for _, period := range samplingPeriods(s.Frequency, year) {
		sampled := false
		for m := period.first.Month(); m <= period.last.Month(); m++ {
			sampled = sampled || so[m-1] != surface.NotMonitored
		}
		if period.last > asOf && !sampled {
			n++
		}
	}
	return n
}

// usual counts the months not over and without a sample that had one the year before.
func usual(year int, asOf measure.Day, so, before *[12]surface.SourceVerdict) int {
	n := 0
	for m, month := range samplingPeriods("month", year) {
		if month.last > asOf && so[m] == surface.NotMonitored && before[m] != surface.NotMonitored {
			n++
		}
	}
	return n
}
