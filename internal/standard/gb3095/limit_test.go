package gb3095

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

// The limits as printed, class I / class II, µg/m³ and for CO mg/m³, in the order
// 2012, transitional, final. Typed from the documents apart from the program's own
// tables.
const printedLimits = `
so2    year     20/60    20/60    20/20
so2    day      50/150   50/150   50/50
so2    hour     150/500  150/500  150/150
no2    year     40/40    40/40    30/30
no2    day      80/80    80/80    50/50
no2    hour     200/200  200/200  200/200
co     day      4/4      4/4      4/4
co     hour     10/10    10/10    10/10
o3     max8h    100/160  100/160  100/160
o3     hour     160/200  160/200  160/200
pm10   year     40/70    40/60    20/50
pm10   day      50/150   50/120   50/100
pm2_5  year     15/35    15/30    10/25
pm2_5  day      35/75    35/60    25/50`

var averages = map[string]Average{"year": Year, "quarter": Quarter, "day": Day, "max8h": Max8h, "hour": Hour}

func TestLimit_Printed(t *testing.T) {
	type key struct {
		edition Edition
		class   Class
		p       measure.Parameter
		over    Average
	}
	want := map[key]measure.Concentration{}
	for line := range strings.Lines(strings.TrimSpace(printedLimits)) {
		cells := strings.Fields(line)
		p, ok := measure.ParameterByKey(cells[0])
		if !ok {
			t.Fatalf("no parameter %q", cells[0])
		}
		unit := measure.Microgram
		if cells[0] == "co" {
			unit = measure.Milligram
		}
		for i, pair := range cells[2:] {
			for j, text := range strings.Split(pair, "/") {
				n, err := strconv.Atoi(text)
				if err != nil {
					t.Fatal(err)
				}
				k := key{Edition(i + 1), Class(j + 1), p, averages[cells[1]]}
				want[k] = measure.Concentration(n) * unit
				if k.over == Max8h { // found under both names
					k.p = measure.O38h
					want[k] = measure.Concentration(n) * unit
				}
			}
		}
	}
	// Every combination, so that what is not printed has no limit.
	for e := Edition(0); e <= Final2026+1; e++ {
		for class := Class(0); class <= ClassII+1; class++ {
			for p := measure.Parameter(0); p <= measure.O38h+1; p++ {
				for over := Average(0); over <= averageEnd; over++ {
					limit, printed := want[key{e, class, p, over}]
					got, ok := Limit(e, class, p, over)
					if got != limit || ok != printed {
						t.Errorf("edition %s class %d %s average %d: %d %v, want %d %v", e, class, p, over, got, ok, limit, printed)
					}
				}
			}
		}
	}
}

// Vector 47: class II limits of a day of PM2.5 by date.
func TestEditionOn(t *testing.T) {
	for _, c := range []struct {
		day     measure.Day
		edition string
		limit   measure.Concentration // µg/m³
	}{
		{measure.Date(2013, time.January, 1), "2012", 75},
		{measure.Date(2026, time.February, 28), "2012", 75},
		{measure.Date(2026, time.March, 1), "2026-transitional", 60},
		{measure.Date(2028, time.February, 29), "2026-transitional", 60},
		{measure.Date(2030, time.December, 31), "2026-transitional", 60},
		{measure.Date(2031, time.January, 1), "2026-final", 50},
	} {
		e := EditionOn(c.day)
		got, ok := Limit(e, ClassII, measure.PM25, Day)
		if e.String() != c.edition || !ok || got != c.limit*measure.Microgram {
			t.Errorf("%s: %s %d, want %s %d", c.day, e, got, c.edition, c.limit)
		}
		if parsed, err := ParseEdition(c.edition); err != nil || parsed != e {
			t.Errorf("ParseEdition(%q) = %v, %v", c.edition, parsed, err)
		}
	}
	if _, err := ParseEdition("2026"); err == nil {
		t.Error("ParseEdition takes 2026, which names two sets")
	}
	if Edition(0).String() != "" || E2012.First() != 0 {
		t.Error("no edition has a name, or 2012 a first day")
	}
}

// Table 2 in ng/m³ but for benzo[a]pyrene's day, 2.5.
func TestOtherLimit_Printed(t *testing.T) {
	const nanogram = 1_000
	for _, c := range []struct {
		edition Edition
		class   Class
		item    OtherItem
		over    Average
		want    Picograms
	}{
		{E2012, ClassI, TSP, Year, 80_000 * nanogram}, {E2012, ClassII, TSP, Year, 200_000 * nanogram},
		{Final2026, ClassI, TSP, Day, 120_000 * nanogram}, {Final2026, ClassII, TSP, Day, 300_000 * nanogram},
		{E2012, ClassII, NOx, Year, 50_000 * nanogram}, {E2012, ClassI, NOx, Day, 100_000 * nanogram},
		{Transitional2026, ClassI, NOx, Year, 50_000 * nanogram}, {Transitional2026, ClassII, NOx, Day, 100_000 * nanogram},
		{Final2026, ClassI, NOx, Year, 40_000 * nanogram}, {Final2026, ClassII, NOx, Day, 70_000 * nanogram},
		{E2012, ClassI, NOx, Hour, 250_000 * nanogram}, {Final2026, ClassII, NOx, Hour, 250_000 * nanogram},
		{E2012, ClassII, Lead, Year, 500 * nanogram}, {Final2026, ClassI, Lead, Quarter, 1_000 * nanogram},
		{E2012, ClassI, BenzoAPyrene, Year, 1 * nanogram}, {Final2026, ClassII, BenzoAPyrene, Day, 2_500},
		{E2012, ClassI, TSP, Hour, 0}, {E2012, ClassI, NOx, Quarter, 0}, {E2012, ClassI, Lead, Day, 0},
		{0, ClassI, TSP, Year, 0}, {E2012, 0, TSP, Year, 0}, {E2012, ClassI, 0, Year, 0}, {E2012, ClassI, otherItemEnd, Year, 0},
	} {
		got, ok := OtherLimit(c.edition, c.class, c.item, c.over)
		if got != c.want || ok != (c.want != 0) {
			t.Errorf("%s class %d item %d average %d: %d %v, want %d", c.edition, c.class, c.item, c.over, got, ok, c.want)
		}
	}
}

// Table 4.
func TestValidity_Table4(t *testing.T) {
	if HourMinutes != 45 || EightHourHours != 6 || DayHours != 20 || YearDays != 324 {
		t.Error("a minimum of Table 4 moved")
	}
	for m := time.January; m <= time.December; m++ {
		need := 27
		if m == time.February {
			need = 25
		}
		if !MonthValid(m, need) || MonthValid(m, need-1) {
			t.Errorf("%s: want at least %d days", m, need)
		}
	}
}

func TestYearValid(t *testing.T) {
	least := func() *[13]int { // 27 × 11 + 25 = 322
		var days [13]int
		for m := time.January; m <= time.December; m++ {
			days[m] = MonthDays(m)
		}
		return &days
	}
	days := least()
	if YearValid(days) {
		t.Error("322 days are valid")
	}
	days[time.March]++
	if YearValid(days) {
		t.Error("323 days are valid")
	}
	days[time.July]++
	if !YearValid(days) {
		t.Error("324 days are not valid")
	}
	days[time.February]--
	days[time.May] += 3
	if YearValid(days) {
		t.Error("a February of 24 days is valid")
	}
}

func TestConditionOn(t *testing.T) {
	before, from := measure.Date(2018, time.August, 31), measure.Date(2018, time.September, 1)
	for _, c := range []struct {
		day  measure.Day
		p    measure.Parameter
		want Condition
	}{
		{before, measure.SO2, Standard}, {before, measure.PM25, Standard},
		{from, measure.SO2, Reference}, {from, measure.NO2, Reference}, {from, measure.CO, Reference},
		{from, measure.O3, Reference}, {from, measure.O38h, Reference},
		{from, measure.PM25, Actual}, {from, measure.PM10, Actual},
	} {
		if got := ConditionOn(c.day, c.p); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.day, c.p, got, c.want)
		}
	}
	if Condition(0).String() != "" || Standard.String() == "" || Reference.String() == "" || Actual.String() == "" {
		t.Error("names of conditions")
	}
}

func TestAtPresentCondition(t *testing.T) {
	before, from := measure.Date(2018, time.August, 31), measure.Date(2018, time.September, 1)
	// 298.15 µg/m³ at 273.15 K is 273.15 µg/m³ at 298.15 K.
	if got := AtPresentCondition(before, measure.O3, 298_150); got != 273_150 {
		t.Errorf("ozone: %d, want 273150", got)
	}
	// 100 × 5463/5963 = 91.6149…
	if got := AtPresentCondition(before, measure.SO2, 100_000); got != 91_615 {
		t.Errorf("SO2: %d, want 91.615", got)
	}
	if got := AtPresentCondition(from, measure.O3, 298_150); got != 298_150 {
		t.Errorf("ozone since 2018-09-01: %d", got)
	}
	if got := AtPresentCondition(before, measure.PM25, 100_000); got != 100_000 {
		t.Errorf("PM2.5: %d", got)
	}
}
