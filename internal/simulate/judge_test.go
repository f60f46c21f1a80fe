package simulate

import (
	"math"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// year is a county's year as judged.
type year struct {
	good, exceeding, undetermined int
	primary                       map[measure.Parameter]int // exceeding days by primary pollutant
	sum                           [measure.AirCount]float64 // of daily means, µg/m³
	days                          [measure.AirCount]int
}

// judge assesses every day of a year as the standards ask: daily values of the
// stations, their mean, the index.
func judge(c *Counties, area measure.Area, y int, editions ...hj633.Edition) map[hj633.Edition]*year {
	out := map[hj633.Edition]*year{}
	for _, e := range editions {
		out[e] = &year{primary: map[measure.Parameter]int{}}
	}
	for d := measure.Date(y, 1, 1); d.Year() == y; d++ {
		v := areaDay(c, area, d)
		for _, e := range editions {
			out[e].add(hj633.Day(e, &v, hj633.Options{}), &v)
		}
	}
	return out
}

func (y *year) add(x hj633.Index, v *hj633.Values) {
	switch {
	case !x.Known:
		y.undetermined++
	case x.AQI <= 100:
		y.good++
	default:
		y.exceeding++
		for p := range x.Primary.Each {
			y.primary[p]++
		}
	}
	for p := range v.Has.Each {
		y.sum[p] += float64(v.C[p]) / 1000
		y.days[p]++
	}
}

func (y *year) mean(p measure.Parameter) float64 { return y.sum[p] / float64(y.days[p]) }

func areaDay(c *Counties, area measure.Area, d measure.Day) hj633.Values {
	var means [measure.AirCount][]hj663.Mean
	for _, s := range area.Stations {
		var hours [measure.AirCount][24]measure.Concentration
		var valid [measure.AirCount]uint32
		first := measure.HourOf(d.Start(zone))
		for i := range 24 {
			sample, ok := c.AirHour(s.Code, first+measure.Hour(i))
			if !ok {
				continue
			}
			for _, r := range sample.Readings {
				if r.Flag.Valid() {
					hours[r.Parameter][i] = r.Value
					valid[r.Parameter] |= 1 << i
				}
			}
		}
		for p := measure.PM25; p < measure.O3; p++ {
			m, _ := hj663.DailyMean(&hours[p], valid[p])
			means[p] = append(means[p], m)
		}
		m, _ := hj663.MDA8(&hours[measure.O3], valid[measure.O3], 160*measure.Microgram)
		means[measure.O38h] = append(means[measure.O38h], m)
	}
	v := hj633.Values{Plan: measure.AirPollutants}
	for _, p := range []measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		if m, n := hj663.AreaMean(means[p]); n > 0 {
			v.Has = v.Has.With(p)
			v.C[p] = m.Value()
		}
	}
	return v
}

// average is a running mean.
type average struct{ sum, n float64 }

func (a *average) add(v float64) { a.sum += v; a.n++ }
func (a *average) mean() float64 { return a.sum / a.n }

// correlation is Pearson's coefficient of two series of equal length.
func correlation(a, b []float64) float64 {
	var ma, mb average
	for i := range a {
		ma.add(a[i])
		mb.add(b[i])
	}
	var ab, aa, bb float64
	for i := range a {
		x, y := a[i]-ma.mean(), b[i]-mb.mean()
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}
