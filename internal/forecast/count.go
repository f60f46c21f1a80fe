package forecast

import "math"

// Count is the distribution of a number of days: chance[k] is that of k days.
type Count struct{ chance []float64 }

// betaBinomial is the distribution on 0…n with the given mean and variance, where
// the variance is raised to that of independent days if it is below.
//
// Its tails end at 0 and n, as those of a count of days must, and near 0 it is the
// negative binomial of a gamma factor.
func betaBinomial(n int, mean, variance float64) Count {
	c := Count{make([]float64, n+1)}
	if n == 0 {
		c.chance[0] = 1
		return c
	}
	days := float64(n)
	share := min(max(mean/days, 1e-6), 1-1e-6)
	plain := days * share * (1 - share)
	within := 0.0
	if n > 1 {
		within = (variance/plain - 1) / (days - 1)
	}
	within = min(max(within, 1e-7), 0.98)
	alpha := share * (1 - within) / within
	beta := (1 - share) * (1 - within) / within
	// From the mean outwards, so that nothing underflows at the start.
	start := min(n, int(mean))
	c.chance[start] = 1
	for k := start; k < n; k++ {
		c.chance[k+1] = c.chance[k] * float64(n-k) / float64(k+1) * (float64(k) + alpha) / (float64(n-k-1) + beta)
	}
	for k := start; k > 0; k-- {
		c.chance[k-1] = c.chance[k] * float64(k) / float64(n-k+1) * (float64(n-k) + beta) / (float64(k-1) + alpha)
	}
	sum := 0.0
	for _, p := range c.chance {
		sum += p
	}
	for k := range c.chance {
		c.chance[k] /= sum
	}
	return c
}

// AtMost is the probability of k days or fewer.
func (c Count) AtMost(k int) float64 {
	if k >= len(c.chance)-1 {
		return 1
	}
	sum := 0.0
	for i := 0; i <= k; i++ {
		sum += c.chance[i]
	}
	return min(sum, 1)
}

// Quantile is the smallest number of days that is not exceeded with probability p.
func (c Count) Quantile(p float64) int {
	sum := 0.0
	for k, chance := range c.chance {
		if sum += chance; sum >= p-1e-12 {
			return k
		}
	}
	return len(c.chance) - 1
}

// Mean is the expected number of days.
func (c Count) Mean() float64 {
	sum := 0.0
	for k, chance := range c.chance {
		sum += float64(k) * chance
	}
	return sum
}

// nodes and weights of Gauss–Hermite quadrature for a standard normal variable.
var (
	nodes   = [7]float64{-3.750439717725742, -2.366759410734541, -1.154405394739968, 0, 1.154405394739968, 2.366759410734541, 3.750439717725742}
	weights = [7]float64{0.000548268855972, 0.030757123967586, 0.240123178605013, 0.457142857142857, 0.240123178605013, 0.030757123967586, 0.000548268855972}
)

// logisticMoments are the first two moments of logistic(x), x normal.
func logisticMoments(mean, variance float64) (first, second float64) {
	sd := math.Sqrt(max(variance, 0))
	for i, z := range nodes {
		p := logistic(mean + sd*z)
		first += weights[i] * p
		second += weights[i] * p * p
	}
	return first, second
}
