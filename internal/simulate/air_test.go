package simulate

import (
	"reflect"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
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

func TestAirHour_GoodDaysOfFiveYears(t *testing.T) {
	// The plausible range of one year, and the range in which the mean of five
	// years must lie.
	within := map[string]struct{ least, most int }{"江源区": {345, 358}, "长白县": {343, 358}}
	c, areas := counties(1)
	for _, area := range areas {
		var total, undetermined int
		for y := 2021; y <= 2025; y++ {
			r := judge(c, area, y, hj633.E2012, hj633.E2026)
			old, now := r[hj633.E2012], r[hj633.E2026]
			t.Logf("%s %d: %d good, %d exceeding, %d undetermined; %d good under 2026; PM2.5 %.0f, PM10 %.0f, O3-8h %.0f µg/m³",
				area.Name, y, old.good, old.exceeding, old.undetermined, now.good, old.mean(measure.PM25), old.mean(measure.PM10), old.mean(measure.O38h))
			if old.good < 335 || old.good > 364 {
				t.Errorf("%s %d: %d good days, want 335 to 364", area.Name, y, old.good)
			}
			if now.good > old.good {
				t.Errorf("%s %d: %d good days under 2026, %d under 2012: want no more", area.Name, y, now.good, old.good)
			}
			if m := old.mean(measure.PM25); m < 15 || m > 32 {
				t.Errorf("%s %d: yearly mean of PM2.5 %.1f µg/m³, want 15 to 32", area.Name, y, m)
			}
			total += old.good
			undetermined += old.undetermined
		}
		if w := within[area.Name]; total < 5*w.least || total > 5*w.most {
			t.Errorf("%s: %.1f good days a year, want %d to %d", area.Name, float64(total)/5, w.least, w.most)
		}
		if undetermined == 0 {
			t.Errorf("%s: no undetermined day in five years; outages have no effect", area.Name)
		}
	}
}

func TestAirHour_SeasonsAndPersistence(t *testing.T) {
	c, areas := counties(1)
	var winter, summer, ozoneSummer, ozoneWinter average
	var days []float64
	for d := measure.Date(2024, 1, 1); d.Year() == 2024; d++ {
		v := areaDay(c, areas[0], d)
		pm, o3 := float64(v.C[measure.PM25])/1000, float64(v.C[measure.O38h])/1000
		days = append(days, pm)
		switch d.Month() {
		case time.December, time.January, time.February:
			winter.add(pm)
			ozoneWinter.add(o3)
		case time.June, time.July, time.August:
			summer.add(pm)
			ozoneSummer.add(o3)
		}
	}
	if winter.mean() < 1.5*summer.mean() {
		t.Errorf("PM2.5 in winter %.1f, in summer %.1f: want half as much again", winter.mean(), summer.mean())
	}
	if ozoneSummer.mean() < 1.5*ozoneWinter.mean() {
		t.Errorf("O3 in summer %.1f, in winter %.1f: want half as much again", ozoneSummer.mean(), ozoneWinter.mean())
	}
	if r := correlation(days[:len(days)-1], days[1:]); r < 0.4 {
		t.Errorf("PM2.5 of a day and the next correlate by %.2f: want episodes, 0.4 or more", r)
	}
}

func TestAirHour_StationsOfACountyShareTheirWeather(t *testing.T) {
	c, _ := counties(1)
	var a, b []float64
	var afternoon, night average
	first := measure.HourOf(measure.Date(2024, 5, 1).Start(zone))
	for h := first; h < first+92*24; h++ {
		x, okX := c.AirHour("JY001", h)
		y, okY := c.AirHour("JY002", h)
		if !okX || !okY {
			continue
		}
		a = append(a, float64(x.Readings[0].Value))
		b = append(b, float64(y.Readings[0].Value))
		o3 := x.Readings[5]
		switch label := h.Label(zone); {
		case !o3.Flag.Valid():
		case label >= 14 && label <= 17:
			afternoon.add(float64(o3.Value))
		case label >= 3 && label <= 6:
			night.add(float64(o3.Value))
		}
	}
	if r := correlation(a, b); r < 0.7 {
		t.Errorf("PM2.5 of two stations correlates by %.2f, want 0.7 or more", r)
	}
	if !(afternoon.mean() >= 1.4*night.mean()) {
		t.Errorf("O3 in the afternoon %.0f, at night %.0f ng/m³: want 1.4 times", afternoon.mean(), night.mean())
	}
}

func TestAirHour_AnyHourAloneIsTheSame(t *testing.T) {
	history, _ := counties(7)
	live, _ := counties(7)
	other, _ := counties(8)
	first := measure.HourOf(time.Date(2026, 11, 21, 0, 0, 0, 0, zone))
	differs := false
	for h := first + 47; h >= first; h-- { // backwards: no order is presumed
		for _, code := range []string{"JY001", "CB003"} {
			a, okA := history.AirHour(code, h)
			b, okB := live.AirHour(code, h)
			if okA != okB || !reflect.DeepEqual(a, b) {
				t.Fatalf("%s at %v: %+v and %+v from the same seed", code, h.Start(), a, b)
			}
			z, _ := other.AirHour(code, h)
			differs = differs || !reflect.DeepEqual(a, z)
		}
	}
	if !differs {
		t.Error("another seed gives the same two days")
	}
}

func TestAirHour_FlagsGapsAndRounding(t *testing.T) {
	c, _ := counties(1)
	flags := map[measure.Flag]int{}
	gaps := map[bool]int{} // by "a day or longer"
	silent, hours := 0, 0
	first := measure.HourOf(measure.Date(2021, 1, 1).Start(zone))
	for h := first; h < first+5*8766; h++ {
		s, ok := c.AirHour("JY001", h)
		if !ok {
			silent++
			continue
		}
		if silent > 0 {
			gaps[silent >= 24]++
		}
		silent = 0
		hours++
		if s.Medium != measure.Air || s.Station != "JY001" || s.Interval != measure.OneHour || !s.Start.Equal(h.Start()) ||
			s.Source != measure.Sent || len(s.Readings) != 6 {
			t.Fatalf("sample %+v", s)
		}
		for _, r := range s.Readings {
			flags[r.Flag]++
			step := measure.Microgram
			if r.Parameter == measure.CO {
				step = measure.Milligram / 10
			}
			if r.Value%step != 0 || r.Value < 0 || r.Flag.Valid() && (r.Value == 0 || r.Value > 3000*measure.Microgram && r.Parameter != measure.CO) {
				t.Fatalf("%v at %v: %d", r.Parameter, s.Start, r.Value)
			}
		}
	}
	for _, f := range []measure.Flag{measure.Fault, measure.Maintenance, measure.Calibration, measure.NoLink} {
		if flags[f] == 0 {
			t.Errorf("no value flagged %s in five years", f)
		}
	}
	if share := float64(flags[0]) / float64(6*hours); share < 0.94 || share > 0.995 {
		t.Errorf("%.3f of the values are valid, want 0.94 to 0.995", share)
	}
	if gaps[false] == 0 || gaps[true] == 0 {
		t.Errorf("gaps shorter than a day %d, longer %d: want both", gaps[false], gaps[true])
	}
}

func TestAirHour_DustRaisesPM10InSpring(t *testing.T) {
	c, areas := counties(1)
	spring, rest := 0, 0
	for d := measure.Date(2021, 1, 1); d.Year() <= 2025; d++ {
		v := areaDay(c, areas[1], d)
		if v.C[measure.PM10] <= 150*measure.Microgram || v.C[measure.PM10] < 3*v.C[measure.PM25] {
			continue
		}
		if m := d.Month(); m >= time.March && m <= time.May {
			spring++
		} else {
			rest++
		}
	}
	if spring < 3 || rest > spring {
		t.Errorf("days of coarse dust in five years: %d from March to May, %d else; want 3 or more, most of them in spring", spring, rest)
	}
}

func TestAirHour_PlanAndSpanAndUnknown(t *testing.T) {
	day := measure.Date(2024, 7, 2)
	c := New(1, []measure.Area{{Code: "x", Stations: []measure.Station{{
		Code: "S", Plan: measure.SetOf(measure.PM25, measure.O3), Span: measure.Span{From: day, Until: day},
	}}}}, zone)
	first := measure.HourOf(day.Start(zone))
	got := 0
	for h := first - 24; h < first+48; h++ {
		s, ok := c.AirHour("S", h)
		if !ok {
			continue
		}
		got++
		if h < first || h >= first+24 {
			t.Errorf("a sample at %v, outside the station's span", h.Start().In(zone))
		}
		if len(s.Readings) != 2 || s.Readings[0].Parameter != measure.PM25 || s.Readings[1].Parameter != measure.O3 {
			t.Errorf("readings %+v, want PM2.5 and O3", s.Readings)
		}
	}
	if got == 0 {
		t.Error("no sample inside the span")
	}
	if _, ok := c.AirHour("none", first); ok {
		t.Error("a sample of an unknown station")
	}
}

func TestSmoke_OnlyBeforeSowingAndAfterHarvest(t *testing.T) {
	c, _ := counties(1)
	shared := c.stations["JY001"].county
	evenings := map[time.Month]int{}
	first := measure.HourOf(measure.Date(2021, 1, 1).Start(zone))
	for h := first; h < first+5*8766; h++ {
		m := momentOf(h, zone)
		if shared.smoke(m) > 40 && m.hour == 20 {
			evenings[measure.Day(m.day).Month()]++
		}
	}
	if spring, autumn := evenings[time.March]+evenings[time.April], evenings[time.October]+evenings[time.November]; spring < 5 || autumn < 5 {
		t.Errorf("evenings of smoke in five years, by month: %v; want one or more every spring and autumn", evenings)
	}
	for month, n := range evenings {
		switch month {
		case time.March, time.April, time.October, time.November:
		default:
			t.Errorf("%d evenings of smoke in %v", n, month)
		}
	}
}

func BenchmarkAirHour(b *testing.B) {
	c, _ := counties(1)
	first := measure.HourOf(measure.Date(2021, 1, 1).Start(zone))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c.AirHour("JY001", first+measure.Hour(i%43824))
		i++
	}
}
