package target

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/gbt14848"
	"lanbi/internal/standard/surface"
)

// sourceCompliance evaluates the compliance of drinking-water sources (饮用水水源地水质
// 达标率): the share of sources whose every sample of the year met every item, in %
// with one decimal, and beside it the share by volume of water taken. A single item
// in a single sample fails a source; means are never formed.
//
// A source has to be sampled in every period of its frequency. In a period that is
// over and has no sample it was 本期未监测: it is not taken as complying, and the
// standing stays unknown. By volume each period counts by the water taken in it, and
// the share is known only when all of it is reported.
//
// The budget is zero: a source that failed stays failed, so the target is Lost as
// soon as the others cannot reach the goal. It is Achieved when the year is over;
// before that a probability decides where there is one.
func sourceCompliance(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	var all sourceStanding
	for i := range f.Sources {
		if s := &f.Sources[i]; s.InUse {
			all.add(t, s, f)
		}
	}
	if all.inUse == 0 {
		p.Reason = "没有在用的饮用水水源地，暂不研判"
		return p
	}
	bySource, byVolume := surface.Comply(all.sources).BySource, surface.Comply(all.periods).ByVolume
	if bySource.Known() {
		p.Value, p.HasValue = percentOf(int(bySource.Part), int(bySource.Whole)), true
	}
	enough := p.HasValue && p.Value >= t.Goal && (!byVolume.Known() || float64(byVolume.PerMille())/10 >= t.Goal)
	switch {
	case percentOf(all.inUse-len(all.failing), all.inUse) < t.Goal:
		p.Status = Lost
	case !p.HasValue || len(all.unmonitored)+len(all.incomplete) > 0:
		p.Status = Unknown
	case p.AsOf < measure.Date(t.Year, 12, 31) && enough:
		p.Status = OnTrack
	case p.AsOf < measure.Date(t.Year, 12, 31):
		p.Status = AtRisk
	case enough:
		p.Status = Achieved
	default:
		p.Status = Lost
	}
	f.weigh(&p)
	p.Reason = all.reason(p.Status, byVolume)
	return p
}

// sourceStanding gathers the sources of one target.
type sourceStanding struct {
	inUse       int
	sources     []surface.JudgedSource // by source
	periods     []surface.JudgedSource // by source and period
	failing     []string               // names, with periods and items
	unmonitored []string               // names, with periods
	incomplete  []string
	waiting     []string // sources whose first sample of the year is still due
}

// add judges one source in each of its periods that began by the day of judgement. The
// period under way counts once it has a sample.
func (a *sourceStanding) add(t *Target, s *measure.DrinkingSource, f *Facts) {
	a.inUse++
	asOf := asOf(t, f)
	verdict := surface.NotMonitored
	var failing, unmonitored, incomplete []string
	for _, r := range f.SourcePeriods(s, t.Year, asOf) {
		if r.Waiting {
			continue
		}
		a.periods = append(a.periods, surface.JudgedSource{Verdict: r.Verdict, Intake: r.Intake})
		switch r.Verdict {
		case surface.Failing:
			failing = append(failing, r.Name+r.Over.Names())
		case surface.NotMonitored:
			unmonitored = append(unmonitored, r.Name+f.sourceOutages(t, s, &r))
		case surface.Incomplete:
			incomplete = append(incomplete, r.Name+r.Missing.Names()+f.sourceOutages(t, s, &r))
		}
		verdict = max(verdict, r.Verdict) // ordered: failing above complying above incomplete
	}
	a.sources = append(a.sources, surface.JudgedSource{Verdict: verdict})
	if verdict == surface.NotMonitored && len(unmonitored) == 0 {
		a.waiting = append(a.waiting, s.Name)
	}
	for _, one := range [...]struct {
		list  *[]string
		words []string
	}{{&a.failing, failing}, {&a.unmonitored, unmonitored}, {&a.incomplete, incomplete}} {
		if len(one.words) > 0 {
			*one.list = append(*one.list, s.Name+"（"+strings.Join(one.words, "；")+"）")
		}
	}
}

func (a *sourceStanding) reason(status Status, byVolume surface.Rate) string {
	var parts []string
	if status == Unknown {
		parts = append(parts, "数据不足，暂不研判")
	}
	parts = append(parts, listed("单次样品超标：", a.failing)...)
	parts = append(parts, listed(surface.NotMonitored.String()+"：", a.unmonitored)...)
	parts = append(parts, listed("数据不足：", a.incomplete)...)
	parts = append(parts, listed("尚未到期采样：", a.waiting)...)
	if byVolume.Known() {
		parts = append(parts, "按取水量 "+byVolume.String())
	} else {
		parts = append(parts, "取水量未上报，不计按水量达标率")
	}
	return strings.Join(parts, "；")
}

// criterionOf is what the source's samples are held against: GB/T 14848 class Ⅲ for
// groundwater, GB 3838 Table 1 at the source's class (Ⅲ unless a better one is asked
// for) and Table 2 for surface water.
func criterionOf(s *measure.DrinkingSource) surface.Criterion {
	if s.Groundwater {
		return gbt14848.Within
	}
	usual := surface.SurfaceSource(s.Body)
	want := gb3838.Class(s.Class)
	if !want.Known() || want >= gb3838.ClassIII {
		return usual
	}
	return func(p measure.Parameter, c measure.Concentration) (within, judged bool) {
		within, judged = usual(p, c)
		if class := gb3838.ClassOf(p, s.Body, c); class.Known() {
			within = class <= want
		}
		return within, judged
	}
}

// SourcePeriod is one sampling period of a drinking-water source, judged by its samples.
type SourcePeriod struct {
	First, Last measure.Day
	Name        string // such as 10月 or 四季度
	surface.SourceResult
	Intake  int64 // m³ of the months that are over; 0 where one of them is not reported
	Waiting bool  // no sample yet, and the period is not over
}

// SourcePeriods judges a source in each of its periods of a year that began by asOf.
// Samples and Zone are all that is needed of the facts.
func (f *Facts) SourcePeriods(s *measure.DrinkingSource, year int, asOf measure.Day) []SourcePeriod {
	var all []SourcePeriod
	for _, period := range samplingPeriods(s.Frequency, year) {
		if period.first > asOf {
			break
		}
		p := SourcePeriod{First: period.first, Last: period.last, Name: period.name, Intake: period.intake(s, asOf)}
		p.SourceResult = surface.JudgeSource(criterionOf(s), f.samplesOf(s.Code, period.first, min(period.last, asOf)))
		p.Waiting = p.Verdict == surface.NotMonitored && period.last > asOf
		all = append(all, p)
	}
	return all
}

// samplesOf are the source's laboratory samples from first to last, each with its
// items. What an automatic station sends is a warning and no sample.
func (f *Facts) samplesOf(source string, first, last measure.Day) [][]surface.Item {
	var samples [][]surface.Item
	for i := range f.Samples {
		s := &f.Samples[i]
		if s.Station != source || s.Interval != measure.Single && s.Source != measure.Lab {
			continue
		}
		if day := measure.DayOf(s.Start, f.Zone); day < first || day > last {
			continue
		}
		items := make([]surface.Item, len(s.Readings))
		for k, reading := range s.Readings {
			items[k] = surface.ItemOf(reading)
		}
		samples = append(samples, items)
	}
	return samples
}

// samplingPeriod is a part of the year in which a source must be sampled once.
type samplingPeriod struct {
	first, last measure.Day
	name        string
}

// samplingPeriods divides the year by a frequency: month, quarter, half-year, year.
func samplingPeriods(frequency string, year int) []samplingPeriod {
	months := 1
	name := func(i int) string { return fmt.Sprintf("%d月", i+1) }
	switch frequency {
	case "quarter":
		months = 3
		name = func(i int) string { return [...]string{"一季度", "二季度", "三季度", "四季度"}[i] }
	case "half-year":
		months = 6
		name = func(i int) string { return [...]string{"上半年", "下半年"}[i] }
	case "year":
		months = 12
		name = func(int) string { return "全年" }
	}
	var all []samplingPeriod
	for i := range 12 / months {
		first := measure.Date(year, time.Month(i*months+1), 1)
		all = append(all, samplingPeriod{first, measure.Date(year, time.Month((i+1)*months+1), 0), name(i)})
	}
	return all
}

// intake is the water taken in the months of the period that are over by asOf, in
// m³; 0 where a month of them is not reported.
func (p samplingPeriod) intake(s *measure.DrinkingSource, asOf measure.Day) int64 {
	var sum int64
	for month := p.first; month <= p.last && month.LastOfMonth() <= asOf; month = month.LastOfMonth().Add(1) {
		taken, reported := s.Intake[month.String()[:7]]
		if !reported {
			return 0
		}
		sum += taken
	}
	return sum
}
