package surface

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

func TestHeadroomOf(t *testing.T) {
	const river = measure.River
	sum := func(text string) int64 { return int64(mgl(t, text)) }
	tests := []struct {
		name      string
		p         measure.Parameter
		class     gb3838.Class
		soFar     SoFar
		remaining int
		low, high string // empty = none
	}{
		{"TP of 0.12 in ten months, Ⅱ", measure.TP, gb3838.ClassII, SoFar{sum("1.2"), 10}, 2, "", "0"},
		{"TP of 0.09 in ten months, Ⅱ", measure.TP, gb3838.ClassII, SoFar{sum("0.9"), 10}, 2, "", "0.15"},
		{"nothing so far", measure.TP, gb3838.ClassII, SoFar{}, 12, "", "0.1"},
		{"DO needs at least", measure.DO, gb3838.ClassII, SoFar{sum("50"), 10}, 2, "11", ""},
		{"DO has room", measure.DO, gb3838.ClassII, SoFar{sum("120"), 10}, 2, "0", ""},
		{"pH in a range", measure.PH, gb3838.ClassIII, SoFar{sum("80"), 10}, 2, "0", "14"},
		{"pH high so far", measure.PH, gb3838.ClassI, SoFar{sum("95"), 10}, 1, "0", "4"},
		{"downward to whole steps", measure.TP, gb3838.ClassII, SoFar{1, 1}, 3, "", "0.133333"},
		{"upward for DO", measure.DO, gb3838.ClassII, SoFar{sum("5") + 1, 1}, 3, "6.333333", ""},
	}
	for _, test := range tests {
		h, ok := HeadroomOf(test.p, river, test.class, test.soFar, test.remaining)
		low, high := "", ""
		if h.HasLow {
			low = h.Low.In(measure.MilligramPerLitre)
		}
		if h.HasHigh {
			high = h.High.In(measure.MilligramPerLitre)
		}
		if !ok || low != test.low || high != test.high || !h.Reachable() {
			t.Errorf("%s: %q to %q, %v, want %q to %q", test.name, low, high, ok, test.low, test.high)
		}
	}
	if h, ok := HeadroomOf(measure.TP, river, gb3838.ClassII, SoFar{sum("1.3"), 10}, 2); !ok || h.Reachable() {
		t.Errorf("already lost: %+v", h)
	}
	for _, none := range []struct {
		p         measure.Parameter
		class     gb3838.Class
		remaining int
	}{{measure.TP, gb3838.ClassII, 0}, {measure.TN, gb3838.ClassII, 3}, {measure.TP, 0, 3}, {measure.TP, gb3838.InferiorV, 3}} {
		if _, ok := HeadroomOf(none.p, river, none.class, SoFar{}, none.remaining); ok {
			t.Errorf("%+v has headroom", none)
		}
	}
}

// A rest at the bound meets the class, one step beyond does not.
func TestHeadroomOf_BoundIsExact(t *testing.T) {
	var limited []measure.Parameter
	for p := range gb3838.Evaluated.Each {
		limited = append(limited, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(limited).Draw(t, "item")
		class := gb3838.Class(rapid.IntRange(1, 5).Draw(t, "class"))
		so := SoFar{rapid.Int64Range(0, 40_000_000).Draw(t, "sum"), rapid.IntRange(0, 11).Draw(t, "count")}
		n := rapid.IntRange(1, 12).Draw(t, "remaining")
		h, ok := HeadroomOf(p, measure.River, class, so, n)
		if !ok {
			t.Fatal("no headroom")
		}
		meets := func(rest measure.Concentration) bool {
			year := measure.Quotient(so.Sum+int64(rest)*int64(n), int64(so.Count+n))
			return gb3838.ClassOf(p, measure.River, year) <= class
		}
		if h.HasHigh && h.Reachable() && h.High >= h.Low && (!meets(h.High) || meets(h.High+1)) {
			t.Fatalf("%v: highest %d, meets %v, one more %v", p, h.High, meets(h.High), meets(h.High+1))
		}
		// pH that is out of reach above has no value that meets, the lowest included.
		if h.HasLow && h.Reachable() && !meets(h.Low) {
			t.Fatalf("%v: lowest %d does not meet", p, h.Low)
		}
		if h.HasLow && h.Low > 0 && meets(h.Low-1) {
			t.Fatalf("%v: one below the lowest %d meets", p, h.Low)
		}
	})
}

func ExampleHeadroomOf() {
	// Total phosphorus of a river: the ten months to October average 0.112 mg/L, the
	// target is class Ⅱ, 0.1 mg/L. November and December together may average:
	soFar := SoFar{Sum: 10 * 112_000, Count: 10}
	rest, _ := HeadroomOf(measure.TP, measure.River, gb3838.ClassII, soFar, 2)
	fmt.Println(rest.High.In(measure.MilligramPerLitre), rest.Reachable())
	// Output: 0.04 true
}
