package hj663

import "lanbi/internal/measure"

// settle moves values until values[k] is the one that sorting would put there, with
// none above it before and none below it after. A percentile of a year needs two of
// its 366 values: sorting them all costs four times as much (Hoare's selection, in
// linear time on average).
func settle(values []measure.Concentration, k int) {
	low, high := 0, len(values)-1
	for low < high {
		pivot := values[low+(high-low)/2]
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default: // between the parts all are equal to the pivot
			return
		}
	}
}
