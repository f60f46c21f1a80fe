package surface

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// SourceVerdict is the judgement of a drinking-water source over a period. The
// zero value is "not monitored in this period" (本期未监测), which is never 100 %.
type SourceVerdict uint8

const (
	NotMonitored SourceVerdict = iota
	// Incomplete: nothing measured is over a limit, but a planned item is missing.
	Incomplete
	Complying // 达标
	Failing   // 不达标
)

var sourceVerdicts = [...]string{"本期未监测", "数据不足", "达标", "不达标"}

// String is 本期未监测 数据不足 达标 不达标.
func (v SourceVerdict) String() string {
	if int(v) >= len(sourceVerdicts) {
		return ""
	}
	return sourceVerdicts[v]
}

// Criterion tells whether a value of an item complies; judged is false for an
// item that the criterion does not know. gbt14848.Within is the one for
// groundwater.
type Criterion func(p measure.Parameter, c measure.Concentration) (within, judged bool)

// SurfaceSource is the criterion of a surface source: Table 1 without water
// temperature, total nitrogen and faecal coliform at Class Ⅲ or better, and Table
// 2 within its limits (GB 3838 §5.3). Table 3 is not judged.
func SurfaceSource(body measure.Body) Criterion {
	return func(p measure.Parameter, c measure.Concentration) (within, judged bool) {
		if limit, ok := gb3838.SourceLimit(p); ok {
			return c <= limit, true
		}
		class := gb3838.ClassOf(p, body, c)
		return class <= gb3838.ClassIII, class.Known()
	}
}

// SourceResult is the judgement of one source over a period.
type SourceResult struct {
	Verdict SourceVerdict
	// Over are the items over their limit in some sample (超标项目).
	Over    measure.Set
	Samples int // samples with at least one judged item
	Items   int // different items judged
	Missing measure.Set
}

// JudgeSource judges a source by each of its samples, never by their mean: one
// item over its limit in one sample fails the source for the period.
func JudgeSource(within Criterion, samples [][]Item) SourceResult {
	var r SourceResult
	var judged measure.Set
	for _, items := range samples {
		any := false
		for _, item := range items {
			ok, known := within(item.Parameter, item.Value)
			if !known {
				continue
			}
			if item.Missing {
				r.Missing = r.Missing.With(item.Parameter)
				continue
			}
			any = true
			judged = judged.With(item.Parameter)
			if !ok {
				r.Over = r.Over.With(item.Parameter)
			}
		}
		if any {
			r.Samples++
		}
	}
	r.Items = judged.Len()
	switch {
	case !r.Over.Empty():
		r.Verdict = Failing
	case r.Samples == 0:
		r.Verdict = NotMonitored
	case !r.Missing.Empty():
		r.Verdict = Incomplete
	default:
		r.Verdict = Complying
	}
	return r
}

// JudgedSource is a source with its verdict and its intake in the period.
type JudgedSource struct {
	Verdict SourceVerdict
	Intake  int64 // m³ in the period; 0 when not reported
}

// SourceCompliance is the water quality compliance (水质达标率) of an area's sources.
type SourceCompliance struct {
	NotMonitored, Incomplete int
	// BySource is complying sources / judged sources.
	BySource Rate
	// ByVolume is complying intake / intake of judged sources, not known when the
	// intake of a judged source is not reported.
	ByVolume Rate
}

// Comply adds up the sources of an area. Sources that are not monitored or not
// complete enter neither numerator nor denominator, and are counted apart.
func Comply(sources []JudgedSource) SourceCompliance {
	var c SourceCompliance
	volumes := true
	for _, s := range sources {
		switch s.Verdict {
		case NotMonitored:
			c.NotMonitored++
			continue
		case Incomplete:
			c.Incomplete++
			continue
		}
		volumes = volumes && s.Intake > 0
		c.BySource.Whole++
		c.ByVolume.Whole += s.Intake
		if s.Verdict == Complying {
			c.BySource.Part++
			c.ByVolume.Part += s.Intake
		}
	}
	if !volumes {
		c.ByVolume = Rate{}
	}
	return c
}
