package forecast

import (
	"math"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-7 }

// No failure in n: 1 − 0.05^(1/n), close to 3/n (Hanley and Lippman-Hand, JAMA 249,
// 1983: the rule of three). With failures the values are those of Clopper and
// Pearson (1934), one-sided, as quantiles of the beta distribution printed in tables:
// 1 of 10 and 95 % is 0.39416, 2 of 20 is 0.28262.
func TestUpperBound(t *testing.T) {
	for _, c := range []struct {
		failures, n int
		want        float64
	}{{0, 1, 0.95}, {0, 10, 0.25887}, {0, 60, 0.04870}, {1, 10, 0.39416}, {2, 20, 0.28262}, {3, 3, 1}, {0, 0, 1}} {
		got := upperBound(c.failures, c.n, 0.95)
		if math.Abs(got-c.want) > 5e-6 {
			t.Errorf("%d of %d: %v, want %v", c.failures, c.n, got, c.want)
		}
	}
	if got := lowerBound(0, 10, 0.95); got != 0 {
		t.Errorf("lower bound without failures %v, want 0", got)
	}
	if got := lowerBound(10, 10, 0.95); !near(got, math.Pow(0.05, 0.1)) { // all failed: 0.05^(1/n)
		t.Errorf("lower bound of all failed %v", got)
	}
}

// The predictive probability must be the mean of (1−q)^m over the posterior, here
// Beta(½+f, ½+n−f) integrated by brute force.
func TestPredictive_IsTheMeanOverThePosterior(t *testing.T) {
	for _, s := range []SourceRecord{{Trials: 40, Remaining: 3}, {Trials: 25, Failures: 2, Remaining: 5}, {Trials: 12, Remaining: 1}} {
		sum, weight := 0.0, 0.0
		const steps = 400_000
		for i := range steps {
			// q = sin²θ takes the prior's poles away: dq/√(q(1−q)) = 2 dθ.
			sine := math.Sin(math.Pi / 2 * (float64(i) + 0.5) / steps)
			q := sine * sine
			w := math.Pow(q, float64(s.Failures)) * math.Pow(1-q, float64(s.Trials-s.Failures))
			weight += w
			sum += w * math.Pow(1-q, float64(s.Remaining))
		}
		if got, want := predictive(&s), sum/weight; !near(got, want) {
			t.Errorf("%+v: %v, the posterior's mean is %v", s, got, want)
		}
	}
}

func TestSources(t *testing.T) {
	clean := SourceRecord{Name: "一", Remaining: 2, Trials: 58, Years: 4}
	failed := SourceRecord{Name: "二", Failed: true, Remaining: 2, Trials: 58, Failures: 1, Years: 4}
	done := SourceRecord{Name: "三", Trials: 60, Years: 4}
	young := SourceRecord{Name: "四", Remaining: 2, Trials: 20, Years: 2}
	for _, c := range []struct {
		name                string
		sources             []SourceRecord
		need                int
		certain, has        bool
		p, low, high, upper float64
	}{
		// (58.5/59)(59.5/60); low (0.05^(1/58))² = 0.05^(2/58).
		{"no failure", []SourceRecord{clean}, 1, false, true, 58.5 / 59 * 59.5 / 60, math.Pow(0.05, 2.0/58), 1, 1 - math.Pow(0.05, 1.0/58)},
		{"two alike", []SourceRecord{clean, clean}, 2, false, true, math.Pow(58.5/59*59.5/60, 2),
			math.Pow(math.Pow(1-math.Sqrt(0.95), 2.0/58), 2), 1, 1 - math.Pow(0.05, 1.0/116)},
		{"one of two is enough", []SourceRecord{clean, failed}, 1, false, true, 58.5 / 59 * 59.5 / 60,
			math.Pow(1-math.Sqrt(0.95), 2.0/58), 1, upperBound(1, 116, 0.95)},
		{"a failed sample, zero budget", []SourceRecord{clean, failed}, 2, true, true, 0, 0, 0, upperBound(1, 116, 0.95)},
		{"nothing left to sample", []SourceRecord{done}, 1, false, true, 1, 1, 1, 1 - math.Pow(0.05, 1.0/60)},
		{"two years", []SourceRecord{clean, young}, 2, false, false, 0, 0, 0, 1 - math.Pow(0.05, 1.0/78)},
	} {
		p := Sources(SourceCase{Sources: c.sources, Need: c.need})
		if p.Certain != c.certain || p.HasChance != c.has || !near(p.P, c.p) || !near(p.Low, c.low) || !near(p.High, c.high) || !near(p.Upper, c.upper) {
			t.Errorf("%s: %+v, want P %v (%v to %v), upper bound %v", c.name, p, c.p, c.low, c.high, c.upper)
		}
		if !p.HasChance && p.Sentence() != p.Why {
			t.Errorf("%s: %s", c.name, p.Sentence())
		}
	}
	if text := (&SourceProjection{HasChance: true, P: 0.97, Low: 0.8, High: 1, Upper: 0.0503, Trials: 58, Years: 4}).Sentence(); text !=
		"全年完成目标的可能性九成以上（80%～100%），依据近 4 年数据测算；以往 58 个采样月中超标 0 个，单月超标概率上限 5.0%（95% 置信），供内部研判" {
		t.Error(text)
	}
}
