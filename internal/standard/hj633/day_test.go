package hj633

import (
	"testing"

	"lanbi/internal/measure"
)

func TestDay_Published(t *testing.T) {
	for _, c := range []struct {
		vector  int
		edition Edition
		row     [6]string // PM2.5, PM10, SO2, NO2, CO, O3-8h
		aqi     int
		primary string
	}{
		{33, E2012, [6]string{"11", "27", "8", "12", "0.5", "112"}, 60, "o3_8h"},
		{34, E2012, [6]string{"10", "24", "7", "16", "0.5", "92"}, 46, ""},
		{35, E2012, [6]string{"23", "37", "7", "31", "0.6", "169"}, 109, "o3_8h"},
		{36, E2012, [6]string{"33", "47", "8", "30", "0.7", "201"}, 138, "o3_8h"},
		{33, E2026, [6]string{"11", "27", "8", "12", "0.5", "112"}, 60, "o3_8h"},
		{34, E2026, [6]string{"10", "24", "7", "16", "0.5", "92"}, 46, ""},
		{35, E2026, [6]string{"23", "37", "7", "31", "0.6", "169"}, 109, "o3_8h"},
		{36, E2026, [6]string{"33", "47", "8", "30", "0.7", "201"}, 138, "o3_8h"},
		{37, E2012, [6]string{"NA", "NA", "6", "40", "0.5", "185"}, 123, "o3_8h"},
		{38, E2012, [6]string{"NA", "NA", "9", "56", "0.7", "159"}, 100, "o3_8h"},
		{39, E2012, [6]string{"NA", "NA", "6", "25", "0.4", "87"}, 44, ""},
	} {
		x := Day(c.edition, values(t, measure.O38h, c.row[:]...), Options{})
		if !x.Known || x.AQI != c.aqi || x.Primary.String() != c.primary {
			t.Errorf("vector %d under %s: AQI %d %q, want %d %q", c.vector, c.edition, x.AQI, x.Primary, c.aqi, c.primary)
		}
	}
}

// §5.3 of 2026, tables 4 and 5, and what 2012 leaves open.
func TestDay_MissingPollutant(t *testing.T) {
	good := [6]string{"30", "40", "5", "10", "0.4", "90"}
	bad := [6]string{"30", "40", "5", "10", "0.4", "170"}
	with := func(row [6]string, i int, text string) [6]string {
		row[i] = text
		return row
	}
	const pm10, co = 1, 4
	strict2012 := Options{Missing2012: Strict2012}
	asPublished := Options{PM10Missing2026: AsPublishedPM10}
	for _, c := range []struct {
		name    string
		edition Edition
		row     [6]string
		options Options
		known   bool
	}{
		{"2026 complete", E2026, good, Options{}, true},
		{"2026 CO missing, rest good", E2026, with(good, co, "NA"), Options{}, false},
		{"2026 CO missing, rest exceeds", E2026, with(bad, co, "NA"), Options{}, true},
		{"2026 CO missing, rest is 100", E2026, with(with(good, co, "NA"), 0, "60"), Options{}, false},
		{"2026 CO missing, rest is 101", E2026, with(with(good, co, "NA"), pm10, "121"), Options{}, true},
		{"2026 CO not in plan", E2026, with(good, co, "/"), Options{}, true},
		{"2026 PM10 missing", E2026, with(good, pm10, "NA"), Options{}, false},
		{"2026 PM10 missing as published", E2026, with(good, pm10, "NA"), asPublished, true},
		{"2026 CO missing as published", E2026, with(good, co, "NA"), asPublished, false},
		{"2026 PM10 and CO missing as published", E2026, with(with(good, pm10, "NA"), co, "NA"), asPublished, false},
		{"2026 knows no missing_2012", E2026, with(good, co, "NA"), Options{Missing2012: MaxOfRest}, false},
		{"2012 CO missing", E2012, with(good, co, "NA"), Options{}, true},
		{"2012 CO missing, strict", E2012, with(good, co, "NA"), strict2012, false},
		{"2012 CO missing, strict, rest exceeds", E2012, with(bad, co, "NA"), strict2012, true},
		{"2012 PM10 missing, strict", E2012, with(good, pm10, "NA"), Options{Strict2012, AsPublishedPM10}, false},
		{"2012 nothing measured", E2012, [6]string{"NA", "NA", "NA", "NA", "NA", "NA"}, Options{}, false},
		{"2026 nothing measured", E2026, [6]string{"NA", "NA", "NA", "NA", "NA", "NA"}, asPublished, false},
		{"2026 nothing planned", E2026, [6]string{"/", "/", "/", "/", "/", "/"}, Options{}, false},
	} {
		x := Day(c.edition, values(t, measure.O38h, c.row[:]...), c.options)
		if x.Known != c.known {
			t.Errorf("%s: known %v, want %v", c.name, x.Known, c.known)
		}
		if !x.Known && (x.AQI != 0 || !x.Primary.Empty()) {
			t.Errorf("%s: AQI %d, primary %s of an unknown index", c.name, x.AQI, x.Primary)
		}
	}

	// Single indices are published all the same (§5.3.1).
	x := Day(E2026, values(t, measure.O38h, "30", "NA", "5", "10", "0.4", "90"), Options{})
	if x.Has.Has(measure.PM10) || !x.Has.Has(measure.PM25) || x.IAQI[measure.PM25] != 43 {
		t.Errorf("single indices: has %s, PM2.5 %d, want 43", x.Has, x.IAQI[measure.PM25])
	}
}

// A plan names O3, a day asks for O38h; an empty plan is all six.
func TestDay_PlanNamesOzone(t *testing.T) {
	v := values(t, measure.O38h, "30", "40", "5", "10", "0.4", "NA")
	for _, plan := range []measure.Set{measure.AirPollutants, {}, measure.SetOf(measure.PM25, measure.O38h)} {
		v.Plan = plan
		if Day(E2026, v, Options{}).Known {
			t.Errorf("plan %q: known without ozone", plan)
		}
	}
	// The highest hour of ozone does not stand in for its 8-hour mean.
	v.Plan = measure.AirPollutants
	v.Has = v.Has.With(measure.O3)
	v.C[measure.O3] = 50 * measure.Microgram
	if x := Day(E2026, v, Options{}); x.Known || x.Has.Has(measure.O3) {
		t.Error("known by the highest hour of ozone")
	}
	v.Plan = v.Plan.Without(measure.O3)
	if !Day(E2026, v, Options{}).Known {
		t.Error("ozone blocks though not in the plan")
	}
}

func TestHour_IgnoresEightHourOzone(t *testing.T) {
	v := values(t, measure.O3, "30", "40", "5", "10", "0.4", "90")
	v.Has = v.Has.With(measure.O38h)
	v.C[measure.O38h] = 400 * measure.Microgram
	for _, e := range Editions {
		if x := Hour(e, v, Options{}); x.AQI != 43 || x.Has.Has(measure.O38h) {
			t.Errorf("%s: AQI %d, want 43", e, x.AQI)
		}
	}
}

func TestHour_SulphurDioxideAbove800(t *testing.T) {
	v := values(t, measure.O3, "30", "40", "900", "10", "0.4", "90")
	if x := Hour(E2026, v, Options{}); x.AQI != 200 || x.Primary != measure.SetOf(measure.SO2) {
		t.Errorf("2026: AQI %d %s, want 200 so2", x.AQI, x.Primary)
	}
	x := Hour(E2012, v, Options{})
	if x.AQI != 43 || x.Has.Has(measure.SO2) {
		t.Errorf("2012: AQI %d, has %s, want 43 without so2", x.AQI, x.Has)
	}
	if Hour(E2012, v, Options{Missing2012: Strict2012}).Known {
		t.Error("2012 strict: known without an index of so2")
	}
	// A day has the 24 h column: 800 to 1600 is 200 to 300.
	if x := Day(E2012, values(t, measure.O38h, "30", "40", "900", "10", "0.4", "90"), Options{}); x.AQI != 213 {
		t.Errorf("day: AQI %d, want 213", x.AQI)
	}
}

func TestDay_OzoneAbove800(t *testing.T) {
	v := values(t, measure.O38h, "30", "40", "5", "10", "0.4", "900")
	if x := Day(E2026, v, Options{}); x.AQI != 300 || x.Primary != measure.SetOf(measure.O38h) {
		t.Errorf("2026: AQI %d %s, want 300 o3_8h", x.AQI, x.Primary)
	}
	v.Has = v.Has.With(measure.O3)
	v.C[measure.O3] = 1000 * measure.Microgram
	x := Day(E2012, v, Options{})
	if x.AQI != 400 || x.Primary != measure.SetOf(measure.O3) || x.Has.Has(measure.O38h) {
		t.Errorf("2012: AQI %d %s, want 400 o3", x.AQI, x.Primary)
	}
	if x := Day(E2026, v, Options{}); x.AQI != 300 {
		t.Errorf("2026 with the highest hour: AQI %d, want 300", x.AQI)
	}
	// Without the highest hour 900 is looked up in the 1 h column: at least 350.
	v.Has = v.Has.Without(measure.O3)
	if x := Day(E2012, v, Options{Missing2012: Strict2012}); x.AQI != 350 || x.Level() != 6 {
		t.Errorf("2012 without the highest hour: AQI %d, want 350", x.AQI)
	}
	// With it, it alone decides.
	v.Has = v.Has.With(measure.O3)
	v.C[measure.O3] = 850 * measure.Microgram
	if x := Day(E2012, v, Options{}); x.AQI != 325 {
		t.Errorf("2012 with a highest hour of 850: AQI %d, want 325", x.AQI)
	}
	// At 800 the 8-hour column still serves.
	v.C[measure.O38h] = 800_500 * measure.Nanogram // rounds to 800
	if x := Day(E2012, v, Options{}); x.AQI != 300 || x.Primary != measure.SetOf(measure.O38h) {
		t.Errorf("2012 at 800: AQI %d %s, want 300 o3_8h", x.AQI, x.Primary)
	}
}

func TestDay_AllZero(t *testing.T) {
	for _, e := range Editions {
		x := Day(e, values(t, measure.O38h, "0", "0", "0", "0", "0", "0"), Options{})
		if !x.Known || x.AQI != 0 || x.Level() != 1 || !x.Primary.Empty() {
			t.Errorf("%s: %+v, want a known AQI of 0", e, x)
		}
	}
}

func TestDayHingesOnPM10(t *testing.T) {
	for _, c := range []struct {
		row  [6]string
		want bool
	}{
		{[6]string{"30", "NA", "5", "10", "0.4", "90"}, true},
		{[6]string{"30", "40", "5", "10", "0.4", "90"}, false},
		{[6]string{"30", "NA", "5", "NA", "0.4", "90"}, false},
		{[6]string{"30", "/", "5", "10", "0.4", "90"}, false},
		{[6]string{"80", "NA", "5", "10", "0.4", "90"}, false},
	} {
		if got := DayHingesOnPM10(values(t, measure.O38h, c.row[:]...)); got != c.want {
			t.Errorf("day %v: %v", c.row, got)
		}
	}
}

func TestEditionOn(t *testing.T) {
	for _, c := range []struct {
		day  measure.Day
		want Edition
	}{
		{measure.Date(2013, 1, 1), E2012},
		{measure.Date(2026, 2, 28), E2012},
		{measure.Date(2026, 3, 1), E2026},
		{measure.Date(2031, 1, 1), E2026},
	} {
		if got := EditionOn(c.day); got != c.want {
			t.Errorf("%s: %s, want %s", c.day, got, c.want)
		}
	}
}

func TestEdition_Names(t *testing.T) {
	for i, name := range []string{"2012", "2026"} {
		e, err := ParseEdition(name)
		if err != nil || e != Editions[i] || e.String() != name || e.Document() != "HJ 633-"+name {
			t.Errorf("%q: %v %v %s", name, e, err, e.Document())
		}
	}
	if _, err := ParseEdition("2020"); err == nil {
		t.Error("2020 is an edition")
	}
	if Edition(0).String() != "" || Edition(0).Document() != "" || E2012.First() != 0 {
		t.Error("no edition has a name, or 2012 a first day")
	}
}

// The columns that publication of an hour and of a day uses.
func TestColumn_OfPeriod(t *testing.T) {
	for _, c := range []struct {
		p         measure.Parameter
		hour, day string
	}{
		{measure.PM25, "PM₂.₅ 24h", "PM₂.₅ 24h"}, {measure.PM10, "PM₁₀ 24h", "PM₁₀ 24h"},
		{measure.SO2, "SO₂ 1h", "SO₂ 24h"}, {measure.NO2, "NO₂ 1h", "NO₂ 24h"}, {measure.CO, "CO 1h", "CO 24h"},
		{measure.O3, "O₃ 1h", ""}, {measure.O38h, "", "O₃ 8h"}, {measure.PH, "", ""},
	} {
		if h, d := HourColumn(c.p).String(), DayColumn(c.p).String(); h != c.hour || d != c.day {
			t.Errorf("%s: %q and %q, want %q and %q", c.p, h, d, c.hour, c.day)
		}
	}
	if columnEnd.String() != "" || columnEnd.Parameter() != 0 {
		t.Error("a column beyond the table has a name")
	}
}

func TestLevel_Official(t *testing.T) {
	for _, c := range []struct {
		from, to        int
		level           Level
		ordinal, name   string
		colour          string
		hex             string
		r, g, b         uint8
		cy, mag, ye, bl uint8
	}{
		{0, 50, 1, "一级", "优", "绿色", "#00E400", 0, 228, 0, 40, 0, 100, 0},
		{51, 100, 2, "二级", "良", "黄色", "#FFFF00", 255, 255, 0, 0, 0, 100, 0},
		{101, 150, 3, "三级", "轻度污染", "橙色", "#FF7E00", 255, 126, 0, 0, 52, 100, 0},
		{151, 200, 4, "四级", "中度污染", "红色", "#FF0000", 255, 0, 0, 0, 100, 100, 0},
		{201, 300, 5, "五级", "重度污染", "紫色", "#99004C", 153, 0, 76, 10, 100, 40, 30},
		{301, 500, 6, "六级", "严重污染", "褐红色", "#7E0023", 126, 0, 35, 30, 100, 100, 30},
	} {
		for _, aqi := range []int{c.from, c.to} {
			if got := LevelOf(aqi); got != c.level {
				t.Errorf("AQI %d: level %d, want %d", aqi, got, c.level)
			}
		}
		l := c.level
		if l.String() != c.ordinal || l.Chinese() != c.name || l.Colour() != c.hex || l.ColourName() != c.colour {
			t.Errorf("level %d: %s %s %s", l, l, l.Chinese(), l.Colour())
		}
		if r, g, b := l.RGB(); r != c.r || g != c.g || b != c.b {
			t.Errorf("level %d: RGB %d %d %d", l, r, g, b)
		}
		if cy, mag, ye, bl := l.CMYK(); cy != c.cy || mag != c.mag || ye != c.ye || bl != c.bl {
			t.Errorf("level %d: CMYK %d %d %d %d", l, cy, mag, ye, bl)
		}
	}
	for _, l := range []Level{-1, 0, 7} {
		if l.String() != "" || l.Chinese() != "" || l.Colour() != "" || l.ColourName() != "" {
			t.Errorf("level %d has a name", l)
		}
	}
	if (Index{}).Level() != 0 {
		t.Error("an unknown index has a level")
	}
}

func TestDay_NoEdition(t *testing.T) {
	v := values(t, measure.O38h, "30", "40", "5", "10", "0.4", "90")
	if x := Day(0, v, Options{}); x.Known || !x.Has.Empty() {
		t.Errorf("%+v", x)
	}
	if x := Hour(3, v, Options{}); x.Known || !x.Has.Empty() {
		t.Errorf("%+v", x)
	}
}
