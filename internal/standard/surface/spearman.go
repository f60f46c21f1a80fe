package surface

import (
	"math"
	"slices"
)

// Trend is the direction of a series over several periods.
type Trend int8

const (
	Falling Trend = iota - 1 // 显著下降
	NoTrend                  // 无显著变化
	Rising                   // 显著上升
)

// String is 显著下降 无显著变化 显著上升.
func (t Trend) String() string {
	switch t {
	case Falling:
		return "显著下降"
	case Rising:
		return "显著上升"
	}
	return "无显著变化"
}

// spearmanCritical are the values W_p at 0.05 by number of periods, as usually
// tabulated (recalled, not confirmed). The table has no 11.
var spearmanCritical = [13]float64{4: 1.000, 5: 0.900, 6: 0.829, 7: 0.714, 8: 0.643, 9: 0.600, 10: 0.564, 12: 0.506}

// Spearman is the rank correlation of values with time,
// r = 1 − 6Σd²/(N³ − N), equal values sharing their mean rank, and whether |r|
// reaches W_p (22 号). ok is false when the table has no W_p for that many periods
// (4 to 10, and 12), or a value is not a number.
//
// Whether rising is worse depends on the item: it is for all but dissolved oxygen.
func Spearman(values []float64) (r float64, trend Trend, ok bool) {
	n := len(values)
	if n >= len(spearmanCritical) || spearmanCritical[n] == 0 || slices.ContainsFunc(values, math.IsNaN) {
		return 0, NoTrend, false
	}
	var squares float64
	for i, v := range values {
		below, equal := 0, 0
		for _, other := range values {
			switch {
			case other < v:
				below++
			case other == v:
				equal++
			}
		}
		rank := float64(below) + float64(equal+1)/2
		d := float64(i+1) - rank
		squares += d * d
	}
	r = 1 - 6*squares/float64(n*n*n-n)
	switch {
	case r >= spearmanCritical[n]:
		trend = Rising
	case r <= -spearmanCritical[n]:
		trend = Falling
	}
	return r, trend, true
}
