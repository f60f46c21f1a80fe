package forecast

import (
	"fmt"
	"math"
)

// SourceCase is a target on the compliance of drinking-water sources and what is
// known. A trial is a month of one source in which it was sampled, as a rule once: it
// fails when an item of a sample is over its limit.
type SourceCase struct {
	Sources []SourceRecord
	// Need is how many sources must comply, as a rule all: the budget is zero then.
	Need int
}

// SourceRecord is one source.
type SourceRecord struct {
	Name string
	// Failed tells that a sample of this year was over a limit. It stays so.
	Failed bool
	// Remaining counts the months of the year in which samples are still to come.
	Remaining int
	// Trials and Failures count the sampled months of other years and of this one.
	Trials, Failures int
	// Years of history with a trial, this one apart; YearsFailed of them had a failure.
	Years, YearsFailed int
}

// SourceProjection is where the sources are heading.
type SourceProjection struct {
	// Certain tells that too many sources have failed: P is 0.
	Certain bool
	// Done tells that no sample is due any more that could fail the target: P is 1
	// unless somebody takes one more.
	Done bool
	// HasChance tells that P, Low and High are valid; else Why says why not.
	HasChance bool
	Why       string
	// P is the predictive probability that Need sources comply to the end of the year.
	// Low is what it would be with the chance of a failure at its exact upper bound, of
	// 95 % for all sources together; High with it at its lower bound.
	P, Low, High float64
	// Upper is the exact one-sided 95 % upper bound of the chance that one trial fails,
	// of all sources together: 1 − 0.05^(1/n) with no failure in n.
	Upper float64
	// Trials and Failures are those of all sources.
	Trials, Failures int
	Reference        float64 // as WaterProjection.Reference
	Years            int     // of the source that has the fewest
	Sources          []float64
}

// Sources projects a target on the compliance of sources. It is a pure function of
// the case.
func Sources(c SourceCase) SourceProjection {
	var p SourceProjection
	allowed := len(c.Sources) - c.Need
	failed, open := 0, 0
	for i, s := range c.Sources {
		p.Trials += s.Trials
		p.Failures += s.Failures
		if s.Failed {
			failed++
		} else if s.Remaining > 0 {
			open++
		}
		if i == 0 || s.Years < p.Years {
			p.Years = s.Years
		}
	}
	p.Upper = upperBound(p.Failures, p.Trials, 0.95)
	switch {
	case len(c.Sources) == 0:
		p.Why = "没有在用水源地，不作概率研判"
		return p
	case failed > allowed:
		p.Certain, p.HasChance = true, true
		p.Sources = c.chances(func(*SourceRecord) float64 { return 0 })
		return p
	case failed+open <= allowed, open == 0:
		p.Done, p.HasChance, p.P, p.Low, p.High, p.Reference = true, true, 1, 1, 1, 1
		p.Sources = c.chances(func(*SourceRecord) float64 { return 1 })
		return p
	case p.Years < MinYears:
		p.Why = fmt.Sprintf("水源地可用历史监测仅 %d 年（需 %d 年），不作概率研判", p.Years, MinYears)
		return p
	}
	// Šidák: each at this level, all of them together hold 95 %.
	level := math.Pow(0.95, 1/float64(len(c.Sources)))
	p.Sources = c.chances(predictive)
	p.P = c.enough(p.Sources)
	p.Low = c.enough(c.chances(func(s *SourceRecord) float64 { return power(1-upperBound(s.Failures, s.Trials, level), s.Remaining) }))
	p.High = c.enough(c.chances(func(s *SourceRecord) float64 { return power(1-lowerBound(s.Failures, s.Trials, level), s.Remaining) }))
	p.HasChance = true
	p.Reference = c.enough(c.chances(func(s *SourceRecord) float64 { return float64(s.Years-s.YearsFailed+1) / float64(s.Years+2) }))
	return p
}

// chances are the probabilities that each source complies, 0 for one that failed.
func (c *SourceCase) chances(of func(*SourceRecord) float64) []float64 {
	all := make([]float64, len(c.Sources))
	for i := range c.Sources {
		if s := &c.Sources[i]; !s.Failed {
			all[i] = of(s)
		}
	}
	return all
}

// enough is the probability that Need of independent sources comply.
func (c *SourceCase) enough(chances []float64) float64 {
	var sum poissonBinomial
	for _, p := range chances {
		sum.add(p)
	}
	return sum.atLeast(c.Need)
}

// predictive is the probability that none of the remaining trials fails, with the
// chance of a failure beta distributed by Jeffreys' prior and the trials so far:
// the product of (n − f + ½ + j)/(n + 1 + j) over the trials j = 0, 1, …
func predictive(s *SourceRecord) float64 {
	p := 1.0
	for j := range s.Remaining {
		p *= (float64(s.Trials-s.Failures+j) + 0.5) / float64(s.Trials+1+j)
	}
	return p
}

// upperBound is the exact one-sided upper bound (Clopper and Pearson) of the chance
// of a failure, seen in failures of n trials: the chance with which so few failures
// have the probability 1 − level. Without failures it is 1 − (1−level)^(1/n), which
// for 95 % is close to 3/n; without trials 1.
func upperBound(failures, n int, level float64) float64 {
	switch {
	case failures >= n:
		return 1
	case failures == 0:
		return 1 - math.Pow(1-level, 1/float64(n))
	}
	return bisect(func(q float64) bool { return atMost(failures, n, q) <= 1-level })
}

// lowerBound is the bound on the other side; 0 without failures.
func lowerBound(failures, n int, level float64) float64 {
	if failures == 0 {
		return 0
	}
	return bisect(func(q float64) bool { return 1-atMost(failures-1, n, q) >= 1-level })
}

// bisect is the smallest number of 0…1 from which on holds is true.
func bisect(holds func(float64) bool) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// atMost is the probability of k failures or fewer in n trials.
func atMost(k, n int, q float64) float64 {
	var sum poissonBinomial
	for range n {
		sum.add(1 - q)
	}
	return sum.atLeast(n - k)
}

func power(p float64, n int) float64 { return math.Pow(p, float64(n)) }

// Sentence is the projection for people, as Projection.Sentence; it tells how few
// failures there were and what they bound.
func (p *SourceProjection) Sentence() string {
	switch {
	case p.Certain:
		return "已无法完成"
	case p.Done:
		return "年内应采样品均已采集，未见超标"
	case !p.HasChance:
		return p.Why
	}
	seen := fmt.Sprintf("；以往 %d 个采样月中超标 %d 个，单月超标概率上限 %.1f%%（95%% 置信）", p.Trials, p.Failures, 100*p.Upper)
	return ChanceText(p.P, p.Low, p.High, p.Years) + seen + internal
}
