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

// dayOf judges the 24 hours of day, which begins at first.
func dayOf(s *Series, day measure.Day, first measure.Hour) daily {
	var d daily
	if s == nil {
		return d
	}
	var hours DayHours
	hours.collect(s, first)
	d.unaudited = hours.lowest != measure.Audited
	d.any = hours.Valid != [measure.O3 + 1]uint32{}
	for p := measure.PM25; p <= measure.CO; p++ {
		d.mean[p], d.count[p] = hj663.DailyMean(&hours.Value[p], hours.Valid[p])
	}
	d.count[measure.O3] = bits.OnesCount32(hours.Valid[measure.O3])
	ozone, got := &hours.Value[measure.O3], hours.Valid[measure.O3]
	limit, _ := gb3095.Limit(gb3095.EditionOn(day), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	d.mean[measure.O38h], d.count[measure.O38h] = hj663.MDA8(ozone, got, limit)
	if highest, ok := hj663.DailyMax(ozone, got); ok {
		d.mean[measure.O3] = hj663.Mean{Sum: int64(highest), N: 1}
	}
	return d
}
