package forecast

import "math"

// size is the number of months.
const size = 12

// nearest is how many other years a place is learned from at most, the nearest ones;
// more would not change a forecast that lets the normal drift.
const nearest = 16

// most is the number of unknowns of a place: its months, and its drift to each year.
const most = size + nearest

type (
	vector [size]float64
	matrix [size][size]float64
)

// invert is the inverse of the leading n×n block of a symmetric positive definite
// matrix with rows of width w, by Cholesky's method; dst and a are row-major.
//
// A pivot that rounding has made too small is raised, so that the result stays
// positive definite.
func invert(dst, a []float64, n int) {
	var lower, inverse [most * most]float64
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := a[i*n+j]
			for k := range j {
				sum -= lower[i*n+k] * lower[j*n+k]
			}
			if i == j {
				lower[i*n+i] = math.Sqrt(max(sum, 1e-12))
			} else {
				lower[i*n+j] = sum / lower[j*n+j]
			}
		}
	}
	for j := range n {
		inverse[j*n+j] = 1 / lower[j*n+j]
		for i := j + 1; i < n; i++ {
			sum := 0.0
			for k := j; k < i; k++ {
				sum -= lower[i*n+k] * inverse[k*n+j]
			}
			inverse[i*n+j] = sum / lower[i*n+i]
		}
	}
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := 0.0
			for k := i; k < n; k++ {
				sum += inverse[k*n+i] * inverse[k*n+j]
			}
			dst[i*n+j], dst[j*n+i] = sum, sum
		}
	}
}

func (m *matrix) inverse() matrix {
	var flat, out [size * size]float64
	for i := range size {
		copy(flat[i*size:], m[i][:])
	}
	invert(out[:], flat[:], size)
	var inv matrix
	for i := range size {
		copy(inv[i][:], out[i*size:])
	}
	return inv
}

func (m *matrix) times(v *vector) vector {
	var out vector
	for i := range size {
		for j := range size {
			out[i] += m[i][j] * v[j]
		}
	}
	return out
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
