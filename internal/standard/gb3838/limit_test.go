package gb3838

import (
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
)

// printed are the limits of Tables 1 and 2 typed from the printed page, in mg/L
// (faecal coliform 个/L), Ⅰ to Ⅴ.
var printed = []struct {
	p      measure.Parameter
	body   measure.Body
	limits [5]string
}{
	{measure.DO, measure.River, [5]string{"7.5", "6", "5", "3", "2"}},
	{measure.CODMn, measure.River, [5]string{"2", "4", "6", "10", "15"}},
	{measure.COD, measure.River, [5]string{"15", "15", "20", "30", "40"}},
	{measure.BOD5, measure.River, [5]string{"3", "3", "4", "6", "10"}},
	{measure.NH3N, measure.River, [5]string{"0.15", "0.5", "1.0", "1.5", "2.0"}},
	{measure.TP, measure.River, [5]string{"0.02", "0.1", "0.2", "0.3", "0.4"}},
	{measure.TP, measure.Lake, [5]string{"0.01", "0.025", "0.05", "0.1", "0.2"}},
	{measure.TN, measure.Lake, [5]string{"0.2", "0.5", "1.0", "1.5", "2.0"}},
	{measure.Copper, measure.River, [5]string{"0.01", "1.0", "1.0", "1.0", "1.0"}},
	{measure.Zinc, measure.River, [5]string{"0.05", "1.0", "1.0", "2.0", "2.0"}},
	{measure.Fluoride, measure.River, [5]string{"1.0", "1.0", "1.0", "1.5", "1.5"}},
	{measure.Selenium, measure.River, [5]string{"0.01", "0.01", "0.01", "0.02", "0.02"}},
	{measure.Arsenic, measure.River, [5]string{"0.05", "0.05", "0.05", "0.1", "0.1"}},
	{measure.Mercury, measure.River, [5]string{"0.00005", "0.00005", "0.0001", "0.001", "0.001"}},
	{measure.Cadmium, measure.River, [5]string{"0.001", "0.005", "0.005", "0.005", "0.01"}},
	{measure.ChromiumVI, measure.River, [5]string{"0.01", "0.05", "0.05", "0.05", "0.1"}},
	{measure.Lead, measure.River, [5]string{"0.01", "0.01", "0.05", "0.05", "0.1"}},
	{measure.Cyanide, measure.River, [5]string{"0.005", "0.05", "0.2", "0.2", "0.2"}},
	{measure.VolatilePhenol, measure.River, [5]string{"0.002", "0.002", "0.005", "0.01", "0.1"}},
	{measure.Petroleum, measure.River, [5]string{"0.05", "0.05", "0.05", "0.5", "1.0"}},
	{measure.AnionicSurfactant, measure.River, [5]string{"0.2", "0.2", "0.2", "0.3", "0.3"}},
	{measure.Sulfide, measure.River, [5]string{"0.05", "0.1", "0.2", "0.5", "1.0"}},
	{measure.FaecalColiform, measure.River, [5]string{"200", "2000", "10000", "20000", "40000"}},
}

// apart are reported apart and have no class by ClassOf.
var apart = measure.SetOf(measure.TN, measure.FaecalColiform)

func value(t interface{ Fatal(...any) }, text string) measure.Concentration {
	c, err := measure.ParseConcentration(text, measure.MilligramPerLitre.Scale())
	if err != nil {
		t.Fatal(text, err)
	}
	return c
}

func classOf(p measure.Parameter, body measure.Body, c measure.Concentration) Class {
	if apart.Has(p) {
		return ClassApart(p, c)
	}
	return ClassOf(p, body, c)
}

func TestClassOf_AtBelowAndAboveEveryLimit(t *testing.T) {
	for _, row := range printed {
		for i, text := range row.limits {
			limit := value(t, text)
			// The best class that shares the limit, and the next worse limit's class.
			best := i
			for best > 0 && row.limits[best-1] == text {
				best--
			}
			worse := i + 1
			for worse < 5 && row.limits[worse] == text {
				worse++
			}
			better, past := limit-1, limit+1
			if row.p == measure.DO {
				better, past = past, better
			}
			for _, c := range []struct {
				what string
				c    measure.Concentration
				want int
			}{{"at", limit, best}, {"on the good side of", better, best}, {"beyond", past, worse}} {
				if got := classOf(row.p, row.body, c.c); got != ClassI+Class(c.want) {
					t.Errorf("%v %v, %s %s mg/L: class %v, want %v", row.body, row.p, c.what, text, got, ClassI+Class(c.want))
				}
			}
			got, ok := LimitOf(row.p, row.body, ClassI+Class(i))
			if !ok || got != limit {
				t.Errorf("limit of %v %v class %v = %v %v, want %s", row.body, row.p, ClassI+Class(i), got, ok, text)
			}
		}
	}
}

func TestClassOf_PHHasNoClassBetween(t *testing.T) {
	for text, want := range map[string]Class{"6": ClassI, "9": ClassI, "7.2": ClassI, "5.999999": InferiorV, "9.000001": InferiorV,
		"5.99753": InferiorV, "5.9999999": InferiorV, "9.00000000001": InferiorV, "0": InferiorV, "14": InferiorV} {
		if got := ClassOf(measure.PH, measure.Lake, value(t, text)); got != want {
			t.Errorf("pH %s: class %v, want %v", text, got, want)
		}
	}
}

func TestClassOf_NotEvaluated(t *testing.T) {
	for _, p := range []measure.Parameter{measure.WaterTemperature, measure.TN, measure.FaecalColiform, measure.Iron,
		measure.Turbidity, measure.PM25, 0} {
		if got := ClassOf(p, measure.Lake, 1); got != 0 {
			t.Errorf("%v: class %v, want none", p, got)
		}
	}
	if Evaluated.Len() != 21 {
		t.Errorf("%d evaluated items, want 21", Evaluated.Len())
	}
	for _, p := range []measure.Parameter{measure.WaterTemperature, measure.PH, measure.COD, 0} {
		if got := ClassApart(p, 1); got != 0 {
			t.Errorf("%v: class apart %v, want none", p, got)
		}
	}
}

func TestTable1_OrderOfPrint(t *testing.T) {
	table := Table1()
	if len(table) != 24 {
		t.Fatalf("%d items, want 24", len(table))
	}
	for i, item := range table {
		if item.Number != i+1 || itemOf(item.Parameter).Number != item.Number {
			t.Errorf("row %d holds item %d, %v", i+1, item.Number, item.Parameter)
		}
	}
	table[2].Limits[0] = 0
	if ClassOf(measure.DO, measure.River, 1) != InferiorV {
		t.Error("a caller can change the table")
	}
}

func TestLimitOf_None(t *testing.T) {
	for _, p := range []measure.Parameter{measure.PH, measure.WaterTemperature, measure.Iron, measure.PM10, 0} {
		if limit, ok := LimitOf(p, measure.River, ClassIII); ok {
			t.Errorf("%v has limit %v", p, limit)
		}
	}
	for _, class := range []Class{0, InferiorV, -1, 7} {
		if _, ok := LimitOf(measure.DO, measure.River, class); ok {
			t.Errorf("class %d has a limit", class)
		}
	}
}

func TestSourceLimit(t *testing.T) {
	for p, text := range map[measure.Parameter]string{measure.Sulfate: "250", measure.Chloride: "250", measure.Nitrate: "10",
		measure.Iron: "0.3", measure.Manganese: "0.1"} {
		if got, ok := SourceLimit(p); !ok || got != value(t, text) {
			t.Errorf("%v: %v %v, want %s", p, got, ok, text)
		}
	}
	if _, ok := SourceLimit(measure.COD); ok {
		t.Error("COD is in Table 2")
	}
	if len(Table2()) != 5 {
		t.Errorf("%d items in Table 2, want 5", len(Table2()))
	}
}

func TestClass_Names(t *testing.T) {
	for class, want := range map[Class]string{0: "", 1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ", 5: "Ⅴ", 6: "劣Ⅴ", 7: "", -1: ""} {
		if class.String() != want || class.Known() != (want != "") {
			t.Errorf("class %d is %q, known %v", int(class), class, class.Known())
		}
	}
}

func TestClassOf_NeverImprovesWhenWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SampledFrom(printed).Draw(t, "item")
		limit := value(t, rapid.SampledFrom(row.limits[:]).Draw(t, "near"))
		near := rapid.Int64Range(-3, 3)
		a := limit + measure.Concentration(near.Draw(t, "a"))
		b := a + measure.Concentration(rapid.Int64Range(0, 30_000_000).Draw(t, "more"))
		ca, cb := classOf(row.p, row.body, a), classOf(row.p, row.body, b)
		if row.p == measure.DO {
			ca, cb = cb, ca
		}
		if cb < ca {
			t.Fatalf("%v: %d gives %v, %d gives %v", row.p, a, ca, b, cb)
		}
	})
}

// A mean compares as the exact quotient does: against limit L, sum/n ≤ L is
// sum ≤ n×L.
func TestClassOf_MeansCompareExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SampledFrom(printed).Draw(t, "item")
		i := rapid.IntRange(0, 4).Draw(t, "class")
		limit := value(t, row.limits[i])
		n := rapid.Int64Range(1, 31).Draw(t, "n")
		sum := int64(limit)*n + rapid.Int64Range(-40, 40).Draw(t, "off")
		meets := sum <= int64(limit)*n
		if row.p == measure.DO {
			meets = sum >= int64(limit)*n
		}
		class := classOf(row.p, row.body, measure.Quotient(sum, n))
		if got := class <= ClassI+Class(i); got != meets {
			t.Fatalf("%v: %d/%d gives %v, meets class %v is %v", row.p, sum, n, class, ClassI+Class(i), meets)
		}
	})
}
