package assess

import (
	"math/bits"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj663"
)

// daily holds one station's natural day in exact terms: fractions until the end, so
// that the mean over stations is not a mean of rounded means. Entries follow
// measure.Parameter; O3 is the highest 1 h value, O38h the highest 8 h mean.
type daily struct {
	mean  [measure.AirCount]hj663.Mean // not known where the day is not valid
	count [measure.AirCount]int        // valid hours, of O38h valid windows
	// unaudited tells that a valid value is not audited (审核) yet, any that there is
	// a valid value.
	unaudited, any bool
}

// dayOf collects the 24 hours of day, which begins at first. Official labels 01 to
// 24 of the natural day are exactly these, label n being the hour first+n−1. What
// lies outside the series has not arrived.
func dayOf(s *Series, day measure.Day, first measure.Hour) daily {
	var d daily
	if s == nil {
		return d
	}
	var hours [measure.O3 + 1][24]measure.Concentration
	var valid [measure.O3 + 1]uint32
	lowest := measure.Audited
	from := max(first, s.First)
	to := min(first+24, s.First+measure.Hour(len(s.Hours)))
	for h := from; h < to; h++ {
		cells := &s.Hours[h-s.First]
		i := uint(h-first) & 31
		for p := measure.PM25; p <= measure.O3; p++ {
			c := &cells[p]
			if !c.Valid() {
				continue
			}
			hours[p][i] = c.Value
			valid[p] |= 1 << i
			lowest = min(lowest, c.Source)
		}
	}
	d.unaudited = lowest != measure.Audited
	d.any = valid != [measure.O3 + 1]uint32{}
	for p := measure.PM25; p <= measure.CO; p++ {
		d.mean[p], d.count[p] = hj663.DailyMean(&hours[p], valid[p])
	}
	d.count[measure.O3] = bits.OnesCount32(valid[measure.O3])
	ozone, got := &hours[measure.O3], valid[measure.O3]
	limit, _ := gb3095.Limit(gb3095.EditionOn(day), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	d.mean[measure.O38h], d.count[measure.O38h] = hj663.MDA8(ozone, got, limit)
	if highest, ok := hj663.DailyMax(ozone, got); ok {
		d.mean[measure.O3] = hj663.Mean{Sum: int64(highest), N: 1}
	}
	return d
}
