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
	// unaudited tells that a valid value is not audited (审核) yet, audited that one is,
	// any that there is a valid value.
	unaudited, audited, any bool
}

// take judges the 24 hours of day, which begins at first.
func (d *daily) take(s *Series, day measure.Day, first measure.Hour) {
	var spare [24]measure.Concentration
	i := int(first - s.First)
	d.unaudited, d.audited, d.any = false, false, false
	for p := measure.PM25; p <= measure.O3; p++ {
		of := s.columns[p].day(i, &spare)
		d.any = d.any || of.valid != 0
		d.unaudited = d.unaudited || of.valid != of.audited
		d.audited = d.audited || of.audited != 0
		if p == measure.O3 {
			d.takeOzone(&of, day)
			continue
		}
		d.mean[p], d.count[p] = hj663.DailyMean(of.values, of.valid)
	}
}

func (d *daily) takeOzone(of *columnDay, day measure.Day) {
	limit, _ := gb3095.Limit(gb3095.EditionOn(day), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	d.mean[measure.O38h], d.count[measure.O38h] = hj663.MDA8(of.values, of.valid, limit)
	d.mean[measure.O3], d.count[measure.O3] = hj663.Mean{}, bits.OnesCount32(of.valid)
	if highest, ok := hj663.DailyMax(of.values, of.valid); ok {
		d.mean[measure.O3] = hj663.Mean{Sum: int64(highest), N: 1}
	}
}
