package hj663

import (
	"slices"

	"lanbi/internal/measure"
)

// raise brings the n highest values to the end, in ascending order. The percentiles in
// use lie in the upper tenth, so that most values are compared once and stay: sorting
// them all costs many times as much.
func raise(values []measure.Concentration, n int) {
	rest, top := values[:len(values)-n], values[len(values)-n:]
	slices.Sort(top)
	for i, v := range rest {
		if v <= top[0] {
			continue
		}
		rest[i] = top[0]
		k := 1
		for ; k < n && top[k] < v; k++ {
			top[k-1] = top[k]
		}
		top[k-1] = v
	}
}
