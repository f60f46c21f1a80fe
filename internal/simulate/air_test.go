package simulate

import (
	"fmt"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

var zone = time.FixedZone("CST", 8*3600)

func counties(seed uint64) (*Counties, []measure.Area) {
	areas := []measure.Area{
		{Code: "220605", Name: "江源区",
			Stations: []measure.Station{{Code: "JY001"}, {Code: "JY002"}, {Code: "JY003"}},
			Sections: []measure.Section{{Code: "HJ-JY-01", River: "浑江"}, {Code: "TH-JY-01", River: "汤河"}, {Code: "XNC-JY-01", River: "西南岔河"}},
			Sources: []measure.DrinkingSource{{Code: "SY-JY-01", InUse: true, Frequency: "month"},
				{Code: "SY-JY-02", InUse: true, Groundwater: true, Frequency: "quarter"}, {Code: "SY-JY-03"}}},
		{Code: "220623", Name: "长白县",
			Stations: []measure.Station{{Code: "CB001"}, {Code: "CB002"}, {Code: "CB003"}},
			Sections: []measure.Section{{Code: "YLJ-CB-01", River: "鸭绿江"}}},
	}
	return New(seed, areas, zone), areas
}

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

func TestTune(t *testing.T) {
	for seed := uint64(1); seed <= 8; seed++ {
		c, areas := counties(seed)
		for _, a := range areas {
			line := fmt.Sprintf("%d %s", seed, a.Name)
			prim := map[measure.Parameter]int{}
			for y := 2021; y <= 2025; y++ {
				r := judge(c, a, y, hj633.E2012, hj633.E2026)
				o := r[hj633.E2012]
				line += fmt.Sprintf(" %d/%d/%d(%d)", o.good, o.exceeding, o.undetermined, r[hj633.E2026].good)
				for p, n := range o.primary {
					prim[p] += n
				}
				if y == 2023 {
					line += fmt.Sprintf(" [%.0f %.0f so2 %.0f no2 %.0f co %.1f o3 %.0f]", o.mean(1), o.mean(2), o.mean(3), o.mean(4), o.mean(5)/1000, o.mean(7))
				}
			}
			t.Log(line, prim)
		}
	}
}
