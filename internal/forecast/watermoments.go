package forecast

import (
	"math"
)

// monthMeans are the means of each month over the years, NaN where no year has it.
func monthMeans(logs [][12]float64) (normal [12]float64) {
	for m := range normal {
		sum, n := 0.0, 0
		for i := range logs {
			if x := logs[i][m]; !math.IsNaN(x) {
				sum += x
				n++
			}
		}
		normal[m] = math.NaN()
		if n > 0 {
			normal[m] = sum / float64(n)
		}
	}
	return normal
}

// deviation is the mean of the months that have a value and a normal about it, and
// their number; 0 without any.
func deviation(months, normal *[12]float64) (mean float64, n int) {
	for m, x := range months {
		if d := x - normal[m]; !math.IsNaN(d) {
			mean += d
			n++
		}
	}
	if n > 0 {
		mean /= float64(n)
	}
	return mean, n
}

// persistence is how much of a deviation that n months of a year show is expected to
// stay: ratio/(ratio + 1/n), the ratio being that of all items and sections, which
// weighs as many years as there are against four of the usual 0.3.
func persistence(sections []*river) func(n int) float64 {
	const usualRatio, usualYears = 0.3, 4.0
	sum, items, years := 0.0, 0, 0
	for _, r := range sections {
		for i := range r.items {
			if it := &r.items[i]; it.seen == nil {
				sum += it.ratio
				items++
				years = max(years, len(it.year))
			}
		}
	}
	ratio := usualRatio
	if items > 0 {
		learned := max(sum/float64(items), 0)
		ratio = (float64(years)*learned + usualYears*usualRatio) / (float64(years) + usualYears)
	}
	return func(n int) float64 { return ratio * float64(n) / (ratio*float64(n) + 1) }
}

// beyond is the first item that even the cleanest rest of the year would leave
// above the goal, nil without one.
func (r *river) beyond() *item {
	for i := range r.items {
		it := &r.items[i]
		if it.limits.best(it.sum, it.months, 12-r.closed) > r.section.Goal {
			return it
		}
	}
	return nil
}
