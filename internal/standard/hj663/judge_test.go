package hj663

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// The class I / class II limits of year and day (O3: 8 h), µg/m³ and for CO mg/m³, in
// the order 2012, transitional, final. Typed from GB 3095; "-" where there is none.
const yearAndDayLimits = `
so2    20/60  20/60  20/20   50/150   50/150   50/50
no2    40/40  40/40  30/30   80/80    80/80    50/50
pm10   40/70  40/60  20/50   50/150   50/120   50/100
pm2_5  15/35  15/30  10/25   35/75    35/60    25/50
co     -/-    -/-    -/-     4/4      4/4      4/4
o3_8h  -/-    -/-    -/-     100/160  100/160  100/160`

// limitOf reads cell i of row p above, in ng/m³, 0 for none.
func limitOf(t *testing.T, p measure.Parameter, i int, class gb3095.Class) measure.Concentration {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(yearAndDayLimits)) {
		cells := strings.Fields(line)
		if cells[0] != p.Key() {
			continue
		}
		text := strings.Split(cells[1+i], "/")[class-gb3095.ClassI]
		if text == "-" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		if p == measure.CO {
			return measure.Concentration(n) * measure.Milligram
		}
		return measure.Concentration(n) * measure.Microgram
	}
	t.Fatalf("no row %s", p)
	return 0
}

// At, just below and just above every limit of every edition: a value meets its limit
// as long as it rounds to it.
func TestYearAttainment_EveryLimit(t *testing.T) {
	for i, limits := range gb3095.Editions {
		for _, class := range []gb3095.Class{gb3095.ClassI, gb3095.ClassII} {
			for _, p := range assessed {
				step := measure.Microgram
				if p == measure.CO {
					step = 100 * measure.Microgram
				}
				yearly, daily := limitOf(t, p, i, class), limitOf(t, p, 3+i, class)
				above := step/2 + 1 // more than half a step
				if daily/step%2 != 0 {
					above = step / 2 // a tie goes up to even
				}
				judge := func(mean, percentile measure.Concentration) Attainment {
					return YearAttainment(E2026, limits, class, p, Statistics{Days: 365, Complete: true, Mean: mean, Percentile: percentile})
				}
				for _, c := range []struct {
					where string
					c     measure.Concentration
					want  Attainment
				}{
					{"below", daily - step, Attained}, {"at", daily, Attained},
					{"just above, stated at", daily + above - 1, Attained},
					{"above", daily + above, Exceeded}, {"one step above", daily + step, Exceeded},
				} {
					if got := judge(0, c.c); got != c.want {
						t.Errorf("%s class %d %s percentile %s the limit: %s, want %s", limits, class, p, c.where, got, c.want)
					}
				}
				if yearly == 0 {
					if got := judge(100*daily, 0); got != Attained {
						t.Errorf("%s %s: judged by a mean without a limit", limits, p)
					}
					continue
				}
				above = step/2 + 1
				if yearly/step%2 != 0 {
					above = step / 2
				}
				for _, c := range []struct {
					where string
					c     measure.Concentration
					want  Attainment
				}{
					{"below", yearly - step, Attained}, {"at", yearly, Attained},
					{"just above, stated at", yearly + above - 1, Attained},
					{"above", yearly + above, Exceeded}, {"one step above", yearly + step, Exceeded},
				} {
					if got := judge(c.c, 0); got != c.want {
						t.Errorf("%s class %d %s mean %s the limit: %s, want %s", limits, class, p, c.where, got, c.want)
					}
				}
			}
		}
	}
}

func TestYearAttainment_NotKnown(t *testing.T) {
	bad := Statistics{Days: 300, Mean: 100 * measure.Microgram, Percentile: 300 * measure.Microgram}
	if got := YearAttainment(E2026, gb3095.E2012, gb3095.ClassII, measure.PM25, bad); got != Unknown {
		t.Errorf("of an incomplete year: %s", got)
	}
	bad.Complete = true
	if got := YearAttainment(E2026, gb3095.E2012, gb3095.ClassII, measure.O3, bad); got != Unknown {
		t.Errorf("of a parameter without daily limit: %s", got)
	}
}

func TestOverall(t *testing.T) {
	all := func(a Attainment) *[measure.AirCount]Attainment {
		var of [measure.AirCount]Attainment
		for _, p := range assessed {
			of[p] = a
		}
		return &of
	}
	if got := Overall(all(Attained)); got != Attained {
		t.Errorf("all attained: %s", got)
	}
	of := all(Attained)
	of[measure.O38h] = Unknown
	if got := Overall(of); got != Unknown {
		t.Errorf("one unknown: %s", got)
	}
	of[measure.PM25] = Exceeded
	if got := Overall(of); got != Exceeded {
		t.Errorf("one exceeded, one unknown: %s", got)
	}
	if got := Overall(all(Unknown)); got != Unknown || got.String() != "" {
		t.Errorf("nothing known: %s", got)
	}
}

// Vector 45.
func TestComposite_Published(t *testing.T) {
	var c [measure.AirCount]measure.Concentration
	c[measure.PM25] = 21 * measure.Microgram
	c[measure.PM10] = 39 * measure.Microgram
	c[measure.SO2] = 9 * measure.Microgram
	c[measure.NO2] = 15 * measure.Microgram
	c[measure.O38h] = 192 * measure.Microgram
	c[measure.CO] = 700 * measure.Microgram
	has := measure.AirPollutants.Without(measure.O3).With(measure.O38h)
	if got, ok := Composite(gb3095.E2012, &c, has); !ok || got != 306 {
		t.Errorf("%d %v, want 306", got, ok)
	}
	// 21/30 + 39/60 + 9/60 + 15/40 + 192/160 + 0.7/4 = 3.25
	if got, ok := Composite(gb3095.Transitional2026, &c, has); !ok || got != 325 {
		t.Errorf("%d %v, want 325", got, ok)
	}
	// 21/25 + 39/50 + 9/20 + 15/30 + 192/160 + 0.7/4 = 3.945: half to even
	if got, ok := Composite(gb3095.Final2026, &c, has); !ok || got != 394 {
		t.Errorf("%d %v, want 394", got, ok)
	}
	for p := range has.Each {
		if got, ok := Composite(gb3095.E2012, &c, has.Without(p)); ok || got != 0 {
			t.Errorf("without %s: %d", p, got)
		}
	}
	if _, ok := Composite(0, &c, has); ok {
		t.Error("without an edition")
	}
}

// 022net names the single indices as well; O3 192/160.
func TestSingleIndex(t *testing.T) {
	if got, ok := SingleIndex(gb3095.E2012, measure.O38h, 192*measure.Microgram); !ok || got != 120 {
		t.Errorf("%d %v, want 120", got, ok)
	}
	if _, ok := SingleIndex(gb3095.E2012, measure.O3, 192*measure.Microgram); ok {
		t.Error("O3 has no single index of its own")
	}
}

// Vector 46, and 30 of 31 days.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		part, whole, want int
		ok                bool
	}{
		{86, 91, 945, true}, {30, 31, 968, true}, {0, 31, 0, true}, {31, 31, 1000, true}, {0, 0, 0, false},
		{1, 2000, 0, true}, // 0.05 %: half to even
		{3, 2000, 2, true},
	} {
		if got, ok := Share(c.part, c.whole); got != c.want || ok != c.ok {
			t.Errorf("%d of %d: %d %v, want %d", c.part, c.whole, got, ok, c.want)
		}
	}
}

var (
	pm10  = measure.SetOf(measure.PM10)
	ozone = measure.SetOf(measure.O38h)
)

func TestCounts_Dust(t *testing.T) {
	days := []DayMark{
		{Known: true, AQI: 40, Level: 1},
		{Known: true, AQI: 100, Level: 2, Primary: ozone.With(measure.PM10)},
		{Known: true, AQI: 101, Level: 3, Primary: ozone},
		{Known: true, AQI: 200, Level: 4, Primary: pm10},
		{Known: true, AQI: 201, Level: 5, Primary: pm10},
		{Known: true, AQI: 500, Level: 6, Primary: pm10, Dust: true},
		{Known: true, AQI: 90, Level: 2, Primary: pm10, Dust: true},
		{Dust: true},
		{},
	}
	for _, c := range []struct {
		policy Dust
		want   Counts
		share  int
	}{
		{KeepDust, Counts{
			Good: 3, Exceeding: 4, Undetermined: 2, Heavy: 2,
			ByLevel:   [7]int{1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1},
			ByPrimary: [measure.AirCount]int{measure.PM10: 5, measure.O38h: 2},
		}, 429},
		{ExcludeDust, Counts{
			Good: 3, Exceeding: 3, Undetermined: 2, Excluded: 1, Heavy: 1,
			ByLevel:   [7]int{1: 1, 2: 2, 3: 1, 4: 1, 5: 1},
			ByPrimary: [measure.AirCount]int{measure.PM10: 4, measure.O38h: 2},
		}, 500},
		{CountDustAsGood, Counts{
			Good: 4, Exceeding: 3, Undetermined: 2, Heavy: 1,
			ByLevel:   [7]int{1: 1, 2: 2, 3: 1, 4: 1, 5: 1},
			ByPrimary: [measure.AirCount]int{measure.PM10: 4, measure.O38h: 2},
		}, 571},
	} {
		var got Counts
		for _, d := range days {
			got.Add(d, c.policy)
		}
		if got != c.want {
			t.Errorf("policy %d: %+v, want %+v", c.policy, got, c.want)
		}
		if share, ok := got.GoodShare(); !ok || share != c.share {
			t.Errorf("policy %d: share %d, want %d", c.policy, share, c.share)
		}
	}
	if _, ok := new(Counts).GoodShare(); ok {
		t.Error("a share of no day")
	}
}

func TestDustRemoves(t *testing.T) {
	for p := measure.PM25; p <= measure.O38h; p++ {
		if want := p == measure.PM10 || p == measure.PM25; DustRemoves(p) != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
}

// Every day is counted once, in any order.
func TestCounts_EveryDayOnce(t *testing.T) {
	anyDay := rapid.Custom(func(t *rapid.T) DayMark {
		return DayMark{
			Known: rapid.Bool().Draw(t, "known"),
			AQI:   rapid.IntRange(0, 500).Draw(t, "AQI"),
			Level: rapid.IntRange(1, 6).Draw(t, "level"),
			Dust:  rapid.Bool().Draw(t, "dust"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOf(anyDay).Draw(t, "days")
		policy := rapid.SampledFrom([]Dust{KeepDust, ExcludeDust, CountDustAsGood}).Draw(t, "policy")
		var a, b Counts
		unknown := 0
		for _, d := range days {
			a.Add(d, policy)
			if !d.Known {
				unknown++
			}
		}
		for _, d := range rapid.Permutation(days).Draw(t, "order") {
			b.Add(d, policy)
		}
		if a != b {
			t.Fatal("the order of days matters")
		}
		if a.Good+a.Exceeding+a.Undetermined+a.Excluded != len(days) || a.Undetermined != unknown {
			t.Fatalf("%+v of %d days", a, len(days))
		}
	})
}
