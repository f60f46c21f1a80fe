package simulate

import "math"

// stream is the seed of one independent random process.
type stream uint64

// sub is the seed of a process named below another.
func (s stream) sub(name string) stream {
	h := uint64(s) ^ 0xcbf29ce484222325
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return stream(mix(h))
}

// mix is the finaliser of SplitMix64: neighbouring inputs give unrelated outputs.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// bits is the process's draw number i.
func (s stream) bits(i int64) uint64 { return mix(uint64(s) ^ uint64(i)*0xd6e8feb86659fd93) }

// uniform is draw i in [0, 1).
func (s stream) uniform(i int64) float64 { return float64(s.bits(i)>>11) / (1 << 53) }

// normal is draw i of a bell curve with mean 0 and deviation 1: the sum of four
// uniform draws, so never beyond ±3.5.
func (s stream) normal(i int64) float64 {
	b := s.bits(i)
	sum := b&0xffff + b>>16&0xffff + b>>32&0xffff + b>>48
	return (float64(sum)/65535 - 2) * math.Sqrt(3)
}

// smooth is the process at time t, which it crosses in steps of scale: normal
// draws at the whole steps and a smooth way between them, with mean 0 and
// deviation 1 at every t.
func (s stream) smooth(t, scale float64) float64 {
	x := t / scale
	floor := math.Floor(x)
	i, f := int64(floor), x-floor
	w := f * f * (3 - 2*f)
	return ((1-w)*s.normal(i) + w*s.normal(i+1)) / math.Sqrt((1-w)*(1-w)+w*w)
}

// window finds whether time t (in hours) lies in the one event that each block of
// the given length may hold. An event comes with the given chance, and lasts
// from shortest to longest hours, short ones being more frequent. Events end
// within their block as long as longest is shorter than it.
func (s stream) window(t int64, block int64, chance float64, shortest, longest float64) bool {
	i := floorDiv(t, block)
	if s.uniform(4*i) >= chance {
		return false
	}
	u := s.uniform(4*i + 1)
	length := int64(shortest * math.Pow(longest/shortest, u*u))
	begin := i*block + int64(s.uniform(4*i+2)*float64(block-length))
	return t >= begin && t < begin+length
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
