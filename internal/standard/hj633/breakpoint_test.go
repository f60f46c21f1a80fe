package hj633

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

// The tables as printed, µg/m³ and for CO mg/m³; "—" where nothing is printed. Typed
// from the documents apart from the program's own tables.
const printed2012 = `
IAQI  SO2-24h SO2-1h NO2-24h NO2-1h CO-24h CO-1h O3-1h O3-8h PM10-24h PM2.5-24h
0     0       0      0       0      0      0     0     0     0        0
50    50      150    40      100    2      5     160   100   50       35
100   150     500    80      200    4      10    200   160   150      75
150   475     650    180     700    14     35    300   215   250      115
200   800     800    280     1200   24     60    400   265   350      150
300   1600    —      565     2340   36     90    800   800   420      250
400   2100    —      750     3090   48     120   1000  —     500      350
500   2620    —      940     3840   60     150   1200  —     600      500
past  500     none   500     500    500    500   500   none  500      500`

const printed2026 = `
IAQI  SO2-24h SO2-1h NO2-24h NO2-1h CO-24h CO-1h O3-1h O3-8h PM10-24h PM2.5-24h
0     0       0      0       0      0      0     0     0     0        0
50    50      150    40      100    2      5     160   100   50       35
100   150     500    80      200    4      10    200   160   120      60
150   475     650    180     700    14     35    300   215   250      115
200   800     800    280     1200   24     60    400   265   350      150
300   1600    —      565     2340   36     90    800   800   420      250
400   2100    —      750     3090   48     120   1000  —     500      350
500   2620    —      940     3840   60     150   1200  —     600      500
past  500     200    500     500    500    500   500   300   500      500`

// printedColumns are the columns in the order of print.
var printedColumns = []Column{
	SO2Day, SO2Hour, NO2Day, NO2Hour, CODay, COHour, O3Hour, O3Max8h, PM10Day, PM25Day,
}

// printed is one column of the tables above.
type printed struct {
	edition   Edition
	column    Column
	perUnit   int64 // rounding steps in the printed unit: 10 for CO, else 1
	index, at []int64
	past      int
}

func printedTables(t testing.TB) []printed {
	t.Helper()
	var all []printed
	for i, text := range []string{printed2012, printed2026} {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		for j, col := range printedColumns {
			c := printed{edition: Editions[i], column: col, perUnit: 1}
			if strings.HasPrefix(strings.Fields(lines[0])[j+1], "CO-") {
				c.perUnit = 10
			}
			for _, line := range lines[1 : len(lines)-1] {
				cells := strings.Fields(line)
				if cells[j+1] == "—" {
					continue
				}
				c.index = append(c.index, number(t, cells[0]))
				c.at = append(c.at, number(t, cells[j+1]))
			}
			c.past = NoIndex
			if past := strings.Fields(lines[len(lines)-1])[j+1]; past != "none" {
				c.past = int(number(t, past))
			}
			all = append(all, c)
		}
	}
	return all
}

func number(t testing.TB, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// step is one rounding step of the column.
func (c printed) step() measure.Concentration {
	if c.perUnit == 10 {
		return 100 * measure.Microgram
	}
	return measure.Microgram
}

// index of n rounding steps by formula (1), in fractions, rounded up.
func (c printed) oracle(n int64) int {
	for i := 1; i < len(c.at); i++ {
		lo, hi := c.at[i-1]*c.perUnit, c.at[i]*c.perUnit
		if n > hi {
			continue
		}
		x := big.NewRat((c.index[i]-c.index[i-1])*(n-lo), hi-lo)
		x.Add(x, big.NewRat(c.index[i-1], 1))
		up := new(big.Int).Add(x.Num(), new(big.Int).Sub(x.Denom(), big.NewInt(1)))
		return int(up.Div(up, x.Denom()).Int64())
	}
	return c.past
}

func TestIAQI_AtEveryBreakpoint(t *testing.T) {
	for _, c := range printedTables(t) {
		for i, at := range c.at {
			n := at * c.perUnit
			c0 := measure.Concentration(n) * c.step()
			if got := IAQI(c.edition, c.column, c0); got != int(c.index[i]) {
				t.Errorf("%s %s at %d: %d, want %d", c.edition, c.column, at, got, c.index[i])
			}
			for _, near := range []struct {
				where string
				c     measure.Concentration
				n     int64
			}{
				{"one step below", c0 - c.step(), max(0, n-1)},
				{"one step above", c0 + c.step(), n + 1},
				{"less than half a step above", c0 + c.step()/2 - 1, n},
				{"more than half a step above", c0 + c.step()/2 + 1, n + 1},
				{"half a step above, to even", c0 + c.step()/2, n + n%2},
				{"less than half a step below", c0 - c.step()/2 + 1, n},
				{"half a step below, to even", c0 - c.step()/2, max(0, n-n%2)},
			} {
				if got, want := IAQI(c.edition, c.column, near.c), c.oracle(near.n); got != want {
					t.Errorf("%s %s %s %d: %d, want %d", c.edition, c.column, near.where, at, got, want)
				}
			}
		}
	}
}

// Every concentration that can be printed, to well past the last breakpoint.
func TestIAQI_EveryPrintableConcentration(t *testing.T) {
	for _, c := range printedTables(t) {
		for n := int64(0); n <= 5000; n++ {
			got := IAQI(c.edition, c.column, measure.Concentration(n)*c.step())
			if want := c.oracle(n); got != want {
				t.Fatalf("%s %s, %d steps: %d, want %d", c.edition, c.column, n, got, want)
			}
		}
	}
}

func TestIAQI_PublishedCases(t *testing.T) {
	for _, c := range []struct {
		vector  int
		edition Edition
		column  Column
		c       string // in the unit of the parameter
		want    int
	}{
		{40, E2026, PM25Day, "35", 50}, {40, E2026, PM25Day, "59", 98}, {40, E2026, PM25Day, "60", 100},
		{40, E2026, PM25Day, "75", 114}, {40, E2026, PM25Day, "115", 150}, {40, E2026, PM25Day, "150", 200},
		{40, E2026, PM25Day, "250", 300}, {40, E2026, PM25Day, "350", 400}, {40, E2026, PM25Day, "500", 500},
		{40, E2026, PM25Day, "600", 500},
		{41, E2026, PM10Day, "50", 50}, {41, E2026, PM10Day, "118", 99}, {41, E2026, PM10Day, "120", 100},
		{41, E2026, PM10Day, "150", 112}, {41, E2026, PM10Day, "250", 150}, {41, E2026, PM10Day, "350", 200},
		{41, E2026, PM10Day, "420", 300}, {41, E2026, PM10Day, "500", 400}, {41, E2026, PM10Day, "600", 500},
		{42, E2026, SO2Hour, "801", 200}, {42, E2026, O3Max8h, "1000", 300},
		{43, E2012, PM25Day, "75", 100}, {43, E2012, PM10Day, "150", 100},
		{44, E2026, PM25Day, "60.5", 100}, {44, E2026, PM25Day, "60.6", 101},
		// Own arithmetic on the tables.
		{0, E2012, PM25Day, "36", 52}, {0, E2026, PM25Day, "36", 52},
		{0, E2012, PM25Day, "61", 83}, {0, E2026, PM25Day, "61", 101},
		{0, E2012, PM25Day, "76", 102}, {0, E2026, PM25Day, "76", 115},
		{0, E2012, PM10Day, "121", 86}, {0, E2026, PM10Day, "121", 101},
		{0, E2012, PM10Day, "151", 101}, {0, E2026, PM10Day, "151", 112},
		{0, E2026, PM25Day, "120", 158}, {0, E2026, SO2Day, "100", 75},
		{0, E2026, CODay, "2.2", 55}, // 56 in float64
		{0, E2012, SO2Hour, "801", NoIndex}, {0, E2012, SO2Hour, "800.4", 200}, {0, E2012, O3Max8h, "801", NoIndex},
		// Zero, and negative within zero drift.
		{0, E2026, PM25Day, "0", 0}, {0, E2012, COHour, "-0.3", 0}, {0, E2026, O3Hour, "-3", 0},
	} {
		v, err := measure.ParseConcentration(c.c, c.column.Parameter().Unit().Scale())
		if err != nil {
			t.Fatal(err)
		}
		if got := IAQI(c.edition, c.column, v); got != c.want {
			t.Errorf("vector %d, %s %s %s: %d, want %d", c.vector, c.edition, c.column, c.c, got, c.want)
		}
	}
}

func TestIAQI_NoEditionOrColumn(t *testing.T) {
	for _, c := range []struct {
		edition Edition
		column  Column
	}{{0, PM25Day}, {3, PM25Day}, {E2026, 0}, {E2026, columnEnd}} {
		if got := IAQI(c.edition, c.column, 10*measure.Microgram); got != NoIndex {
			t.Errorf("edition %d column %d: %d", c.edition, c.column, got)
		}
	}
}

func TestTable_IsThePrintedOne(t *testing.T) {
	for _, c := range printedTables(t) {
		points := Table(c.edition, c.column)
		if len(points) != len(c.at) {
			t.Fatalf("%s %s: %d rows, want %d", c.edition, c.column, len(points), len(c.at))
		}
		for i, p := range points {
			want := Point{measure.Concentration(c.at[i]*c.perUnit) * c.step(), int(c.index[i])}
			if p != want {
				t.Errorf("%s %s row %d: %v, want %v", c.edition, c.column, i, p, want)
			}
		}
	}
	if Table(E2026, columnEnd) != nil || Table(0, PM25Day) != nil {
		t.Error("a table without edition or column")
	}
}

func TestDerive_AgreesWithPrint(t *testing.T) {
	for _, c := range printedTables(t) {
		for n := int64(0); n <= 4000; n += 7 {
			d := Derive(c.edition, c.column, measure.Concentration(n)*c.step())
			if d.IAQI != c.oracle(n) {
				t.Fatalf("%s %s %d: IAQI %d, want %d", c.edition, c.column, n, d.IAQI, c.oracle(n))
			}
			past := n > c.at[len(c.at)-1]*c.perUnit
			if past != (d.High == Point{}) {
				t.Fatalf("%s %s %d: points %v and %v", c.edition, c.column, n, d.Low, d.High)
			}
			if !past && (d.Rounded < d.Low.Concentration || d.Rounded > d.High.Concentration || d.IAQI < d.Low.IAQI || d.IAQI > d.High.IAQI) {
				t.Fatalf("%s %s %d: not between %v and %v", c.edition, c.column, n, d.Low, d.High)
			}
		}
	}
	if d := Derive(E2026, 0, 1); d != (Derivation{}) {
		t.Errorf("no column: %v", d)
	}
}

func TestCeiling(t *testing.T) {
	for _, c := range []struct {
		edition Edition
		column  Column
		aqi     int
		want    measure.Concentration
		ok      bool
	}{
		{E2012, PM25Day, 100, 75_499, true}, // 75.5 rounds to 76
		{E2026, PM25Day, 100, 60_500, true}, // 60.5 rounds to 60
		{E2026, PM10Day, 100, 120_500, true},
		{E2012, PM10Day, 100, 150_500, true},
		{E2026, O3Max8h, 100, 160_500, true},
		{E2026, CODay, 100, 4_050_000, true},
		{E2026, PM25Day, 50, 35_499, true},
		{E2026, PM25Day, 0, 500, true}, // 0.5 rounds to 0
		{E2026, PM25Day, 500, 0, false},
		{E2026, O3Max8h, 300, 0, false}, // every concentration
		{E2012, O3Max8h, 300, 800_500, true},
		{E2026, 0, 100, 0, false},
	} {
		got, ok := Ceiling(c.edition, c.column, c.aqi)
		if got != c.want || ok != c.ok {
			t.Errorf("%s %s AQI %d: %d %v, want %d %v", c.edition, c.column, c.aqi, got, ok, c.want, c.ok)
		}
	}
}
