package hj663

import "lanbi/internal/measure"

// Dust says how days affected by dust (受沙尘影响) are counted. No policy touches a
// stored value.
type Dust uint8

const (
	// KeepDust counts them as measured: the headline share of good-air days.
	KeepDust Dust = iota
	// ExcludeDust takes a dust day above AQI 100 out of the count altogether, as the
	// published share "with dust-caused exceedance days removed" does. A dust day that
	// is good all the same stays good.
	ExcludeDust
	// CountDustAsGood counts a dust day above AQI 100 as good.
	CountDustAsGood
)

// DustRemoves tells whether the concentration of p is taken out of means and
// percentiles on a dust day where dust is excluded: PM₁₀ and PM₂.₅
// (环办监测〔2016〕120 号).
func DustRemoves(p measure.Parameter) bool { return p == measure.PM10 || p == measure.PM25 }

// DayMark is what a natural day's index says, for counting.
type DayMark struct {
	Known   bool // the day has an AQI
	AQI     int
	Level   int // 1 to 6, when Known
	Primary measure.Set
	Dust    bool // the superior authority decided that dust affected the day
}

// Counts are the days of a period. Every day added is in exactly one of Good,
// Exceeding, Undetermined and Excluded.
type Counts struct {
	Good         int // 优良天数: AQI ≤ 100
	Exceeding    int // AQI > 100
	Undetermined int // no AQI
	Excluded     int // dust days above AQI 100 under ExcludeDust
	Heavy        int // 重污染天: AQI > 200, among Exceeding
	// ByLevel and ByPrimary count the days of each level and of each primary pollutant
	// (one day may have several). A day that CountDustAsGood turned is in neither: it
	// has no category of its own.
	ByLevel   [7]int
	ByPrimary [measure.AirCount]int
}

// Add counts one day. A day without an AQI is Undetermined under every policy: it
// is never assumed good.
func (c *Counts) Add(d DayMark, policy Dust) {
	switch {
	case !d.Known:
		c.Undetermined++
		return
	case d.AQI > 100 && d.Dust && policy == ExcludeDust:
		c.Excluded++
		return
	case d.AQI > 100 && d.Dust && policy == CountDustAsGood:
		c.Good++
		return
	case d.AQI > 100:
		c.Exceeding++
	default:
		c.Good++
	}
	if d.AQI > 200 {
		c.Heavy++
	}
	c.ByLevel[d.Level]++
	for p := measure.PM25; p <= measure.O38h; p++ {
		if d.Primary.Has(p) {
			c.ByPrimary[p]++
		}
	}
}

// Valid is the number of days with a counted AQI: good and exceeding.
func (c *Counts) Valid() int { return c.Good + c.Exceeding }

// GoodShare is the share of good-air days (优良天数比例) among valid days in tenths of
// a percent; ok is false without a valid day.
func (c *Counts) GoodShare() (tenths int, ok bool) { return Share(c.Good, c.Valid()) }
