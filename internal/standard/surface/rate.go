package surface

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Rate is a share of a whole, kept exact. A whole of 0 means "not known", never
// 0 % and never 100 %.
type Rate struct{ Part, Whole int64 }

// Known tells whether there is a whole to be a share of.
func (r Rate) Known() bool { return r.Whole > 0 }

// PerMille is the rate in tenths of a percent, rounded by GB/T 8170; 0 when not
// known.
func (r Rate) PerMille() int64 {
	if !r.Known() {
		return 0
	}
	return gbt8170.RoundRatio(r.Part*1000, r.Whole, 1)
}

// AtLeast tells whether the exact rate is known and not below percent.
func (r Rate) AtLeast(percent int64) bool { return r.Known() && r.Part*100 >= percent*r.Whole }

// String is the rate with one decimal, such as 97.1%, and — when not known.
func (r Rate) String() string {
	if !r.Known() {
		return "—"
	}
	p := r.PerMille()
	return string(append(measure.Concentration(p-p%10).Append(nil, 10), '.', byte('0'+p%10), '%'))
}
